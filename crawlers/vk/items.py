"""From VK's objects (API 5.199) to raw items; the same code for crawls and for pushed events.

Keys: a post `wall-1_2`, a comment of it `wall-1_2_r3`, a comment in a discussion `topic-1_2_3` and
the comment that opens it `topic-1_2`, a message `message1_2`. A community's id is below zero, a
person's above.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from crawlers.vk.addresses import SITE
from mentions.types import RawItem

# [id1|Имя], [club2|Название], [https://vk.com/x|слова], and [id1:bp-2_3|Имя] in discussions
_LINK = re.compile(r"\[(?:[a-z]+\d+(?::[\w-]+)?|https?://[^\]|\s]+)\|([^\]]*)\]")
_KEY = re.compile(r"(wall|topic|message)(-?\d+)_(\d+)(?:_r?(\d+))?")
FIELDS = "screen_name,members_count,followers_count"

Object = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Owner:
    """Who owns a wall or has written; `reach` is how many follow them."""

    name: str = ""
    url: str = ""
    reach: int | None = None


@dataclass(slots=True)
class Owners:
    """The people and communities that answers have named, by id."""

    known: dict[int, Owner] = field(default_factory=dict)

    def learn(self, answer: Object) -> None:
        """Take in `profiles` and `groups` of an extended answer."""
        for person in answer.get("profiles") or ():
            name = f"{person.get('first_name', '')} {person.get('last_name', '')}".strip()
            self._add(person["id"], name, person, "id", "followers_count")
        for group in answer.get("groups") or ():
            self._add(-group["id"], group.get("name", ""), group, "club", "members_count")

    def _add(self, key: int, name: str, found: Object, prefix: str, followers: str) -> None:
        page = found.get("screen_name") or f"{prefix}{abs(key)}"
        reach = found.get(followers)
        self.known[key] = Owner(name, SITE + page, reach if isinstance(reach, int) else None)

    def get(self, key: int) -> Owner:
        page = f"id{key}" if key > 0 else f"club{-key}"
        return self.known.get(key) or Owner("", SITE + page)


@dataclass(frozen=True, slots=True)
class Place:
    """What an item's key says: `kind` is wall, topic or message, `comment` 0 for a post or topic.

    Of a message, `owner` is with whom the community talks, `thread` its number.
    """

    kind: str
    owner: int
    thread: int
    comment: int = 0

    @property
    def thread_key(self) -> str:
        return f"{self.kind}{self.owner}_{self.thread}"

    @staticmethod
    def of_key(key: str) -> "Place | None":
        found = _KEY.fullmatch(key)
        if found is None:
            return None
        return Place(found[1], int(found[2]), int(found[3]), int(found[4] or 0))


def of_post(post: Object, owners: Owners) -> RawItem:
    """A post, with the text that it reposts; a search also finds comments as posts."""
    if post.get("post_type") == "reply" and post.get("post_id"):
        return of_comment(post, post["owner_id"], post["post_id"], 0, owners)
    key = f"wall{post['owner_id']}_{post['id']}"
    author = owners.get(post.get("from_id") or post["owner_id"])
    original = next(iter(post.get("copy_history") or ()), None)
    texts = [post.get("text", ""), *(one.get("text", "") for one in post.get("copy_history") or ())]
    extra = _counts(post) | {"attachments": _attachments(post, *(post.get("copy_history") or ()))}
    if original:
        extra["forwarded_from"] = _whose(original, owners)
    return RawItem(
        key=key,
        url=f"{SITE}{key}",
        text=plain("\n\n".join(text for text in texts if text)),
        is_html=False,
        author=author.name,
        author_url=author.url,
        published_at=_moment(post["date"]),
        reach=owners.get(post["owner_id"]).reach,
        thread=key,
        extra={name: value for name, value in extra.items() if value not in (None, [])},
    )


def of_comment(
    comment: Object, owner_id: int, post_id: int, branch_id: int, owners: Owners
) -> RawItem:
    """A comment under a post, in the branch of the comment `branch_id` (0: in none)."""
    post = f"wall{owner_id}_{post_id}"
    if comment.get("deleted"):
        return withdrawn(f"{post}_r{comment['id']}")
    stack = comment.get("parents_stack") or ([branch_id] if branch_id else [])
    answered = comment.get("reply_to_comment") or (stack[-1] if stack else 0)
    branch = f"&thread={stack[0]}" if stack else ""
    return _comment(
        comment,
        owners,
        key=f"{post}_r{comment['id']}",
        url=f"{SITE}{post}?reply={comment['id']}{branch}",
        thread=post,
        parent=f"{post}_r{answered}" if answered else post,
    )


def of_topic_comment(
    comment: Object, group_id: int, topic_id: int, first_id: int, title: str, owners: Owners
) -> RawItem:
    """A comment of a discussion; the first of them is the discussion itself, with its title."""
    topic = f"topic-{group_id}_{topic_id}"
    is_first = comment["id"] == first_id
    return _comment(
        comment,
        owners,
        key=topic if is_first else f"{topic}_{comment['id']}",
        url=f"{SITE}{topic}?post={comment['id']}",
        title=title if is_first else "",
        thread=topic,
        parent="" if is_first else topic,
    )


def of_message(message: Object, group_id: int) -> RawItem:
    """What somebody has written to the community itself."""
    peer = message["peer_id"]
    number = message.get("conversation_message_id") or message["id"]
    return _comment(
        message,
        Owners(),
        key=f"message{peer}_{number}",
        url=f"{SITE}gim{group_id}?sel={peer}&msgid={number}",
    )


def withdrawn(key: str) -> RawItem:
    """What has been deleted: of it VK tells no more than that."""
    return RawItem(key=key, url="", is_html=False, extra={"is_deleted": True})


def _comment(comment: Object, owners: Owners, **fields: Any) -> RawItem:
    author = owners.get(comment["from_id"])
    extra = _counts(comment) | {"attachments": _attachments(comment)}
    return RawItem(
        text=plain(comment.get("text", "")),
        is_html=False,
        author=author.name,
        author_url=author.url,
        published_at=_moment(comment["date"]),
        reach=author.reach,
        extra={name: value for name, value in extra.items() if value not in (None, [])},
        **fields,
    )


def plain(text: str) -> str:
    """The text with the words of its links only: `[id1|Иван], да` is `Иван, да`."""
    return _LINK.sub(r"\1", clean(text))


def clean(text: str) -> str:
    """Without what JSON can bring and databases do not keep."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _whose(original: Object, owners: Owners) -> str:
    author = owners.get(original.get("from_id") or original["owner_id"])
    return author.name or f"{SITE}wall{original['owner_id']}_{original['id']}"


def _counts(thing: Object) -> dict[str, Any]:
    """Likes and the like, each where the answer has it."""
    found = {name: thing.get(name) for name in ("likes", "reposts", "views", "comments")}
    return {name: one["count"] for name, one in found.items() if one and "count" in one}


def _attachments(*things: Object) -> list[str]:
    """Addresses of what is attached, in order, each once."""
    found = (_address(one) for thing in things for one in thing.get("attachments") or ())
    return list(dict.fromkeys(address for address in found if address))


def _address(attachment: Object) -> str:
    kind = attachment.get("type", "")
    thing = attachment.get(kind)
    if not isinstance(thing, Mapping):
        return ""
    if isinstance(thing.get("url"), str) and kind in ("link", "doc", "article"):
        return str(thing["url"])
    if kind == "page":
        return str(thing.get("view_url", ""))
    whose = f"{thing.get('owner_id')}_{thing.get('id')}"
    if kind in ("photo", "video", "audio", "poll", "album", "clip"):
        return f"{SITE}{kind}{whose}"
    return f"{SITE}market?w=product{whose}" if kind == "market" else ""


def _moment(seconds: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError, TypeError):
        return None
