"""An entry of a feed as its format tells it, and the key that tells it apart from the others.

A key stays the same when its entry is edited: it is made of the entry's id, or of its address
where it has none, or of its title and text. Some feeds give one id to many entries. Once a feed
has been seen to, its entries are told apart by more, from then on (`keyed_by` in its cursor):

    0  id, or address, or title and text
    1  id and address
    2  id, address, title and date
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

KEY_LENGTH = 255


@dataclass(frozen=True, slots=True)
class Entry:
    """`published` is the date as it stands in the feed, `published_at` what it means."""

    id: str = ""
    url: str = ""
    title: str = ""
    text: str = ""
    is_html: bool = True
    author: str = ""
    author_url: str = ""
    published: str = ""
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: what it calls itself, and its entries."""

    title: str
    entries: list[Entry]


def keyed(entries: Sequence[Entry], keyed_by: int) -> tuple[list[tuple[str, Entry]], int]:
    """The entries with their keys, and by what they are told apart (`keyed_by` or more).

    Of several revisions of one entry the latest is kept, or the first where none has a date.
    """
    while keyed_by < 2 and _shares_keys(entries, keyed_by):
        keyed_by += 1
    latest: dict[str, Entry] = {}
    for entry in entries:
        key = _key(entry, keyed_by)
        if key not in latest or _is_later(entry, latest[key]):
            latest[key] = entry
    return list(latest.items()), keyed_by


def _shares_keys(entries: Iterable[Entry], keyed_by: int) -> bool:
    """Whether different entries have the same key. Revisions differ in their text at most."""
    seen: dict[str, tuple[str, ...]] = {}
    return any(
        seen.setdefault(_key(entry, keyed_by), identity) != identity
        for entry in entries
        for identity in [(entry.url, entry.title, entry.published)]
    )


def _key(entry: Entry, keyed_by: int) -> str:
    if keyed_by == 0:
        plain = entry.id or entry.url
        if plain and len(plain) <= KEY_LENGTH:
            return plain
        return _hash(plain) if plain else _hash(entry.title, entry.text)
    if keyed_by == 1:
        return _hash(entry.id, entry.url)
    return _hash(entry.id, entry.url, entry.title, entry.published)


def _is_later(entry: Entry, other: Entry) -> bool:
    return bool(
        entry.published_at and other.published_at and entry.published_at > other.published_at
    )


def _hash(*parts: str) -> str:
    return blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()
