"""Surges: one row an event, from its start to its end."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, insert, or_, select, update

from mentions.store import alert_tables as a
from mentions.store import tables as t
from mentions.store.alerts import notices
from mentions.store.database import Transaction

ALL, NEGATIVE, QUESTION = "all", "negative", "question"
SOURCE, RULE, STORY = "source", "rule", "story"

_s = a.surges.c


@dataclass(frozen=True, slots=True)
class Series:
    """What is counted of a brand: all mentions, the negative ones, those that ask, one source's,
    what one rule matches, or one story's.
    """

    brand_id: int
    kind: str
    source_id: int | None = None
    rule_id: int | None = None
    story_id: int | None = None


@dataclass(frozen=True, slots=True)
class Surge:
    """`peak` and `told` are mentions an hour; `told` is 0 where people were not told.

    `told_at`: of the first message; `held_until`: not told yet, for the brand's sake.
    """

    id: int
    series: Series
    started_at: datetime
    found_at: datetime
    ended_at: datetime | None
    peak_at: datetime
    peak: float
    observed: int
    expected: float
    told: float
    reason: Mapping[str, Any]
    told_at: datetime | None
    held_until: datetime | None
    escalated_at: datetime | None
    seen_at: datetime | None
    seen_by: int | None


def add(
    tx: Transaction,
    series: Series,
    *,
    started_at: datetime,
    found_at: datetime,
    peak_at: datetime,
    peak: float,
    observed: int,
    expected: float,
    told: float,
    reason: Mapping[str, Any],
    told_at: datetime | None = None,
    held_until: datetime | None = None,
) -> int:
    """Its id."""
    statement = insert(a.surges).values(
        **asdict(series),
        started_at=started_at,
        found_at=found_at,
        peak_at=peak_at,
        peak=peak,
        observed=observed,
        expected=expected,
        told=told,
        reason=dict(reason),
        told_at=told_at,
        held_until=held_until,
    )
    return int(tx.execute(statement.returning(_s.id)).scalar_one())


def change(tx: Transaction, surge_id: int, **values: Any) -> None:
    tx.execute(update(a.surges).where(_s.id == surge_id).values(**values))


def mark_seen(tx: Transaction, surge_id: int, user_id: int, now: datetime) -> bool:
    """«Вижу»: who looks after it; False where somebody has said so before.

    Nobody else need be called to it.
    """
    notices.withdraw(tx, surge_id, notices.ESCALATED)
    done = tx.execute(
        update(a.surges)
        .where(_s.id == surge_id, _s.seen_at.is_(None))
        .values(seen_at=now, seen_by=user_id)
    )
    return done.rowcount == 1


def mark_escalated(tx: Transaction, surge_id: int, now: datetime) -> bool:
    """False where somebody is on it, or it was escalated before."""
    done = tx.execute(
        update(a.surges)
        .where(_s.id == surge_id, _s.seen_at.is_(None), _s.escalated_at.is_(None))
        .values(escalated_at=now)
    )
    return done.rowcount == 1


def unattended(tx: Transaction) -> list[Surge]:
    """Those that last, that people were told of, that nobody is on and that were not escalated."""
    query = select(a.surges).where(
        _s.ended_at.is_(None), _s.told > 0, _s.seen_at.is_(None), _s.escalated_at.is_(None)
    )
    return [_surge(row) for row in tx.execute(query.order_by(_s.id))]


def last_told_at(tx: Transaction, brand_id: int, *, kind: str | None = None) -> datetime | None:
    """When the latest first message about the brand, of this kind of series, went out."""
    query = select(func.max(_s.told_at)).where(_s.brand_id == brand_id)
    if kind is not None:
        query = query.where(_s.kind == kind)
    return tx.execute(query).scalar()


def lasting_at(tx: Transaction, since: datetime) -> list[Surge]:
    """Those that were not over at `since`, the latest first."""
    late = select(a.surges).where(or_(_s.ended_at.is_(None), _s.ended_at >= since))
    return [_surge(row) for row in tx.execute(late.order_by(_s.started_at.desc()))]


def latest(
    tx: Transaction, *, brand_id: int | None = None, limit: int = 50, before: int | None = None
) -> list[Surge]:
    """Those that began last first; go on with the last one's id as `before`."""
    query = select(a.surges).order_by(_s.started_at.desc(), _s.id.desc()).limit(limit)
    if brand_id is not None:
        query = query.where(_s.brand_id == brand_id)
    if before is not None:
        began = select(_s.started_at).where(_s.id == before).scalar_subquery()
        is_as_late = and_(_s.started_at == began, _s.id < before)
        query = query.where(or_(_s.started_at < began, is_as_late))
    return [_surge(row) for row in tx.execute(query)]


