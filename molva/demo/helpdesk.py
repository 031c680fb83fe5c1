"""A little helpdesk: takes Молва's webhooks as any helpdesk would, and keeps the tickets in memory.

It checks the Standard Webhooks signature, opens one ticket for one `webhook-id` however often that
is sent, and is now and then slow or out of order on a first attempt, so that retries can be seen.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from http import HTTPStatus
from threading import Lock
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

from standardwebhooks import Webhook, WebhookVerificationError

LARGEST_BODY = 256 * 1024
KEPT_TICKETS = 1000


class Temper(Enum):
    """How the desk meets the first attempt of a webhook."""

    CALM = "calm"
    SLOW = "slow"
    OUT_OF_ORDER = "out of order"


def moody(webhook_id: str) -> Temper:
    """One webhook in eight is refused at first, one in eight is answered slowly."""
    return {0: Temper.OUT_OF_ORDER, 1: Temper.SLOW}.get(crc32(webhook_id.encode()) % 8, Temper.CALM)


def calm(webhook_id: str) -> Temper:
    return Temper.CALM


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _strings(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else []
    return tuple(item for item in items if isinstance(item, str))


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int | float) else ""


def web_address(value: object) -> str:
    """`value` when it is an http(s) address, else nothing: `javascript:` must not become a link."""
    try:
        return str(value) if urlsplit(_text(value)).scheme in {"http", "https"} else ""
    except ValueError:
        return ""


def _moment(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(_text(value))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a webhook told, each part empty where it was missing. `confidence` is 0 to 1."""

    number: int
    received: datetime
    key: str
    priority: str
    reasons: tuple[str, ...]
    brands: tuple[str, ...]
    title: str
    text: str
    author: str
    source: str
    published: datetime | None
    tone: str
    confidence: float | None
    question: bool
    needs_reply: bool
    story_size: int
    link: str
    url: str


def read_ticket(body: Mapping[str, Any], number: int, received: datetime) -> Ticket:
    """The ticket of a webhook's body; unknown fields are ignored."""
    data = _mapping(body.get("data"))
    ticket, mention = _mapping(data.get("ticket")), _mapping(data.get("mention"))
    confidence = mention.get("confidence")
    size = _mapping(mention.get("story")).get("size")
    return Ticket(
        number=number,
        received=received,
        key=_text(ticket.get("key")),
        priority=_text(ticket.get("priority")),
        reasons=_strings(ticket.get("reasons")),
        brands=_strings(mention.get("brands")),
        title=_text(mention.get("title")),
        text=_text(mention.get("text")),
        author=_text(mention.get("author")),
        source=_text(mention.get("source")),
        published=_moment(mention.get("published_at")),
        tone=_text(mention.get("tone")),
        confidence=float(confidence) if isinstance(confidence, int | float) else None,
        question=bool(mention.get("question")),
        needs_reply=bool(mention.get("needs_reply")),
        story_size=size if isinstance(size, int) else 0,
        link=web_address(mention.get("link")),
        url=web_address(mention.get("url")),
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """What the desk answers, and how long it takes to."""

    status: HTTPStatus
    body: Mapping[str, str]
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_seconds: float = 0.0


def _refusal(status: HTTPStatus, error: str) -> Answer:
    return Answer(status, {"error": error})


class Helpdesk:
    """Tickets by the id of the webhook that opened them. Safe to call from many threads."""

    def __init__(
        self,
        secret: str,
        clock: Callable[[], datetime],
        base_url: str,
        temper: Callable[[str], Temper] = moody,
    ) -> None:
        self._webhook = Webhook(secret)
        self._clock = clock
        self._base_url = base_url
        self._temper = temper
        self._lock = Lock()
        self._tickets: dict[str, Ticket] = {}
        self._numbers: dict[str, int] = {}
        self._refused: set[str] = set()

    @property
    def refused(self) -> int:
        """How many webhooks were refused at first, to show a retry."""
        return len(self._refused)

    @property
    def opened(self) -> int:
        return len(self._numbers)

    def tickets(self) -> list[Ticket]:
        """The newest first."""
        with self._lock:
            return list(reversed(self._tickets.values()))

    def receive(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Take one webhook; `headers` have lower-case names."""
        try:
            self._webhook.verify(body, dict(headers), json_parse=False)
        except (WebhookVerificationError, ValueError) as error:  # ValueError: no base64, no UTF-8
            return _refusal(HTTPStatus.UNAUTHORIZED, str(error))
        try:
            message = json.loads(body)
        except ValueError:
            return _refusal(HTTPStatus.BAD_REQUEST, "the body is not JSON")
        if not isinstance(message, dict):
            return _refusal(HTTPStatus.BAD_REQUEST, "the body is not a JSON object")
        return self._take(headers["webhook-id"], message)

    def _take(self, webhook_id: str, message: Mapping[str, Any]) -> Answer:
        temper = self._temper(webhook_id)
        with self._lock:
            if (known := self._numbers.get(webhook_id)) is not None:
                return self._opened(HTTPStatus.OK, known)
            if temper is Temper.OUT_OF_ORDER and webhook_id not in self._refused:
                self._refused.add(webhook_id)
                error = "the desk is being restarted, try again"
                retry = {"Retry-After": "3"}
                return Answer(HTTPStatus.SERVICE_UNAVAILABLE, {"error": error}, retry)
            number = len(self._numbers) + 1
            self._numbers[webhook_id] = number
            self._tickets[webhook_id] = read_ticket(message, number, self._clock())
            if len(self._tickets) > KEPT_TICKETS:
                del self._tickets[next(iter(self._tickets))]
        return self._opened(HTTPStatus.CREATED, number, 1.5 if temper is Temper.SLOW else 0.0)

    def _opened(self, status: HTTPStatus, number: int, delay_seconds: float = 0.0) -> Answer:
        url = f"{self._base_url}/helpdesk/#ticket-{number}"
        return Answer(status, {"id": f"D-{number}", "url": url}, delay_seconds=delay_seconds)
