"""Children that die, hang or are left alone."""

import asyncio
import queue
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import psutil
import pytest

from crawlers import crew as crew_module
from crawlers import wire
from crawlers.crew import Crew
from crawlers.wire import Job
from crawlers.worker import Answer, Death, Worker
from mentions.messages import say
from mentions.types import Outcome
from tests.crawlers import samples
from tests.crawlers import server as trouble
from tests.crawlers.conftest import SETTINGS
from tests.crawlers.server import Reply, Server

RSS = samples.RSS.encode()


@pytest.fixture
def lone_crew() -> Iterator[Crew]:
    crew = Crew(SETTINGS, processes=1, linger=0.3)
    yield crew
    crew.close()


def children() -> list[psutil.Process]:
    """The crawl children of this test run, without their parsers."""
    return [child for child in psutil.Process().children() if _is_crawler(child)]


def _is_crawler(child: psutil.Process) -> bool:
    try:
        return "crawlers" in child.cmdline()
    except psutil.NoSuchProcess:  # it ends just now
        return False


def test_a_killed_childs_sources_are_crawled_by_another(server: Server, lone_crew: Crew) -> None:
    others = {child.pid for child in children()}
    server.replies["/fast"] = Reply(RSS)
    tries = []

    async def kill_first(_seen: trouble.Seen, writer: asyncio.StreamWriter) -> None:
        tries.append(1)
        if len(tries) == 1:
            (child,) = (child for child in children() if child.pid not in others)
            child.send_signal(signal.SIGKILL)
        await trouble.send(writer, Reply(RSS, headers={"Connection": "close"}))

    server.replies["/deadly"] = kill_first
    jobs = [Job(1, "feed", server.url("/fast")), Job(2, "feed", server.url("/deadly"))]
    found = [result for batch in lone_crew.crawl(jobs) for result in batch]
    assert sorted(result.source_id for result in found) == [1, 2]
    assert {result.outcome for result in found} == {Outcome.NEW}


def test_a_source_that_kills_twice_is_broken(server: Server, lone_crew: Crew) -> None:
    others = {child.pid for child in children()}

    async def kill(_seen: trouble.Seen, _writer: asyncio.StreamWriter) -> None:
        for child in children():
            if child.pid not in others:
                child.send_signal(signal.SIGKILL)

    server.replies["/killer"] = kill
    job = Job(1, "feed", server.url("/killer"), cursor={"etag": "kept"})
    ((result,),) = lone_crew.crawl([job])
    assert (result.outcome, result.cursor) == (Outcome.BROKEN, {"etag": "kept"})
    assert result.message and "twice" in say(result.message, "en")
    server.replies["/alive"] = Reply(RSS)
    ((after,),) = lone_crew.crawl([Job(1, "feed", server.url("/alive"))])
    assert after.outcome is Outcome.NEW


def test_a_child_that_stops_answering_is_killed(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew_module, "PATIENCE", 0.0)
    crew = Crew(replace(SETTINGS, source_timeout=1.5), processes=1)
    others = {child.pid for child in children()}

    async def freeze(_seen: trouble.Seen, _writer: asyncio.StreamWriter) -> None:
        for child in children():
            if child.pid not in others:
                child.send_signal(signal.SIGSTOP)

    server.replies["/freezer"] = freeze
    ((result,),) = crew.crawl([Job(1, "feed", server.url("/freezer"))])
    assert result.outcome is Outcome.BROKEN
    crew.close()


def test_children_are_kept_for_a_while_and_no_longer(server: Server, lone_crew: Crew) -> None:
    others = {child.pid for child in children()}

    def own() -> set[int]:
        return {child.pid for child in children()} - others

    server.replies["/alive"] = Reply(RSS)
    job = Job(1, "feed", server.url("/alive"))
    list(lone_crew.crawl([job]))
    first = own()
    list(lone_crew.crawl([job]))
    assert own() == first
    deadline = time.monotonic() + 5
    while own() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not own()
    assert len(list(lone_crew.crawl([job]))) == 1


def test_an_abandoned_crawl_leaves_nothing_behind(server: Server, lone_crew: Crew) -> None:
    server.replies |= {"/fast": Reply(RSS), "/slow": trouble.never_answer}
    jobs = [Job(1, "feed", server.url("/fast")), Job(2, "feed", server.url("/slow"))]
    crawl = lone_crew.crawl(jobs)
    assert [result.source_id for result in next(crawl)] == [1]
    crawl.close()
    ((again,),) = lone_crew.crawl([jobs[0]])
    assert again.source_id == 1


def test_secrets_of_the_application_do_not_reach_the_children(
    server: Server, lone_crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOLVA_DATABASE_URL", "postgresql://molva:hidden@db/molva")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    others = {child.pid for child in children()}
    server.replies["/alive"] = Reply(RSS)
    ((result,),) = lone_crew.crawl([Job(1, "feed", server.url("/alive"))])
    assert result.outcome is Outcome.NEW, "a proxy in the environment is not used"
    (child,) = (child for child in children() if child.pid not in others)
    assert not {name for name in child.environ() if "MOLVA" in name or "PROXY" in name.upper()}


def test_a_proxy_in_the_settings_is_used(server: Server) -> None:
    proxy = server.url("", "127.0.0.200").removesuffix("/")
    crew = Crew(replace(SETTINGS, proxy=proxy), processes=1)
    server.replies["http://far.example/rss"] = Reply(RSS)
    ((result,),) = crew.crawl([Job(1, "feed", "http://far.example/rss")])
    crew.close()
    assert result.outcome is Outcome.NEW
    assert server.counts["http://far.example/robots.txt"] == 1


def test_a_child_does_not_outlive_the_application(server: Server) -> None:
    server.replies["/endless"] = trouble.never_answer
    child = subprocess.Popen(
        [sys.executable, "-m", "crawlers"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdin and child.stdout
    job = Job(1, "feed", server.url("/endless"))
    child.stdin.write(wire.settings_line(SETTINGS) + wire.job_line(job))
    child.stdin.flush()
    while not server.counts["/endless"]:
        time.sleep(0.05)
    child.stdin.close()  # as the kernel does for an application that was killed
    assert child.wait(timeout=3) == 0
    child.stdout.close()


def test_what_has_no_turn_in_time_is_left_for_the_next_time(server: Server) -> None:
    server.replies |= {"/fast": Reply(RSS), "/never": trouble.never_answer}
    crew = Crew(
        replace(SETTINGS, crawl_timeout=4.0, page_timeout=20.0, source_timeout=8.0), processes=1
    )
    jobs = [
        Job(1, "feed", server.url("/fast")),
        *(Job(n, "feed", server.url("/never", "127.0.0.201")) for n in range(2, 12)),
    ]
    began = time.monotonic()
    found = [result.source_id for batch in crew.crawl(jobs) for result in batch]
    crew.close()
    assert found == [1, 2, 3], "the host's other sources were given back"
    assert time.monotonic() - began < 15


def test_a_child_that_says_what_is_no_answer_is_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawlers.worker.CHILD", "this")  # which prints a poem
    child = Worker(SETTINGS, 0)
    answers: queue.Queue[Answer] = queue.Queue()
    child.take([Job(1, "feed", "https://a.example/")], answers, tries=1)
    death = answers.get(timeout=20)
    assert isinstance(death, Death) and [job.source_id for job, _ in death.jobs] == [1]
    child.dismiss()
