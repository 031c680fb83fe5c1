"""Sites of every make, crawled for real by children of the application."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawlers.crew import Crew
from crawlers.site import sitemaps
from crawlers.wire import Job, Thread
from mentions.messages import say
from mentions.types import CrawlResult, Outcome
from tests.crawlers import samples, sites
from tests.crawlers import server as trouble
from tests.crawlers.server import Reply, Server

NOW = datetime.now(UTC)


class Site:
    """A server of its own, and the source that reads it, crawl after crawl."""

    def __init__(self, server: Server, crew: Crew) -> None:
        self.server = server
        self.crew = crew
        self.cursor: dict[str, Any] = {}
        self.address = server.url("/")
        self.options: dict[str, Any] = {}
        self.taken: list[str] = []

    def put(self, path: str, body: bytes, status: int = 200, **headers: str) -> str:
        self.server.replies[path] = Reply(body, status, headers)
        return self.server.url(path)

    def crawl(self, *threads: Thread) -> CrawlResult:
        job = Job(1, "site", self.address, self.options, self.cursor, threads=threads)
        (result,) = [one for batch in self.crew.crawl([job]) for one in batch]
        self.cursor = json.loads(json.dumps(result.cursor))
        self.taken += [item.key for item in result.items]
        return result

    def crawl_all(self) -> list[CrawlResult]:
        """Crawl until nothing is left over."""
        results = [self.crawl()]
        while results[-1].has_more:
            assert len(results) < 20
            results.append(self.crawl())
        return results


@pytest.fixture
def site(crew: Crew) -> Iterator[Site]:
    with Server() as server:
        yield Site(server, crew)


def told(result: CrawlResult, language: str = "en") -> str:
    return say(result.message, language) if result.message else ""


def day(days_ago: float) -> str:
    return (NOW - timedelta(days=days_ago)).isoformat(timespec="seconds")


def test_news_by_sitemaps(site: Site) -> None:
    pages = [(site.put(f"/n/{n}", sites.news(n)), day(n)) for n in range(3)]
    fresh = site.put("/n/fresh", sites.article("fresh"))
    site.put(
        "/robots.txt",
        f"User-agent: *\nDisallow: /closed/\nSitemap: {site.server.url('/map.xml')}\n".encode(),
    )
    site.put("/map.xml", sites.index([
        (site.server.url("/pages.xml"), day(0)), (site.server.url("/news.xml.gz"), ""),
        (site.server.url("/old.xml"), day(400)),
    ]))  # fmt: skip
    closed = (site.put("/closed/1", sites.news(9)), day(0))
    site.put("/pages.xml", sites.sitemap([*pages, closed]))
    site.put("/news.xml.gz", sites.news_sitemap([(fresh, day(0))]))
    site.put("/", sites.page("<h1>Газета</h1>"))

    first = site.crawl()
    assert "Reading the sitemap" in told(first)
    assert (first.outcome, first.has_more) == (Outcome.NEW, False)
    assert sorted(site.taken) == sorted([fresh, *(address for address, _ in pages)])
    readers = {item.key: item.extra["read_by"] for item in first.items}
    assert readers[fresh] == "trafilatura"
    assert readers[pages[0][0]] == "json-ld"
    assert site.server.counts["/closed/1"] == 0

    assert site.crawl().items == (), "nothing is new"
    assert site.server.counts["/n/1"] == 1
    assert site.server.counts["/old.xml"] == 1, "an index's old file is left alone"
    pages[1] = (site.put("/n/1", sites.news(1, "2025-10-07")), day(-0.01))
    added = (site.put("/n/7", sites.news(7)), day(3))
    site.put("/pages.xml", sites.sitemap([added, *pages]))
    assert {item.key for item in site.crawl().items} == {added[0], pages[1][0]}


def test_a_long_sitemap_is_read_over_several_crawls(site: Site) -> None:
    pages = [(site.put(f"/n/{n}", sites.news(n)), day(n / 100)) for n in range(90)]
    site.put("/sitemap.xml", sites.sitemap(pages))
    site.put("/", sites.page(""))
    results = site.crawl_all()
    assert [len(result.items) for result in results] == [40, 40, 10]
    assert results[0].items[0].key == pages[0][0], "the newest come first"
    assert sorted(site.taken) == sorted(address for address, _ in pages)


def test_dates_of_a_sitemap_that_lie_are_not_believed(site: Site) -> None:
    urls = [site.put(f"/n/{n}", sites.news(n)) for n in range(12)]
    site.put("/", sites.page(""))
    for crawl in range(3):
        site.put("/sitemap.xml", sites.sitemap([(url, day(-crawl / 100)) for url in urls]))
        site.crawl()
    assert sorted(site.taken) == sorted(urls)


def test_blank_lines_without_end_in_robots_txt_cost_no_time() -> None:
    began = time.process_time()
    assert sitemaps.LINE.findall("\n" * 500_000 + "Sitemap: https://a.example/s.xml") == [
        "https://a.example/s.xml"
    ]
    assert time.process_time() - began < 2


def test_an_endless_sitemap_ends(site: Site) -> None:
    async def endless(seen: trouble.Seen, writer: Any) -> None:
        number = int(seen.path.partition("=")[2])
        inner = [(site.server.url(f"/map?n={number * 30 + n}"), "") for n in range(1, 31)]
        await trouble.send(writer, Reply(sites.index(inner), headers={"Connection": "close"}))

    for number in range(31 * 31):
        site.server.replies[f"/map?n={number}"] = endless
    site.put("/robots.txt", f"Sitemap: {site.server.url('/map?n=0')}".encode())
    site.put("/", sites.page(""))
    assert site.crawl().outcome is Outcome.BROKEN
    assert sum(count for path, count in site.server.counts.items() if "/map" in path) <= 20


def test_feeds_that_the_site_links_to(site: Site) -> None:
    link = site.put("/article/1", samples.ARTICLE.encode())
    site.put("/rss.xml", samples.rss(samples.item(1, link=link)).encode())
    site.put("/", samples.PAGE_WITH_FEED.encode())
    first = site.crawl()
    assert told(first) == f"Reading the site's feeds: {site.server.url('/rss.xml')}."
    assert "Абзац 11" in first.items[0].text
    assert site.crawl().outcome is Outcome.NOTHING
    assert site.server.counts["/"] == 1, "the way is known"
    # The feed goes, and the site has a sitemap: that is the way from now on.
    site.put("/rss.xml", b"", 404)
    site.put("/sitemap.xml", sites.sitemap([(site.put("/n/1", sites.news(1)), "")]))
    assert "Reading the sitemap" in told(site.crawl())


def test_an_address_that_is_a_feed(site: Site) -> None:
    site.put("/", samples.RSS.encode())
    site.crawl_all()  # the articles are not there, and are tried twice
    assert len(site.taken) == 3


def test_articles_by_links(site: Site) -> None:
    links = [site.put(f"/news/{n}-bank-molchit", sites.article(n)) for n in range(1, 6)]
    site.address = site.put("/news", sites.section(links))
    first = site.crawl()
    assert "that the page links to" in told(first)
    assert sorted(site.taken) == links
    links.insert(0, site.put("/news/9-bank-molchit", sites.article(9)))
    site.put("/news", sites.section(links))
    assert [item.key for item in site.crawl().items] == [links[0]]


def test_a_forum(site: Site) -> None:
    def put_topic(number: int, count: int) -> str:
        """20 answers a page."""
        path = f"/forum/topic-{number}-bank"
        pages = [range(at, min(at + 20, count)) for at in range(0, count, 20)] or [range(0)]
        for place, messages in enumerate(pages):
            following = f"{path}?page={place + 2}" if place + 1 < len(pages) else ""
            own = f"{path}?page={place + 1}" if place else path
            site.put(own, sites.topic(number, messages, following))
        return site.server.url(path)

    topics = [put_topic(1, 3), put_topic(2, 50), put_topic(3, 0)]
    site.address = site.put("/forum/", sites.section(topics))
    first = site.crawl()
    assert len(first.items) == 3 + 53
    answers = [item for item in first.items if item.parent]
    assert {item.thread for item in answers} == set(topics[:2])
    assert len({item.key for item in answers}) == 53
    put_topic(2, 65)
    second = site.crawl()
    assert len(set(site.taken)) == 3 + 53 + 15
    assert {item.thread for item in second.items if "Ответ 6" in item.text} == {topics[1]}


def test_a_followed_thread(site: Site) -> None:
    """It is known by its feed's id; the answers keep to that."""
    topic = site.put("/topic-1-bank", sites.topic(1, range(2)))
    site.put("/rss.xml", samples.rss(samples.item(1, link=topic)).encode())
    site.put("/", samples.PAGE_WITH_FEED.encode())
    (item,) = site.crawl().items
    thread = Thread(item.key, topic, NOW.timestamp() - 36_000)
    answers = site.crawl(thread).items
    assert [(one.thread, one.parent) for one in answers] == [(item.key, item.key)] * 2
    site.put("/topic-1-bank", sites.topic(1, range(3)))
    assert site.crawl(thread).items == (), "it is not asked for so often"
    site.cursor["asked"][item.key] -= 7200
    assert [one.parent for one in site.crawl(thread).items] == [item.key] * 3


