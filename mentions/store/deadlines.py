"""When mentions are to be answered: set when they come, over when they are answered.

A deadline counts from when the mention came to us and not from when it was published: many sources
show no more than the day, and one that is crawled every four hours would bring it late already.
What is set later holds for what comes later, so that no deadline moves after the fact.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from mentions.store import alert_tables as a
from mentions.store import meta
from mentions.store import tables as t
from mentions.store.database import Transaction, one_of
from mentions.types import State

NAME = "answers"
# An older mention (a new source's past) has nobody who still waits for a quick answer.
NEWS = timedelta(hours=24)
OPEN = (State.NEW.value, State.WORKING.value)

_d, _m, _b = a.deadlines.c, t.mentions.c, t.mention_brands.c


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    """Minutes in which a mention is to be answered, 0 for no deadline; `brands` have their own.

    `warning`: how many minutes before a deadline people are told of it, 0 for never; `channels`:
    where, all of the team's if there are none.
    """

    usual: int = 0
    warning: int = 30
    brands: Mapping[int, int] = field(default_factory=dict)
    channels: tuple[int, ...] = ()

    @property
    def is_set(self) -> bool:
        return bool(self.usual or any(self.brands.values()))

    def shortest(self, brand_ids: Collection[int]) -> int:
        """Of a mention of these brands."""
        asked = [self.brands.get(brand_id, self.usual) for brand_id in brand_ids]
        return min(filter(None, asked), default=0)


@dataclass(frozen=True, slots=True)
class Deadline:
    due_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Due:
    """A mention whose deadline people are told of."""

    mention_id: int
    title: str
    text: str
    source: str
    due_at: datetime


def times(tx: Transaction) -> AnswerTimes:
    stored: dict[str, Any] | None = meta.get(tx, NAME)
    if stored is None:
        return AnswerTimes()
    brands = {int(brand_id): minutes for brand_id, minutes in stored["brands"].items()}
    return AnswerTimes(**{**stored, "brands": brands, "channels": tuple(stored["channels"])})


def set_times(tx: Transaction, given: AnswerTimes) -> None:
    brands = {str(brand_id): minutes for brand_id, minutes in given.brands.items()}
    meta.put(tx, NAME, {**asdict(given), "brands": brands})


def begin(tx: Transaction, mention_ids: Collection[int], now: datetime) -> None:
    """Give a deadline to those of these that want an answer and have neither of the two."""
    asked = times(tx)
    if not mention_ids or not asked.is_set:
        return
    query = (
        select(_m.id, _m.extra, _b.brand_id)
        .join(t.mention_brands, _b.mention_id == _m.id)
        .where(one_of(tx, _m.id, mention_ids), _is_open(), _m.published_at > now - NEWS)
    )
    brands: dict[int, list[int]] = {}
    for mention_id, extra, brand_id in tx.execute(query):
        if not extra.get("is_archive") and not extra.get("answer"):
            brands.setdefault(mention_id, []).append(brand_id)
    rows = [
        {"mention_id": mention_id, "due_at": now + timedelta(minutes=minutes)}
        for mention_id, about in brands.items()
        if (minutes := asked.shortest(about))
    ]
    if rows:
        insert = (sqlite if tx.dialect.name == "sqlite" else postgresql).insert
        tx.execute(insert(a.deadlines).on_conflict_do_nothing(), rows)


def answered(tx: Transaction, mention_id: int, now: datetime) -> None:
    """The mention has its answer, or a person says that it is done."""
    waits = _d.mention_id == mention_id, _d.answered_at.is_(None)
    tx.execute(update(a.deadlines).where(*waits).values(answered_at=now))


def reopened(tx: Transaction, mention_id: int) -> None:
    """A person says that it is not done after all."""
    mine = _d.mention_id == mention_id
    tx.execute(update(a.deadlines).where(mine).values(answered_at=None))


def of_mentions(tx: Transaction, mention_ids: Collection[int]) -> dict[int, Deadline]:
    query = select(_d.mention_id, _d.due_at, _d.answered_at)
    rows = tx.execute(query.where(_d.mention_id.in_(list(mention_ids))))
    return {row.mention_id: Deadline(row.due_at, row.answered_at) for row in rows}


def ids(since: datetime | None, until: datetime | None) -> Select[tuple[int]]:
    """The mentions that are unanswered, with a deadline after `since` up to `until`."""
    return select(_d.mention_id).where(*_open(since, until))


def waiting(since: datetime | None, until: datetime | None) -> FromClause:
    """The same with their deadlines, to be joined."""
    return select(_d.mention_id, _d.due_at).where(*_open(since, until)).subquery()


def nearest(
    tx: Transaction, since: datetime | None, until: datetime | None, limit: int
) -> list[int]:
    """The same, as many as asked for."""
    return list(
        tx.execute(ids(since, until).order_by(_d.due_at, _d.mention_id).limit(limit)).scalars()
    )


def is_due(
    table: FromClause, since: datetime | None, until: datetime | None
) -> ColumnElement[bool]:
    """Of `mentions` or an alias of it: that it is one of these, and people have not said no."""
    c = table.c
    return and_(
        c.needs_reply, c.state.in_(OPEN), ids(since, until).where(_d.mention_id == c.id).exists()
    )


def first_untold(tx: Transaction, since: datetime) -> datetime | None:
    """The nearest deadline after `since` that nobody has been told of."""
    query = select(_d.due_at).join(t.mentions, _m.id == _d.mention_id)
    query = query.where(*_untold(since, None)).order_by(_d.due_at).limit(1)
    return tx.execute(query).scalar()


def take(tx: Transaction, since: datetime, until: datetime, now: datetime) -> list[int]:
    """The mentions whose deadlines are to be told of, and are from now on; the nearest first."""
    query = select(_d.mention_id).join(t.mentions, _m.id == _d.mention_id)
    query = query.where(*_untold(since, until)).order_by(_d.due_at, _m.id)
    taken = list(tx.execute(query).scalars())
    mine = one_of(tx, _d.mention_id, taken)
    tx.execute(update(a.deadlines).where(mine).values(told_at=now))
    return taken


def told(tx: Transaction, mention_ids: Collection[int]) -> list[Due]:
    """These mentions as a message tells of them, the nearest first."""
    query = (
        select(_m.id, _m.title, func.substr(_m.text, 1, 300), t.sources.c.name, _d.due_at)
        .join(a.deadlines, _d.mention_id == _m.id)
        .join(t.sources, t.sources.c.id == _m.source_id)
        .where(_m.id.in_(list(mention_ids)))
        .order_by(_d.due_at, _m.id)
    )
    return [Due(*row) for row in tx.execute(query)]


def _untold(since: datetime, until: datetime | None) -> tuple[ColumnElement[bool], ...]:
    return (*_open(since, until), _d.told_at.is_(None), _is_open())


def _open(since: datetime | None, until: datetime | None) -> tuple[ColumnElement[bool], ...]:
    found: list[ColumnElement[bool]] = [_d.answered_at.is_(None)]
    if since is not None:
        found.append(_d.due_at > since)
    if until is not None:
        found.append(_d.due_at <= until)
    return tuple(found)


def _is_open() -> ColumnElement[bool]:
    """Of a mention: it wants an answer, and people have not said otherwise."""
    return and_(_m.needs_reply, ~_m.is_hidden, _m.state.in_(OPEN))
