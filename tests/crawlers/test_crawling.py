"""Sources of every kind of trouble, crawled for real: one batch, one result each."""

import asyncio
import time
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pytest

from crawlers.crew import Crew
from crawlers.wire import Job
from mentions.messages import say
from mentions.types import CrawlResult, Outcome
from tests.crawlers import samples
from tests.crawlers import server as trouble
from tests.crawlers.server import Behaviour, Reply, Server

RSS = samples.RSS.encode()


@dataclass(frozen=True)
class Case:
    """What a source answers (at `address`, or at its own), and what must come of it."""

    answer: Reply | Behaviour | None
    outcome: Outcome
    said: str = ""
    items: int = 0
    address: str = ""
    cursor: dict[str, Any] = field(default_factory=dict)
    retry_after: float | None = None


OK = {"outcome": Outcome.NEW, "items": 3}
BLOCKED, BROKEN, NOTHING = Outcome.BLOCKED, Outcome.BROKEN, Outcome.NOTHING

CASES = {
    "rss": Case(Reply(RSS), **OK),
    "atom": Case(Reply(samples.ATOM.encode()), Outcome.NEW, items=1),
    "rdf": Case(Reply(samples.RDF.encode()), Outcome.NEW, items=1),
    "json": Case(Reply(samples.JSON_FEED.encode()), Outcome.NEW, items=2),
    "gzip": Case(trouble.packed(RSS, "gzip"), **OK),
    "brotli": Case(trouble.packed(RSS, "br"), **OK),
    "no entries": Case(Reply(samples.rss().encode()), NOTHING),
    "not modified": Case(trouble.conditional(RSS), NOTHING, cursor={"etag": '"v1"'}),
    "modified": Case(trouble.conditional(RSS), cursor={"etag": '"v0"'}, **OK),
    "401": Case(Reply(status=401), BLOCKED, "401"),
    "403": Case(Reply(status=403), BLOCKED, "403"),
    "captcha": Case(Reply(samples.CAPTCHA.encode(), 403), BLOCKED, "captcha"),
    "captcha 200": Case(Reply(samples.CAPTCHA.encode()), BLOCKED, "captcha"),
    "429": Case(Reply(status=429, headers={"Retry-After": "120"}), BLOCKED, "429", retry_after=120),
    "404": Case(Reply(status=404), BROKEN, "404"),
    "410": Case(Reply(status=410), Outcome.STOPPED, "gone for good"),
    "500": Case(Reply(status=500), BROKEN, "500"),
    "503": Case(Reply(status=503, headers={"Retry-After": "60"}), BROKEN, "503", retry_after=60),
    "418": Case(Reply(status=418), BROKEN, "418"),
    "empty": Case(Reply(b" \n"), BROKEN, "empty page"),
    "not a feed": Case(Reply(b"hello"), BROKEN, "no feed at this address"),
    "page": Case(Reply(samples.PAGE_WITH_FEED.encode()), BROKEN, "/rss.xml"),
    "bomb": Case(Reply(samples.BILLION_LAUGHS.encode()), Outcome.NEW, items=1),
    "gzip bomb": Case(trouble.gzip_bomb(200), BROKEN, "too big"),
    "announces too much": Case(trouble.announce_too_much, BROKEN, "too big"),
    "never ends": Case(trouble.never_end, BROKEN, "too big"),
    "never answers": Case(trouble.never_answer, BROKEN, "in time"),
    "drips": Case(trouble.drip, BROKEN, "in time"),
    "breaks off": Case(trouble.break_off, BROKEN, "broke off"),
    "hangs up": Case(trouble.hang_up, BROKEN, "breaks the HTTP protocol"),
    "talks nonsense": Case(trouble.talk_nonsense, BROKEN, "breaks the HTTP protocol"),
    "redirect loop": Case(trouble.redirect("?"), BROKEN, "in circles"),
    "redirect to file": Case(trouble.redirect("file:///etc/passwd"), BROKEN, "redirects to"),
    "redirect to ftp": Case(trouble.redirect("ftp://127.0.0.130/x"), BROKEN, "redirects to"),
    "redirect nowhere": Case(Reply(status=302), BROKEN, "redirects to"),
    "file": Case(None, BROKEN, "http and https", address="file:///etc/passwd"),
    "s3": Case(None, BROKEN, "http and https", address="s3://bucket/key"),
    "no such host": Case(None, BROKEN, "is not found", address="http://no-such-host.invalid/"),
    "no server": Case(None, BROKEN, "No connection", address="http://127.0.0.130:9/"),
    "unknown kind of body": Case(Reply(b"\x89PNG\r\n\x1a\n\x00" * 50), BROKEN, "no feed"),
    "private address": Case(None, BROKEN, "private network", address="http://127.0.0.1:{port}/rss"),
    "private name": Case(None, BROKEN, "private network", address="http://localhost:{port}/rss"),
    "private v6": Case(None, BROKEN, "private network", address="http://[::1]:{port}/rss"),
    "private mapped": Case(
        None, BROKEN, "private network", address="http://[::ffff:127.0.0.1]:{port}/rss"
    ),
    "private decimal": Case(
        None, BROKEN, "not a web address", address="http://2130706433:{port}/rss"
    ),
    "private after redirect": Case(
        trouble.redirect("http://127.0.0.1:{port}/rss"), BROKEN, "private network"
    ),
}


