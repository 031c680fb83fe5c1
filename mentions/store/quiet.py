"""Noting the sources that have become unusually quiet, by the history of their crawls."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from mentions.quiet import LEAST_QUIET, LOOKED_BACK, quiet
from mentions.store import tables as t
from mentions.store.database import Database, Transaction
from mentions.types import Outcome

# Looked at in one short transaction.
BATCH = 200
_ANSWERED = (Outcome.NEW.value, Outcome.NOTHING.value)


def note_quiet(db: Database, now: datetime) -> int:
    """Note what each enabled source is to be told of, for its line; how many are quiet."""
    with db.read() as tx:
        chosen = _silent_of_late(tx, now)
    found = 0
    for start in range(0, len(chosen), BATCH):
        with db.write() as tx:
            for source_id in chosen[start : start + BATCH]:
                told = quiet(_crawls(tx, source_id, now), now)
                found += told is not None
                this = t.sources.c.id == source_id
                stored = told.to_json() if told else None
                tx.execute(update(t.sources).where(this).values(quiet=stored))
    return found


def _silent_of_late(tx: Transaction, now: datetime) -> Sequence[int]:
    """The sources that answer and had nothing new for as long as must be, few of many."""
    s, c = t.sources.c, t.crawls.c
    fruitful = select(c.id).where(c.source_id == s.id, c.finished_at > now - LEAST_QUIET, c.new > 0)
    answers = s.last_outcome == Outcome.NOTHING.value
    silent = select(s.id).where(s.is_enabled, answers, ~fruitful.exists())
    return list(tx.execute(silent).scalars())


def _crawls(tx: Transaction, source_id: int, now: datetime) -> list[Any]:
    c = t.crawls.c
    query = select(c.finished_at, c.new).where(
        c.source_id == source_id, c.finished_at > now - LOOKED_BACK, c.outcome.in_(_ANSWERED)
    )
    return [tuple(row) for row in tx.execute(query.order_by(c.finished_at))]
