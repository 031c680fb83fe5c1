"""Five-minute counts follow the mentions as hourly ones do, and say which brand has changed."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, select

from mentions.store import alert_tables as a
from mentions.store import counts
from mentions.store import tables as t
from mentions.store.database import Database

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def _watched(db: Database) -> None:
    with db.write() as tx:
        tx.execute(insert(t.brands).values(name="Вектор", query="вектор", created_at=NOON))
        source = {"kind": "feed", "address": "a", "name": "a", "options": {}, "cursor": {}}
        tx.execute(
            insert(t.sources).values(**source, every_seconds=60, next_run_at=NOON, created_at=NOON)
        )


def _cell(minute: int, tone: str = "negative", question: bool = False) -> counts.Cell:
    moment = NOON + timedelta(minutes=minute)
    return counts.Cell(counts.five_minutes_of(moment), 1, 1, tone, question)


def test_both_counts_follow(db: Database) -> None:
    _watched(db)
    with db.write() as tx:
        counts.apply(tx, Counter({_cell(1): 2, _cell(7): 1, _cell(61): 1}))
        counts.apply(tx, Counter({_cell(7): -1, _cell(7, "neutral"): 1}))
        counts.apply(tx, Counter({_cell(1): -1, _cell(1, question=True): 1}))
    with db.read() as tx:
        fine = {tuple(row) for row in tx.execute(select(a.five_minute_counts))}
        hours = {tuple(row) for row in tx.execute(select(t.hourly_counts))}
    after = [NOON + timedelta(minutes=minutes) for minutes in (0, 5, 60)]
    assert fine == {
        (after[0], 1, 1, "negative", False, 1),
        (after[0], 1, 1, "negative", True, 1),
        (after[1], 1, 1, "negative", False, 0),
        (after[1], 1, 1, "neutral", False, 1),
        (after[2], 1, 1, "negative", False, 1),
    }
    assert hours == {
        (NOON, 1, 1, "negative", 2),
        (NOON, 1, 1, "neutral", 1),
        (NOON + timedelta(hours=1), 1, 1, "negative", 1),
    }


def test_a_brand_is_marked_from_its_first_change_on(db: Database) -> None:
    _watched(db)
    with db.write() as tx:
        counts.apply(tx, Counter({_cell(61): 1}))
        counts.apply(tx, Counter({_cell(7): 1, _cell(12): 1}))
        counts.apply(tx, Counter({_cell(90): 1}))
        assert tx.execute(select(a.count_changes)).one() == (1, NOON + timedelta(minutes=5), 3)
