"""VK as far as we ask it: walls, comments, boards and a search, in the words of API 5.199.

Time is the world's own; a search shows a post only from the moment `shown_at` on.
"""

from dataclasses import dataclass, field
from typing import Any

CEILING = 1000

Object = dict[str, Any]


class VkError(Exception):
    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def profile(key: int) -> Object:
    return {
        "id": key,
        "first_name": f"Имя{key}",
        "last_name": "Фамилия",
        "screen_name": f"person{key}",
        "followers_count": key * 10,
        "can_access_closed": True,
        "is_closed": False,
    }


def group(key: int) -> Object:
    return {
        "id": key,
        "name": f"Сообщество {key}",
        "screen_name": f"group{key}",
        "is_closed": 0,
        "type": "group",
        "members_count": key * 1000,
    }


def post(owner: int, key: int, date: int, text: str, **more: Any) -> Object:
    return {
        "id": key,
        "owner_id": owner,
        "from_id": owner,
        "date": date,
        "text": text,
        "post_type": "post",
        "likes": {"can_like": 1, "count": 7, "user_likes": 0},
        "reposts": {"count": 3, "user_reposted": 0},
        "views": {"count": 500},
        "comments": {"can_post": 1, "count": 0},
        "attachments": [],
        **more,
    }


def comment(key: int, date: int, text: str, author: int = 5, **more: Any) -> Object:
    likes = {"can_like": 1, "count": 1, "user_likes": 0}
    return {"id": key, "from_id": author, "date": date, "text": text, "likes": likes, **more}


