"""VK's Callback API: what a community tells of itself, within seconds.

Each event carries the secret that the administrator set on both sides. Its object is read by the
same code as a crawl's; it names nobody, so authors have an address only. Other kinds of events are
taken with thanks and left alone.
"""

import hmac
import json
from collections.abc import Mapping
from typing import Any

from crawlers.kind import Push, Pushed, PushRefusedError
from crawlers.vk import addresses, items
from crawlers.vk.items import Owners
from mentions.types import RawItem

TAKEN = "ok"
# Of posts: neither what readers suggest nor what waits for its hour is published.
PUBLISHED = ("post", "copy", "reply", None)


def receive(push: Push) -> Pushed:
    """What an event brings; PushRefusedError where it is none of this source's."""
    event = _read(push.body)
    group = event["group_id"]
    owner = addresses.owner_in(push.address) or push.cursor.get("owner")
    if owner is not None and owner != -group:
        raise PushRefusedError("group")
    if event["type"] == "confirmation":
        return Pushed(str(push.options.get("confirmation") or ""))
    secret = str(push.options.get("secret") or "")
    given = items.clean(str(event.get("secret") or ""))
    if not secret or not hmac.compare_digest(secret.encode(), given.encode()):
        raise PushRefusedError("secret")
    try:
        item = _item(event["type"], event.get("object") or {}, group)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError):
        raise PushRefusedError("object") from None
    return Pushed(
        TAKEN,
        event_id=items.clean(str(event.get("event_id") or ""))[:100],
        items=(item,) if item and (item.text or item.extra.get("is_deleted")) else (),
        is_edit=not event["type"].endswith("_new"),
        knows_secret=True,
    )


def _read(body: bytes) -> dict[str, Any]:
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        raise PushRefusedError("json") from None
    is_event = isinstance(event, dict) and isinstance(event.get("type"), str)
    if not is_event or type(event.get("group_id")) is not int:
        raise PushRefusedError("json")
    return dict(event)


def _item(kind: str, thing: Mapping[str, Any], group: int) -> RawItem | None:
    nobody = Owners()
    match kind:
        case "wall_post_new" if thing.get("post_type") in PUBLISHED:
            return items.of_post(thing, nobody)
        case "wall_reply_new" | "wall_reply_edit" | "wall_reply_restore":
            return items.of_comment(thing, -group, thing["post_id"], 0, nobody)
        case "wall_reply_delete":
            return items.withdrawn(f"wall{-group}_{int(thing['post_id'])}_r{int(thing['id'])}")
        case "board_post_new" | "board_post_edit" | "board_post_restore":
            return items.of_topic_comment(thing, group, thing["topic_id"], 0, "", nobody)
        case "board_post_delete":
            return items.withdrawn(f"topic{-group}_{int(thing['topic_id'])}_{int(thing['id'])}")
        case "message_new":
            return items.of_message(thing["message"], group)
    return None
