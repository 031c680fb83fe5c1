"""Whatever the paging, the order of arrival, the failures and the kills: each item once."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from crawlers.errors import CrawlError, broken
from crawlers.kind import Page
from crawlers.site import lists, page_parsing
from crawlers.site.kind import crawl
from crawlers.wire import Job
from mentions.types import CrawlResult
from tests.crawlers import sites

ADDRESS = "https://site.example/reviews"


class Board:
    """A list of reviews or messages over pages, and the network to it: some fetches fail."""

    def __init__(self, size: int, has_ids: bool, is_oldest_first: bool) -> None:
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

    async def parse(self, function: str, body: bytes, **arguments: Any) -> Any:
        assert function == "crawlers.site.page_parsing:read"
        return json.loads(json.dumps(page_parsing.read(body, **arguments)))


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
        job = Job(1, "site", ADDRESS, {"way": "pages"}, json.loads(json.dumps(cursor)))
        board.fetches = 0
        try:
            result = asyncio.run(crawl(job, board))  # type: ignore[arg-type]
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
