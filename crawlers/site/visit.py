"""One crawl of one site: its pages, within its limits, and what they brought."""

import time
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from urllib.parse import urlsplit

from crawlers.errors import CrawlError, broken
from crawlers.kind import Page, Session
from crawlers.site.memory import Memory
from crawlers.site.options import Options
from crawlers.wire import Job, item_from_json
from mentions.messages import Message
from mentions.types import Outcome, RawItem

# Of one crawl, beside the source's own pages; the rest waits for the next opportunity.
PAGES = 40
SECONDS = 75.0
# How often a page may fail before it is given up, and how many failing ones are remembered.
TRIES = 3
MOST_TRIES = 200
# What the parser says of an item beside what a `RawItem` has.
BESIDE = ("identity", "is_root")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one page holds (`page_parsing.read`), and where it was."""

    url: str
    items: list[dict[str, Any]]
    is_list: bool
    is_strict: bool
    links: list[str]
    next: str
    feeds: list[str]
    walls: list[str]
    promised: int
    moved_to: str | None = None


class LiedError(Exception):
    """The page gives one id, or one author and date, to different items."""


class Visit:
    """The cursor's parts that all ways share:

    `addresses` and `keys`, memories of the pages read and of the items of lists; `strict`, how
    items are told apart; `tries`, how often pages have failed; `usual`, typical counts.
    """

    def __init__(self, job: Job, session: Session) -> None:
        self.job = job
        self.session = session
        self.options = Options.of(job.options)
        self.cursor: dict[str, Any] = deepcopy(job.cursor)
        self.is_first = "addresses" not in job.cursor
        self.addresses = Memory(job.cursor.get("addresses", ""))
        self.keys = Memory(job.cursor.get("keys", ""))
        self.is_strict = bool(job.cursor.get("strict"))
        self.items: dict[str, RawItem] = {}
        # How pages went: "read", "unread", "closed", "paid", "promised".
        self.counts: Counter[str] = Counter()
        self.has_more = False
        self.moved_to: str | None = None
        self._pages = PAGES if not job.wanted else min(PAGES, job.wanted + 5)
        self._ends = time.monotonic() + SECONDS

    @property
    def is_spent(self) -> bool:
        """Whether this crawl has had its share of pages, of time, or of wanted items."""
        has_enough = bool(self.job.wanted) and len(self.items) >= self.job.wanted
        return has_enough or self._pages <= 0 or time.monotonic() > self._ends

    @property
    def is_late(self) -> bool:
        """Whether half of the time is gone: what only prepares for reading is to end."""
        return time.monotonic() > self._ends - SECONDS / 2

    async def fetch(self, url: str) -> Page:
        self._pages -= 1
        return await self.session.fetch(url)

    async def read(
        self, url: str, scope: str, *, is_later: bool = False, wants_article: bool = False
    ) -> Reading:
        """The page at `url`; CrawlError where it is none, or asks for a password."""
        page = await self.fetch(url)
        return await self.parse(page, scope, is_later=is_later, wants_article=wants_article)

    async def parse(
        self, page: Page, scope: str, *, is_later: bool = False, wants_article: bool = False
    ) -> Reading:
        parsed = await self.session.parse(
            "crawlers.site.page_parsing:read",
            page.body,
            url=page.url,
            content_type=page.headers.get("content-type", ""),
            scope=scope,
            is_later=is_later,
            selectors=self.options.selectors,
            is_strict=self.is_strict,
            wants_article=wants_article,
        )
        if "failure" in parsed:
            raise CrawlError(Outcome.BROKEN, Message.from_json(parsed["failure"]))
        if not parsed.pop("is_page"):
            raise broken("crawlers-site-no-page")
        reading = Reading(url=page.url, moved_to=page.moved_to, **parsed)
        self.counts["paid"] += "paid" in reading.walls
        if "login" in reading.walls:
            raise CrawlError(Outcome.BLOCKED, Message("crawlers-site-login"))
        return reading

    def take(self, reading: Reading) -> int:
        """Keep the page's items; how many of them no crawl has brought before."""
        new = lies = 0
        for stored in reading.items:
            identity, is_root = stored["identity"], stored["is_root"]
            item = item_from_json({k: v for k, v in stored.items() if k not in BESIDE})
            before = self.items.get(item.key)
            is_known = self.keys.knows(item.key)
            if not (is_root or self.is_strict):
                if before is not None and before.text != item.text:
                    raise LiedError
                lies += is_known and not self.keys.is_same(item.key, identity)
            new += not is_known and before is None
            self.items[item.key] = item
            self.keys.put(item.key, identity)
        if lies * 2 > len(reading.items):
            raise LiedError
        return new

    def has_failed(self, address: str) -> bool:
        """Note that a page could not be read; whether it is to be given up."""
        tries: dict[str, int] = self.cursor.setdefault("tries", {})
        name = blake2b(address.encode(), digest_size=6).hexdigest()
        count = tries.pop(name, 0) + 1
        if count < TRIES:
            tries[name] = count
            self.cursor["tries"] = dict(list(tries.items())[-MOST_TRIES:])
        return count >= TRIES

    def check_usual(self, name: str, count: float, key: str, least: float) -> None:
        """Learn the typical count; raise the message `key` where there is none of what was usual.

        A typical count under `least` is too small for its absence to mean anything.
        """
        usual = self.cursor.setdefault("usual", {})
        before = usual.get(name)
        if not count and before is not None and before >= least:
            raise broken(key, usual=round(before))
        usual[name] = count if before is None else round(before * 0.7 + count * 0.3, 2)

    def forget(self) -> None:
        """Begin anew: the way that was tried has brought nothing."""
        self.addresses, self.keys = Memory(), Memory()
        self.has_more = False
        self.cursor = {}

    def stored_cursor(self) -> dict[str, Any]:
        """The cursor after this crawl."""
        return self.cursor | {
            "addresses": self.addresses.to_text(),
            "keys": self.keys.to_text(),
            "strict": self.is_strict,
        }


def origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
