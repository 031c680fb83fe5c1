"""Signed webhooks, as Молва sends them."""

import json
import urllib.error
import urllib.request
from datetime import UTC, datetime
from typing import Any

from standardwebhooks import Webhook

from molva.demo import DemoServer

MENTION = {
    "id": 7,
    "title": "Сбой",
    "text": "Вектор не работает",
    "author": "@kot",
    "source": "Щебет",
    "published_at": "2026-03-18T12:00:00+00:00",
    "tone": "negative",
    "confidence": 0.934,
    "question": True,
    "needs_reply": True,
    "brands": ["Вектор Банк"],
    "story": {"id": 1, "size": 22},
    "url": "http://example.org/post",
    "link": "http://example.org/mention/7",
}
TICKET = {"key": "mention-7", "priority": "urgent", "reasons": ["Негатив", "Растёт"]}


def body_of(mention: Any = MENTION, ticket: Any = TICKET) -> bytes:
    message = {"type": "mention.ticket", "data": {"ticket": ticket, "mention": mention}}
    return json.dumps(message).encode()


def signed(town: DemoServer, body: bytes, webhook_id: str) -> dict[str, str]:
    now = datetime.now(UTC)
    signature = Webhook(town.webhook_secret).sign(webhook_id, now, body.decode())
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signature,
    }


def post(town: DemoServer, body: bytes, headers: dict[str, str]) -> tuple[int, Any, Any]:
    request = urllib.request.Request(town.webhook_url, body, headers)
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, json.loads(response.read()), response.headers
    except urllib.error.HTTPError as error:
        return error.code, error.read(), error.headers


def send(town: DemoServer, webhook_id: str = "msg_1", body: bytes | None = None) -> Any:
    body = body_of() if body is None else body
    return post(town, body, signed(town, body, webhook_id))
