"""VK walls: the posts of a community or a person, and the comments under them.

The cursor: `owner`, the wall's id; `since`, the date before which nothing is read; `newest`, the
date up to which all posts are read; `walk`, where reading the posts stopped at the crawl's limits;
`queue`, `closed` and `asked` as `crawlers.vk.comments` keeps them; `read`, of an own community's
posts, how many comments each had when they were last read, and when that was.
"""

import time
from typing import Any

from crawlers.errors import CrawlError
from crawlers.kind import Field, Kind, Session
from crawlers.vk import addresses, errors, events, items
from crawlers.vk.api import SERVICE, Api
from crawlers.vk.comments import Comments
from crawlers.vk.errors import Refused
from crawlers.vk.items import FIELDS, Owners
from crawlers.vk.limits import Limits
from crawlers.vk.replying import reply
from crawlers.vk.results import read, result
from crawlers.vk.walk import PAGE, Walk
from crawlers.wire import Job
from mentions.types import CrawlResult, RawItem

DAY = 86400
# After this long the comments under an own post are read again, whatever their number says.
AGAIN_AFTER = DAY


async def crawl(job: Job, session: Session) -> CrawlResult:
    async with Api(session, job.options.get("rate") or 3) as api:
        return await read(_Reading(job, api))


class _Reading:
    def __init__(self, job: Job, api: Api) -> None:
        self._job = job
        self._api = api
        self._limits = Limits(job)
        self._owners = Owners()
        self._now = int(time.time())
        self._depth = int(job.options.get("since_days") or 30) * DAY
        self._is_own = bool(job.options.get("own"))
        self._cursor = dict(job.cursor)
        self._since: int = self._cursor.setdefault("since", self._now - self._depth)
        self._comments = Comments(job.cursor, self._owners)
        # Else this crawl goes on with comments for which the last one had no time.
        self._is_new_round = self._comments.is_empty
        self._found: dict[str, RawItem] = {}
        self._counts: dict[int, tuple[int, int]] = {}

    async def run(self) -> None:
        if "owner" not in self._cursor:
            self._cursor["owner"] = await addresses.owner_of(self._job.address, self._api)
        await self._read_posts(self._cursor["owner"])
        if self._is_new_round:
            self._comments.follow(self._job.threads, self._now)
        if self._is_own:
            self._add_own(self._cursor["owner"])
        await self._comments.read(self._api, self._limits, self._found)

    def result(self, failure: CrawlError | None) -> CrawlResult:
        for _, post in self._comments.failed:
            self._cursor.get("read", {}).pop(str(post), None)
        cursor = self._cursor | self._comments.to_cursor()
        has_more = "walk" in cursor or not self._comments.is_empty
        closed = len(self._comments.closed)
        return result(self._job, self._found.values(), cursor, failure, closed, has_more)

    async def _read_posts(self, owner: int) -> None:
        stored = self._cursor.get("walk")
        walk = Walk(**stored) if stored else Walk(owner, end=-self._until())
        while not self._limits.are_reached:
            answer = await self._page(walk)
            self._owners.learn(answer)
            for post in answer["items"]:
                self._keep(post)
            self._limits.spend(len(answer["items"]))
            if not walk.take(answer["items"], answer["count"], _place):
                # Not a date to come, which would hide all posts until then.
                newest = min(-(walk.top or 0), self._now)
                self._cursor["newest"] = max(self._cursor.get("newest", 0), newest)
                self._cursor.pop("walk", None)
                return
            self._cursor["walk"] = walk.to_json()

    def _until(self) -> int:
        """The date down to which posts are read: of an own community all that may be answered."""
        newest = int(self._cursor.get("newest") or self._since)
        is_whole = self._is_own and self._is_new_round
        return min(newest, self._now - self._depth) if is_whole else newest

    async def _page(self, walk: Walk) -> Any:
        try:
            return await self._api.call(
                "wall.get",
                owner_id=walk.owner,
                offset=walk.offset,
                count=PAGE,
                extended=1,
                fields=FIELDS,
            )
        except Refused as refused:
            raise errors.of_source(refused) from None

    def _keep(self, post: Any) -> None:
        if post.get("is_deleted"):
            item = items.withdrawn(f"wall{post['owner_id']}_{post['id']}")
            self._found[item.key] = item
        if post.get("date", 0) < self._since or post.get("is_deleted"):
            return
        item = items.of_post(post, self._owners)
        if item.text:
            self._found[item.key] = item
        self._counts[post["id"]] = (item.extra.get("comments", 0), post["date"])

    def _add_own(self, owner: int) -> None:
        """Have the comments read under posts where they have become more, or are due again."""
        read: dict[str, list[int]] = self._cursor.setdefault("read", {})
        for post, (count, date) in self._counts.items():
            known, at = read.get(str(post), (0, 0))
            is_due = self._now - at >= AGAIN_AFTER and count > 0
            if date >= self._now - self._depth and (count != known or is_due):
                self._comments.add([(owner, post)])
                read[str(post)] = [count, self._now]
        oldest = self._now - self._depth - AGAIN_AFTER
        self._cursor["read"] = {key: one for key, one in read.items() if one[1] >= oldest}


def _place(post: Any) -> int | None:
    is_apart = post.get("is_pinned") or "date" not in post
    return None if is_apart else -int(post["date"])


KIND = Kind(
    name="vk-wall",
    fields=(
        Field("since_days", "number", default=30),
        Field("own", "flag", default=False, rereads=False),
        Field("rate", "number", default=3, rereads=False),
        Field("confirmation", "text", rereads=False),
        Field("secret", "secret", rereads=False),
        Field("community_token", "secret", rereads=False),
    ),
    read_address=addresses.read_wall,
    crawl=crawl,
    service=SERVICE,
    follows_threads=True,
    receive=events.receive,
    reply=reply,
)
