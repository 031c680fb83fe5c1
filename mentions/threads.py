"""Conversations: what answers a mention is about the same brands, also where it names none."""

from collections.abc import Collection, Iterable

from mentions.store import inbox, mentions
from mentions.store.database import Transaction
from mentions.store.inbox import InboxRow

# The brands of what is a mention, by source and item key.
Begun = dict[tuple[int, str], set[int]]


def is_answer(row: InboxRow) -> bool:
    """Whether it belongs to a conversation that another item has begun."""
    return row.item.thread not in ("", row.item.key)


def firsts_of(rows: Iterable[InboxRow]) -> set[tuple[int, str]]:
    """The first items of the conversations that these are in."""
    return {(row.source_id, row.item.thread) for row in rows if is_answer(row)}


def about(row: InboxRow, begun: Begun) -> set[int]:
    """Whom an item is about, whatever its words: its source's brand, its conversation's."""
    own = set() if row.brand_id is None else {row.brand_id}
    return own | begun.get((row.source_id, row.item.thread), set()) if is_answer(row) else own


def set_unmatched(tx: Transaction, rows: Collection[InboxRow]) -> None:
    """Set aside what is about no brand, but for answers to what has become a mention meanwhile."""
    begun = mentions.brands_of(tx, firsts_of(rows))
    late = [row.id for row in rows if (row.source_id, row.item.thread) in begun]
    inbox.release(tx, late)
    inbox.set_unmatched(tx, [row.id for row in rows if row.id not in late])
