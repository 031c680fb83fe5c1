"""The comments under posts, with whole branches, many posts at a time.

VK gives a post's comments a hundred a page, each with the first ten answers of its branch. A longer
branch is a listing of its own. All these listings are walks in one queue, which a crawl works off
as far as its limits let it, and keeps in the cursor.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from crawlers import following
from crawlers.errors import CrawlError
from crawlers.vk import items
from crawlers.vk.api import Api, Call
from crawlers.vk.errors import Refused
from crawlers.vk.items import FIELDS, Owners, Place
from crawlers.vk.limits import Limits
from crawlers.vk.walk import PAGE, Walk
from crawlers.wire import Thread
from mentions.types import RawItem

AT_ONCE = 10
IN_BRANCH = 10
# Closed posts that are remembered, the newest of them.
REMEMBERED = 500


class Comments:
    """The queue; `cursor` is what `to_cursor` made of it."""

    def __init__(self, cursor: dict[str, Any], owners: Owners) -> None:
        self._queue = [Walk(**walk) for walk in cursor.get("queue", ())]
        self.closed: dict[str, int] = dict(cursor.get("closed", {}))
        self._asked: dict[str, float] = dict(cursor.get("asked", {}))
        # Posts whose comments were left out this time for a fault of VK's.
        self.failed: set[tuple[int, int]] = set()
        self._owners = owners

    @property
    def is_empty(self) -> bool:
        return not self._queue

    def follow(self, threads: Sequence[Thread], now: float) -> None:
        """Read the comments under these items' posts, where they are due again."""
        chosen = [thread.key for thread in following.due(threads, self._asked, now)]
        self._asked = following.noted(threads, self._asked, chosen, now)
        places = [place for key in chosen if (place := Place.of_key(key))]
        self.add((place.owner, place.thread) for place in places if place.kind == "wall")

    def add(self, posts: Iterable[tuple[int, int]]) -> None:
        """Read the comments under these (owner, post), but for those that VK does not show."""
        queued = {(walk.owner, walk.thread) for walk in self._queue}
        for owner, post in dict.fromkeys(posts):
            if (owner, post) not in queued and f"wall{owner}_{post}" not in self.closed:
                self._queue.append(Walk(owner, post))

    async def read(self, api: Api, limits: Limits, found: dict[str, RawItem]) -> None:
        """Work the queue off into `found`; CrawlError leaves in it what was not read."""
        while self._queue and not limits.are_reached:
            walks = self._queue[:AT_ONCE]
            answers = await api.pack([_call(walk) for walk in walks])
            left: list[Walk] = []
            failure: CrawlError | None = None
            for walk, answer in zip(walks, answers, strict=True):
                if isinstance(answer, CrawlError):
                    failure = answer
                    left.append(walk)
                elif isinstance(answer, Refused):
                    self._refused(walk, answer)
                else:
                    left += self._take(walk, answer, limits, found)
            self._queue = left + self._queue[AT_ONCE:]
            if failure:
                raise failure

    def to_cursor(self) -> dict[str, Any]:
        closed = dict(list(self.closed.items())[-REMEMBERED:])
        queue = [walk.to_json() for walk in self._queue]
        failed = {f"wall{owner}_{post}" for owner, post in self.failed}
        asked = {key: at for key, at in self._asked.items() if key not in failed}
        return {"queue": queue, "closed": closed, "asked": asked}

    def _refused(self, walk: Walk, answer: Refused) -> None:
        if not answer.is_for_good:
            self.failed.add((walk.owner, walk.thread))
        elif not walk.comment:
            self.closed[f"wall{walk.owner}_{walk.thread}"] = answer.code

    def _take(
        self, walk: Walk, answer: Any, limits: Limits, found: dict[str, RawItem]
    ) -> list[Walk]:
        """Keep a page of comments; the walks that it leaves to be made."""
        self._owners.learn(answer)
        page = answer["items"]
        branches = []
        for comment in page:
            self._keep(comment, walk, walk.comment, found)
            branch = comment.get("thread") or {}
            for reply in branch.get("items") or ():
                self._keep(reply, walk, comment["id"], found)
            if branch.get("count", 0) > len(branch.get("items") or ()):
                branches.append(Walk(walk.owner, walk.thread, comment["id"]))
        limits.spend(len(page))
        total = answer.get("current_level_count", answer.get("count", 0))
        return [*([walk] if walk.take(page, total, _place) else []), *branches]

    def _keep(self, comment: Any, walk: Walk, branch: int, found: dict[str, RawItem]) -> None:
        item = items.of_comment(comment, walk.owner, walk.thread, branch, self._owners)
        if item.text or item.extra.get("is_deleted"):
            found[item.key] = item


def _place(comment: Any) -> int:
    return int(comment["id"])


def _call(walk: Walk) -> Call:
    values = {
        "owner_id": walk.owner,
        "post_id": walk.thread,
        "offset": walk.offset,
        "count": PAGE,
        "sort": "asc",
        "preview_length": 0,
        "need_likes": 1,
        "extended": 1,
        "fields": FIELDS,
    }
    branch = {"comment_id": walk.comment} if walk.comment else {"thread_items_count": IN_BRANCH}
    return "wall.getComments", values | branch