@pytest.fixture(scope="module")
def results(server: Server, crew: Crew) -> dict[str, CrawlResult]:
    """Every case crawled in one go, as a thousand sources would be."""
    server.replies["/rss"] = Reply(RSS)
    jobs = []
    for number, case in enumerate(CASES.values()):
        path = f"/case/{number}"
        if case.answer is not None:
            server.replies[path] = _with_port(case.answer, server.port)
        own = server.url(path, f"127.0.0.{131 + number}")
        address = case.address.replace("{port}", str(server.port)) or own
        jobs.append(Job(number, "feed", address, cursor=case.cursor))
    found = {result.source_id: result for batch in crew.crawl(jobs) for result in batch}
    return {name: found[number] for number, name in enumerate(CASES)}


def _with_port(answer: Reply | Behaviour, port: int) -> Reply | Behaviour:
    if not isinstance(answer, Reply):
        return answer
    headers = {name: value.replace("{port}", str(port)) for name, value in answer.headers.items()}
    return Reply(answer.body, answer.status, headers)


@pytest.mark.parametrize("name", CASES)
def test_each_trouble_is_told_apart(name: str, results: dict[str, CrawlResult]) -> None:
    case, result = CASES[name], results[name]
    told = say(result.message, "en") if result.message else ""
    assert (result.outcome, len(result.items)) == (case.outcome, case.items), told
    assert case.said in told
    assert bool(told) == bool(case.said)
    assert result.retry_after == case.retry_after
    assert not result.message or say(result.message, "ru") != result.message.key
    if result.outcome in (BLOCKED, BROKEN):
        assert result.cursor == case.cursor, "a failed crawl moves nothing"


def test_nothing_reached_the_private_address(
    server: Server, results: dict[str, CrawlResult]
) -> None:
    hosts = {seen.host.partition(":")[0] for seen in server.seen}
    assert hosts
    assert not hosts & {"127.0.0.1", "localhost", "["}


def test_the_crawler_says_who_it_is(server: Server, results: dict[str, CrawlResult]) -> None:
    assert {seen.headers["user-agent"].split("/")[0] for seen in server.seen} == {"Molva"}
    assert all("+http" in seen.headers["user-agent"] for seen in server.seen)


def test_permanent_redirects_move_the_source(server: Server, crew: Crew) -> None:
    server.replies |= {
        "/moved/1": trouble.redirect("/moved/2", 301),
        "/moved/2": trouble.redirect("/moved/3", 308),
        "/moved/3": trouble.redirect("/moved/4", 302),
        "/moved/4": Reply(RSS),
        "/moved/lost": trouble.redirect("/nowhere", 301),
    }
    paths = ["/moved/1", "/moved/3", "/moved/lost"]
    moved, stayed, lost = _crawl_paths(server, crew, paths)
    assert moved.address == server.url("/moved/3")
    assert len(moved.items) == 3
    assert moved.message and server.url("/moved/3") in say(moved.message)
    assert (stayed.address, len(stayed.items)) == (None, 3)
    assert (lost.address, lost.outcome) == (None, Outcome.BROKEN)


def test_robots_are_obeyed(server: Server, crew: Crew) -> None:
    host = "127.0.0.250"
    server.replies["/robots.txt"] = Reply(b"User-agent: Molva\nDisallow: /closed\n")
    server.replies |= {"/closed/rss": Reply(RSS), "/open/rss": Reply(RSS)}
    closed, opened = _crawl_paths(server, crew, ["/closed/rss", "/open/rss"], host)
    del server.replies["/robots.txt"]
    assert closed.outcome is Outcome.BLOCKED
    assert closed.message and "robots.txt" in say(closed.message)
    assert opened.outcome is Outcome.NEW
    assert server.counts["/closed/rss"] == 0


def test_a_pause_that_robots_ask_for_is_kept(server: Server, crew: Crew) -> None:
    host, pause = "127.0.0.249", 0.4
    asked: list[float] = []
    server.replies["/robots.txt"] = Reply(b"User-agent: *\nCrawl-delay: 0.4\n")

    async def note(_seen: trouble.Seen, writer: asyncio.StreamWriter) -> None:
        asked.append(time.monotonic())
        await trouble.send(writer, Reply(RSS))

    paths = [f"/unhurried/{number}" for number in range(3)]
    server.replies |= dict.fromkeys(paths, note)
    results = _crawl_paths(server, crew, paths, host)
    del server.replies["/robots.txt"]
    assert {result.outcome for result in results} == {Outcome.NEW}
    assert min(later - sooner for sooner, later in pairwise(asked)) > 0.9 * pause


