"""Sums over the hourly counts: what the chart and the tiles show, whatever the volume."""

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
