"""Which brands are still to be looked for in what is stored, and how far that has come.

It goes from the newest mention to the oldest. Mentions that are stored after a rematch began are
none of its: ingestion knew the brand as it is now (`serialise_ingest`).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from mentions.store import tables as t
from mentions.store.database import Transaction

_r = t.rematches.c
_m = t.mentions.c


@dataclass(frozen=True, slots=True)
class Rematch:
    """A brand to be looked for in the mentions with an id under `below`."""

    brand_id: int
    version: int
    below: int
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Stretch:
    """The next mentions to look at, the newest first, for all who have come just as far.

    `until` is how far they have come after it; 0 is the end.
    """

    rematches: tuple[Rematch, ...]
    mention_ids: tuple[int, ...]
    until: int


def begin(tx: Transaction, brand_id: int, now: datetime) -> None:
    """Have the brand looked for in all that is stored, from the start if it is being already."""
    newest = tx.execute(select(func.max(_m.id))).scalar()
    if newest is None:
        return
    insert = (sqlite if tx.dialect.name == "sqlite" else postgresql).insert(t.rematches)
    values = {"below": newest + 1, "started_at": now}
    again = insert.on_conflict_do_update(
        index_elements=["brand_id"], set_={**values, "version": _r.version + 1}
    )
    tx.execute(again.values(brand_id=brand_id, version=1, **values))


def drop(tx: Transaction, brand_id: int) -> None:
    tx.execute(delete(t.rematches).where(_r.brand_id == brand_id))


def pending(tx: Transaction) -> list[Rematch]:
    return [Rematch(*row) for row in tx.execute(select(t.rematches).order_by(_r.brand_id))]


def left(tx: Transaction) -> int:
    """How many mentions are still to be looked at for some brand."""
    furthest = select(func.coalesce(func.max(_r.below), 0)).scalar_subquery()
    query = select(func.count()).select_from(t.mentions).where(_m.id < furthest)
    return tx.execute(query).scalar_one()


def next_stretch(tx: Transaction, limit: int) -> Stretch | None:
    """At most `limit` mentions: those who are behind wait until the others have come to them."""
    waiting = pending(tx)
    if not waiting:
        return None
    top = max(one.below for one in waiting)
    floor = max((one.below for one in waiting if one.below < top), default=0)
    query = select(_m.id).where(_m.id < top, _m.id >= floor).order_by(_m.id.desc()).limit(limit)
    ids = tuple(tx.execute(query).scalars())
    together = tuple(one for one in waiting if one.below == top)
    return Stretch(together, ids, ids[-1] if len(ids) == limit else floor)


def advance(tx: Transaction, stretch: Stretch) -> bool:
    """Note that a stretch is done; False where a brand was changed, or another did it meanwhile.

    For a transaction that has called `serialise_ingest`, as whoever changes a brand does.
    """
    if not set(stretch.rematches) <= set(pending(tx)):
        return False
    brand_ids = [one.brand_id for one in stretch.rematches]
    moved = update(t.rematches).where(_r.brand_id.in_(brand_ids))
    tx.execute(moved.values(below=stretch.until))
    tx.execute(delete(t.rematches).where(_r.below == 0))
    return True