def get(tx: Transaction, surge_id: int) -> Surge | None:
    row = tx.execute(select(a.surges).where(_s.id == surge_id)).first()
    return None if row is None else _surge(row)


def _surge(row: Row[Any]) -> Surge:
    return Surge(
        row.id,
        Series(row.brand_id, row.kind, row.source_id, row.rule_id, row.story_id),
        row.started_at,
        row.found_at,
        row.ended_at,
        row.peak_at,
        row.peak,
        row.observed,
        row.expected,
        row.told,
        row.reason,
        row.told_at,
        row.held_until,
        row.escalated_at,
        row.seen_at,
        row.seen_by,
    )


@dataclass(frozen=True, slots=True)
class Said:
    """One of the mentions that a surge is made of; `story_size` counts reprints everywhere."""

    mention_id: int
    title: str
    text: str
    author: str
    reach: int | None
    site: str
    source: str
    story_id: int
    story_size: int
    published_at: datetime


def said(
    tx: Transaction, series: Series, since: datetime, until: datetime, limit: int
) -> Sequence[Said]:
    """The mentions of a series that were published then, the newest first."""
    m, s = t.mentions.c, t.stories.c
    query = (
        select(m.id, m.title, m.text, m.author, m.reach, m.site, t.sources.c.name, m.story_id,
               s.size, m.published_at)
        .join(t.sources, t.sources.c.id == m.source_id)
        .join(t.stories, s.id == m.story_id)
    )  # fmt: skip
    rows = tx.execute(
        _of_series(query, series, since, until)
        .order_by(m.published_at.desc(), m.id.desc())
        .limit(limit)
    )
    return [Said(*row) for row in rows]


def times(tx: Transaction, series: Series, since: datetime, until: datetime) -> dict[int, datetime]:
    """When each mention of a series (by its id) was published, of those of that time."""
    query = select(t.mentions.c.id, t.mentions.c.published_at)
    return {row[0]: row[1] for row in tx.execute(_of_series(query, series, since, until))}


def _of_series(query: Select[Any], series: Series, since: datetime, until: datetime) -> Select[Any]:
    m, b = t.mentions.c, t.mention_brands.c
    query = query.join(t.mention_brands, b.mention_id == m.id)
    query = query.where(b.brand_id == series.brand_id, m.state != "irrelevant", ~m.is_hidden)
    query = query.where(m.published_at >= since, m.published_at < until)
    if series.kind == NEGATIVE:
        query = query.where(b.tone == "negative")
    if series.kind == QUESTION:
        query = query.where(m.question)
    if series.source_id is not None:
        query = query.where(m.source_id == series.source_id)
    if series.rule_id is not None:
        x = a.rule_matches.c
        query = query.join(a.rule_matches, x.mention_id == m.id)
        query = query.where(x.rule_id == series.rule_id)
    if series.story_id is not None:
        query = query.where(m.story_id == series.story_id)
    return query


def brand_names(tx: Transaction) -> dict[int, str]:
    """Those that are watched."""
    b = t.brands.c
    return {row.id: row.name for row in tx.execute(select(b.id, b.name).where(b.is_active))}


def count_open(tx: Transaction) -> int:
    query = select(func.count()).select_from(a.surges).where(_s.ended_at.is_(None))
    return int(tx.execute(query).scalar_one())
