"""Forgetting: what is older than the administrator keeps it, and whom the law lets ask for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, or_, select

from mentions.store import counts, imports, inbox, mentions, stories
from mentions.store import service_tables as s
from mentions.store import tables as t
from mentions.store.alerts import digests, forgetting
from mentions.store.database import Database, Transaction, serialise_ingest

# Few enough that a write transaction stays short.
BATCH = 500

KEEP_CRAWLS = timedelta(days=30)
KEEP_LOGIN_ATTEMPTS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """For how long: mentions with all that hangs on them, and items that named no brand."""

    mentions: timedelta
    unmatched: timedelta


def forget_old(db: Database, keep: Kept, now: datetime) -> int:
    """Delete what is older than it is kept, in short transactions; how many mentions went."""
    old = select(t.mentions.c.id).where(t.mentions.c.published_at < now - keep.mentions)
    gone = 0
    while True:
        with db.write() as tx:
            ids = list(tx.execute(old.limit(BATCH)).scalars())
            mentions.remove(tx, ids, now)
        gone += len(ids)
        if len(ids) < BATCH:
            break
    with db.write() as tx:
        _forget_traces(tx, keep, now)
    return gone


def forget_author(db: Database, author: str, now: datetime) -> int:
    """Delete all mentions by an author, named by name or page address; how many they were.

    With them goes what is by that author in the inbox, also what a worker has in hand.
    """
    m = t.mentions.c
    with db.read() as tx:
        waiting = inbox.by_author(tx, author)
    with db.write() as tx:
        serialise_ingest(tx)
        inbox.remove(tx, waiting)
        theirs = tx.execute(select(m.id, m.author).where(_is_by(tx, author))).all()
        ids = [row.id for row in theirs]
        forgetting.strike(tx, set(ids), {row.author for row in theirs})
        for start in range(0, len(ids), BATCH):
            mentions.remove(tx, ids[start : start + BATCH], now)
    return len(ids)


def names_of(tx: Transaction, author: str) -> list[str]:
    """What an author, named by name or page address, is called in the mentions."""
    m = t.mentions.c
    named = tx.execute(select(m.author).where(_is_by(tx, author)).distinct())
    return sorted(named.scalars())


def _is_by(tx: Transaction, author: str) -> ColumnElement[bool]:
    m = t.mentions.c
    # Not lower(): SQLite's knows Latin letters only.
    known = tx.execute(select(m.author).distinct()).scalars()
    names = [name for name in known if name.casefold() == author.casefold()]
    return or_(m.author.in_(names), m.author_url == author)


def _forget_traces(tx: Transaction, keep: Kept, now: datetime) -> None:
    forgetting.forget_old(tx, now - keep.mentions)
    digests.forget_old(tx, now - keep.mentions)
    imports.forget_old(tx, now)
    for table, old in (
        (t.inbox, (t.inbox.c.state != "pending") & (t.inbox.c.fetched_at < now - keep.unmatched)),
        (t.items, t.items.c.mention_id.is_(None) & (t.items.c.seen_at < now - keep.mentions)),
        (t.crawls, t.crawls.c.finished_at < now - KEEP_CRAWLS),
        (s.login_attempts, s.login_attempts.c.at < now - KEEP_LOGIN_ATTEMPTS),
        (s.sessions, s.sessions.c.expires_at < now),
        (t.hourly_counts, t.hourly_counts.c.hour < counts.hour_of(now - keep.mentions)),
        (s.leases, s.leases.c.until < now - timedelta(days=1)),
        (
            t.story_bands,
            t.story_bands.c.story_id.in_(
                select(t.stories.c.id).where(t.stories.c.last_at < now - stories.LIFETIME)
            ),
        ),
    ):
        tx.execute(delete(table).where(old))
