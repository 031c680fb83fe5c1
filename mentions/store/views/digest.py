"""What a digest tells of a period: sums over hourly counts, and short lists from its mentions.

A period begins and ends at full hours. Mentions are found by when they were published, and looked
up brand by brand, so what lies outside of the period is never read. Hidden and irrelevant mentions
are left out everywhere.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, select

from mentions.store import alert_tables as a
from mentions.store import tables as t
from mentions.store.alerts import surges
from mentions.store.alerts.surges import Surge
from mentions.store.database import Transaction
from mentions.types import State, Tone

Brands = Collection[int]
_m, _b, _h = t.mentions.c, t.mention_brands.c, t.hourly_counts.c


@dataclass(frozen=True, slots=True)
class StoryTold:
    """A story of the period: how often it was told then and in all, and its first mention then."""

    story_id: int
    mention_id: int
    title: str
    count: int
    size: int
    negative: int
    reach: int | None


@dataclass(frozen=True, slots=True)
class AuthorHeard:
    """An author on a site, by the mention of the greatest reach."""

    author: str
    site: str
    reach: int
    count: int
    mention_id: int
    title: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mention that wants an answer and that nobody has touched."""

    mention_id: int
    title: str
    source: str
    published_at: datetime


def by_brand_and_tone(
    tx: Transaction, since: datetime, until: datetime
) -> dict[int, dict[Tone, int]]:
    """How many mentions of each tone each brand has had; brands without any are left out."""
    query = select(_h.brand_id, _h.tone, func.sum(_h.count)).where(*_hours(since, until))
    found: dict[int, dict[Tone, int]] = {}
    for brand_id, tone, count in tx.execute(query.group_by(_h.brand_id, _h.tone)):
        found.setdefault(brand_id, {})[Tone(tone)] = int(count)
    return found


def by_source(
    tx: Transaction, brands: Brands, since: datetime, until: datetime
) -> dict[int, tuple[str, int, int]]:
    """Each source that brought something: its name, how much, and how much of it negative."""
    negative = func.sum(case((_h.tone == Tone.NEGATIVE.value, _h.count), else_=0))
    total = func.sum(_h.count)
    query = (
        select(_h.source_id, t.sources.c.name, total, negative)
        .join(t.sources, t.sources.c.id == _h.source_id)
        .where(*_hours(since, until), _h.brand_id.in_(brands))
        .group_by(_h.source_id, t.sources.c.name)
        .having(total > 0)
    )
    return {row[0]: (row[1], int(row[2]), int(row[3])) for row in tx.execute(query)}


def top_stories(
    tx: Transaction, brands: Brands, since: datetime, until: datetime, limit: int
) -> list[StoryTold]:
    """Those told most often, then those of the greatest reach."""
    count, reach = func.count(), func.max(_m.reach)
    negative = func.sum(case((_m.tone == Tone.NEGATIVE.value, 1), else_=0))
    told = (
        select(_m.story_id, func.min(_m.id).label("mention_id"), count.label("count"),
               negative.label("negative"), reach.label("reach"))
        .where(_said(brands, since, until))
        .group_by(_m.story_id)
        .order_by(count.desc(), func.coalesce(reach, 0).desc(), _m.story_id)
        .limit(limit)
        .subquery()
    )  # fmt: skip
    c, s = told.c, t.stories.c
    query = (
        select(c.story_id, c.mention_id, s.title, c.count, s.size, c.negative, c.reach)
        .join(t.stories, s.id == c.story_id)
        .order_by(c.count.desc(), func.coalesce(c.reach, 0).desc(), c.story_id)
    )
    return [StoryTold(*row) for row in tx.execute(query)]


def top_authors(
    tx: Transaction, brands: Brands, since: datetime, until: datetime, limit: int
) -> list[AuthorHeard]:
    """Those of the greatest reach, each once a site; whose reach is not known is left out."""
    of_one = (_m.author, _m.site)
    best = func.row_number().over(partition_by=of_one, order_by=(_m.reach.desc(), _m.id))
    heard = (
        select(_m.author, _m.site, _m.reach, func.count().over(partition_by=of_one).label("n"),
               _m.id, _m.title, func.substr(_m.text, 1, 300).label("text"), _m.tone,
               best.label("place"))
        .where(_said(brands, since, until), _m.author != "", _m.reach > 0)
        .subquery()
    )  # fmt: skip
    c = heard.c
    query = select(heard).where(c.place == 1).order_by(c.reach.desc(), c.id).limit(limit)
    return [
        AuthorHeard(row.author, row.site, row.reach, row.n, row.id, row.title or row.text,
                    Tone(row.tone))
        for row in tx.execute(query)
    ]  # fmt: skip


