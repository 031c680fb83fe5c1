"""Mentions that a rule wants told: one of a story, kept with the mention and told in batches."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from mentions.store import alert_tables as a
from mentions.store import tables as t
from mentions.store.database import Transaction

_x = a.alert_matches.c


@dataclass(frozen=True, slots=True)
class Match:
    """A mention of a story that a rule wants told."""

    rule_id: int
    story_id: int
    mention_id: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """What of a rule is still to be told: how many, the first of them, since when."""

    rule_id: int
    count: int
    first_id: int
    oldest_at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """A mention as a message tells of it."""

    mention_id: int
    title: str
    text: str
    author: str
    reach: int | None
    source: str
    tone: str


def put(tx: Transaction, matches: Iterable[Match], now: datetime) -> None:
    """Note what is to be told; a story that a rule has told of, or will, is left as it is."""
    rows = [
        {"rule_id": m.rule_id, "story_id": m.story_id, "mention_id": m.mention_id, "at": now}
        for m in matches
    ]
    if rows:
        insert = (sqlite if tx.dialect.name == "sqlite" else postgresql).insert
        statement = insert(a.alert_matches).on_conflict_do_nothing(
            index_elements=["rule_id", "story_id"]
        )
        tx.execute(statement, rows)


def waiting(tx: Transaction) -> list[Waiting]:
    """By rule, the longest waiting first."""
    oldest = func.min(_x.at)
    query = select(_x.rule_id, func.count(), func.min(_x.id), oldest).where(_x.told_at.is_(None))
    rows = tx.execute(query.group_by(_x.rule_id).order_by(oldest))
    return [Waiting(*row) for row in rows]


def last_told_at(tx: Transaction, rule_id: int) -> datetime | None:
    return tx.execute(select(func.max(_x.told_at)).where(_x.rule_id == rule_id)).scalar()


def take(tx: Transaction, rule_id: int, now: datetime) -> list[int]:
    """All that waits of a rule, told from now on; ids of the matches in the order they came."""
    untold = _x.rule_id == rule_id, _x.told_at.is_(None)
    taken = update(a.alert_matches).where(*untold).values(told_at=now).returning(_x.id)
    return sorted(tx.execute(taken).scalars())


def told(
    tx: Transaction, rule_id: int, at: datetime, news: timedelta, limit: int
) -> tuple[list[Told], int]:
    """What was taken at that moment, those of the greatest reach first, and how many in all.

    What was older than `news` when it came in, and what is hidden by now, is left out.
    """
    m = t.mentions.c
    query = (
        select(m.id, m.title, m.text, m.author, m.reach, t.sources.c.name, m.tone,
               func.count().over())
        .join(a.alert_matches, _x.mention_id == m.id)
        .join(t.sources, t.sources.c.id == m.source_id)
        .where(_x.rule_id == rule_id, _x.told_at == at)
        .where(~m.is_hidden, m.state != "irrelevant")
        .where(m.published_at > at - news)
        .order_by(func.coalesce(m.reach, 0).desc(), m.id)
        .limit(limit)
    )  # fmt: skip
    rows = tx.execute(query).all()
    return [Told(*row[:-1]) for row in rows], rows[0][-1] if rows else 0
