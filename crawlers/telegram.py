"""Public channels of Telegram, by their preview pages (t.me/s/NAME).

Each crawl reads the newest page, then pages of what lies unread behind it (`?before=ID`), or where
all is read, those of the last day again, for what was edited or deleted.

The cursor: `since`, to which the first crawl's back-fill goes; `newest`, the highest id seen;
`gaps`, ranges of ids that are still to be read, newest first, with how often nothing was shown
there; `known`, the ids of the last posts that were handed on (all of an album's), so that those
that are gone are noticed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from crawlers.errors import CrawlError, broken
from crawlers.kind import Field, Kind, Service, Session
from crawlers.wire import Job, item_from_json
from mentions.errors import MolvaError
from mentions.messages import message
from mentions.types import CrawlResult, Outcome, RawItem

SERVICE = Service("telegram", "https://t.me")
ADDRESS = re.compile(
    r"(?:(?:https?://)?(?:www\.)?(?:t|telegram)\.me/(?:s/)?|tg://resolve\?domain=|@)?"
    r"([a-z]\w{3,31})(?:[/?#&].*)?",
    re.IGNORECASE | re.ASCII,
)
# Words that stand where a channel's name would in other addresses of Telegram.
NO_CHANNELS = frozenset(("joinchat", "addstickers", "addemoji", "share", "proxy", "socks"))
MOST_DAYS = 10_000
# Pages behind the newest that one crawl reads; the others wait for the next one.
PAGES_AT_ONCE = 10
# Pages behind the newest that are read again, and how old what they show may be.
PAGES_AGAIN = 5
AGAIN = timedelta(days=1)
# Posts that are watched for having been deleted.
WATCHED = 200
# Crawls in which nothing must be shown at a place before it is believed that nothing is there.
DOUBTS = 3


def read_address(typed: str) -> str:
    """`https://t.me/s/name` for a channel's name or any address of it."""
    found = ADDRESS.fullmatch(typed.strip())
    if not found or found[1].lower() in NO_CHANNELS:
        raise MolvaError(message("crawlers-telegram-address", address=typed[:200]))
    return f"{SERVICE.base}/s/{found[1].lower()}"


async def crawl(job: Job, session: Session) -> CrawlResult:
    channel = _Channel(job, session)
    newest = await channel.read_newest()
    stopped: CrawlError | None = None
    try:
        # The first crawl is also what a new source is checked by: the newest posts will do.
        if job.cursor and channel.gaps:
            await channel.read_behind()
        elif job.cursor:
            await channel.read_again(newest)
    except CrawlError as error:
        stopped = error  # what was read before is kept
    return channel.result(stopped)


@dataclass(slots=True)
class _Gap:
    """Ids `after` < id < `before` that are still to be read."""

    after: int
    before: int
    doubts: int = 0


@dataclass(slots=True)
class _Post:
    """`ids` are those of all pictures of an album; a service message has no `item`."""

    ids: Sequence[int]
    item: RawItem | None


@dataclass(slots=True)
class _Page:
    posts: list[_Post]
    has_older: bool

    @property
    def ids(self) -> set[int]:
        return {one for post in self.posts for one in post.ids}

    @property
    def lowest(self) -> int:
        return min(self.ids)

    def reaches(self, since: datetime) -> bool:
        """Whether there is nothing of interest behind it."""
        moments = [one.item.published_at for one in self.posts if one.item]
        oldest = min((moment for moment in moments if moment), default=None)
        return not self.has_older or (oldest is not None and oldest < since)


