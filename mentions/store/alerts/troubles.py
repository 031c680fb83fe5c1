"""What is wrong with the service, as people are told of it, and where to see that it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from mentions.messages import Message
from mentions.store import alert_tables as a
from mentions.store import tables as t
from mentions.store.database import Transaction

_x = a.alert_troubles.c


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that is wrong; its name tells it from others and stays the same."""

    name: str
    kind: str
    message: Message


@dataclass(frozen=True, slots=True)
class Kept:
    """A trouble that is on (no `ended_at`), or was of late, and when people were told."""

    name: str
    kind: str
    message: Message
    since: datetime
    told_at: datetime | None
    ended_at: datetime | None
    quiet_until: datetime | None


def kept(tx: Transaction) -> dict[str, Kept]:
    rows = tx.execute(select(a.alert_troubles))
    return {
        row.name: Kept(
            row.name, row.kind, Message.from_json(row.message), row.since, row.told_at,
            row.ended_at, row.quiet_until,
        )
        for row in rows
    }  # fmt: skip


def add(tx: Transaction, trouble: Trouble, now: datetime) -> None:
    values = {"name": trouble.name, "kind": trouble.kind, "message": trouble.message.to_json()}
    tx.execute(insert(a.alert_troubles).values(**values, since=now))


def change(tx: Transaction, name: str, **values: Any) -> None:
    tx.execute(update(a.alert_troubles).where(_x.name == name).values(**values))


def forget(tx: Transaction, name: str) -> None:
    tx.execute(delete(a.alert_troubles).where(_x.name == name))


def last_success_at(tx: Transaction, source_id: int) -> datetime | None:
    c = t.crawls.c
    worked = c.source_id == source_id, c.outcome.in_(("new", "nothing"))
    return tx.execute(select(func.max(c.finished_at)).where(*worked)).scalar()


def oldest_in_inbox(tx: Transaction) -> datetime | None:
    query = select(func.min(t.inbox.c.fetched_at)).where(t.inbox.c.state == "pending")
    return tx.execute(query).scalar()


@dataclass(frozen=True, slots=True)
class Late:
    """Tickets for a destination after so many attempts: how many, and the next one's time."""

    destination: str
    destination_id: int
    attempts: int
    count: int
    next_at: datetime


def late_tickets(tx: Transaction) -> list[Late]:
    """Tickets that have failed so far, by destination that is on and attempts made."""
    o, d = t.outbox.c, t.destinations.c
    query = (
        select(d.name, d.id, o.attempts, func.count(), func.min(o.next_at))
        .join(t.destinations, d.id == o.destination_id)
        .where(o.channel == "ticket", o.attempts > 0, d.is_enabled)
        .group_by(d.name, d.id, o.attempts)
    )
    return [Late(*row) for row in tx.execute(query)]