@pytest.mark.parametrize("by", ["rel=next", "template"])
def test_reviews_over_pages(site: Site, by: str) -> None:
    """10 a page, newest first; more come, one is edited."""

    def publish(newest: int, edited: int = -1) -> None:
        numbers = list(range(newest, -1, -1))
        pages = [numbers[at : at + 10] for at in range(0, len(numbers), 10)]
        for place, page in enumerate(pages, start=1):
            more = f"?p={place + 1}" if place < len(pages) and by == "rel=next" else ""
            reviews = [
                sites.review(n, **({"reviewBody": "Дополнено"} if n == edited else {}))
                for n in page
            ]
            site.put(
                "/reviews" + (f"?p={place}" if place > 1 else ""), sites.product(reviews, more)
            )

    publish(249)
    site.address = site.server.url("/reviews")
    if by == "template":
        site.options = {"page": site.server.url("/reviews?p={page}")}
    results = site.crawl_all()
    assert [len(one.items) for one in results] == [100, 100, 100, 40]
    assert "on the page itself" in told(results[0])
    assert len(set(site.taken)) == 250
    assert {item.extra["rating"] for item in results[0].items} == {1, 2, 3, 4, 5}

    publish(264, edited=263)
    site.server.counts.clear()
    second = site.crawl()
    assert len(set(site.taken)) == 265
    assert sum(site.server.counts.values()) <= 5, "reading stops where it is known"
    publish(264, edited=260)
    (edited,) = [item for item in site.crawl().items if item.text == "Дополнено"]
    assert edited.key in {item.key for item in second.items}


