"""Answering where an item stands: under a post, in a discussion, in the community's messages.

VK is given our own key (`guid`, `random_id`), by which it knows an answer that it has got already.
"""

from hashlib import blake2b
from typing import Any

from crawlers.errors import CrawlError, broken
from crawlers.kind import Answer, Caller
from crawlers.vk.addresses import SITE
from crawlers.vk.api import Api, Call
from crawlers.vk.errors import Refused
from crawlers.vk.items import Place
from mentions.messages import message
from mentions.types import Outcome

# Errors that are a refusal of this answer: a person has to change it, or its place.
WORDS = {
    15: "closed", 18: "closed", 30: "closed", 212: "closed", 213: "closed", 203: "closed",
    100: "gone", 104: "gone", 210: "gone", 211: "gone",
    222: "links", 223: "many", 224: "many",
    900: "blocked", 901: "not-allowed", 902: "not-allowed",
    914: "long", 27: "token", 28: "token",
}  # fmt: skip


async def reply(answer: Answer, caller: Caller) -> str:
    """Post the answer; the address at which it stands."""
    place = Place.of_key(answer.item_key)
    if place is None:
        raise _refusal("gone", 0)
    token = _token(answer, place)
    async with Api(caller, answer.options.get("rate") or 3, token) as api:
        method, values = _call(answer, place, token)
        try:
            given = await api.call(method, **values)
        except Refused as refused:
            if not refused.is_for_good:
                raise broken("crawlers-vk-error", code=refused.code) from None
            raise _refusal(WORDS.get(refused.code, "other"), refused.code) from None
    return _address(answer, place, given)


def _token(answer: Answer, place: Place) -> str:
    """The community's own where VK wants it; discussions take no such token."""
    own = str(answer.options.get("community_token") or "")
    if place.kind == "message" and not own:
        raise _refusal("no-token", 0)
    return own if place.kind != "topic" else ""


def _call(answer: Answer, place: Place, token: str) -> Call:
    if place.kind == "message":
        peer = {"peer_id": place.owner, "random_id": _number(answer.key)}
        return "messages.send", {**peer, "message": answer.text}
    said = {"message": answer.text, "guid": answer.key}
    group = -place.owner
    if place.kind == "topic":
        as_group = {"from_group": 1} if answer.options.get("from_group") else {}
        topic = {"group_id": group, "topic_id": place.thread}
        return "board.createComment", {**topic, **said, **as_group}
    post = {"owner_id": place.owner, "post_id": place.thread}
    to = {"reply_to_comment": place.comment} if place.comment else {}
    as_group = {"from_group": group} if group > 0 and (token or answer.options.get("own")) else {}
    return "wall.createComment", {**post, **to, **said, **as_group}


def _address(answer: Answer, place: Place, given: Any) -> str:
    number = given.get("comment_id") if isinstance(given, dict) else given
    if place.kind == "wall":
        return f"{SITE}{place.thread_key}?reply={number}"
    return f"{SITE}{place.thread_key}?post={number}" if place.kind == "topic" else answer.item_url


def _number(key: str) -> int:
    """A number below 2**31 that stands for the key."""
    return int.from_bytes(blake2b(key.encode(), digest_size=4).digest()) >> 1


def _refusal(why: str, code: int) -> CrawlError:
    return CrawlError(Outcome.BLOCKED, message(f"crawlers-vk-reply-{why}", code=code))