@dataclass
class World:
    """What there is; `closed` maps `wall-1`, `wall-1_2`, `topic-1_2`, `board1` to an error."""

    posts: list[Object] = field(default_factory=list)
    comments: dict[tuple[int, int], list[Object]] = field(default_factory=dict)
    topics: dict[int, list[Object]] = field(default_factory=dict)
    board: dict[tuple[int, int], list[Object]] = field(default_factory=dict)
    names: dict[str, tuple[str, int]] = field(default_factory=dict)
    closed: dict[str, int] = field(default_factory=dict)
    shown_at: dict[tuple[int, int], int] = field(default_factory=dict)
    said: list[Object] = field(default_factory=list)
    now: int = 2_000_000_000

    def call(self, method: str, values: Object) -> Any:
        name = method.replace(".", "_")
        if not hasattr(self, name):
            raise VkError(3)
        return getattr(self, name)(values)

    def say(self, owner: int, post_key: int, *said: Object) -> None:
        """Put comments under a post, in order; answers carry their branch in `parents_stack`."""
        here = self.comments.setdefault((owner, post_key), [])
        here += said
        for one in self.posts:
            if (one["owner_id"], one["id"]) == (owner, post_key):
                one["comments"]["count"] = len(here)

    def _check(self, *names: str) -> None:
        for name in names:
            if name in self.closed:
                raise VkError(self.closed[name])

    def utils_resolveScreenName(self, values: Object) -> Any:
        found = self.names.get(values["screen_name"])
        return {"type": found[0], "object_id": found[1]} if found else []

    def wall_get(self, values: Object) -> Any:
        owner = int(values["owner_id"])
        self._check(f"wall{owner}")
        mine = [one for one in self.posts if one["owner_id"] == owner]
        mine.sort(key=lambda one: (not one.get("is_pinned", 0), -one["date"], -one["id"]))
        offset, count = int(values.get("offset", 0)), min(int(values.get("count", 20)), 100)
        return {"count": len(mine), "items": mine[offset:][:count], **_named(mine)}

    def wall_getComments(self, values: Object) -> Any:
        owner, key = int(values["owner_id"]), int(values["post_id"])
        self._check(f"wall{owner}_{key}")
        branch = int(values.get("comment_id", 0))
        everything = self.comments.get((owner, key), [])
        level = _level(everything, branch)
        offset, count = int(values.get("offset", 0)), min(int(values.get("count", 10)), 100)
        few = min(int(values.get("thread_items_count", 0)), 10)
        shown = [_whole(one, owner, key, values) for one in level[offset:][:count]]
        if not branch:
            for one in shown:
                answers = _level(everything, one["id"])
                inner = [_whole(each, owner, key, values) for each in answers[:few]]
                one["thread"] = {"count": len(answers), "items": inner}
        return {
            "count": len(everything),
            "current_level_count": len(level),
            "can_post": True,
            "show_reply_button": True,
            "items": shown,
            **_named(everything),
        }

    def board_getTopics(self, values: Object) -> Any:
        key = int(values["group_id"])
        self._check(f"board{key}")
        found = sorted(
            self.topics.get(key, []), key=lambda one: (not one["is_fixed"], -one["updated"])
        )
        offset, count = int(values.get("offset", 0)), min(int(values.get("count", 40)), 100)
        page = found[offset:][:count]
        return {"count": len(found), "items": page, "default_order": 1, "can_add_topics": 0}

    def board_getComments(self, values: Object) -> Any:
        key, topic = int(values["group_id"]), int(values["topic_id"])
        self._check(f"topic-{key}_{topic}")
        found = sorted(self.board.get((key, topic), []), key=lambda one: int(one["id"]))
        if values.get("sort") == "desc":
            found.reverse()
        offset, count = int(values.get("offset", 0)), min(int(values.get("count", 20)), 100)
        named = _named(found) if int(values.get("extended", 0)) else {}
        return {"count": len(found), "items": found[offset:][:count], **named}

    def newsfeed_search(self, values: Object) -> Any:
        words = values["q"].lower().split()
        start = int(values.get("start_time", self.now - 86400))
        end = int(values.get("end_time", self.now))
        found = [
            one
            for one in self.posts
            if start <= one["date"] <= end
            and self.shown_at.get((one["owner_id"], one["id"]), 0) <= self.now
            and all(word in one["text"].lower() for word in words)
        ]
        found.sort(key=lambda one: (-one["date"], -one["id"]))
        offset = int(values.get("start_from", "0/").partition("/")[0])
        count = min(int(values.get("count", 30)), 200)
        page = found[:CEILING][offset:][:count]
        is_last = offset + count >= min(len(found), CEILING)
        more = {} if is_last else {"next_from": f"{offset + count}/{page[-1]['id']}"}
        return {
            "items": page, "count": len(page), "total_count": len(found), **more, **_named(page),
        }  # fmt: skip

    def wall_createComment(self, values: Object) -> Any:
        owner, key = int(values["owner_id"]), int(values["post_id"])
        self._check(f"wall{owner}_{key}")
        return {"comment_id": self._say_once(values, "guid"), "parents_stack": []}

    def board_createComment(self, values: Object) -> Any:
        self._check(f"topic-{values['group_id']}_{values['topic_id']}")
        return self._say_once(values, "guid")

    def messages_send(self, values: Object) -> Any:
        self._check(f"peer{values['peer_id']}")
        return self._say_once(values, "random_id")

    def _say_once(self, values: Object, key: str) -> int:
        """VK gives the id of what was said before under the same key."""
        for number, one in enumerate(self.said, 1):
            if one[key] == values[key]:
                return 9000 + number
        self.said.append(values)
        return 9000 + len(self.said)


def _level(everything: list[Object], branch: int) -> list[Object]:
    found = [one for one in everything if (one.get("parents_stack") or [0])[0] == branch]
    return sorted(found, key=lambda one: int(one["id"]))


def _whole(one: Object, owner: int, key: int, values: Object) -> Object:
    length = int(values.get("preview_length", 90))
    text = one["text"] if not length else one["text"][:length]
    return {"owner_id": owner, "post_id": key, "parents_stack": [], **one, "text": text}


def _named(objects: list[Object]) -> Object:
    keys = {key for one in objects for key in (one.get("owner_id"), one.get("from_id")) if key}
    for one in objects:
        keys |= {key for old in one.get("copy_history", ()) for key in (old["owner_id"],)}
    return {
        "profiles": [profile(key) for key in sorted(keys) if key > 0],
        "groups": [group(-key) for key in sorted(keys) if key < 0],
    }
