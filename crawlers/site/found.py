"""What was found on a page, and the keys that make items of it. Runs in the parser process.

A key must survive an edit, must not be shared, and must be the same on whichever page of a list
its item stands. The page's own id serves, else author and date. Pages lie about both: a source
that was caught at it is read strictly from then on, by author, date, title and text.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any
from urllib.parse import urldefrag

from crawlers import dates
from crawlers.discovery import absolute
from crawlers.feed_parsing import AUTHOR_LENGTH, TEXT_LENGTH, TITLE_LENGTH
from crawlers.site.times import moment
from crawlers.wire import item_to_json
from mentions.normalise import address_key, clean_url
from mentions.types import RawItem

KEY_LENGTH = 255
# What has a page of its own and is known by its address.
ROOTS = ("article", "posting", "question")
YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(slots=True, eq=False)
class Found:
    """`what` is one of `ROOTS`, "review" or "comment"; `parent` is what a comment answers.

    `id` is how the page tells it apart, `anchor` the id of its element, `published` the date as
    it is written, `read_by` the reader that found it.
    """

    what: str
    read_by: str
    id: str = ""
    anchor: str = ""
    url: str = ""
    title: str = ""
    text: str = ""
    author: str = ""
    author_url: str = ""
    published: str = ""
    parent: "Found | None" = None
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def stamp(self) -> str:
        """The date where it stays as it is; «вчера» does not."""
        return self.published if YEAR.search(self.published) else ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where things were found: the page, and the address that ids count within, that of its list.

    `is_later` where it is a further page of that list, not the first.
    """

    page: str
    scope: str
    is_later: bool = False

    def is_own(self, address: str) -> bool:
        own = {address_key(clean_url(one)) for one in (self.page, self.scope)}
        return address_key(clean_url(address)) in own


def items_of(
    found: Sequence[Found], place: Place, is_strict: bool
) -> tuple[list[dict[str, Any]], bool]:
    """The items as JSON, and whether the source is to be read strictly from now on.

    Beside what a `RawItem` has they have `identity`, a hash of author and date by which an id is
    caught that was given to another item, and `is_root`, whether a page of its own has it.
    """
    keys = _keys(found, place, is_strict)
    contents: dict[str, tuple[str, ...]] = {}
    if not is_strict and any(
        contents.setdefault(keys[one], content) != content
        for one in found
        for content in [(one.author, one.stamp, one.title, one.text)]
    ):
        return items_of(found, place, True)
    now = datetime.now(UTC)
    firsts = {root_of(one) for one in found if one.parent is not None or one.what in ROOTS}
    items = {keys[one]: _item(one, keys, firsts, place, now) for one in reversed(found)}
    return list(reversed(items.values())), is_strict


def _keys(found: Sequence[Found], place: Place, is_strict: bool) -> dict[Found, str]:
    roots = [root_of(one) for one in found]  # which may be on the list's first page
    ids = {one: _id(one, place, is_strict) for one in [*found, *roots]}
    shared = Counter(ids.values())
    return {one: _key(one, id_ if shared[id_] < 2 else "", place, is_strict)
            for one, id_ in ids.items()}  # fmt: skip


def _id(one: Found, place: Place, is_strict: bool) -> str:
    """The address or name that tells it apart, or "" where the page gives none of its own."""
    if is_strict and one.what not in ROOTS:
        return ""
    given = one.id if not one.id.startswith("_:") else ""
    for name in (given, one.url, f"#{one.anchor}" if one.anchor else ""):
        address = absolute(place.page, name)
        bare, fragment = urldefrag(address)
        if not address:
            continue
        if not place.is_own(bare):
            return clean_url(address)
        if fragment:
            return f"{place.scope}#{fragment}"
    return place.scope if one.what in ROOTS else ""


def _key(one: Found, id_: str, place: Place, is_strict: bool) -> str:
    if id_:
        return id_ if len(id_) <= KEY_LENGTH else _hash(id_)
    if one.author and one.stamp and not is_strict:
        return _hash(place.scope, one.what, one.author, one.stamp)
    return _hash(place.scope, one.what, one.author, one.stamp, one.title, one.text)


def _item(
    one: Found, keys: dict[Found, str], firsts: set[Found], place: Place, now: datetime
) -> dict[str, Any]:
    key, root = keys[one], root_of(one)
    parent = one.parent
    item = RawItem(
        key=key,
        url=_url(one, key, place),
        title=one.title[:TITLE_LENGTH],
        text=one.text[:TEXT_LENGTH],
        is_html=False,
        author=one.author[:AUTHOR_LENGTH],
        author_url=absolute(place.page, one.author_url),
        published_at=dates.believable(moment(one.published), now),
        thread=keys[root] if root in firsts else "",
        parent=keys[parent] if parent is not None else "",
        extra={**one.extra, "read_by": one.read_by},
    )
    return item_to_json(item) | {
        "identity": _hash(one.author, one.stamp)[:8],
        "is_root": one.what in ROOTS,
    }


def _url(one: Found, key: str, place: Place) -> str:
    """Its own address; else the page's, with a fragment, since many items share the page."""
    own = absolute(place.page, one.url)
    if own and (urldefrag(own).fragment or not place.is_own(own)):
        return own
    if one.what in ROOTS and key == place.scope:
        return place.page
    named = key.removeprefix(f"{place.scope}#")
    fragment = one.anchor or (named if named != key else _hash(key)[:8])
    return f"{urldefrag(place.page).url}#{fragment}"


def root_of(one: Found) -> Found:
    while one.parent is not None:
        one = one.parent
    return one


def _hash(*parts: str) -> str:
    return blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()
