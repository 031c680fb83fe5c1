"""Reading a list of reviews, newest first, page by page, down to what is known.

A crawl reads the newest pages until one holds nothing new or edited, two at least, since a company
answers reviews that are some days old. Where it stops at its limit before that, and on the first
crawl, the rest is read by the crawls that follow at once, down to `since`.

The cursor: `seen`, the latest reviews' keys and a hash of what an edit changes; `since`, the time
down to which older reviews are read; `behind`, the page from which they are still to be read.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

from crawlers.wire import Job, item_from_json
from mentions.types import CrawlResult, Outcome, RawItem

DAYS = 30
MOST_DAYS = 10_000
AGAIN = 2
PAGES_AT_ONCE = 10
KEPT = 600


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """A page's reviews, and where the next page is (JSON), or None after the last one."""

    items: tuple[RawItem, ...]
    next: Any = None

    @staticmethod
    def from_json(read: dict[str, Any]) -> "ReviewPage":
        """From what a parsing function returned: `items` and, where there is more, `next`."""
        return ReviewPage(tuple(map(item_from_json, read["items"])), read.get("next"))


ReadPage = Callable[[Any], Awaitable[ReviewPage]]


async def read(job: Job, read_page: ReadPage, first: Any) -> CrawlResult:
    """Crawl the list whose newest page is `first`."""
    reviews = _Reviews(job, read_page)
    await reviews.read_newest(first)
    await reviews.read_behind()
    return reviews.result()


class _Reviews:
    def __init__(self, job: Job, read_page: ReadPage) -> None:
        self._job = job
        self._read_page = read_page
        self._seen: dict[str, str] = job.cursor.get("seen", {})
        days = timedelta(days=min(job.options.get("since_days", DAYS), MOST_DAYS))
        since = job.cursor.get("since")
        self._since = datetime.fromisoformat(since) if since else datetime.now(UTC) - days
        self._behind: Any = job.cursor.get("behind")
        self._items: dict[str, RawItem] = {}
        self._left = PAGES_AT_ONCE if job.cursor else AGAIN

    async def read_newest(self, first: Any) -> None:
        at, pages = first, 0
        while at is not None and self._left:
            page = await self._read_page(at)
            self._left, pages, at = self._left - 1, pages + 1, page.next
            is_known = bool(page.items) and all(map(self._is_known, page.items))
            self._take(page)
            if (is_known and pages >= AGAIN) or self._reaches(page):
                return
        # What is left lies before what an earlier crawl has left.
        self._behind = at if at is not None else self._behind

    async def read_behind(self) -> None:
        while self._behind is not None and self._left and self._job.cursor:
            page = await self._read_page(self._behind)
            self._left -= 1
            self._take(page)
            self._behind = None if self._reaches(page) else page.next

    def result(self) -> CrawlResult:
        latest = {key: _stamp(item) for key, item in self._items.items()}
        seen = list((latest | {k: v for k, v in self._seen.items() if k not in latest}).items())
        cursor = {"seen": dict(seen[:KEPT]), "since": self._since.isoformat()}
        has_more = self._behind is not None
        return CrawlResult(
            self._job.source_id,
            Outcome.NEW if self._items else Outcome.NOTHING,
            items=tuple(self._items.values()),
            cursor=cursor | ({"behind": self._behind} if has_more else {}),
            has_more=has_more,
        )

    def _take(self, page: ReviewPage) -> None:
        for item in page.items:
            self._items.setdefault(item.key, item)

    def _is_known(self, item: RawItem) -> bool:
        return self._seen.get(item.key) == _stamp(item)

    def _reaches(self, page: ReviewPage) -> bool:
        """Whether the page goes back as far as is wanted."""
        moments = [item.published_at for item in page.items if item.published_at]
        return bool(moments) and min(moments) < self._since


def _stamp(item: RawItem) -> str:
    told = (item.title, item.text, item.extra.get("rating"), item.extra.get("answer"))
    return blake2b(repr(told).encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
