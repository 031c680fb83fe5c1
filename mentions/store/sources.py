"""Sources: what is crawled, how often, and how the last crawl went."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, and_, delete, func, or_, select, type_coerce, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from mentions.cadence import DEFAULT_EVERY, SHORTEST, first_run
from mentions.errors import MolvaError
from mentions.messages import Message, message
from mentions.store import inbox, leases
from mentions.store import tables as t
from mentions.store.database import Transaction
from mentions.store.times import to_micros
from mentions.types import Outcome

LEASE = timedelta(minutes=10)
# The kind of sources that are not crawled: mentions are brought to them (`store/entrances.py`).
ENTRANCE = "api"
# A last run further ahead than this was noted by a clock that has since been set back.
CLOCK_SLACK = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Source:
    """One source with its health. `failures` counts the failed crawls in a row.

    All that it shows is about the brand `brand_id`, where it has one. `quiet` tells that it has
    had nothing new for unusually long.
    """

    id: int
    kind: str
    address: str
    name: str
    options: dict[str, Any] = field(repr=False)  # secrets among them
    brand_id: int | None
    every: timedelta
    is_enabled: bool
    cursor: dict[str, Any]
    next_run_at: datetime
    last_run_at: datetime | None
    last_outcome: Outcome | None
    last_message: Message | None
    quiet: Message | None
    failures: int
    created_at: datetime

    @property
    def is_crawled(self) -> bool:
        return self.kind != ENTRANCE

    @property
    def trouble(self) -> Message | None:
        """What a person should look at, in words."""
        is_ill = self.last_outcome in (Outcome.BLOCKED, Outcome.BROKEN, Outcome.STOPPED)
        return self.last_message if is_ill else self.quiet


@dataclass(frozen=True, slots=True)
class Crawl:
    """One crawl in a source's history."""

    id: int
    source_id: int
    started_at: datetime
    finished_at: datetime
    outcome: Outcome
    found: int
    new: int
    message: Message | None


class SourceExistsError(MolvaError):
    """There is a source of this kind at this address already."""


def add(
    tx: Transaction,
    kind: str,
    address: str,
    now: datetime,
    name: str = "",
    options: dict[str, Any] | None = None,
    every: timedelta = DEFAULT_EVERY,
    brand_id: int | None = None,
) -> Source:
    """Add an enabled source, first crawled within its interval; `request_now` crawls it sooner."""
    insert = (sqlite if tx.dialect.name == "sqlite" else postgresql).insert
    statement = (
        insert(t.sources)
        .values(
            kind=kind,
            address=address,
            name=(name or address)[:200],
            options=options or {},
            brand_id=brand_id,
            every_seconds=_seconds(every),
            cursor={},
            next_run_at=first_run(f"{kind} {address}", every, now),
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["kind", "address"])
        .returning(t.sources.c.id)
    )
    source_id = tx.execute(statement).scalar()
    if source_id is None:
        raise SourceExistsError(message("sources-exists", address=address))
    return get(tx, source_id)


def add_all(
    tx: Transaction,
    kind: str,
    addresses: Sequence[tuple[str, str]],
    now: datetime,
    every: timedelta = DEFAULT_EVERY,
) -> int:
    """Add sources from (address, name) pairs; those that exist are left as they are.

    Returns how many are new.
    """
    insert = (sqlite if tx.dialect.name == "sqlite" else postgresql).insert
    before = tx.execute(select(func.count()).select_from(t.sources)).scalar_one()
    rows = [
        {
            "kind": kind,
            "address": address,
            "name": (name or address)[:200],
            "options": {},
            "every_seconds": _seconds(every),
            "cursor": {},
            "next_run_at": first_run(f"{kind} {address}", every, now),
            "created_at": now,
        }
        for address, name in addresses
    ]
    if rows:
        statement = insert(t.sources).on_conflict_do_nothing(index_elements=["kind", "address"])
        tx.execute(statement, rows)
    return int(tx.execute(select(func.count()).select_from(t.sources)).scalar_one() - before)


def get(tx: Transaction, source_id: int) -> Source:
    """LookupError where there is none."""
    row = tx.execute(select(t.sources).where(t.sources.c.id == source_id)).one_or_none()
    if row is None:
        raise LookupError(f"no source {source_id}")
    return of_row(row)


