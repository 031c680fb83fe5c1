"""What a desk's answer means for its ticket. Pure.

Statuses and `Retry-After` by RFC 9110; what to retry by Standard Webhooks 1.0.0.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum, auto
from itertools import chain
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from mentions import quick_json
from mentions.messages import Message, message

LONGEST_ASKED = timedelta(hours=24)
REQUEST_TIMEOUT, TOO_EARLY, TOO_MANY, GONE = 408, 425, 429, 410


class Meaning(Enum):
    SENT = auto()
    RETRY = auto()
    REFUSED = auto()
    GONE = auto()


class Answer(NamedTuple):
    """A desk's answer: `head` with its status line and headers, `body` as far as it was read."""

    status: int
    head: bytes = b""
    body: bytes = b""
    url: str = ""

    def header(self, name: str) -> str:
        """A header's value, "" where it is missing; of the last head where 1xx ones precede it."""
        wanted = name.lower().encode()
        if wanted not in self.head.lower():
            return ""
        last = self.head.rpartition(b"\r\n\r\nHTTP/")[2]
        for line in last.split(b"\r\n")[1:]:
            found, _, value = line.partition(b":")
            if found.strip().lower() == wanted:
                return value.strip().decode("utf-8", errors="replace")
        return ""


class Receipt(NamedTuple):
    """The far end's own id of the ticket and the address of its page, where it told them."""

    external_id: str | None = None
    external_url: str | None = None


def meaning_of(status: int) -> tuple[Meaning, Message | None]:
    """What becomes of the ticket, and the reason in words where it did not arrive."""
    if 200 <= status < 300:
        return Meaning.SENT, None
    if status == GONE:
        return Meaning.GONE, message("ticketizer-gone")
    if status == TOO_MANY:
        return Meaning.RETRY, message("ticketizer-too-many")
    if 300 <= status < 400:
        return Meaning.RETRY, message("ticketizer-redirects", status=status)
    if 400 <= status < 500 and status not in (REQUEST_TIMEOUT, TOO_EARLY):
        return Meaning.REFUSED, message("ticketizer-refuses", status=status)
    return Meaning.RETRY, message("ticketizer-fails", status=status)


def retry_after(answer: Answer, now: datetime) -> timedelta | None:
    """How long the far end asked to wait, a day at most; None where it did not, or not readably."""
    asked = answer.header("Retry-After")
    if asked.isascii() and asked.isdigit():
        return min(timedelta(seconds=int(asked[:9])), LONGEST_ASKED)
    try:
        moment = parsedate_to_datetime(asked)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(moment - now, timedelta()), LONGEST_ASKED)


PLACES = ("ticket", "issue", "result", "data")
IDS = ("id", "ticket_id", "number", "key")
ADDRESSES = ("url", "link", "web_url")


def receipt_of(answer: Answer) -> Receipt:
    """The ticket's id and page from an answer of any desk: JSON's usual names, or `Location`."""
    found = _json_object(answer.body)
    places = [found]
    places += [found[name] for name in PLACES if isinstance(found.get(name), dict)]
    values = (place[name] for place in places for name in IDS if name in place)
    links = [place[name] for place in places for name in ADDRESSES if name in place]
    location = answer.header("Location")
    return Receipt(
        _first_id(chain(values, (found.get("result"),))),
        _first_address([*links, location] if location else links, answer.url),
    )


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        found = quick_json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _first_id(values: Iterable[Any]) -> str | None:
    for value in values:
        if isinstance(value, bool) or not isinstance(value, str | int):
            continue
        text = str(value).strip()
        if text and len(text) <= 300 and text.isprintable():
            return text
    return None


def _first_address(values: list[Any], base: str) -> str | None:
    """The first that is a web address, a relative one made whole; never `javascript:` and such."""
    for value in values:
        if not isinstance(value, str) or not value.strip().isprintable() or not value.strip():
            continue
        try:
            address = urljoin(base, value.strip())
            parts = urlsplit(address)
            if parts.scheme in ("http", "https") and parts.hostname and len(address) <= 2000:
                return address
        except ValueError:
            continue
    return None
