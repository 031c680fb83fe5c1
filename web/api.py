"""The API by which others bring mentions: `docs/api.md`. Answers are JSON.

No session and no form token: a sender shows the token of an entrance, or signs what it sends.
"""

import json
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from standardwebhooks import Webhook, WebhookVerificationError

from mentions.messages import Message, message
from mentions.pushed import Mistake, read_items
from mentions.store import entrances
from mentions.store.sources import Source
from mentions.store.times import utc_now
from web import access, rendering
from web.access import open_to_programs, services

pages = Blueprint("api", __name__)

MOST_ITEMS = 1000
MOST_BYTES = 8_000_000


@pages.post("/api/mentions")
@open_to_programs
def take_mentions() -> ResponseReturnValue:
    """One mention or an array of them, from whoever has the token of an entrance."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        return _refusal(message("pushed-no-token"), 401)
    brake, address = access.brake(), request.remote_addr or ""
    if seconds := brake.begin(address, token):
        return _slowed(seconds)
    with services().db.read() as tx:
        entrance = entrances.by_token(tx, token.strip())
    if entrance is None:
        brake.failed(address, token)
        return _refusal(message("pushed-no-token"), 401)
    brake.passed(address, token)
    request.max_content_length = MOST_BYTES
    return _take(entrance, request.get_data())


@pages.post("/api/webhooks/<int:entrance_id>")
@open_to_programs
def take_webhook(entrance_id: int) -> ResponseReturnValue:
    """The same by Standard Webhooks 1.0.0, signed with the entrance's key."""
    brake, address = access.brake(), request.remote_addr or ""
    with services().db.read() as tx:
        entrance = entrances.get(tx, entrance_id)
    # Of a sender who has signed with the key a wrong signature counts for nothing: a neighbour's
    # would lock it out.
    key = entrance.options["signing_key"] if entrance else ""
    if seconds := brake.begin(address, key):
        return _slowed(seconds)
    request.max_content_length = MOST_BYTES
    body = request.get_data()
    if entrance is None or not _is_signed(body, key):
        return _refusal(message("pushed-signature"), 401)
    brake.passed(address, key)
    return _take(entrance, body)


def _is_signed(body: bytes, key: str) -> bool:
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        Webhook(key).verify(body, headers, json_parse=False)
    except (WebhookVerificationError, ValueError):
        return False
    return True


def _take(entrance: Source, body: bytes) -> ResponseReturnValue:
    """All of it or nothing: whoever sent a mistake mends it and sends the same again."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        return _refusal(message("pushed-not-json"), 400)
    given = given if isinstance(given, list) else [given]
    if len(given) > MOST_ITEMS:
        return _refusal(message("pushed-too-many", count=MOST_ITEMS), 413)
    items, mistakes = read_items(given)
    if mistakes:
        return _refusal(message("pushed-wrong", count=len(mistakes)), 422, mistakes)
    with services().db.write() as tx:
        deposited = entrances.receive(tx, entrance, items, utc_now())
    return {"received": deposited.found, "new": deposited.new}, 202


def _slowed(seconds: int) -> ResponseReturnValue:
    told, code = _refusal(message("pushed-throttled", minutes=-(-seconds // 60)), 429)
    return told, code, {"Retry-After": str(seconds)}


def _refusal(
    why: Message, code: int, mistakes: list[Mistake] | None = None
) -> tuple[dict[str, Any], int]:
    said: dict[str, Any] = {"error": rendering.sentence(why)}
    if mistakes:
        said["errors"] = [
            {"index": one.index, "field": one.field, "error": rendering.sentence(one.message)}
            for one in mistakes
        ]
    return said, code