def kind_of(tx: Transaction, source_id: int) -> str:
    """LookupError where there is no such source."""
    kind = tx.execute(select(t.sources.c.kind).where(t.sources.c.id == source_id)).scalar()
    if kind is None:
        raise LookupError(f"no source {source_id}")
    return str(kind)


def find(tx: Transaction, address_or_name: str) -> Source | None:
    """The source with this address, or else with this name."""
    named = or_(t.sources.c.address == address_or_name, t.sources.c.name == address_or_name)
    rows = [of_row(row) for row in tx.execute(select(t.sources).where(named))]
    return min(rows, key=lambda source: source.address != address_or_name, default=None)


def all_sources(tx: Transaction) -> list[Source]:
    return [of_row(row) for row in tx.execute(select(t.sources).order_by(t.sources.c.id))]


def of_kind(tx: Transaction, kind: str) -> list[Source]:
    chosen = select(t.sources).where(t.sources.c.kind == kind).order_by(t.sources.c.id)
    return [of_row(row) for row in tx.execute(chosen)]


def edit(
    tx: Transaction,
    source_id: int,
    *,
    address: str,
    name: str,
    options: dict[str, Any],
    every: timedelta,
    brand_id: int | None,
    now: datetime,
    rereads: bool = True,
) -> None:
    """Change a source. With another address it is read anew from the start, with other options too
    unless they are of no account to that (`rereads`).

    With another brand, what it showed of late and named none is offered to ingestion again.
    """
    old = get(tx, source_id)
    is_other = (old.address, old.options) != (address, options)
    is_anew = old.address != address or (is_other and rereads)
    values: dict[str, Any] = {
        "address": address,
        "name": (name or address)[:200],
        "options": options,
        "brand_id": brand_id,
        "every_seconds": _seconds(every),
    }
    if is_other:
        values |= {"failures": 0, "next_run_at": now} | ({"cursor": {}} if is_anew else {})
        # A crawl that is under way is of what it was (`intake.deposit`).
        values |= {"lease_owner": None, "lease_until": None}
    elif every != old.every:
        values["next_run_at"] = first_run(f"{old.kind} {address}", every, now)
    try:
        with tx.begin_nested():
            tx.execute(update(t.sources).where(t.sources.c.id == source_id).values(values))
    except IntegrityError as error:
        raise SourceExistsError(message("sources-exists", address=address)) from error
    if brand_id not in (None, old.brand_id):
        inbox.reopen_unmatched(tx, source_id)


def enable(tx: Transaction, source_id: int, now: datetime) -> None:
    """Crawl it again, from now on, as if it had never failed."""
    values = {"is_enabled": True, "failures": 0, "next_run_at": now}
    tx.execute(update(t.sources).where(t.sources.c.id == source_id).values(values))


def disable(tx: Transaction, source_id: int) -> None:
    tx.execute(
        update(t.sources).where(t.sources.c.id == source_id).values(is_enabled=False, quiet=None)
    )


def has_mentions(tx: Transaction, source_id: int) -> bool:
    found = select(t.mentions.c.id).where(t.mentions.c.source_id == source_id).limit(1)
    return tx.execute(found).first() is not None


def remove(tx: Transaction, source_id: int) -> None:
    """Delete a source that has brought no mention; one that has can only be disabled."""
    if has_mentions(tx, source_id):
        raise MolvaError(message("sources-has-mentions"))
    tx.execute(delete(t.sources).where(t.sources.c.id == source_id))


def request_now(tx: Transaction, source_ids: Sequence[int], now: datetime) -> None:
    """Crawl these enabled sources at the next opportunity."""
    chosen = and_(t.sources.c.id.in_(source_ids), t.sources.c.is_enabled)
    tx.execute(update(t.sources).where(chosen).values(next_run_at=now))


