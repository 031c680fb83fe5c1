"""VK's search of news: posts by a query's words, and the comments under those that are mentions.

The cursor: `searches`, for each text searched for, `since`, `newest` (the date up to which all is
read) and `window`, where reading stopped at the crawl's limits; `left`, the texts still to be
searched for in this round; `queue`, `closed` and `asked` as `crawlers.vk.comments` keeps them.
"""

import time
from typing import Any, cast

from crawlers.errors import CrawlError
from crawlers.kind import Field, Kind, Session
from crawlers.vk import errors, items
from crawlers.vk.api import SERVICE, Api, Call
from crawlers.vk.comments import Comments
from crawlers.vk.errors import Refused
from crawlers.vk.items import FIELDS, Owners
from crawlers.vk.limits import Limits
from crawlers.vk.queries import searches
from crawlers.vk.replying import reply
from crawlers.vk.results import read, result
from crawlers.vk.window import Window
from crawlers.wire import Job
from mentions.errors import MolvaError
from mentions.messages import message
from mentions.types import CrawlResult, RawItem

BRANDS = "brands"
COUNT = 200
# Searches in one request: pages of posts are large.
AT_ONCE = 4
DAY = 86400


def read_address(typed: str) -> str:
    """A query in our language that VK can search for, or `brands` for those of all brands."""
    address = " ".join(typed.split())
    if address.lower() == BRANDS:
        return BRANDS
    if not searches([address]):
        raise MolvaError(message("crawlers-vk-no-words", query=typed[:200]))
    return address


async def crawl(job: Job, session: Session) -> CrawlResult:
    async with Api(session, job.options.get("rate") or 3) as api:
        return await read(_Reading(job, api))


class _Reading:
    def __init__(self, job: Job, api: Api) -> None:
        self._job = job
        self._api = api
        self._limits = Limits(job)
        self._owners = Owners()
        self._comments = Comments(job.cursor, self._owners)
        self._found: dict[str, RawItem] = {}
        self._overlap = int(job.options.get("overlap_minutes") or 60) * 60
        self._now = int(time.time())
        since = self._now - int(job.options.get("since_days") or 7) * DAY
        texts = searches(job.queries if job.address == BRANDS else [job.address])
        known = job.cursor.get("searches", {})
        self._searches = {text: dict(known.get(text) or {"since": since}) for text in texts}
        self._left = [text for text in job.cursor.get("left", ()) if text in self._searches]
        self._is_new_round = not self._left and self._comments.is_empty
        if self._is_new_round:
            self._left = texts
        self._failure: CrawlError | None = None

    async def run(self) -> None:
        while self._left and not self._limits.are_reached:
            await self._search(self._left[:AT_ONCE])
        if self._is_new_round:
            self._comments.follow(self._job.threads, self._now)
        await self._comments.read(self._api, self._limits, self._found)

    def result(self, failure: CrawlError | None) -> CrawlResult:
        cursor = {"searches": self._searches, "left": self._left} | self._comments.to_cursor()
        has_more = bool(self._left) or not self._comments.is_empty
        closed = len(self._comments.closed)
        failure = failure or self._failure
        return result(self._job, self._found.values(), cursor, failure, closed, has_more)

    async def _search(self, texts: list[str]) -> None:
        """Read the next page of each; those that are read to the end leave the round."""
        windows = [self._window(text) for text in texts]
        calls = [_call(text, window) for text, window in zip(texts, windows, strict=True)]
        answers = await self._api.pack(calls)
        going_on = []
        for text, window, answer in zip(texts, windows, answers, strict=True):
            if isinstance(answer, CrawlError):
                self._failure = answer
                going_on.append(text)
            elif isinstance(answer, Refused):
                # It leaves this round, so that it holds up no other search.
                self._failure = errors.of_search(answer)
            elif self._take(text, window, answer):
                going_on.append(text)
        # Those with more to read go to the end, so that an enormous one keeps nobody waiting.
        self._left = [*self._left[len(texts) :], *going_on]
        if any(isinstance(answer, CrawlError) for answer in answers):
            raise cast(CrawlError, self._failure)

    def _window(self, text: str) -> Window:
        state = self._searches[text]
        if "window" in state:
            return Window(**state["window"])
        newest = state.get("newest")
        return Window(start=newest - self._overlap if newest else state["since"])

    def _take(self, text: str, window: Window, answer: Any) -> bool:
        """Keep a page; whether this search has more."""
        self._owners.learn(answer)
        page = answer["items"]
        for post in page:
            item = items.of_post(post, self._owners)
            if item.text:
                self._found[item.key] = item
        self._limits.spend(len(page))
        has_more = window.take([post["date"] for post in page], answer.get("next_from") or "")
        state = self._searches[text]
        if has_more:
            state["window"] = window.to_json()
        else:
            state.pop("window", None)
            # Not a date to come, which would hide all posts until then.
            newest = min(window.newest, self._now)
            state["newest"] = max(newest, state.get("newest", 0))
        return has_more


def _call(text: str, window: Window) -> Call:
    values = {
        "q": text,
        "count": COUNT,
        "start_time": window.start,
        "extended": 1,
        "fields": FIELDS,
        **({"end_time": window.end} if window.end is not None else {}),
        **({"start_from": window.token} if window.token else {}),
    }
    return "newsfeed.search", values


KIND = Kind(
    name="vk-search",
    fields=(
        Field("since_days", "number", default=7),
        Field("overlap_minutes", "number", default=60, rereads=False),
        Field("rate", "number", default=3, rereads=False),
    ),
    read_address=read_address,
    crawl=crawl,
    service=SERVICE,
    searches_brands=True,
    follows_threads=True,
    reply=reply,
)
