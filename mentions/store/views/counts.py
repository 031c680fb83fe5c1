"""Sums over the hourly counts: what the chart and the tiles show, whatever the volume."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from mentions.store.database import Transaction
from mentions.store.tables import hourly_counts
from mentions.types import Tone


@dataclass(frozen=True, slots=True)
class Counted:
    """How many mentions of one tone were published within the hour that starts at `hour`."""

    hour: datetime
    tone: Tone
    count: int


def tone_by_hour(
    tx: Transaction,
    *,
    brand_id: int | None = None,
    source_id: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> tuple[Counted, ...]:
    """The hours that have mentions, in order; a mention of two brands counts for each of them.

    Hidden and irrelevant mentions are not counted.
    """
    c = hourly_counts.c
    total = func.sum(c.count)
    query = select(c.hour, c.tone, total).group_by(c.hour, c.tone).having(total > 0)
    if brand_id is not None:
        query = query.where(c.brand_id == brand_id)
    if source_id is not None:
        query = query.where(c.source_id == source_id)
    if since is not None:
        query = query.where(c.hour >= since)
    if until is not None:
        query = query.where(c.hour < until)
    rows = tx.execute(query.order_by(c.hour))
    return tuple(Counted(hour, Tone(tone), int(count)) for hour, tone, count in rows)


def tone_by_brand(tx: Transaction, *, since: datetime) -> dict[int, dict[Tone, int]]:
    """How many mentions of each tone each brand has had since then."""
    c = hourly_counts.c
    query = select(c.brand_id, c.tone, func.sum(c.count)).where(c.hour >= since)
    found: dict[int, dict[Tone, int]] = {}
    for brand_id, tone, count in tx.execute(query.group_by(c.brand_id, c.tone)):
        found.setdefault(brand_id, {})[Tone(tone)] = int(count)
    return found


def by_source(tx: Transaction, ids: Sequence[int], *, since: datetime) -> dict[int, int]:
    """How many mentions each of these sources has brought that were published since then."""
    c = hourly_counts.c
    counted = select(c.source_id, func.sum(c.count)).where(c.hour >= since, c.source_id.in_(ids))
    query = counted.group_by(c.source_id)
    return {source_id: int(count) for source_id, count in tx.execute(query)}
