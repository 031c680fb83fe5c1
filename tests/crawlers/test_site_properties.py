"""Whatever the paging, the order of arrival, the failures and the kills: each item once."""

import asyncio
import importlib
import json
from collections import defaultdict
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from crawlers.errors import CrawlError, broken
from crawlers.kind import Page
from crawlers.site import lists
from crawlers.site.kind import crawl
from crawlers.wire import Job
from mentions.types import CrawlResult
from tests.crawlers import sites

ADDRESS = "https://site.example/reviews"


class Local:
    """A session without network and parser process: pages by address."""

    def __init__(self, pages: dict[str, bytes] | None = None) -> None:
        self.pages = pages or {}

    async def fetch(self, url: str, *_: Any, **__: Any) -> Page:
        if url not in self.pages:
            raise broken("crawlers-not-found")
        return Page(url, 200, {}, self.pages[url])

    async def parse(self, function: str, body: bytes, **arguments: Any) -> Any:
        module, _, name = function.partition(":")
        found = getattr(importlib.import_module(module), name)(body, **arguments)
        return json.loads(json.dumps(found))

    def crawl(self, address: str, cursor: dict[str, Any], **options: str) -> CrawlResult:
        job = Job(1, "site", address, options, json.loads(json.dumps(cursor)))
        return asyncio.run(crawl(job, self))  # type: ignore[arg-type]


class Board(Local):
    """A list of reviews or messages over pages, of which some fetches fail."""

    def __init__(self, size: int, has_ids: bool, is_oldest_first: bool) -> None:
        super().__init__()
        self.size = size
        self.has_ids = has_ids
        self.is_oldest_first = is_oldest_first
        self.alive: list[int] = []
        self.made = 0
        self.fails: set[int] = set()
        self.fetches = 0

    def publish(self, count: int) -> None:
        self.alive += range(self.made, self.made + count)
        self.made += count

    async def fetch(self, url: str, *_: Any, **__: Any) -> Page:
        self.fetches += 1
        if self.fetches in self.fails:
            raise broken("crawlers-timeout")
        place = int(parse_qs(urlsplit(url).query).get("p", ["1"])[0])
        shown = self.alive if self.is_oldest_first else self.alive[::-1]
        page = shown[(place - 1) * self.size : place * self.size]
        if not page and place > 1:
            raise broken("crawlers-not-found")
        more = f"{ADDRESS}?p={place + 1}" if place * self.size < len(shown) else ""
        reviews = [sites.review(n, **({"@id": f"#r{n}"} if self.has_ids else {})) for n in page]
        return Page(url, 200, {}, sites.product(reviews, more))


Step = tuple[int, int, set[int], bool]
STEPS = st.lists(
    st.tuples(
        st.integers(0, 45),  # published
        st.integers(0, 3),  # deleted
        st.sets(st.integers(1, 14), max_size=2),  # which fetches fail
        st.booleans(),  # killed before the result is stored
    ),
    max_size=4,
)


@settings(
    max_examples=60,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(
    st.integers(3, 9), st.booleans(), st.booleans(), st.integers(1, 60), STEPS,
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_each_item_is_taken_once(
    size: int, has_ids: bool, is_oldest_first: bool, count: int, steps: list[Step], random: Any
) -> None:
    lists.DEEPEST = 1000  # what is deeper is left on purpose
    board = Board(size, has_ids, is_oldest_first)
    board.publish(max(count, size))
    texts: dict[str, str] = {}
    keys: defaultdict[str, set[str]] = defaultdict(set)
    cursor: dict[str, Any] = {}

    def crawl_once(is_killed: bool = False) -> CrawlResult | None:
        nonlocal cursor
        board.fetches = 0
        try:
            result = board.crawl(ADDRESS, cursor, way="pages")
        except CrawlError:
            return None
        if is_killed:
            return None
        for item in result.items:
            assert texts.setdefault(item.key, item.text) == item.text, "an item took another's key"
            keys[item.text].add(item.key)
        cursor = result.cursor
        return result

    for published, deleted, fails, is_killed in steps:
        board.fails = fails
        crawl_once(is_killed)
        board.publish(published)
        for _ in range(min(deleted, size, len(board.alive) - size)):
            board.alive.remove(random.choice(board.alive))
    board.fails = set()
    _until(lambda: (result := crawl_once()) is not None and not result.has_more)
    missed = [n for n in board.alive if f"Отзыв {n}: карту заблокировали." not in keys]
    assert missed == []
    assert {len(own) for own in keys.values()} == {1}


def _until(is_done: Callable[[], bool]) -> None:
    assert any(is_done() for _ in range(30)), "it never ends"


def _crawled(local: Local, cursor: dict[str, Any]) -> tuple[list[str], dict[str, Any]]:
    """The keys in the order of their coming, crawled until nothing is left over."""
    taken: list[str] = []
    while True:
        result = local.crawl("https://site.example/", cursor)
        taken += [item.key for item in result.items]
        cursor = result.cursor
        if not result.has_more:
            return taken, cursor


@pytest.mark.parametrize("is_dated", [True, False])
def test_a_new_source_begins_with_the_newest_pages(is_dated: bool) -> None:
    """Also where those are years old, and over several crawls; the others stay unread."""

    def listed(numbers: range) -> bytes:
        return sites.sitemap(
            (f"https://site.example/n/{n}", f"{2000 + n // 12}-{1 + n % 12:02}-01" * is_dated)
            for n in numbers
        )

    local = Local({f"https://site.example/n/{n}": sites.news(n) for n in range(301)})
    local.pages["https://site.example/"] = sites.page("")
    local.pages["https://site.example/sitemap.xml"] = listed(range(299, -1, -1))
    taken, cursor = _crawled(local, {})
    assert taken == [f"https://site.example/n/{n}" for n in range(299, 99, -1)]
    local.pages["https://site.example/sitemap.xml"] = listed(range(300, -1, -1))
    new, _ = _crawled(local, cursor)
    assert new == ([] if is_dated else ["https://site.example/n/300"])


def test_a_new_section_begins_with_its_start_page() -> None:
    def links(*numbers: int) -> list[str]:
        return [f"https://site.example/n/{n}-bank-molchit" for n in numbers]

    local = Local({link: sites.article(n) for n, link in enumerate(links(*range(160)))})
    home = "https://site.example/"
    older = f'<link rel="next" href="{home}?p=2">'
    local.pages[home] = sites.section(links(*range(60)), older)
    local.pages[f"{home}?p=2"] = sites.section(links(*range(60, 70)))
    taken, cursor = _crawled(local, {})
    assert taken == links(*range(60))
    # Later, what was not seen on the start page is looked for on the next ones.
    local.pages[home] = sites.section(links(*range(100, 160)), older)
    local.pages[f"{home}?p=2"] = sites.section(links(*range(90, 100), *range(60)))
    new, _ = _crawled(local, cursor)
    assert sorted(new) == sorted(links(*range(90, 160)))