class _Channel:
    """One crawl of one channel."""

    def __init__(self, job: Job, session: Session) -> None:
        self._job = job
        self._session = session
        self._name = urlsplit(job.address).path.removeprefix("/s/")
        cursor = job.cursor
        days = timedelta(days=min(job.options.get("since_days", 30), MOST_DAYS))
        is_first = "since" not in cursor
        self._since = (
            datetime.now(UTC) - days if is_first else datetime.fromisoformat(cursor["since"])
        )
        self._newest: int = cursor.get("newest", 0)
        self.gaps = [_Gap(*gap) for gap in cursor.get("gaps", ())]
        # By the id that is the key: the first, or what was the first when it was handed on.
        self._known: dict[int, list[int]] = {ids[0]: ids for ids in cursor.get("known", ())}
        self._items: dict[str, RawItem] = {}

    async def read_newest(self) -> _Page:
        page = await self._page()
        if page is None:
            raise CrawlError(Outcome.BLOCKED, message("crawlers-telegram-nothing-shown"))
        self._take(page, max(page.ids) + 1)
        is_first = not self._newest
        unread = _Gap(self._newest, page.lowest)
        if not (is_first and page.reaches(self._since)) and unread.before > unread.after + 1:
            self.gaps.insert(0, unread)
        self._newest = max(self._newest, *page.ids)
        return page

    async def read_behind(self) -> None:
        """Read on in the gaps, a page at a time."""
        for _ in range(PAGES_AT_ONCE):
            if not self.gaps:
                return
            gap = self.gaps[0]
            page = await self._page(gap.before)
            if page is None:
                gap.doubts += 1
                if gap.doubts < DOUBTS:
                    raise CrawlError(Outcome.BLOCKED, message("crawlers-telegram-nothing-shown"))
            else:
                self._take(page, gap.before)
                gap.before, gap.doubts = page.lowest, 0
            is_back_fill = not gap.after
            if (
                page is None
                or gap.before <= gap.after + 1
                or not page.has_older
                or (is_back_fill and page.reaches(self._since))
            ):
                self.gaps.pop(0)

    async def read_again(self, page: _Page | None) -> None:
        """Read what lies behind `page` once more, as far as it is new enough to change."""
        for _ in range(PAGES_AGAIN):
            if page is None or page.reaches(datetime.now(UTC) - AGAIN):
                return
            before = page.lowest
            page = await self._page(before)
            if page is not None:
                self._take(page, before)

    async def _page(self, before: int = 0) -> _Page | None:
        """The page that ends before this id, the newest one for 0.

        None where it says that it has no posts.
        """
        query = f"?before={before}" if before else ""
        base = self._session.base(SERVICE.name)
        # A post may speak of captchas: whether this is the channel is seen by what it shows.
        page = await self._session.fetch(f"{base}/s/{self._name}{query}", also=(200,))
        if not urlsplit(page.url).path.rstrip("/").lower().endswith(f"/s/{self._name}"):
            raise CrawlError(Outcome.BLOCKED, message("crawlers-telegram-no-preview"))
        parsed: dict[str, Any] = await self._session.parse(
            "crawlers.telegram_parsing:parse", page.body
        )
        if not parsed["is_preview"]:
            raise broken("crawlers-telegram-layout")
        if not parsed["is_whole"]:
            raise broken("crawlers-cut-off")
        posts = [
            _Post(post["ids"], post["item"] and item_from_json(post["item"]))
            for post in parsed["posts"]
        ]
        if parsed["is_empty"]:
            return None
        items = [post.item for post in posts if post.item]
        is_dated = not items or any(item.published_at for item in items)
        if not posts or not is_dated or (before and posts[-1].ids[-1] >= before):
            raise broken("crawlers-telegram-layout")
        # The oldest may be the rest of an album: it is read with the page before.
        is_first_page = not parsed["has_older"]
        return _Page(posts if is_first_page else posts[1:] or posts, parsed["has_older"])

    def _take(self, page: _Page, before: int) -> None:
        """Note what a page shows of the ids from its lowest one up to `before`, not included."""
        keys = {one: key for key, ids in self._known.items() for one in ids}
        for post in page.posts:
            key = min((keys[one] for one in post.ids if one in keys), default=None)
            if post.item and (post.item.text or key is not None):
                key = post.ids[0] if key is None else key
                self._items[str(key)] = _keyed(post.item, str(key))
                self._known[key] = [key, *(one for one in post.ids if one != key)]
        for key, ids in list(self._known.items()):
            if page.lowest <= key and max(ids) < before and not page.ids.intersection(ids):
                del self._known[key]
                self._items[str(key)] = RawItem(
                    str(key),
                    f"{SERVICE.base}/{self._name}/{key}",
                    is_html=False,
                    extra={"is_deleted": True},
                )

    def result(self, stopped: CrawlError | None) -> CrawlResult:
        cursor = {
            "since": self._since.isoformat(),
            "newest": self._newest,
            "gaps": [[gap.after, gap.before, gap.doubts] for gap in self.gaps],
            "known": [self._known[key] for key in sorted(self._known)[-WATCHED:]],
        }
        items = tuple(sorted(self._items.values(), key=lambda item: -int(item.key)))
        if stopped is not None:
            return CrawlResult(
                self._job.source_id,
                stopped.outcome,
                items=items,
                cursor=cursor,
                message=stopped.message,
                retry_after=stopped.retry_after,
            )
        return CrawlResult(
            self._job.source_id,
            Outcome.NEW if items else Outcome.NOTHING,
            items=items,
            cursor=cursor,
            has_more=bool(self.gaps),
        )


def _keyed(item: RawItem, key: str) -> RawItem:
    return replace(item, key=key, thread=item.parent or key)


KIND = Kind(
    name="telegram",
    fields=(Field("since_days", "number", default=30),),
    read_address=read_address,
    crawl=crawl,
    service=SERVICE,
)
