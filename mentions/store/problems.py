"""What is wrong now, in words, for the status page: a row goes when its trouble does.

A trouble that is not met again is over too: the process that met it may be dead.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from mentions.messages import Message
from mentions.store import service_tables as t
from mentions.store.database import Transaction

# Longer than between two runs of anything.
REMEMBERED = timedelta(minutes=90)


@dataclass(frozen=True, slots=True)
class Problem:
    """`name` says whose it is, such as "ingest"; `since` when it began, `seen_at` the last time."""

    name: str
    message: Message
    since: datetime
    seen_at: datetime

    def is_on(self, now: datetime) -> bool:
        """Whether it was met of late."""
        return abs(now - self.seen_at) < REMEMBERED


def report(tx: Transaction, name: str, sentence: Message, now: datetime) -> None:
    insert = (sqlite if tx.dialect.name == "sqlite" else postgresql).insert
    values = {"message": sentence.to_json(), "seen_at": now}
    statement = insert(t.problems).values(name=name, since=now, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))


def clear(tx: Transaction, name: str) -> None:
    tx.execute(delete(t.problems).where(t.problems.c.name == name))


def all_problems(tx: Transaction, now: datetime) -> list[Problem]:
    """Those met of late, the oldest first."""
    rows = tx.execute(select(t.problems).order_by(t.problems.c.since))
    found = [
        Problem(row.name, Message.from_json(row.message), row.since, row.seen_at) for row in rows
    ]
    return [problem for problem in found if problem.is_on(now)]
