"""Counts as series of five-minute steps, and which of the steps were crawled."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, select

from mentions.rules import Rule
from mentions.store import alert_tables as a
from mentions.store import tables as t
from mentions.store.counts import five_minutes_of
from mentions.store.database import Transaction


@dataclass(frozen=True, slots=True)
class Count:
    """Mentions of one tone, brand and source that were published within five minutes.

    `question`: that ask. `rule_id`: of those, what this rule matches; it counts them once more.
    """

    start: datetime
    brand_id: int
    source_id: int
    tone: str
    question: bool
    count: int
    rule_id: int | None = None


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
    tx: Transaction,
    brand_ids: Collection[int],
    rules: Collection[Rule],
    since: datetime,
    until: datetime,
) -> list[Count]:
    """What came of these brands, and what of it these rules match."""
    c = a.five_minute_counts.c
    rows = tx.execute(
        select(c.start, c.brand_id, c.source_id, c.tone, c.question, c["count"]).where(
            c.brand_id.in_(brand_ids), c.start >= since, c.start < until, c["count"] > 0
        )
    )
    return [Count(*row) for row in rows] + _of_rules(tx, brand_ids, rules, since, until)


def _of_rules(
    tx: Transaction,
    brand_ids: Collection[int],
    rules: Collection[Rule],
    since: datetime,
    until: datetime,
) -> list[Count]:
    if not rules:
        return []
    m, b, x = t.mentions.c, t.mention_brands.c, a.rule_matches.c
    query = (
        select(m.published_at, b.brand_id, m.source_id, b.tone, m.question, x.rule_id)
        .join(t.mentions, m.id == x.mention_id)
        .join(t.mention_brands, b.mention_id == x.mention_id)
        .where(x.rule_id.in_([rule.id for rule in rules]), b.brand_id.in_(brand_ids))
        .where(m.published_at >= since, m.published_at < until)
        .where(m.state != "irrelevant", ~m.is_hidden)
    )
    asked = {rule.id: rule.conditions for rule in rules}
    found: Counter[tuple[Any, ...]] = Counter()
    for at, brand_id, source_id, tone, question, rule_id in tx.execute(query):
        if asked[rule_id].is_about(brand_id, tone):
            found[five_minutes_of(at), brand_id, source_id, tone, question, 1, rule_id] += 1
    return [replace(Count(*cell), count=count) for cell, count in found.items()]


def first_starts(tx: Transaction, brand_ids: Collection[int]) -> dict[int, datetime]:
    """When the first mention of each brand that is still counted was published."""
    c = a.five_minute_counts.c
    query = select(c.brand_id, func.min(c.start)).where(c.brand_id.in_(brand_ids), c["count"] > 0)
    return {row[0]: row[1] for row in tx.execute(query.group_by(c.brand_id))}


def told_over(
    tx: Transaction,
    brand_ids: Collection[int],
    since: datetime,
    begin: datetime,
    until: datetime,
    least: int,
) -> list[tuple[int, int, datetime]]:
    """Brand, story and time of each mention from `begin` on of the stories of `least` mentions or
    more that were mentioned from `since` on.
    """
    if not brand_ids:
        return []
    m, b, s = t.mentions.c, t.mention_brands.c, t.stories.c
    is_about = b.brand_id.in_(brand_ids)
    lately = (
        select(m.story_id)
        .join(t.mention_brands, b.mention_id == m.id)
        .join(t.stories, s.id == m.story_id)
        .where(is_about, m.published_at >= since, m.published_at < until, s.size >= least)
    )
    rows = tx.execute(
        select(b.brand_id, m.story_id, m.published_at)
        .join(t.mentions, m.id == b.mention_id)
        .where(is_about, m.story_id.in_(lately))
        .where(m.published_at >= begin, m.published_at < until)
        .where(m.state != "irrelevant", ~m.is_hidden)
    )
    return [(row[0], row[1], row[2]) for row in rows]


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