def test_an_unchanged_body_is_not_parsed_again(server: Server, crew: Crew) -> None:
    server.replies["/same"] = Reply(RSS)
    (first,) = _crawl_paths(server, crew, ["/same"])
    (second,) = _crawl_paths(server, crew, ["/same"], cursor=first.cursor)
    assert (len(first.items), second.outcome, len(second.items)) == (3, Outcome.NOTHING, 0)


def test_an_untrusted_certificate_is_refused(self_signed: Server, crew: Crew) -> None:
    self_signed.replies["/rss"] = Reply(RSS)
    (result,) = _crawl_paths(self_signed, crew, ["/rss"])
    assert result.outcome is Outcome.BROKEN
    assert result.message and "certificate" in say(result.message, "en").lower()


def test_a_teaser_is_completed_by_its_article_once(server: Server, crew: Crew) -> None:
    host = "127.0.0.251"
    links = [server.url(f"/article/{number}", host) for number in range(25)]
    server.replies |= {f"/article/{n}": Reply(samples.ARTICLE.encode()) for n in range(25)}
    server.replies["/article/3"] = Reply(status=403)
    feed = [samples.item(n, link=link) for n, link in enumerate(links)]
    server.replies["/teasers"] = Reply(samples.rss(*feed).encode())
    options = {"full_text": True}
    (first,) = _crawl_paths(server, crew, ["/teasers"], host, options=options)
    (second,) = _crawl_paths(server, crew, ["/teasers"], host, first.cursor, options)
    (third,) = _crawl_paths(server, crew, ["/teasers"], host, second.cursor, options)
    assert [len(result.items) for result in (first, second, third)] == [20, 5, 0]
    texts = {item.key: item.text for item in first.items + second.items}
    assert "Абзац 11" in texts["id-0"]
    assert "Меню" not in texts["id-0"]
    assert texts["id-3"] == "<p>Банк молчит.</p>"
    assert {server.counts[f"/article/{n}"] for n in range(25)} == {1}

    feed[0] = samples.item(0, text="Банк заговорил.", link=links[0])
    server.replies["/teasers"] = Reply(samples.rss(*feed).encode())
    (edited,) = _crawl_paths(server, crew, ["/teasers"], host, third.cursor, options)
    assert [item.key for item in edited.items] == ["id-0"]


def test_an_article_that_cannot_be_had_is_tried_once_more(server: Server, crew: Crew) -> None:
    host, options = "127.0.0.248", {"full_text": True}
    links = [server.url(path, host) for path in ("/late", "/never", "/soon")]
    feed = samples.rss(*(samples.item(n, link=link) for n, link in enumerate(links)))
    server.replies |= {"/slow": Reply(feed.encode()), "/soon": Reply(samples.ARTICLE.encode())}
    server.replies |= {"/late": Reply(status=500), "/never": Reply(status=500)}
    (first,) = _crawl_paths(server, crew, ["/slow"], host, options=options)
    assert [item.key for item in first.items] == ["id-2"]
    assert first.has_more
    server.replies["/late"] = Reply(samples.ARTICLE.encode())
    (second,) = _crawl_paths(server, crew, ["/slow"], host, first.cursor, options)
    texts = {item.key: item.text for item in second.items}
    assert "Абзац 11" in texts["id-0"]
    assert texts["id-1"] == "<p>Банк молчит.</p>"
    (third,) = _crawl_paths(server, crew, ["/slow"], host, second.cursor, options)
    assert (third.items, third.has_more) == ((), False)


def test_a_preview_shows_five_items(server: Server, crew: Crew) -> None:
    server.replies["/many"] = Reply(samples.rss(*map(samples.item, range(9))).encode())
    preview = crew.preview(Job(0, "feed", server.url("/many")))
    assert [item.key for item in preview.items] == [f"id-{number}" for number in range(5)]
    assert preview.name == "Новости"


def test_a_hosts_sources_are_not_fetched_all_at_once(server: Server, crew: Crew) -> None:
    now = most = 0

    async def count(_seen: trouble.Seen, writer: asyncio.StreamWriter) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.05)
        now -= 1
        await trouble.send(writer, Reply(RSS, headers={"Connection": "close"}))

    paths = [f"/busy/{number}" for number in range(10)]
    server.replies |= dict.fromkeys(paths, count)
    found = _crawl_paths(server, crew, paths, "127.0.0.252")
    assert {result.outcome for result in found} == {Outcome.NEW}
    assert most == 2


def _crawl_paths(
    server: Server,
    crew: Crew,
    paths: list[str],
    host: str = "127.0.0.130",
    cursor: dict[str, Any] | None = None,
    options: dict[str, Any] | None = None,
) -> list[CrawlResult]:
    jobs = [
        Job(number, "feed", server.url(path, host), options or {}, cursor or {})
        for number, path in enumerate(paths)
    ]
    found = [result for batch in crew.crawl(jobs) for result in batch]
    return sorted(found, key=lambda result: result.source_id)
