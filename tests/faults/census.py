"""Compares a database, an index and a helpdesk with what the world has published."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, Select, func, select

from mentions.store import counts, inbox
from mentions.store import tables as t
from mentions.store.alert_tables import five_minute_counts
from mentions.store.database import Database, Transaction
from mentions.types import Tone
from search import Engine
from tests.faults.desk import FickleDesk
from tests.faults.world import Post, World


@dataclass(slots=True)
class Findings:
    """A line for each thing that is missing, is there twice, or disagrees with another."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.lost or self.doubled or self.wrong)

    def add(self, other: "Findings") -> None:
        self.lost += other.lost
        self.doubled += other.doubled
        self.wrong += other.wrong

    def compare(self, what: str, found: Counter[Any], expected: Counter[Any]) -> None:
        self.lost += [f"{what}: {each}" for each in (expected - found).elements()]
        self.doubled += [f"{what}: {each}" for each in (found - expected).elements()]


def take(db: Database, engine: Engine, world: World, edition: int, desk: FickleDesk) -> Findings:
    """What is wrong after a journey has ended; `edition` is the last that was crawled."""
    findings = Findings()
    with db.read() as tx:
        _mentions(tx, world, edition, findings)
        _stories_and_tickets(tx, world, edition, desk, findings)
        _counts(tx, findings)
        _queues(tx, world, edition, findings)
        stored = tx.execute(select(func.count()).select_from(t.mentions)).scalar_one()
    findings.wrong += [f"index: mention {each}" for each in engine.differences()]
    if engine.health().documents != stored:
        findings.wrong.append(f"index: {engine.health().documents} of {stored} mentions")
    return findings


def _mentions(tx: Transaction, world: World, edition: int, findings: Findings) -> None:
    posts = [post for post in world.editions[edition] if post.names_brand]
    m = t.mentions.c
    rows = _all(tx, select(m.url, m.title, m.text, m.tone, m.version))
    findings.compare("mention", Counter(row.url for row in rows), Counter({p.url for p in posts}))
    by_url = {post.url: post for post in posts}
    findings.wrong += [row.url for row in rows if not _is_as_published(row, by_url.get(row.url))]
    sightings = select(t.items.c.source_id, t.items.c.url).where(t.items.c.mention_id.is_not(None))
    # Sources are numbered as the feeds are, from 1.
    published = Counter((post.feed + 1, post.url) for post in posts)
    findings.compare("sighting", Counter(map(tuple, _all(tx, sightings))), published)
    edits = select(m.url).join(t.mention_events).where(t.mention_events.c.kind == "edited")
    expected = Counter(world.edited() if edition else ())
    findings.compare("edit", Counter(row.url for row in _all(tx, edits)), expected)


def _is_as_published(row: Row[Any], post: Post | None) -> bool:
    if post is None:
        return False
    tone = Tone.NEGATIVE if post.wants_ticket else Tone.NEUTRAL
    return (row.title, row.text, row.tone) == (post.title, post.text, tone.value)


def _stories_and_tickets(
    tx: Transaction, world: World, edition: int, desk: FickleDesk, findings: Findings
) -> None:
    stories = {
        frozenset(post.url for post in posts): any(post.wants_ticket for post in posts)
        for posts in world.stories(edition).values()
    }
    found: dict[int, set[str]] = {}
    for story_id, url in _all(tx, select(t.mentions.c.story_id, t.mentions.c.url)):
        found.setdefault(story_id, set()).add(url)
    findings.compare("story", Counter(map(frozenset, found.values())), Counter(stories.keys()))
    sizes = {row.id: row.size for row in _all(tx, select(t.stories.c.id, t.stories.c.size))}
    findings.wrong += [
        f"story {key} has {len(found.get(key, ()))} mentions, not {size}"
        for key, size in sizes.items()
        if len(found.get(key, ())) != size
    ]
    tickets = _all(tx, select(t.tickets))
    findings.compare(
        "ticket",
        Counter(frozenset(found[row.story_id]) for row in tickets),
        Counter(urls for urls, is_wanted in stories.items() if is_wanted),
    )
    findings.lost += [f"{row.key} is {row.state}" for row in tickets if row.state != "sent"]
    keys = {row.key for row in tickets}
    findings.lost += [f"{key} was never accepted" for key in keys - desk.keys]
    findings.doubled += [f"{key} is no ticket's" for key in desk.keys - keys]
    findings.doubled += [f"mention {id}: {k}" for id, k in desk.keys_of.items() if len(k) > 1]


def _counts(tx: Transaction, findings: Findings) -> None:
    now = counts.of_mentions(tx, [row.id for row in _all(tx, select(t.mentions.c.id))])
    for table, recount in (
        (t.hourly_counts, counts.by_hour(now)),
        (five_minute_counts, now),
    ):
        rows = _all(tx, select(*table.primary_key, table.c["count"]))
        kept = {counts.Cell(*cell): count for *cell, count in rows if count}
        if kept != dict(recount):
            findings.wrong.append(f"{table.name} differ from a recount")


def _queues(tx: Transaction, world: World, edition: int, findings: Findings) -> None:
    waiting = inbox.counts(tx)
    left = {
        "pending items": waiting["pending"],
        "broken items": waiting["broken"],
        "outbox rows": len(_all(tx, select(t.outbox.c.id))),
        "leased sources": len(
            _all(tx, select(t.sources.c.id).where(t.sources.c.lease_owner != ""))
        ),
    }
    findings.lost += [f"{count} {what}" for what, count in left.items() if count]
    strangers = [post for post in world.editions[edition] if not post.names_brand]
    if waiting["unmatched"] != len(strangers):
        findings.wrong.append(f"{waiting['unmatched']} unmatched items, not {len(strangers)}")


def _all(tx: Transaction, query: Select[Any]) -> list[Row[Any]]:
    return list(tx.execute(query))
