"""Channels: where people are told, each a person's own or the team's."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, insert, or_, select, true, update
from sqlalchemy.exc import IntegrityError

from mentions.errors import MolvaError
from mentions.messages import Message, message
from mentions.store import alert_tables as a
from mentions.store import tables as t
from mentions.store.database import Transaction

APPRISE, WEBHOOK = "apprise", "webhook"
# What a channel is told of a surge: all from its first message on, or only that nobody is on it.
FIRST, ESCALATION, NONE = "first", "escalation", "none"

_c = a.alert_channels.c


class ChannelNameError(MolvaError):
    """There is a channel of this name already."""


@dataclass(frozen=True, slots=True)
class ChannelForm:
    """What a person sets. `quiet_from`, `quiet_until`: minutes of the day; both or none.

    `address` is an address of apprise (a password or token in it) or a webhook's; `secret` the
    webhook's key; `user_id` whose channel it is, None for the team's.
    """

    name: str
    kind: str
    address: str = field(repr=False)
    secret: str = field(default="", repr=False)
    user_id: int | None = None
    language: str = "ru"
    time_zone: str = "Europe/Moscow"
    surges: str = FIRST
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
    wait_until: datetime | None = None


def add(tx: Transaction, form: ChannelForm, now: datetime) -> int:
    """Its id; ChannelNameError."""
    statement = insert(a.alert_channels).values(**_values(form), failures=0, created_at=now)
    return _unique(tx, statement.returning(_c.id), form.name)


def change(tx: Transaction, channel_id: int, form: ChannelForm) -> None:
    """ChannelNameError."""
    statement = (
        update(a.alert_channels)
        .where(_c.id == channel_id)
        .values(**_values(form), failures=0, last_error=None, wait_until=None)
    )
    _unique(tx, statement.returning(_c.id), form.name)


def switch(tx: Transaction, channel_id: int, is_enabled: bool) -> None:
    mine = update(a.alert_channels).where(_c.id == channel_id)
    tx.execute(mine.values(is_enabled=is_enabled))


def remove(tx: Transaction, channel_id: int) -> None:
    """What it was told goes too."""
    tx.execute(delete(a.alert_channels).where(_c.id == channel_id))


def get(tx: Transaction, channel_id: int) -> Channel | None:
    return next(iter(_found(tx, _ALL.where(_c.id == channel_id))), None)


def every(tx: Transaction) -> list[Channel]:
    return _found(tx, _ALL)


def seen_by(tx: Transaction, user_id: int) -> list[Channel]:
    """A person's own, and the team's."""
    return _found(tx, _ALL.where(or_(_c.user_id.is_(None), _c.user_id == user_id)))


def listening(tx: Transaction, ids: Collection[int] = ()) -> list[Channel]:
    """Those that are told things: on, and nobody's who may no longer sign in; all or of `ids`."""
    return _found(tx, _LISTENING.where(_c.id.in_(ids) if ids else true()))


def addressees(tx: Transaction, ids: Collection[int]) -> list[Channel]:
    """Of the channels named those that listen; where none is named, the team's."""
    whose: ColumnElement[bool] = _c.id.in_(ids) if ids else _c.user_id.is_(None)
    return _found(tx, _LISTENING.where(whose))


def note_health(
    tx: Transaction,
    channel_id: int,
    now: datetime,
    error: Message | None,
    wait_until: datetime | None = None,
) -> None:
    """How the channel's latest attempt went, and until when it asks to be left alone."""
    values: dict[str, Any] = (
        {"failures": 0, "last_success_at": now, "last_error": None}
        if error is None
        else {"failures": _c.failures + 1, "last_error": error.to_json()}
    )
    values["wait_until"] = wait_until
    tx.execute(update(a.alert_channels).where(_c.id == channel_id).values(**values))


_ALL = select(a.alert_channels).order_by(_c.name)
_LISTENING = _ALL.outerjoin(t.users, t.users.c.id == _c.user_id).where(
    _c.is_enabled, or_(_c.user_id.is_(None), t.users.c.is_active)
)


def _found(tx: Transaction, query: Select[Any]) -> list[Channel]:
    return [_channel(row) for row in tx.execute(query)]


def _unique(tx: Transaction, statement: Any, name: str) -> int:
    try:
        with tx.begin_nested():
            return int(tx.execute(statement).scalar_one())
    except IntegrityError as error:
        raise ChannelNameError(message("alerts-channel-taken", name=name)) from error


def _values(form: ChannelForm) -> dict[str, Any]:
    return {name: getattr(form, name) for name in ChannelForm.__slots__}


def _channel(row: Row[Any]) -> Channel:
    form = ChannelForm(**{name: getattr(row, name) for name in ChannelForm.__slots__})
    error = None if row.last_error is None else Message.from_json(row.last_error)
    return Channel(row.id, form, row.failures, row.last_success_at, error, row.wait_until)
