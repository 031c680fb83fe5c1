"""Destinations: the helpdesks that tickets go to, and whether they answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from mentions.errors import MolvaError
from mentions.messages import Message, message
from mentions.store import tables as t
from mentions.store.database import Transaction

_d = t.destinations.c


class DestinationError(MolvaError):
    """The destination cannot be kept as it was given."""


@dataclass(frozen=True, slots=True)
class Destination:
    """A helpdesk: `options` belong to its kind; `secrets` sign, the newest first.

    `failures` in a row close the circuit: nothing is sent before `closed_until`.
    """

    id: int
    kind: str
    name: str
    options: Mapping[str, Any] = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)
    is_enabled: bool = True
    failures: int = 0
    closed_until: datetime | None = None
    last_success_at: datetime | None = None
    last_error: Message | None = None


@dataclass(slots=True)
class Health:
    """How a destination stands after some deliveries, filled in as they end.

    The circuit is always written; of the rest None and False leave what is stored.
    """

    failures: int = 0
    closed_until: datetime | None = None
    last_success_at: datetime | None = None
    last_error: Message | None = None
    is_gone: bool = False
    has_recovered: bool = False


def add(
    tx: Transaction,
    kind: str,
    name: str,
    options: Mapping[str, Any],
    secrets: Iterable[str],
    now: datetime,
) -> int:
    """Keep a new destination, switched on. `options` are taken as the desk's kind checked them."""
    values = {
        "kind": kind,
        "name": _clean(name),
        "options": dict(options),
        "secret": " ".join(secrets),
        "is_enabled": True,
        "created_at": now,
    }
    return _unique(tx, insert(t.destinations).values(values).returning(_d.id), name)


def edit(tx: Transaction, destination_id: int, name: str, options: Mapping[str, Any]) -> None:
    """Change name and options; the circuit opens, since the cause may have been mended."""
    values = {"name": _clean(name), "options": dict(options), "failures": 0, "closed_until": None}
    changed = update(t.destinations).where(_d.id == destination_id).values(values)
    _unique(tx, changed.returning(_d.id), name)


def set_secrets(tx: Transaction, destination_id: int, secrets: Iterable[str]) -> None:
    """The keys that sign, the newest first; two while the far end changes over."""
    changed = update(t.destinations).where(_d.id == destination_id)
    tx.execute(changed.values(secret=" ".join(secrets)))


def set_enabled(tx: Transaction, destination_id: int, is_enabled: bool) -> None:
    """Switch off (nothing is sent, waiting tickets stay) or on, with the circuit let through."""
    values: dict[str, Any] = {"is_enabled": is_enabled, "failures": 0, "closed_until": None}
    if is_enabled:
        values["last_error"] = None
    tx.execute(update(t.destinations).where(_d.id == destination_id).values(values))


def remove(tx: Transaction, destination_id: int) -> None:
    """Forget a destination with its tickets and their attempts."""
    tx.execute(delete(t.destinations).where(_d.id == destination_id))


def get(tx: Transaction, destination_id: int) -> Destination | None:
    row = tx.execute(select(t.destinations).where(_d.id == destination_id)).first()
    return _destination(row) if row else None


def by_name(tx: Transaction, name: str) -> Destination | None:
    row = tx.execute(select(t.destinations).where(_d.name == name)).first()
    return _destination(row) if row else None


def all_destinations(tx: Transaction) -> list[Destination]:
    return [_destination(row) for row in tx.execute(select(t.destinations).order_by(_d.id))]


def enabled_ids(tx: Transaction) -> frozenset[int]:
    """Where tickets can be opened: a destination that is off takes no new ones."""
    return frozenset(tx.execute(select(_d.id).where(_d.is_enabled)).scalars())


def record_health(tx: Transaction, destination_id: int, health: Health) -> None:
    values: dict[str, Any] = {"failures": health.failures, "closed_until": health.closed_until}
    if health.last_success_at is not None:
        values["last_success_at"] = health.last_success_at
    if health.last_error is not None:
        values["last_error"] = health.last_error.to_json()
    if health.is_gone:
        values["is_enabled"] = False
    tx.execute(update(t.destinations).where(_d.id == destination_id).values(values))


def _clean(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > 200:
        raise DestinationError(message("ticketizer-name-length"))
    return name


def _unique(tx: Transaction, statement: Any, name: str) -> int:
    try:
        with tx.begin_nested():
            return int(tx.execute(statement).scalar_one())
    except IntegrityError as error:
        raise DestinationError(message("ticketizer-name-taken", name=name)) from error


def _destination(row: Row[Any]) -> Destination:
    return Destination(
        id=row.id,
        kind=row.kind,
        name=row.name,
        options=row.options,
        secrets=tuple(row.secret.split()),
        is_enabled=row.is_enabled,
        failures=row.failures,
        closed_until=row.closed_until,
        last_success_at=row.last_success_at,
        last_error=Message.from_json(row.last_error) if row.last_error else None,
    )
