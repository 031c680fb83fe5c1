"""What is about brands that it does not name: an answer to a mention, or what was one before an
edit."""

from collections.abc import Collection, Iterable

from mentions.store import inbox, mentions
from mentions.store.database import Transaction
from mentions.store.inbox import InboxRow

# The brands of what is a mention, by source and item key.
Known = dict[tuple[int, str], set[int]]


def is_answer(row: InboxRow) -> bool:
    """Whether it belongs to a conversation that another item has begun."""
    return row.item.thread not in ("", row.item.key)


def tellers_of(rows: Iterable[InboxRow]) -> set[tuple[int, str]]:
    """What may tell whom these are about: they as stored, and what began their conversations."""
    return {(row.source_id, key) for row in rows for key in _tellers(row)}


def about(row: InboxRow, known: Known) -> set[int]:
    """Whom an item is about, whatever its words: its source's brand, its own before an edit, its
    conversation's."""
    told = (known.get((row.source_id, key), set()) for key in _tellers(row))
    return set().union(() if row.brand_id is None else (row.brand_id,), *told)


def set_unmatched(tx: Transaction, rows: Collection[InboxRow]) -> None:
    """Set aside what is about no brand, but for what has become about one meanwhile."""
    known = mentions.brands_of(tx, tellers_of(rows))
    late = [row.id for row in rows if about(row, known) - {row.brand_id}]
    inbox.release(tx, late)
    inbox.set_unmatched(tx, [row.id for row in rows if row.id not in late])


def _tellers(row: InboxRow) -> tuple[str, ...]:
    return (row.item.key, row.item.thread) if is_answer(row) else (row.item.key,)