def by_state(tx: Transaction, brands: Brands, since: datetime, until: datetime) -> dict[State, int]:
    """How far people are with what was said."""
    query = select(_m.state, func.count()).where(_said(brands, since, until)).group_by(_m.state)
    return {State(state): int(count) for state, count in tx.execute(query)}


def count_answered(tx: Transaction, brands: Brands, since: datetime, until: datetime) -> int:
    """To how many of the mentions the company's answer was seen at the source."""
    e = t.mention_events.c
    answered = select(e.id).where(e.mention_id == _m.id, e.kind == "answered").exists()
    query = select(func.count()).select_from(t.mentions)
    return int(tx.scalar(query.where(_said(brands, since, until), answered)) or 0)


def by_ticket_state(
    tx: Transaction, brands: Brands, since: datetime, until: datetime
) -> dict[str, int]:
    """Tickets about what was said, by how far they have come."""
    c = t.tickets.c
    query = (
        select(c.state, func.count())
        .join(t.mentions, _m.id == c.mention_id)
        .where(_said(brands, since, until))
        .group_by(c.state)
    )
    return {state: int(count) for state, count in tx.execute(query)}


def waiting(
    tx: Transaction, brands: Brands, since: datetime, until: datetime, limit: int
) -> tuple[list[Waiting], int]:
    """The most pressing of those that want an answer and have none, and how many there are."""
    query = (
        select(_m.id, _m.title, func.substr(_m.text, 1, 300).label("text"), t.sources.c.name,
               _m.published_at, func.count().over().label("n"))
        .join(t.sources, t.sources.c.id == _m.source_id)
        .where(_said(brands, since, until), _m.needs_reply, _m.state == State.NEW.value)
        .order_by(_m.priority, _m.published_at, _m.id)
        .limit(limit)
    )  # fmt: skip
    rows = tx.execute(query).all()
    found = [Waiting(row.id, row.title or row.text, row.name, row.published_at) for row in rows]
    return found, rows[0].n if rows else 0


@dataclass(frozen=True, slots=True)
class Answers:
    """Mentions that were to be answered: how many were in time, late, and still are not."""

    in_time: int = 0
    late: int = 0
    waiting: int = 0

    @property
    def all(self) -> int:
        return self.in_time + self.late + self.waiting


def answers(tx: Transaction, brands: Brands, since: datetime, until: datetime) -> Answers:
    """Of the mentions whose deadline was in the period."""
    d = a.deadlines.c
    query = (
        select(
            func.count(case((d.answered_at <= d.due_at, 1))),
            func.count(case((d.answered_at > d.due_at, 1))),
            func.count(case((d.answered_at.is_(None), 1))),
        )
        .join(t.mentions, _m.id == d.mention_id)
        .where(d.due_at >= since, d.due_at < until, _m.needs_reply, _counts(brands))
    )
    return Answers(*tx.execute(query).one())


def begun_surges(
    tx: Transaction, brands: Brands, since: datetime, until: datetime, limit: int
) -> list[Surge]:
    """Those that people were told of, in the order in which they began."""
    s = a.surges.c
    query = (
        select(s.id)
        .where(s.started_at >= since, s.started_at < until, s.brand_id.in_(brands), s.told > 0)
        .order_by(s.started_at)
        .limit(limit)
    )
    found = (surges.get(tx, surge_id) for surge_id in tx.execute(query).scalars().all())
    return [surge for surge in found if surge is not None]


def _hours(since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    return _h.hour >= since, _h.hour < until


def _said(brands: Brands, since: datetime, until: datetime) -> ColumnElement[bool]:
    """Of a mention: published in the period, about one of the brands, and to be counted."""
    return and_(_m.published_at >= since, _m.published_at < until, _counts(brands))


def _counts(brands: Brands) -> ColumnElement[bool]:
    about = select(_b.mention_id).where(_b.mention_id == _m.id, _b.brand_id.in_(brands)).exists()
    return and_(~_m.is_hidden, _m.state != State.IRRELEVANT.value, about)
