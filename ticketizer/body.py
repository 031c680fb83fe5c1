"""The published body of a webhook: docs/webhook.schema.json describes it. Pure."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from mentions import quick_json
from mentions.messages import Message, say
from mentions.store.tickets import TicketContent

# Standard Webhooks asks for less than 20 kB.
LARGEST = 20_000
LONGEST_TITLE = 500
MOST_BRANDS = 30


def payload(
    content: TicketContent, at: datetime, language: str, base_address: str, *, is_test: bool = False
) -> dict[str, Any]:
    """The body as plain values. `base_address` is where this Молва's pages are."""
    return {
        "type": "mention.ticket",
        "timestamp": at.isoformat(timespec="milliseconds"),
        "data": {
            "is_test": is_test,
            "ticket": {
                "key": content.key,
                "priority": content.priority,
                "reasons": [_said(reason, language) for reason in content.reasons],
            },
            "mention": {
                "id": content.mention_id,
                "url": content.url,
                "title": _cut(content.title, LONGEST_TITLE),
                "text": content.text,
                "text_is_cut": False,
                "author": content.author,
                "author_url": content.author_url,
                "source": content.source,
                "source_kind": content.source_kind,
                "site": content.site,
                "published_at": content.published_at.isoformat(timespec="seconds"),
                "tone": content.tone.value,
                "confidence": round(content.confidence, 3),
                "question": content.question,
                "needs_reply": content.needs_reply,
                "brands": [
                    {"name": brand.name, "tone": brand.tone.value}
                    for brand in content.brands[:MOST_BRANDS]
                ],
                "reach": content.reach,
                "story": {"id": content.story_id, "size": content.story_size},
                "link": f"{base_address}/mentions/{content.mention_id}",
            },
        },
    }


def encode(values: dict[str, Any]) -> bytes:
    """As JSON of less than 20 kB in UTF-8: the text is cut to fit, and `text_is_cut` says so."""
    body = quick_json.dumps(values)
    surplus = len(body) - LARGEST + 1
    if surplus <= 0:
        return body
    mention = values["data"]["mention"]
    room = _size(mention["text"]) - surplus - len("…".encode())
    mention["text_is_cut"] = True
    mention["text"] = cut_to_bytes(mention["text"], room)
    return quick_json.dumps(values)


def cut_to_bytes(text: str, room: int) -> str:
    """The start of `text` that takes `room` bytes as JSON, and an ellipsis."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if _size(text[:middle]) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"


def _size(text: str) -> int:
    return len(quick_json.dumps(text)) - len('""')


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _said(reason: Message, language: str) -> str:
    return _say(reason.key, tuple(reason.variables.items()), language)


@lru_cache(maxsize=4096)
def _say(key: str, variables: tuple[tuple[str, str | int | float], ...], language: str) -> str:
    """Many tickets give the same reasons, and Fluent takes its time with numbers."""
    return say(Message(key, dict(variables)), language)
