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
_NOTHING = Outcome.NOTHING.value
_ANSWERED = (Outcome.NEW.value, _NOTHING)


def note_quiet(db: Database, now: datetime) -> int:
    """Note what each enabled source is to be told of, for its line; how many are quiet."""
    with db.read() as tx:
        told = [(key, quiet(_crawls(tx, key, now), now)) for key in _silent_of_late(tx, now)]
    for start in range(0, len(told), BATCH):
        with db.write() as tx:
            for source_id, said in told[start : start + BATCH]:
                # Not one that has brought something since.
                this = (t.sources.c.id == source_id) & (t.sources.c.last_outcome == _NOTHING)
                stored = said.to_json() if said else None
                tx.execute(update(t.sources).where(this).values(quiet=stored))
    return sum(said is not None for _, said in told)


def _silent_of_late(tx: Transaction, now: datetime) -> Sequence[int]:
    """The sources that answer and had nothing new for as long as must be, few of many."""
    s, c = t.sources.c, t.crawls.c
    fruitful = select(c.id).where(c.source_id == s.id, c.finished_at > now - LEAST_QUIET, c.new > 0)
    answers = s.last_outcome == _NOTHING
    silent = select(s.id).where(s.is_enabled, answers, ~fruitful.exists())
    return list(tx.execute(silent).scalars())


def _crawls(tx: Transaction, source_id: int, now: datetime) -> list[Any]:
    c = t.crawls.c
    query = select(c.finished_at, c.new).where(
        c.source_id == source_id, c.finished_at > now - LOOKED_BACK, c.outcome.in_(_ANSWERED)
    )
    return [tuple(row) for row in tx.execute(query.order_by(c.finished_at))]
