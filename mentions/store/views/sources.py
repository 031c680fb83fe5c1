"""Sources as the pages list them: each with its health."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, not_, or_, select, true

from mentions.store.database import Transaction, one_of
from mentions.store.sources import Source, of_row
from mentions.store.tables import hourly_counts, sources
from mentions.types import Outcome

# Among how many a person can still choose in a list.
MOST_NAMES = 300

# The column leaves SQL's own NULL where a source is not quiet.
IS_QUIET = sources.c.quiet.is_not(None)
IS_OFF = not_(sources.c.is_enabled)
# One that a person has switched off asks for nothing; one that is stopped was switched off by us.
IS_UNWELL = or_(
    and_(
        sources.c.is_enabled,
        sources.c.last_outcome.in_([Outcome.BLOCKED.value, Outcome.BROKEN.value]),
    ),
    sources.c.last_outcome == Outcome.STOPPED.value,
    IS_QUIET,
)


@dataclass(frozen=True, slots=True)
class SourceName:
    id: int
    name: str
    kind: str


def names(tx: Transaction) -> list[SourceName]:
    """All sources by name."""
    columns = (sources.c.id, sources.c.name, sources.c.kind)
    return [SourceName(*row) for row in tx.execute(select(*columns).order_by(sources.c.name))]


def telling(tx: Transaction, chosen: int | None, *, since: datetime) -> list[SourceName]:
    """Sources by name, for narrowing mentions: all, or of many those that brought the most since
    then; `chosen` among them.
    """
    columns = (sources.c.id, sources.c.name, sources.c.kind)
    query = select(*columns).order_by(sources.c.name)
    if tally(tx).all > MOST_NAMES:
        c = hourly_counts.c
        most = select(c.source_id).where(c.hour >= since).group_by(c.source_id)
        ids = tx.execute(most.order_by(func.sum(c.count).desc()).limit(MOST_NAMES)).scalars().all()
        query = query.where(sources.c.id.in_([*ids, chosen])) if ids else query.limit(MOST_NAMES)
    return [SourceName(*row) for row in tx.execute(query)]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many sources there are, and how many of them ask for a look or are switched off."""

    all: int
    unwell: int
    quiet: int
    off: int


def tally(tx: Transaction) -> Tally:
    def count(which: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count().filter(which)

    counts = (count(true()), count(IS_UNWELL), count(IS_QUIET), count(IS_OFF))
    return Tally(*tx.execute(select(*counts).select_from(sources)).one())


def kinds(tx: Transaction) -> list[str]:
    """The kinds that there are sources of."""
    return list(tx.execute(select(sources.c.kind).distinct().order_by(sources.c.kind)).scalars())


def found(tx: Transaction, words: str, kind: str, which: ColumnElement[bool] | None) -> list[int]:
    """Sources by id, those that ask for a look first, then by name.

    `words` stand in the name or address, whatever their case: compared here, since SQLite folds
    Latin letters only.
    """
    chosen = [one for one in (which, sources.c.kind == kind if kind else None) if one is not None]
    query = select(sources.c.id, sources.c.name, sources.c.address).where(and_(true(), *chosen))
    # Not by NOT: of a source that has never been crawled neither is true.
    unwell_first = case((IS_UNWELL, 0), else_=1)
    rows = tx.execute(query.order_by(unwell_first, sources.c.name, sources.c.id)).all()
    wanted = words.casefold()
    return [
        row.id
        for row in rows
        if not wanted or wanted in row.name.casefold() or wanted in row.address.casefold()
    ]


def by_ids(tx: Transaction, ids: Sequence[int]) -> list[Source]:
    """In the order of the ids."""
    rows = tx.execute(select(sources).where(one_of(tx, sources.c.id, ids)))
    by_id = {row.id: of_row(row) for row in rows}
    return [by_id[one] for one in ids if one in by_id]


def first(tx: Transaction, which: ColumnElement[bool], limit: int) -> list[Source]:
    rows = tx.execute(select(sources).where(which).order_by(sources.c.id).limit(limit))
    return [of_row(row) for row in rows]
