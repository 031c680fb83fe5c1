"""Counts by time, brand, source and tone, kept in the transaction that changes a mention.

By the hour for charts, and by five minutes, questions apart, for surges, with a mark on each brand
that changed.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from sqlalchemy import Table, case, select
from sqlalchemy.dialects import postgresql, sqlite

from mentions.store import alert_tables as a
from mentions.store import tables as t
from mentions.store.database import Transaction, one_of

FIVE_MINUTES = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Cell:
    """Five minutes, or an hour (`start` is where they begin) of one brand, source and tone.

    `question`: of mentions that ask; hours do not tell these apart.
    """

    start: datetime
    brand_id: int
    source_id: int
    tone: str
    question: bool = False


_ORDER = attrgetter(*Cell.__slots__)


def hour_of(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def five_minutes_of(moment: datetime) -> datetime:
    return moment.replace(minute=moment.minute // 5 * 5, second=0, microsecond=0)


def by_hour(cells: "Counter[Cell]") -> "Counter[Cell]":
    hours: Counter[Cell] = Counter()
    for cell, count in cells.items():
        hours[Cell(hour_of(cell.start), cell.brand_id, cell.source_id, cell.tone)] += count
    return hours


def apply(tx: Transaction, changes: "Counter[Cell]") -> None:
    """Add each change (which may be negative) to its five minutes and its hour."""
    changes = Counter({cell: change for cell, change in changes.items() if change})
    if not changes:
        return
    _add(tx, t.hourly_counts, by_hour(changes))
    _add(tx, a.five_minute_counts, changes)
    mark(tx, ((cell.brand_id, cell.start) for cell in changes))


def _add(tx: Transaction, table: Table, changes: "Counter[Cell]") -> None:
    start, *rest = [column.name for column in table.primary_key]
    # In one order everywhere, so that two transactions never wait for each other's rows.
    rows = [
        {start: cell.start, **{name: getattr(cell, name) for name in rest}, "count": changes[cell]}
        for cell in sorted(changes, key=_ORDER)
        if changes[cell]
    ]
    if not rows:
        return
    statement = _insert(tx, table)
    total = table.c.count + statement.excluded.count
    tx.execute(
        statement.on_conflict_do_update(index_elements=[start, *rest], set_={"count": total}), rows
    )


def mark(tx: Transaction, changes: Iterable[tuple[int, datetime]]) -> None:
    """Have surges looked for anew from each brand's (by its id) first change on."""
    first: dict[int, datetime] = {}
    for brand_id, since in changes:
        first[brand_id] = min(since, first.get(brand_id, since))
    if not first:
        return
    c = a.count_changes.c
    statement = _insert(tx, a.count_changes)
    earlier = case((statement.excluded.since < c.since, statement.excluded.since), else_=c.since)
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=["brand_id"], set_={"since": earlier, "version": c.version + 1}
        ),
        [{"brand_id": id, "since": since, "version": 1} for id, since in sorted(first.items())],
    )


def _insert(tx: Transaction, table: Table) -> Any:
    return (sqlite if tx.dialect.name == "sqlite" else postgresql).insert(table)


def of_mentions(tx: Transaction, mention_ids: list[int]) -> "Counter[Cell]":
    """What these mentions count for, by five minutes: nothing while irrelevant or hidden."""
    m, b = t.mentions, t.mention_brands
    rows = tx.execute(
        select(m.c.published_at, b.c.brand_id, m.c.source_id, b.c.tone, m.c.question)
        .join(b, b.c.mention_id == m.c.id)
        .where(one_of(tx, m.c.id, mention_ids), m.c.state != "irrelevant", ~m.c.is_hidden)
    )
    return Counter(Cell(five_minutes_of(row[0]), *row[1:]) for row in rows)
