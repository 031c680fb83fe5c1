"""Mentions that are brought to Molva rather than fetched: one JSON object to one raw item. Pure.

`docs/api.md` describes the object for those who send it.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from mentions.errors import MolvaError
from mentions.messages import Message, message
from mentions.normalise import LONGEST_TEXT, LONGEST_TITLE, LONGEST_URL
from mentions.types import RawItem

LONGEST_KEY = 255
LONGEST_NAME = 300
MOST_ATTACHMENTS = 50
LARGEST_NUMBER = 10**15


class PushedItemError(MolvaError):
    """The object is no mention; `field` is the name of what does not fit."""

    def __init__(self, field: str, why: Message) -> None:
        super().__init__(why)
        self.field = field


def read_item(given: Any) -> RawItem:
    """The item that a JSON object describes; PushedItemError names the first thing wrong."""
    if not isinstance(given, Mapping):
        raise PushedItemError("", message("pushed-not-an-object"))
    for name in given:
        if name not in _READERS:
            known = ", ".join(_READERS)
            told = _told(name)
            raise PushedItemError(told, message("pushed-unknown", name=told, known=known))
    values = {name: _read(name, given[name]) for name in given if given[name] not in (None, "")}
    if not values.get("text") and not values.get("title"):
        raise PushedItemError("text", message("pushed-empty"))
    extra = {name: values[name] for name in _EXTRA if name in values}
    fields = {name: value for name, value in values.items() if name not in _EXTRA}
    key = fields.pop("id", None) or own_key(fields)
    return RawItem(**{"url": "", "is_html": False, **fields, "key": key, "extra": extra})


def own_key(fields: Mapping[str, Any]) -> str:
    """What tells an item apart that came without an id: its address, else all of its text."""
    names = ("url",) if fields.get("url") else ("title", "text", "author", "published_at")
    told = "\0".join(str(fields.get(name, "")) for name in names)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with the item at `index` (from 0) of those that were sent."""

    index: int
    field: str
    message: Message


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row of a file that is no mention. `row` is its number as a spreadsheet shows it, from 1
    with the heading; of JSON lines, the line's.
    """

    row: int
    field: str
    message: Message


def read_items(given: Sequence[Any]) -> tuple[list[RawItem], list[Mistake]]:
    """All items, and what is wrong with those that are none."""
    items, mistakes = [], []
    for index, one in enumerate(given):
        try:
            items.append(read_item(one))
        except PushedItemError as error:
            mistakes.append(Mistake(index, error.field, error.message))
    return items, mistakes


def _read(name: str, value: Any) -> Any:
    try:
        return _READERS[name](value)
    except (ValueError, TypeError, OverflowError, OSError) as error:  # the last of odd times
        why = message("pushed-value", name=name, value=_told(value))
        raise PushedItemError(name, why) from error


def _told(value: Any) -> str:
    """What was sent, for a sentence that may be kept: no halves of surrogate pairs."""
    return str(value)[:100].replace("\0", "").encode("utf-8", "replace").decode()


def _text(limit: int) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if not isinstance(value, str) or len(value) > limit:
            raise ValueError(value)
        # Databases keep neither NUL nor half a surrogate pair, which JSON can bring.
        return value.replace("\0", "").encode("utf-8", "replace").decode()

    return read


def _key(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError(value)
    return _text(LONGEST_KEY)(str(value).strip())


def _time(value: Any) -> datetime:
    """ISO 8601, UTC where no zone is given, or seconds since 1970."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return datetime.fromtimestamp(value, UTC)
    moment = datetime.fromisoformat(value)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _count(value: Any) -> int:
    if isinstance(value, bool) or int(value) != value or not 0 <= value <= LARGEST_NUMBER:
        raise ValueError(value)
    return int(value)


def _rating(value: Any) -> float:
    if isinstance(value, bool) or not 1 <= value <= 5:
        raise ValueError(value)
    return float(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _addresses(value: Any) -> list[str]:
    if not isinstance(value, list) or len(value) > MOST_ATTACHMENTS:
        raise ValueError(value)
    return [_text(LONGEST_URL)(one) for one in value]


_EXTRA: dict[str, Callable[[Any], Any]] = {
    "rating": _rating,
    "likes": _count,
    "reposts": _count,
    "views": _count,
    "comments": _count,
    "answer": _text(LONGEST_TEXT),
    "attachments": _addresses,
    "forwarded_from": _text(LONGEST_NAME),
    "is_deleted": _flag,
}
_READERS: dict[str, Callable[[Any], Any]] = {
    "id": _key,
    "url": _text(LONGEST_URL),
    "title": _text(LONGEST_TITLE),
    "text": _text(LONGEST_TEXT),
    "is_html": _flag,
    "author": _text(LONGEST_NAME),
    "author_url": _text(LONGEST_URL),
    "published_at": _time,
    "reach": _count,
    "thread": _text(LONGEST_KEY),
    "parent": _text(LONGEST_KEY),
    **_EXTRA,
}
FIELDS = tuple(_READERS)