def claim_due(
    tx: Transaction, now: datetime, holder: str, limit: int, only: Sequence[int] | None = None
) -> list[Source]:
    """Take up to `limit` due sources (of `only`, where given) under a lease of ten minutes.

    Those longest due come first. A source whose holder is dead is taken at once. The lease ends
    when the crawl's result is deposited.
    """
    _follow_clock(tx, now)
    due = and_(
        t.sources.c.is_enabled,
        t.sources.c.kind != ENTRANCE,
        t.sources.c.next_run_at <= now,
        leases.is_free(
            t.sources.c.lease_owner, t.sources.c.lease_until, leases.dead_owners(tx, t.sources), now
        ),
    )
    if only is not None:
        due = and_(due, t.sources.c.id.in_(only))
    chosen = select(t.sources).where(due).order_by(t.sources.c.next_run_at).limit(limit)
    taken = [of_row(row) for row in tx.execute(chosen.with_for_update(skip_locked=True))]
    mine = t.sources.c.id.in_([source.id for source in taken])
    tx.execute(update(t.sources).where(mine).values(lease_owner=holder, lease_until=now + LEASE))
    return taken


def places(tx: Transaction, source_ids: Sequence[int]) -> dict[int, tuple[str, dict[str, Any]]]:
    """Addresses and options of these sources, which nobody changes before the transaction ends."""
    chosen = select(t.sources.c.id, t.sources.c.address, t.sources.c.options)
    chosen = chosen.where(t.sources.c.id.in_(source_ids)).order_by(t.sources.c.id)
    return {row.id: (row.address, row.options) for row in tx.execute(chosen.with_for_update())}


def release(tx: Transaction, source_ids: Sequence[int]) -> None:
    """Give claimed sources back uncrawled; they are still due."""
    chosen = t.sources.c.id.in_(source_ids)
    tx.execute(update(t.sources).where(chosen).values(lease_owner=None, lease_until=None))


def put_off(tx: Transaction, source_ids: Sequence[int], until: datetime) -> None:
    """Give claimed sources back uncrawled, to be due a little later: others go first."""
    if source_ids:
        values = {"lease_owner": None, "lease_until": None, "next_run_at": until}
        tx.execute(update(t.sources).where(t.sources.c.id.in_(source_ids)).values(values))


def next_due_at(tx: Transaction) -> datetime | None:
    """When the next enabled source is due, or None where there is none."""
    is_crawled = and_(t.sources.c.is_enabled, t.sources.c.kind != ENTRANCE)
    earliest = select(t.sources.c.next_run_at).where(is_crawled)
    return tx.execute(earliest.order_by(t.sources.c.next_run_at).limit(1)).scalar()


def history(tx: Transaction, source_id: int, limit: int = 20) -> list[Crawl]:
    """The source's last crawls, newest first."""
    crawls = select(t.crawls).where(t.crawls.c.source_id == source_id)
    rows = tx.execute(
        crawls.order_by(t.crawls.c.finished_at.desc(), t.crawls.c.id.desc()).limit(limit)
    )
    return [
        Crawl(
            id=row.id,
            source_id=row.source_id,
            started_at=row.started_at,
            finished_at=row.finished_at,
            outcome=Outcome(row.outcome),
            found=row.found,
            new=row.new,
            message=Message.from_json(row.message) if row.message else None,
        )
        for row in rows
    ]


def _follow_clock(tx: Transaction, now: datetime) -> None:
    """Where the clock was set back, bring the plans made before it back by as much.

    A source that ran "in the future" would otherwise wait until that future comes.
    """
    ahead = type_coerce(t.sources.c.last_run_at, BigInteger) - to_micros(now)
    planned = type_coerce(t.sources.c.next_run_at, BigInteger)
    tx.execute(
        update(t.sources)
        .where(t.sources.c.last_run_at > now + CLOCK_SLACK)
        .values(next_run_at=planned - ahead, last_run_at=now)
    )


def _seconds(every: timedelta) -> int:
    if every < SHORTEST:
        raise MolvaError(message("sources-too-often"))
    return int(every.total_seconds())


def of_row(row: Any) -> Source:
    """For other queries of the store over whole rows of sources."""
    return Source(
        id=row.id,
        kind=row.kind,
        address=row.address,
        name=row.name,
        options=row.options,
        brand_id=row.brand_id,
        every=timedelta(seconds=row.every_seconds),
        is_enabled=row.is_enabled,
        cursor=row.cursor,
        next_run_at=row.next_run_at,
        last_run_at=row.last_run_at,
        last_outcome=Outcome(row.last_outcome) if row.last_outcome else None,
        last_message=Message.from_json(row.last_message) if row.last_message else None,
        quiet=Message.from_json(row.quiet) if row.quiet else None,
        failures=row.failures,
        created_at=row.created_at,
    )