def test_reviews_in_microdata_are_what_a_page_is_for(site: Site) -> None:
    body = sites.page(
        sites.MICRODATA, '<link rel="alternate" type="application/rss+xml" href="/rss">'
    )
    site.put("/rss", samples.RSS.encode())
    site.address = site.put("/cafe/romashka", body)
    result = site.crawl()
    assert [item.extra["read_by"] for item in result.items] == ["microdata"] * 2
    assert result.items[0].extra["answer"] == "Спасибо, ждём."


def test_ids_that_only_count_places_are_found_out(site: Site) -> None:
    """The page calls its first review #r1, whichever that is."""

    def publish(*numbers: int) -> None:
        named = [sites.review(n, **{"@id": f"#r{at}"}) for at, n in enumerate(numbers)]
        site.address = site.put("/reviews", sites.product(named))

    publish(3, 2, 1)
    assert len(site.crawl().items) == 3
    publish(5, 4, 3)
    assert len({item.key for item in site.crawl().items}) == 3
    publish(6, 5, 4)
    site.crawl()
    texts = set()
    publish(7, 6, 5)
    for item in site.crawl().items:
        texts.add(item.text)
        assert not item.key.startswith("http")
    assert len(texts) == 3


def test_a_page_with_rules_only(site: Site) -> None:
    site.address = site.put("/opinions", sites.page(sites.RULED))
    assert site.crawl().outcome is Outcome.BROKEN
    site.options = {"item": ".review", "text": ".words", "author": ".who", "date": "time"}
    result = site.crawl()
    assert "by the rules" in told(result)
    assert [item.text for item in result.items] == ["Ждал час.", "Всё хорошо."]
    site.cursor, site.options = {}, {"item": ".no-such"}
    assert "finds nothing" in told(site.crawl())
    site.options = {"item": ".review[["}
    assert "item" in told(site.crawl())


def test_a_login_wall_is_told(site: Site) -> None:
    site.put("/", sites.LOGIN)
    result = site.crawl()
    assert (result.outcome, told(result)[:30]) == (
        Outcome.BLOCKED,
        "The site asks to sign in to se",
    )


def test_what_is_open_is_taken_and_what_is_closed_is_told(site: Site) -> None:
    links = [
        site.put("/news/1-open-to-all", sites.article(1)),
        site.put("/news/2-wants-login", sites.LOGIN),
        site.put("/news/3-is-refused", b"", 403),
        site.put("/news/4-is-paid", sites.page("", sites.ld({
            "@type": "NewsArticle", "headline": "Платно", "description": "Начало статьи",
            "isAccessibleForFree": "False"}))),
    ]  # fmt: skip
    site.address = site.put("/news", sites.section(links))
    result = site.crawl()
    assert len(result.items) == 2
    assert "behind a sign-in: 2." in told(result)
    assert "for subscribers: 1;" in told(result)
    assert "страниц по подписке: 1;" in told(result, "ru").lower()


def test_a_captcha_ends_the_crawl_and_nothing_is_lost(site: Site) -> None:
    links = [site.put(f"/news/{n}-bank-molchit", sites.article(n)) for n in range(9)]
    site.address = site.put("/news", sites.section(links))
    site.put("/news/4-bank-molchit", samples.CAPTCHA.encode())
    result = site.crawl()
    assert (result.outcome, len(result.items)) == (Outcome.BLOCKED, 4)
    assert "captcha" in told(result)
    assert site.server.counts["/news/5-bank-molchit"] == 0
    site.put("/news/4-bank-molchit", sites.article(4))
    site.crawl_all()
    assert sorted(site.taken) == links


