"""What an incoming item is to the mentions that are stored already. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Any

from mentions.normalise import Draft, words

# How much of the shorter text's words must stand in the longer for both to be one page's.
LEAST_OVERLAP = 0.7
# What of `RawItem.extra` makes an edit; likes and views change all the time.
EDITABLE = ("rating", "answer", "is_deleted")


@dataclass(frozen=True, slots=True)
class Known:
    """What deduplication needs of a stored mention."""

    id: int
    source_id: int
    item_key: str
    story_id: int
    address_hash: str
    text_hash: str
    title: str
    text: str
    url: str
    extra: Mapping[str, Any] = field(default_factory=dict)


class Kind(Enum):
    """NEW: a mention. EDITED: its source changed it. KNOWN: as it was. SEEN: found elsewhere."""

    NEW = "new"
    EDITED = "edited"
    KNOWN = "known"
    SEEN = "seen"


def kind_of(
    source_id: int,
    draft: Draft,
    same_item: Known | None,
    same_address: Iterable[Known],
    extra: Mapping[str, Any] = MappingProxyType({}),
) -> tuple[Kind, Known | None]:
    """What an item (with what its source adds) is, and the stored mention that this refers to.

    `same_item` is the mention that its source and key are already; `same_address` those whose
    page is at the item's address. An address alone proves nothing: all posts of a forum's thread
    may carry the thread's, so the texts must agree too.
    """
    if same_item is not None:
        is_origin = same_item.source_id == source_id
        is_edited = draft.text_hash != same_item.text_hash or edits(same_item.extra, extra)
        return (Kind.EDITED if is_origin and is_edited else Kind.KNOWN), same_item
    for known in same_address:
        if known.text_hash == draft.text_hash:
            return Kind.SEEN, known
        if overlap(draft.words, words(f"{known.title} {known.text}")) >= LEAST_OVERLAP:
            return Kind.SEEN, known
    return Kind.NEW, None


def edits(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of what was edited beside the text."""
    return tuple(
        name for name in EDITABLE if (before.get(name) or None) != (after.get(name) or None)
    )


def overlap(one: Sequence[str], other: Sequence[str]) -> float:
    """The share of the smaller set of words that the larger one has too; 0 for an empty one."""
    first, second = set(one), set(other)
    if not first or not second:
        return 0.0
    return len(first & second) / min(len(first), len(second))
