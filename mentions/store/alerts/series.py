"""Counts as series of five-minute steps, and which of the steps were crawled."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, func, select

from mentions.store import alert_tables as a
from mentions.store import tables as t
from mentions.store.database import Transaction


@dataclass(frozen=True, slots=True)
class Count:
    """Mentions of one tone, brand and source that were published within five minutes."""

    start: datetime
    brand_id: int
    source_id: int
    tone: str
    count: int


@dataclass(frozen=True, slots=True)
class Change:
    """A brand whose counts have changed from `since` on; `version` tells one mark from the next."""

    brand_id: int
    since: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Crawl:
    """A crawl that saw all that its source showed at `started_at`; `every` in seconds."""

    source_id: int
    started_at: datetime
    every: int


def counts(
    tx: Transaction, brand_ids: Collection[int], since: datetime, until: datetime
) -> list[Count]:
    c = a.five_minute_counts.c
    rows = tx.execute(
        select(c.start, c.brand_id, c.source_id, c.tone, c["count"]).where(
            c.brand_id.in_(brand_ids), c.start >= since, c.start < until, c["count"] > 0
        )
    )
    return [Count(*row) for row in rows]


def first_start(tx: Transaction) -> datetime | None:
    """When the first mention that is still counted was published."""
    return tx.execute(select(func.min(a.five_minute_counts.c.start))).scalar()


def changes(tx: Transaction) -> list[Change]:
    c = a.count_changes.c
    return [Change(*row) for row in tx.execute(select(c.brand_id, c.since, c.version))]


def forget_changes(tx: Transaction, seen: Sequence[Change]) -> None:
    """Take the marks away, but for brands that have changed again since they were read."""
    c = a.count_changes.c
    for change in seen:
        same = and_(c.brand_id == change.brand_id, c.version == change.version)
        tx.execute(delete(a.count_changes).where(same))


def crawls(tx: Transaction, since: datetime) -> list[Crawl]:
    """Those that succeeded, in order."""
    c, s = t.crawls.c, t.sources.c
    rows = tx.execute(
        select(c.source_id, c.started_at, s.every_seconds)
        .join(t.sources, s.id == c.source_id)
        .where(c.started_at >= since, c.outcome.in_(("new", "nothing")))
        .order_by(c.started_at)
    )
    return [Crawl(*row) for row in rows]


def forget_counts(tx: Transaction, before: datetime) -> None:
    tx.execute(delete(a.five_minute_counts).where(a.five_minute_counts.c.start < before))
