"""What a far end has pushed: each event taken once, its items into the inbox at once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from mentions.store import intake
from mentions.store import reply_tables as r
from mentions.store import tables as t
from mentions.store.database import Transaction
from mentions.types import RawItem

# For how long an event may be repeated.
REMEMBERED = timedelta(days=3)


def take(
    tx: Transaction,
    source_id: int,
    event_id: str,
    items: Sequence[RawItem],
    is_edit: bool,
    now: datetime,
) -> int:
    """Put an event's items into the inbox; how many of them are new or edited.

    An event that was taken before brings nothing, nor does what is no edit of a known item.
    """
    if event_id and not _is_first(tx, source_id, event_id, now):
        return 0
    if not is_edit:
        known = _known(tx, source_id, [item.key for item in items])
        items = [item for item in items if item.key not in known]
    return intake.put_items(tx, source_id, items, now)


def _is_first(tx: Transaction, source_id: int, event_id: str, now: datetime) -> bool:
    tx.execute(delete(r.pushes).where(r.pushes.c.at < now - REMEMBERED))
    insert = (sqlite if tx.dialect.name == "sqlite" else postgresql).insert(r.pushes)
    statement = insert.values(source_id=source_id, event_id=event_id, at=now)
    statement = statement.on_conflict_do_nothing(index_elements=["source_id", "event_id"])
    return tx.execute(statement.returning(r.pushes.c.event_id)).first() is not None


def _known(tx: Transaction, source_id: int, keys: Sequence[str]) -> set[str]:
    i = t.items.c
    found = select(i.item_key).where(i.source_id == source_id, i.item_key.in_(keys))
    return set(tx.execute(found).scalars())
