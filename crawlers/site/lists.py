"""Reading lists of reviews, messages or comments that go over many pages.

A list with the newest first is read until what is known, one with the oldest first (a forum's
topic) from the last page that was read. Where limits or a failure end it before, there is a gap:
a page from which to go on later. The cursor's `lists` has for the address of each list its
`gaps`, as [address of a page, its place, patience], and its `tail`, the last page but one that was
read, as [address, place]. `patience` is how many known pages may stand before what was not read.
"""

from datetime import datetime
from typing import Any

from crawlers.errors import CrawlError
from crawlers.site.options import PAGE
from crawlers.site.visit import LiedError, Reading, Visit

# Pages of one list in one crawl, and how deep its past is read at all.
AT_ONCE = 10
DEEPEST = 30
# Pages without anything new before a list is believed to have no more: a review that a moderator
# held back appears among older ones.
PATIENCE = 2
MOST_LISTS = 50
MOST_GAPS = 10

# The address of a page, and its place: 0 is the first.
Spot = tuple[str, int]
Gap = tuple[str, int, int]


async def read_list(
    visit: Visit, address: str, first: Reading | None = None, *, wants_article: bool = False
) -> int | None:
    """Take what is new in the list at `address`; how many items its first page has, if it was read.

    `first` is its first page where it is there already. Raises LiedError where the source is to
    be read strictly from now on.
    """
    lists = visit.cursor.setdefault("lists", {})
    stored = lists.pop(address, {})
    reader = _ListReader(visit, address, first, wants_article, stored)
    try:
        await reader.read()
    finally:
        if kept := reader.to_store():
            lists[address] = kept
        visit.cursor["lists"] = dict(list(lists.items())[-MOST_LISTS:])
    return reader.items_on_first


class _ListReader:
    def __init__(
        self, visit: Visit, address: str, first: Reading | None, wants_article: bool,
        stored: dict[str, Any],
    ) -> None:  # fmt: skip
        self._visit = visit
        self._address = address
        self._first = first
        self._wants_article = wants_article
        self._gaps: list[Gap] = [tuple(gap) for gap in stored.get("gaps", ())]
        self._tail: Spot | None = tuple(stored["tail"]) if "tail" in stored else None
        self._pages = 0
        self._pages_with_news = 0
        self._first_keys: set[str] = set()
        self.items_on_first: int | None = None

    async def read(self) -> None:
        gaps, self._gaps = self._gaps, []
        try:
            await self._walk(self._tail or (self._address, 0), PATIENCE)
            while gaps and not self._gaps:
                url, place, patience = gaps.pop(0)
                # What is new has pushed the gap down by as many pages as it takes.
                await self._walk((url, place), patience + self._pages_with_news)
        finally:
            self._gaps += [
                (url, place, patience + self._pages_with_news) for url, place, patience in gaps
            ]

    def to_store(self) -> dict[str, Any]:
        kept: dict[str, Any] = {"gaps": self._gaps[:MOST_GAPS]} if self._gaps else {}
        return kept | ({"tail": self._tail} if self._tail else {})

    async def _walk(self, spot: Spot, patience: int) -> None:
        """Read page after page until `patience` of them have nothing new, or the list ends."""
        read: list[Spot] = []
        before: set[str] = set()
        without_news = 0
        while True:
            if self._pages >= AT_ONCE or self._visit.is_spent:
                self._leave([*read, spot], max(patience - without_news, PATIENCE) + 1)
                self._visit.has_more = True
                return
            try:
                reading = await self._page(spot)
            except CrawlError:
                self._leave([*read, spot], max(patience - without_news, PATIENCE) + 1)
                raise
            keys = {item["key"] for item in reading.items} if reading else set()
            if reading is None and spot == self._tail:  # the list is shorter than it was
                self._tail, spot = None, (self._address, 0)
                continue
            # Past its end a list may show its last page again, or the first.
            if reading is None or keys == before or (spot[1] and keys == self._first_keys):
                return
            read, before = [*read, spot], keys
            if self._visit.take(reading):
                self._pages_with_news += 1
                without_news, patience = 0, PATIENCE
            else:
                without_news += 1
            if _is_oldest_first(reading):
                self._tail = read[-2:][0]  # deleting pulls what is new up to the last page but one
            elif without_news >= patience or spot[1] >= DEEPEST:
                return
            following = self._next(reading, spot[1])
            if following is None:
                return
            spot = following

    def _leave(self, spots: list[Spot], patience: int) -> None:
        """A gap begins with a page that was read, since what is deleted pulls others up to it."""
        url, place = spots[-2:][0] if len(spots) > 2 else spots[-1]
        if self._tail not in spots:
            self._gaps.append((url, place, patience))

    async def _page(self, spot: Spot) -> Reading | None:
        """The page; None for one that is not there any more, or has nothing on it."""
        self._pages += 1
        if spot[1] == 0 and self._first is not None:
            reading = self._first
        else:
            try:
                reading = await self._visit.read(
                    spot[0],
                    self._address,
                    is_later=spot[1] > 0,
                    wants_article=self._wants_article,
                )
            except CrawlError as error:
                if spot[1] and error.message.key in ("crawlers-not-found", "crawlers-gone"):
                    return None
                raise
        if reading.is_strict and not self._visit.is_strict:
            raise LiedError
        if spot[1] == 0:
            self.items_on_first = len(reading.items)
            self._first_keys = {item["key"] for item in reading.items}
        return reading if reading.items else None

    def _next(self, reading: Reading, place: int) -> Spot | None:
        template = self._visit.options.page
        if template and self._address == self._visit.job.address:
            return template.replace(PAGE, str(place + 2)), place + 1
        return (reading.next, place + 1) if reading.next else None


def _is_oldest_first(reading: Reading) -> bool:
    """Whether the page's items, or the answers where there are any, go forward in time."""
    answers = [item for item in reading.items if item["parent"]] or reading.items
    dates = [datetime.fromisoformat(item["published_at"]) for item in answers
             if item["published_at"]]  # fmt: skip
    return len(dates) > 1 and dates == sorted(dates) and dates[0] < dates[-1]
