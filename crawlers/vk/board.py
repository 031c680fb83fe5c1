"""VK discussion boards: the topics of a community and the comments in them.

The cursor: `group`, the community's id; `since`, the date before which nothing is read; `updated`,
the date up to which all changed topics are known; `listing`, where reading the list of topics
stopped at the crawl's limits; `topics`, of each topic when it changed, how many comments it had,
the date of the newest that was read, and the id of the first; `walks`, the topics still to be read;
`closed`, those that VK does not show us.
"""

import time
from typing import Any

from crawlers.errors import CrawlError
from crawlers.kind import Field, Kind, Session
from crawlers.vk import addresses, errors, items
from crawlers.vk.api import SERVICE, Api, Call
from crawlers.vk.errors import Refused
from crawlers.vk.items import Owners
from crawlers.vk.limits import Limits
from crawlers.vk.replying import reply
from crawlers.vk.results import read, result
from crawlers.vk.walk import PAGE, Walk
from crawlers.wire import Job
from mentions.types import CrawlResult, RawItem

AT_ONCE = 10
DAY = 86400
# Topics that are remembered, those changed last; a forgotten one is read anew.
REMEMBERED = 2000


async def crawl(job: Job, session: Session) -> CrawlResult:
    async with Api(session, job.options.get("rate") or 3) as api:
        return await read(_Reading(job, api))


class _Reading:
    def __init__(self, job: Job, api: Api) -> None:
        self._job = job
        self._api = api
        self._limits = Limits(job)
        self._owners = Owners()
        self._cursor = dict(job.cursor)
        self._now = int(time.time())
        depth = int(job.options.get("since_days") or 30) * DAY
        self._since: int = self._cursor.setdefault("since", self._now - depth)
        self._topics: dict[str, list[int]] = dict(self._cursor.get("topics", {}))
        self._closed: dict[str, int] = dict(self._cursor.get("closed", {}))
        self._walks = [Walk(**walk) for walk in self._cursor.get("walks", ())]
        # Left to the next crawl for a fault of VK's.
        self._put_off: list[Walk] = []
        self._found: dict[str, RawItem] = {}

    async def run(self) -> None:
        if "group" not in self._cursor:
            address = self._job.address
            self._cursor["group"] = await addresses.community_of(address, self._api)
        await self._list_topics(self._cursor["group"])
        await self._find_firsts()
        while self._walks and not self._limits.are_reached:
            await self._read_comments()

    def result(self, failure: CrawlError | None) -> CrawlResult:
        last = sorted(self._topics.items(), key=lambda topic: topic[1][0])[-REMEMBERED:]
        kept = {
            "topics": dict(last),
            "closed": self._closed,
            "walks": [walk.to_json() for walk in (*self._walks, *self._put_off)],
        }
        has_more = bool(self._walks) or "listing" in self._cursor
        closed = len(self._closed)
        cursor = self._cursor | kept
        return result(self._job, self._found.values(), cursor, failure, closed, has_more)

    async def _list_topics(self, group: int) -> None:
        stored = self._cursor.get("listing")
        until = self._cursor.get("updated", self._since)
        walk = Walk(**stored) if stored else Walk(group, end=-until)
        while not self._limits.are_reached:
            answer = await self._topics_page(walk)
            for topic in answer["items"]:
                self._plan(topic, group)
            self._limits.spend(len(answer["items"]))
            if not walk.take(answer["items"], answer["count"], _topic_place):
                updated = min(-(walk.top or 0), self._now)
                self._cursor["updated"] = max(updated, until)
                self._cursor.pop("listing", None)
                return
            self._cursor["listing"] = walk.to_json()

    async def _topics_page(self, walk: Walk) -> Any:
        values = {"group_id": walk.owner, "offset": walk.offset, "count": PAGE, "order": 1}
        try:
            return await self._api.call("board.getTopics", **values)
        except Refused as refused:
            raise errors.of_source(refused) from None

    def _plan(self, topic: Any, group: int) -> None:
        """Have a topic read that has changed since it was read."""
        key, changed = str(topic["id"]), [topic["updated"], topic["comments"]]
        known = self._topics.get(key)
        is_known = known is not None and known[:2] == changed
        is_planned = any(walk.thread == topic["id"] for walk in self._walks)
        if is_known or is_planned or key in self._closed or topic["updated"] < self._since:
            return
        newest, first = known[2:] if known else (self._since, 0)
        note = {"changed": changed, "first": first, "title": topic.get("title", "")}
        self._walks.append(Walk(group, topic["id"], end=-newest, note=note))

    async def _find_firsts(self) -> None:
        """The ids of the comments that open the topics met for the first time."""
        unknown = [walk for walk in self._walks if not walk.note["first"]]
        answers = await self._api.pack([_first_call(walk) for walk in unknown])
        for walk, answer in zip(unknown, answers, strict=True):
            if isinstance(answer, CrawlError):
                raise answer
            if isinstance(answer, Refused):
                self._refused(walk, answer)
            elif answer["items"]:
                walk.note["first"] = answer["items"][0]["id"]

    async def _read_comments(self) -> None:
        walks, rest = self._walks[:AT_ONCE], self._walks[AT_ONCE:]
        answers = await self._api.pack([_call(walk) for walk in walks])
        left: list[Walk] = []
        failure: CrawlError | None = None
        for walk, answer in zip(walks, answers, strict=True):
            if isinstance(answer, CrawlError):
                failure = answer
                left.append(walk)
            elif isinstance(answer, Refused):
                self._refused(walk, answer)
            elif self._take(walk, answer):
                left.append(walk)
        self._walks = left + rest
        if failure:
            raise failure

    def _refused(self, walk: Walk, answer: Refused) -> None:
        if answer.is_for_good:
            self._closed[str(walk.thread)] = answer.code
        else:
            self._put_off.append(walk)
        self._walks = [other for other in self._walks if other is not walk]

    def _take(self, walk: Walk, answer: Any) -> bool:
        """Keep a page of comments; whether the topic has more."""
        self._owners.learn(answer)
        note = walk.note
        for comment in answer["items"]:
            item = items.of_topic_comment(
                comment, walk.owner, walk.thread, note["first"], note["title"], self._owners
            )
            if comment["date"] >= self._since and (item.text or item.title):
                self._found[item.key] = item
        self._limits.spend(len(answer["items"]))
        if walk.take(answer["items"], answer["count"], _comment_place):
            return True
        newest = min(-(walk.top or walk.end or 0), self._now)
        self._topics[str(walk.thread)] = [*note["changed"], newest, note["first"]]
        return False


def _topic_place(topic: Any) -> int | None:
    return None if topic.get("is_fixed") else -int(topic["updated"])


def _comment_place(comment: Any) -> int:
    return -int(comment["date"])


def _first_call(walk: Walk) -> Call:
    values = {"group_id": walk.owner, "topic_id": walk.thread, "count": 1, "sort": "asc"}
    return "board.getComments", values


def _call(walk: Walk) -> Call:
    values = {
        "group_id": walk.owner,
        "topic_id": walk.thread,
        "offset": walk.offset,
        "count": PAGE,
        "sort": "desc",
        "need_likes": 1,
        "extended": 1,
    }
    return "board.getComments", values


KIND = Kind(
    name="vk-board",
    fields=(
        Field("since_days", "number", default=30),
        Field("rate", "number", default=3, rereads=False),
        Field("from_group", "flag", default=False, rereads=False),
    ),
    read_address=addresses.read_community,
    crawl=crawl,
    service=SERVICE,
    reply=reply,
)
