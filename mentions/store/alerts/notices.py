"""Channels, and the notices that go there: each is kept with the surge that it tells of.

A notice is claimed under a lease and then settled, so a kill between the sending and the settling
sends it again, under the same key.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from mentions.messages import Message
from mentions.store import alert_tables as a
from mentions.store import leases
from mentions.store.database import Transaction

PENDING, SENT, REFUSED, EXPIRED = "pending", "sent", "refused", "expired"
APPRISE, WEBHOOK = "apprise", "webhook"
# No pause is longer; what seems to be was planned by a clock that has since been set back.
LONGEST_WAIT = timedelta(hours=27)

_c, _n = a.alert_channels.c, a.notices.c


@dataclass(frozen=True, slots=True)
class ChannelForm:
    """What a person sets. `quiet_from`, `quiet_until`: minutes of the day; both or none.

    `address` is an address of apprise (a password or token in it) or a webhook's; `secret` the
    webhook's key; `user_id` whose channel it is, None for the team's.
    """

    name: str
    kind: str
    address: str
    secret: str = ""
    user_id: int | None = None
    language: str = "ru"
    time_zone: str = "Europe/Moscow"
    quiet_from: int | None = None
    quiet_until: int | None = None
    is_enabled: bool = True


@dataclass(frozen=True, slots=True)
class Channel:
    id: int
    form: ChannelForm
    failures: int
    last_success_at: datetime | None
    last_error: Message | None


@dataclass(frozen=True, slots=True)
class Notice:
    """`attempts` counts those that went before; `key` is the same over all of them."""

    id: int
    key: str
    channel_id: int
    surge_id: int | None
    kind: str
    content: Mapping[str, Any]
    state: str
    attempts: int
    created_at: datetime
    next_at: datetime
    sent_at: datetime | None
    error: Message | None


def add_channel(tx: Transaction, form: ChannelForm, now: datetime) -> int:
    statement = insert(a.alert_channels).values(**_values(form), failures=0, created_at=now)
    return int(tx.execute(statement.returning(_c.id)).scalar_one())


def change_channel(tx: Transaction, channel_id: int, form: ChannelForm) -> None:
    tx.execute(
        update(a.alert_channels)
        .where(_c.id == channel_id)
        .values(**_values(form), failures=0, last_error=None)
    )


def remove_channel(tx: Transaction, channel_id: int) -> None:
    tx.execute(delete(a.alert_channels).where(_c.id == channel_id))


def channels(tx: Transaction) -> list[Channel]:
    return [_channel(row) for row in tx.execute(select(a.alert_channels).order_by(_c.name))]


def _values(form: ChannelForm) -> dict[str, Any]:
    return {name: getattr(form, name) for name in ChannelForm.__slots__}


def _channel(row: Row[Any]) -> Channel:
    form = ChannelForm(**{name: getattr(row, name) for name in ChannelForm.__slots__})
    error = None if row.last_error is None else Message.from_json(row.last_error)
    return Channel(row.id, form, row.failures, row.last_success_at, error)


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
    tx: Transaction, channel_id: int, holder: str, now: datetime, limit: int, lease: timedelta
) -> list[Notice]:
    """Take the due notices of a channel until `now + lease`, in the order in which they came."""
    free = leases.is_free(_n.lease_owner, _n.lease_until, leases.dead_owners(tx, a.notices), now)
    due = or_(_n.next_at <= now, _n.next_at > now + LONGEST_WAIT)
    query = (
        select(a.notices)
        .where(_n.state == PENDING, _n.channel_id == channel_id, due, free)
        .order_by(_n.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = [_notice(row) for row in tx.execute(query)]
    tx.execute(
        update(a.notices)
        .where(_n.id.in_([notice.id for notice in claimed]))
        .values(lease_owner=holder, lease_until=now + lease)
    )
    return claimed


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


def note_health(tx: Transaction, channel_id: int, now: datetime, error: Message | None) -> None:
    """How the channel's latest attempt went."""
    values: dict[str, Any] = (
        {"failures": 0, "last_success_at": now, "last_error": None}
        if error is None
        else {"failures": _c.failures + 1, "last_error": error.to_json()}
    )
    tx.execute(update(a.alert_channels).where(_c.id == channel_id).values(**values))


def of_surge(tx: Transaction, surge_id: int) -> list[Notice]:
    """What was told of it, to whom and with what success."""
    query = select(a.notices).where(_n.surge_id == surge_id).order_by(_n.id)
    return [_notice(row) for row in tx.execute(query)]


def _notice(row: Row[Any]) -> Notice:
    return Notice(
        row.id, row.key, row.channel_id, row.surge_id, row.kind, row.content, row.state,
        row.attempts, row.created_at, row.next_at, row.sent_at,
        None if row.error is None else Message.from_json(row.error),
    )  # fmt: skip
