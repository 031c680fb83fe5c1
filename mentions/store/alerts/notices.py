"""Notices: what is told to channels, each kept with the surge that it tells of, if it is one.

A notice is claimed under a lease and then settled, so a kill between the sending and the settling
sends it again, under the same key.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from mentions.messages import Message
from mentions.store import alert_tables as a
from mentions.store import leases
from mentions.store.database import Transaction

PENDING, SENT, REFUSED, EXPIRED = "pending", "sent", "refused", "expired"
WITHDRAWN = "withdrawn"  # nobody need be told any more
STARTED, DOUBLED, ENDED, ESCALATED = "started", "doubled", "ended", "escalated"
MATCHED, DEADLINE, TROUBLE, TEST = "matched", "deadline", "trouble", "test"
# No pause is longer; what seems to be was planned by a clock that has since been set back.
LONGEST_WAIT = timedelta(hours=27)

_n = a.notices.c


@dataclass(frozen=True, slots=True)
class Notice:
    """`attempts` counts those that went before; `key` is the same over all of them.

    `batch`: the key of the first of those with which it was sent, and is to be sent again.
    """

    id: int
    key: str
    channel_id: int
    surge_id: int | None
    kind: str
    content: Mapping[str, Any]
    state: str
    batch: str | None
    attempts: int
    created_at: datetime
    next_at: datetime
    sent_at: datetime | None
    error: Message | None


def put(
    tx: Transaction,
    key: str,
    channel_id: int,
    surge_id: int | None,
    kind: str,
    content: Mapping[str, Any],
    now: datetime,
    due: datetime,
) -> bool:
    """Have a channel told; False where a notice of this key has been put before."""
    statement = (sqlite if tx.dialect.name == "sqlite" else postgresql).insert(a.notices)
    statement = statement.values(
        key=key, channel_id=channel_id, surge_id=surge_id, kind=kind, content=dict(content),
        state=PENDING, attempts=0, created_at=now, next_at=due,
    ).on_conflict_do_nothing(index_elements=["key"])  # fmt: skip
    return tx.execute(statement.returning(_n.id)).first() is not None


def claim(
    tx: Transaction,
    channel_id: int,
    holder: str,
    now: datetime,
    limit: int,
    lease: timedelta,
    *,
    in_batches: bool = False,
) -> list[Notice]:
    """Take the due notices of a channel until `now + lease`, in the order in which they came.

    `in_batches`: those that were taken together once are so again, and nothing else with them,
    since the far end takes what comes under one key for the same.
    """
    free = leases.is_free(_n.lease_owner, _n.lease_until, leases.dead_owners(tx, a.notices), now)
    due = or_(_n.next_at <= now, _n.next_at > now + LONGEST_WAIT)
    query = (
        select(a.notices)
        .where(_n.state == PENDING, _n.channel_id == channel_id, due, free)
        .order_by(_n.id)
        .with_for_update(skip_locked=True)
    )
    values: dict[str, Any] = {"lease_owner": holder, "lease_until": now + lease}
    first = tx.execute(query.limit(1)).first() if in_batches else None
    if first is not None:
        query = query.where(_n.batch.is_not_distinct_from(first.batch))
        values["batch"] = first.batch or first.key
    claimed = [_notice(row) for row in tx.execute(query.limit(limit))]
    ids = [notice.id for notice in claimed]
    tx.execute(update(a.notices).where(_n.id.in_(ids)).values(values))
    return [replace(notice, batch=values.get("batch")) for notice in claimed]


def settle(
    tx: Transaction, ids: Collection[int], state: str, now: datetime, error: Message | None
) -> None:
    """They are sent, refused or expired."""
    tx.execute(
        update(a.notices)
        .where(_n.id.in_(ids))
        .values(
            state=state,
            attempts=_n.attempts + 1,
            sent_at=now if state == SENT else None,
            error=None if error is None else error.to_json(),
            lease_owner=None,
            lease_until=None,
        )
    )


def put_off(tx: Transaction, ids: Collection[int], until: datetime, error: Message) -> None:
    tx.execute(
        update(a.notices)
        .where(_n.id.in_(ids))
        .values(
            attempts=_n.attempts + 1,
            next_at=until,
            error=error.to_json(),
            lease_owner=None,
            lease_until=None,
        )
    )


def withdraw(tx: Transaction, surge_id: int, kind: str) -> None:
    """Take back what of this kind waits; one that is being sent just now is settled as sent."""
    mine = _n.surge_id == surge_id, _n.kind == kind, _n.state == PENDING
    tx.execute(update(a.notices).where(*mine).values(state=WITHDRAWN))


def of_surge(tx: Transaction, surge_id: int) -> list[Notice]:
    """What was told of it, to whom and with what success."""
    query = select(a.notices).where(_n.surge_id == surge_id).order_by(_n.id)
    return [_notice(row) for row in tx.execute(query)]


def _notice(row: Row[Any]) -> Notice:
    return Notice(
        row.id, row.key, row.channel_id, row.surge_id, row.kind, row.content, row.state,
        row.batch, row.attempts, row.created_at, row.next_at, row.sent_at,
        None if row.error is None else Message.from_json(row.error),
    )  # fmt: skip
