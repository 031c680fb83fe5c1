"""Kinds that ask a service through a blocking library."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from crawlers.crew import Crew
from crawlers.wire import Job
from mentions.messages import say
from mentions.types import CrawlResult, Outcome
from tests.crawlers import fakes, samples
from tests.crawlers import server as trouble
from tests.crawlers.conftest import SETTINGS
from tests.crawlers.server import Reply, Server


@pytest.fixture
def board(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crew]:
    fakes.register(monkeypatch)
    settings = replace(
        SETTINGS,
        source_timeout=2.5,
        bases={"board": server.url("/board", "127.0.0.210")},
        secrets={"board": "s3cret"},
    )
    crew = Crew(settings, processes=1, linger=0)
    yield crew
    crew.close()


def crawl(crew: Crew, *jobs: Job) -> dict[int, CrawlResult]:
    return {result.source_id: result for batch in crew.crawl(jobs) for result in batch}


def told(result: CrawlResult) -> str:
    return say(result.message, "en") if result.message else ""


def test_a_library_brings_items_with_the_settings_base_and_secret(
    server: Server, board: Crew
) -> None:
    server.replies["/board/news"] = Reply(b"hello")
    (result,) = crawl(board, Job(1, "board", "news", queries=("вектор",))).values()
    assert [item.text for item in result.items] == ["hello terc3s вектор"]
    assert result.has_more


def test_without_its_secret_it_names_the_setting(server: Server, board: Crew) -> None:
    crew = Crew(replace(SETTINGS, bases={"board": server.url("/board")}), processes=1, linger=0)
    (result,) = crawl(crew, Job(1, "board", "news")).values()
    crew.close()
    assert result.outcome is Outcome.BLOCKED
    assert "MOLVA_BOARD_TOKEN" in told(result)


def test_a_library_reaches_no_private_address_and_its_failures_have_names(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    fakes.register(monkeypatch)
    bases = {
        "private network": server.url("/board", "127.0.0.1"),
        "is not found": "http://no-such-host.invalid",
        "No connection": "http://127.0.0.130:9",
    }
    for words, base in bases.items():
        settings = replace(SETTINGS, bases={"board": base}, secrets={"board": "s"})
        crew = Crew(settings, processes=1, linger=0)
        (result,) = crawl(crew, Job(1, "board", "news")).values()
        crew.close()
        assert result.outcome is Outcome.BROKEN
        assert words in told(result)


def test_calls_that_hang_delay_no_other_source_nor_the_childs_end(
    server: Server, board: Crew
) -> None:
    server.replies["/rss"] = Reply(samples.RSS.encode())
    server.replies["/board/silent"] = trouble.never_answer
    hanging = [Job(n, "board", "hang") for n in range(1, 30)] + [Job(30, "board", "silent")]
    began = time.monotonic()
    order: list[int] = []
    for batch in board.crawl([*hanging, Job(99, "feed", server.url("/rss"))]):
        for result in batch:
            order.append(result.source_id)
            expected = Outcome.NEW if result.source_id == 99 else Outcome.BROKEN
            assert result.outcome is expected, told(result)
    assert order.index(99) < 4, "the feed waited for those that hang"
    assert len(order) == 31
    board.close()
    assert time.monotonic() - began < 20


def test_a_library_that_exits_ends_nobody_elses_crawl(server: Server, board: Crew) -> None:
    server.replies["/board/news"] = Reply(b"hello")
    found = crawl(board, Job(1, "board", "exit"), Job(2, "board", "news"))
    assert found[1].outcome is Outcome.BROKEN
    assert "SystemExit" not in told(found[1]) or "fault" in told(found[1])
    assert found[2].outcome is Outcome.NEW