def test_a_failing_page_is_tried_three_times(site: Site) -> None:
    links = [site.put(f"/news/{n}-bank-molchit", sites.article(n)) for n in range(3)]
    site.address = site.put("/news", sites.section(links))
    site.put("/news/1-bank-molchit", b"", 500)
    for _ in range(5):
        site.crawl()
    assert site.server.counts["/news/1-bank-molchit"] == 3
    assert sorted(site.taken) == [links[0], links[2]]


def test_a_site_that_fails_is_left_alone(site: Site) -> None:
    links = [site.put(f"/news/{n}-bank-molchit", sites.article(n)) for n in range(9)]
    site.address = site.put("/news", sites.section(links))
    site.crawl()
    failing = [site.put(f"/news/1{n}-bank-molchit", b"", 500) for n in range(9)]
    site.put("/news", sites.section(failing))
    before = site.cursor
    result = site.crawl()
    assert (result.outcome, site.cursor) == (Outcome.BROKEN, before)
    assert sum(site.server.counts[f"/news/1{n}-bank-molchit"] for n in range(9)) == 3


def test_a_changed_layout_is_told(site: Site) -> None:
    site.address = site.put("/reviews", sites.product(map(sites.review, range(30))))
    assert len(site.crawl().items) == 30
    before = site.cursor
    site.put("/reviews", sites.page("<div class='otzyv'>Плохо</div>" * 30))
    result = site.crawl()
    assert (result.outcome, result.items, site.cursor) == (Outcome.BROKEN, (), before)
    assert "разметка изменилась: 0 записей там, где было 30" in told(result, "ru").lower()
    site.put("/reviews", sites.product(map(sites.review, range(32))))
    assert len(site.crawl().items) == 32


def test_articles_that_lose_their_text_are_told_and_read_later(site: Site) -> None:
    links = [site.put(f"/news/{n}-bank-molchit", sites.article(n)) for n in range(6)]
    site.address = site.put("/news", sites.section(links))
    site.crawl()
    fresh = [site.put(f"/news/1{n}-bank-molchit", sites.page("<div></div>")) for n in range(6)]
    site.put("/news", sites.section(fresh))
    assert "the markup has changed" in told(site.crawl()).lower()
    for n in range(6):
        site.put(f"/news/1{n}-bank-molchit", sites.article(n))
    assert len(site.crawl().items) == 6


def test_hostile_pages_among_others(site: Site) -> None:
    """What they do to themselves they do to nobody else."""
    site.server.replies |= {
        "/news/1-never-ends-here": trouble.never_end,
        "/news/2-bomb-of-zeros": trouble.gzip_bomb(100),
        "/news/3-leads-to-private": trouble.redirect(f"http://127.0.0.1:{site.server.port}/x"),
        "/news/4-leads-to-file": trouble.redirect("file:///etc/passwd"),
        "/news/0-hundred-megabytes": trouble.announce_too_much,
        "/news/5-is-no-page": Reply(b"\x89PNG\r\n\x1a\n" * 100),
    }
    script = sites.ld({"@type": "NewsArticle", "headline": "<script>alert(1)</script>Заголовок"})
    links = [*site.server.replies, "/news/6-script-in-title"]
    site.put("/news/6-script-in-title", sites.article(6, script))
    site.address = site.put("/news", sites.section(links))
    (item,) = site.crawl().items
    assert item.title == "Заголовок"
    assert not [seen for seen in site.server.seen if seen.host.startswith("127.0.0.1:")]
    assert site.crawl().outcome is Outcome.NOTHING, "they are not tried again"


def test_a_preview_is_quick_and_tells_the_way(site: Site) -> None:
    links = [site.put(f"/news/{n}-bank-molchit", sites.article(n)) for n in range(30)]
    site.address = site.put("/news", sites.section(links))
    preview = site.crew.preview(Job(0, "site", site.address))
    assert (len(preview.items), bool(preview.message)) == (5, True)
    assert sum(count for path, count in site.server.counts.items() if "/news/" in path) == 5


def test_nothing_to_read_is_told(site: Site) -> None:
    site.put("/", sites.page("Скоро открытие"))
    assert "no feed, sitemap, articles or reviews" in told(site.crawl())


def test_reviews_that_only_a_script_shows_are_missed_aloud(site: Site) -> None:
    said = {"@type": "Product", "name": "Карта",
            "aggregateRating": {"@type": "AggregateRating", "reviewCount": "120"}}  # fmt: skip
    links = [site.put(f"/news/{n}-bank-molchit", sites.article(n)) for n in range(3)]
    site.address = site.put("/card", sites.section(links, sites.ld(said)))
    assert "(120)" in told(site.crawl())
