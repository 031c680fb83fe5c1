"""Counts by hour, brand, source and tone, kept in the transaction that changes a mention."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from mentions.store import tables as t
from mentions.store.database import Transaction


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One hour (its start) of one brand, source and tone."""

    hour: datetime
    brand_id: int
    source_id: int
    tone: str


def hour_of(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def apply(tx: Transaction, changes: "Counter[Cell]") -> None:
    """Add each change (which may be negative) to its cell."""
    # In one order everywhere, so that two transactions never wait for each other's rows.
    rows = [
        {
            "hour": cell.hour,
            "brand_id": cell.brand_id,
            "source_id": cell.source_id,
            "tone": cell.tone,
            "count": change,
        }
        for cell, change in sorted(changes.items())
        if change
    ]
    if not rows:
        return
    insert = (sqlite if tx.dialect.name == "sqlite" else postgresql).insert
    statement = insert(t.hourly_counts)
    total = t.hourly_counts.c.count + statement.excluded.count
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=["hour", "brand_id", "source_id", "tone"], set_={"count": total}
        ),
        rows,
    )


def of_mentions(tx: Transaction, mention_ids: list[int]) -> "Counter[Cell]":
    """What these mentions count for as they stand: nothing while irrelevant or hidden."""
    m, b = t.mentions, t.mention_brands
    rows = tx.execute(
        select(m.c.published_at, b.c.brand_id, m.c.source_id, b.c.tone)
        .join(b, b.c.mention_id == m.c.id)
        .where(m.c.id.in_(mention_ids), m.c.state != "irrelevant", ~m.c.is_hidden)
    )
    return Counter(Cell(hour_of(row[0]), row[1], row[2], row[3]) for row in rows)
