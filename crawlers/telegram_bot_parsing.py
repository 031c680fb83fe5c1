"""Reading the Bot API's answers. Runs in the parser process; no I/O.

An answer that is a refusal is `{"failure": {"code", "retry_after", "is_webhook"}}`.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from crawlers import dates
from crawlers.wire import item_to_json
from mentions.types import RawItem

MESSAGES = ("message", "edited_message", "channel_post", "edited_channel_post")
GROUPS = ("group", "supergroup", "channel")
NAME = re.compile(r"\w{1,64}", re.ASCII)
AUTHOR_LENGTH = 300
# What ids of supergroups and channels begin with, and their addresses do not.
PREFIX = "-100"


def identity(body: bytes) -> dict[str, Any]:
    """Of `getMe`: the bot's `id`, its `name` in lower case, whether it `reads_all` in groups."""
    result, failure = _result(body)
    if failure is not None:
        return failure
    return {
        "id": int(result["id"]),
        "name": str(result["username"]).lower(),
        "reads_all": bool(result.get("can_read_all_group_messages")),
    }


def updates(body: bytes, chats: list[str]) -> dict[str, Any]:
    """Of `getUpdates`: `ids` of all updates and the `items` among them, in order.

    `chats` are the names (lower case) or ids of those that are wanted; none means all. `unread`
    counts messages that are not as they should be: they must not hold up those behind them.
    """
    result, failure = _result(body)
    if failure is not None:
        return failure
    now = datetime.now(UTC)
    found = sorted(result, key=lambda update: int(update["update_id"]))
    messages = [update[name] for update in found for name in MESSAGES if name in update]
    items: list[RawItem] = []
    unread = 0
    for sent in messages:
        try:
            items += [_item(sent, now)] if _is_wanted(sent, chats) else []
        except (LookupError, TypeError, ValueError, ArithmeticError, OSError, AttributeError):
            unread += 1
    return {
        "ids": [int(update["update_id"]) for update in found],
        "items": [item_to_json(item) for item in items if item.text],
        "unread": unread,
    }


def _result(body: bytes) -> tuple[Any, dict[str, Any] | None]:
    answer = json.loads(body)
    if answer["ok"]:
        return answer["result"], None
    failure = {
        "code": int(answer["error_code"]),
        "retry_after": (answer.get("parameters") or {}).get("retry_after"),
        "is_webhook": "webhook" in str(answer.get("description")).lower(),
    }
    return None, {"failure": failure}


def _is_wanted(sent: Mapping[str, Any], chats: list[str]) -> bool:
    chat = sent["chat"]
    names = {str(chat["id"]), str(chat.get("username", "")).lower()}
    return chat["type"] in GROUPS and (not chats or not names.isdisjoint(chats))


def _item(sent: Mapping[str, Any], now: datetime) -> RawItem:
    author, author_url = _author(sent)
    parent = _answered(sent)
    forwarded_from = _forwarded_from(sent)
    return RawItem(
        key=_key(sent),
        url=_url(sent),
        text=_text(sent),
        is_html=False,
        author=author[:AUTHOR_LENGTH],
        author_url=author_url,
        published_at=dates.believable(datetime.fromtimestamp(int(sent["date"]), UTC), now),
        thread=parent or _key(sent),
        parent=parent,
        extra={"forwarded_from": forwarded_from[:AUTHOR_LENGTH]} if forwarded_from else {},
    )


def _key(sent: Mapping[str, Any]) -> str:
    return f"{int(sent['chat']['id'])}:{int(sent['message_id'])}"


def _text(sent: Mapping[str, Any]) -> str:
    poll = sent.get("poll") or {}
    options = [option.get("text") for option in poll.get("options", ())]
    parts = [sent.get("text"), sent.get("caption"), poll.get("question"), *options]
    return "\n".join(part for part in parts if isinstance(part, str) and part)


def _answered(sent: Mapping[str, Any]) -> str:
    """The key of the message that this answers; being in a forum's topic is no answer."""
    answered = sent.get("reply_to_message")
    return _key(answered) if answered and "forum_topic_created" not in answered else ""


def _url(sent: Mapping[str, Any]) -> str:
    chat = sent["chat"]
    name, chat_id = str(chat.get("username", "")), str(chat["id"])
    if NAME.fullmatch(name):
        place = name
    elif chat_id.startswith(PREFIX):
        place = f"c/{int(chat_id.removeprefix(PREFIX))}"
    else:
        return ""  # small groups give their messages no address
    topic = f"{int(sent['message_thread_id'])}/" if sent.get("is_topic_message") else ""
    return f"https://t.me/{place}/{topic}{int(sent['message_id'])}"


def _author(sent: Mapping[str, Any]) -> tuple[str, str]:
    """Name and address; of what a group or a channel says in its own name, its own."""
    who = sent.get("sender_chat") or sent.get("from") or sent["chat"]
    name = str(who.get("username", ""))
    return _name(who), f"https://t.me/{name}" if NAME.fullmatch(name) else ""


def _forwarded_from(sent: Mapping[str, Any]) -> str:
    origin = sent.get("forward_origin") or {}
    who = origin.get("chat") or origin.get("sender_chat") or origin.get("sender_user")
    return _name(who) if who else str(origin.get("sender_user_name", ""))


def _name(who: Mapping[str, Any]) -> str:
    """A chat's title or a person's name."""
    names = (who.get("title"), who.get("first_name"), who.get("last_name"))
    return " ".join(str(name) for name in names if name)
