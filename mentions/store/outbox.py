"""The outbox: each effect of a mention that is still to be delivered, in one row.

Search and each destination are queues of their own. A row is claimed under a lease, then either
deleted (`done`) or put off (`put_off`), so a kill between the effect and its recording repeats the
effect: what is delivered must be idempotent.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, insert, or_, select, update

from mentions.store import leases
from mentions.store import tables as t
from mentions.store.database import Transaction, insert_rows, one_of

SEARCH = "search"
TICKET = "ticket"

# No retry waits longer (a day and its jitter); what seems to was put off by a clock that has
# since been set back, and is due.
LONGEST_WAIT = timedelta(hours=27)

_o = t.outbox.c


class OutboxRow(NamedTuple):
    """An effect in hand; `attempts` counts those that went before."""

    id: int
    mention_id: int
    ticket_id: int | None
    destination_id: int | None
    attempts: int
    next_at: datetime


@dataclass(frozen=True, slots=True)
class PutOff:
    """A row that failed: how often so far, and when to try again."""

    row_id: int
    attempts: int
    next_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits in a channel, since when, and when the next of it can go."""

    count: int
    oldest_at: datetime | None
    next_at: datetime | None


def put_search(tx: Transaction, mention_ids: Iterable[int], now: datetime) -> None:
    """Have the index follow these mentions: added, changed or deleted."""
    rows = [(SEARCH, mention_id, now, now) for mention_id in mention_ids]
    insert_rows(tx, t.outbox, ("channel", "mention_id", "created_at", "next_at"), rows)


def put_tickets(tx: Transaction, tickets: Iterable[tuple[int, int, int]], now: datetime) -> None:
    """Have tickets delivered: (ticket id, mention id, destination id) each."""
    rows = [
        {
            "channel": TICKET,
            "ticket_id": ticket_id,
            "mention_id": mention_id,
            "destination_id": destination_id,
            "created_at": now,
            "next_at": now,
        }
        for ticket_id, mention_id, destination_id in tickets
    ]
    if rows:
        tx.execute(insert(t.outbox), rows)


def claim(
    tx: Transaction,
    channel: str,
    holder: str,
    now: datetime,
    limit: int,
    lease: timedelta,
    destination_id: int | None = None,
) -> list[OutboxRow]:
    """Take up to `limit` due rows of one queue until `now + lease`, the longest due first.

    A row whose holder is dead is taken at once. Search has no destination.
    """
    free = leases.is_free(_o.lease_owner, _o.lease_until, leases.dead_owners(tx, t.outbox), now)
    # Not IS NOT DISTINCT FROM: PostgreSQL finds no index for it.
    whose = (
        _o.destination_id.is_(None)
        if destination_id is None
        else _o.destination_id == destination_id
    )
    queue = and_(_o.channel == channel, whose)
    rows: list[OutboxRow] = []
    for due in _due(now):
        rows += _rows(tx, and_(queue, due, free), limit - len(rows))
        if len(rows) == limit:
            break
    tx.execute(
        update(t.outbox)
        .where(one_of(tx, _o.id, [row.id for row in rows]))
        .values(lease_owner=holder, lease_until=now + lease)
    )
    return rows


def done(tx: Transaction, row_ids: Collection[int]) -> None:
    """Delete rows whose effect is out, or will never be."""
    tx.execute(delete(t.outbox).where(one_of(tx, _o.id, row_ids)))


def put_off(tx: Transaction, holder: str, failed: Sequence[PutOff]) -> None:
    """Give rows back to be tried later, except those that another holder has taken since."""
    if failed:
        tx.execute(
            update(t.outbox)
            .where(_o.id == bindparam("row_id"), _o.lease_owner == holder)
            .values(
                attempts=bindparam("tried"),
                next_at=bindparam("due"),
                lease_owner=None,
                lease_until=None,
            ),
            [{"row_id": f.row_id, "tried": f.attempts, "due": f.next_at} for f in failed],
        )


def give_back(tx: Transaction, holder: str, row_ids: Collection[int]) -> None:
    """Give rows back untried: they are due as before."""
    mine = and_(one_of(tx, _o.id, row_ids), _o.lease_owner == holder)
    tx.execute(update(t.outbox).where(mine).values(lease_owner=None, lease_until=None))


def hurry(tx: Transaction, destination_id: int, now: datetime) -> None:
    """Make all that waits for a destination due now, since it answers again."""
    waiting = and_(_o.channel == TICKET, _o.destination_id == destination_id, _o.next_at > now)
    tx.execute(update(t.outbox).where(waiting).values(next_at=now))


def waiting(tx: Transaction, channel: str, now: datetime) -> Waiting:
    """What is still to be delivered.

    `next_at` heeds circuits and leaves out destinations that are off; it is `now` or earlier for
    what can go at once or is in somebody's hands, and None where nothing will go.
    """
    d = t.destinations.c
    mine = _o.channel == channel
    count, oldest_at = tx.execute(select(func.count(), func.min(_o.created_at)).where(mine)).one()
    queues = (
        select(func.min(_o.next_at).label("due"), d.closed_until)
        .select_from(t.outbox.outerjoin(t.destinations))
        .where(mine, or_(_o.destination_id.is_(None), d.is_enabled))
        .group_by(_o.destination_id, d.closed_until)
    )
    moments = [
        max(_believed(row.due, now), _believed(row.closed_until or row.due, now))
        for row in tx.execute(queues)
    ]
    return Waiting(count, oldest_at, min(moments, default=None))


def due_destinations(tx: Transaction, now: datetime, apart_from: Collection[int] = ()) -> list[int]:
    """The destinations that are on, whose circuit lets through, and for which tickets are due."""
    d = t.destinations.c
    free = leases.is_free(_o.lease_owner, _o.lease_until, leases.dead_owners(tx, t.outbox), now)
    mine = and_(_o.channel == TICKET, _o.destination_id == d.id, free)
    passes = or_(
        d.closed_until.is_(None), d.closed_until <= now, d.closed_until > now + LONGEST_WAIT
    )
    some = or_(*(select(_o.id).where(mine, due).exists() for due in _due(now)))
    others = d.id.not_in(apart_from)
    ids = select(d.id).where(others, d.is_enabled, passes, some).order_by(d.id)
    return list(tx.execute(ids).scalars())


def _due(now: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The two ways to be due, asked one by one so that each walks the index in order."""
    return _o.next_at <= now, _o.next_at > now + LONGEST_WAIT


def _believed(moment: datetime, now: datetime) -> datetime:
    return now if moment > now + LONGEST_WAIT else moment


def _rows(tx: Transaction, where: ColumnElement[bool], limit: int) -> list[OutboxRow]:
    columns: tuple[Any, ...] = (
        _o.id, _o.mention_id, _o.ticket_id, _o.destination_id, _o.attempts, _o.next_at,
    )  # fmt: skip
    query = select(*columns).where(where).order_by(_o.next_at, _o.id).limit(limit)
    rows = tx.execute(query.with_for_update(skip_locked=True)).all()
    return [OutboxRow(*row) for row in rows]
