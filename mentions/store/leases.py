"""Leases: who has which work in hand, and until when.

An owner is a process, named so that another process of the same host can tell whether it still
lives. Work of a dead owner is free at once; work of one on another host when its lease ends.
"""

import os
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, false, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from mentions.store import service_tables as t
from mentions.store.database import Transaction

# A lease that ends later than this was given by a clock that has since been set back.
LONGEST = timedelta(hours=1)


def owner() -> str:
    """This process, as `host:pid:start` where `start` tells it from a later one of the same pid."""
    return _owner(os.getpid())


@cache
def _owner(pid: int) -> str:
    return f"{socket.gethostname()}:{pid}:{_started(pid)}"


def is_dead(name: str) -> bool:
    """Whether the owner was a process of this host that is no more."""
    host, _, rest = name.rpartition(":")[0].rpartition(":")
    pid, started = rest, name.rpartition(":")[2]
    if host != socket.gethostname() or not pid.isdigit():
        return False
    return _started(int(pid)) != started


def _started(pid: int) -> str:
    """The kernel's start time of a process ("" for none): field 22 of proc(5)'s stat."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return _started_without_proc(pid)
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] == "Z" else fields[19]


def _started_without_proc(pid: int) -> str:
    if Path("/proc/self/stat").exists():
        return ""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        pass
    return "alive"


def is_free(
    owner_column: ColumnElement[Any],
    until_column: ColumnElement[Any],
    dead: Iterable[str],
    now: datetime,
) -> ColumnElement[bool]:
    """The condition under which a row with these lease columns can be claimed."""
    dead = list(dead)
    return or_(
        until_column.is_(None),
        until_column <= now,
        until_column > now + LONGEST,
        owner_column.in_(dead) if dead else false(),
    )


def dead_owners(tx: Transaction, table: Any) -> list[str]:
    """The owners of leases in `table` (a table with lease columns) that are dead."""
    held = select(table.c.lease_owner).where(table.c.lease_owner.is_not(None)).distinct()
    return [name for name in tx.execute(held).scalars() if is_dead(name)]


def acquire(
    tx: Transaction,
    name: str,
    holder: str,
    until: datetime,
    now: datetime,
    details: dict[str, Any] | None = None,
) -> bool:
    """Take or prolong the named lease; False where another living owner holds it."""
    held = tx.execute(select(t.leases.c.owner).where(t.leases.c.name == name)).scalar()
    dead = [held] if held is not None and is_dead(held) else []
    free = or_(
        t.leases.c.owner == holder,
        is_free(t.leases.c.owner, t.leases.c.until, dead, now),
    )
    insert = (sqlite if tx.dialect.name == "sqlite" else postgresql).insert
    values = {"owner": holder, "until": until, "details": details or {}}
    statement = insert(t.leases).values(name=name, **values)
    statement = statement.on_conflict_do_update(index_elements=["name"], set_=values, where=free)
    return tx.execute(statement.returning(t.leases.c.name)).first() is not None


def release(tx: Transaction, name: str, holder: str) -> None:
    tx.execute(delete(t.leases).where(and_(t.leases.c.name == name, t.leases.c.owner == holder)))


@dataclass(frozen=True, slots=True)
class Lease:
    name: str
    owner: str
    until: datetime
    details: dict[str, Any]


def all_leases(tx: Transaction) -> list[Lease]:
    return [Lease(*row) for row in tx.execute(select(t.leases).order_by(t.leases.c.name))]
