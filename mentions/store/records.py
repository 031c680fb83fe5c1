"""Mentions as they leave the product: whole records, in the order of their ids."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from mentions.query import Query, analyse
from mentions.store import deadlines, documents
from mentions.store import tables as t
from mentions.store.database import Database, Transaction

BATCH = 500


@dataclass(frozen=True, slots=True)
class BrandRecord:
    name: str
    tone: str


@dataclass(frozen=True, slots=True)
class Record:
    """A mention with what was read from it; `brands` have the tone toward each."""

    id: int
    url: str
    title: str
    text: str
    author: str
    author_url: str
    site: str
    source: str
    source_kind: str
    lang: str
    published_at: datetime
    collected_at: datetime
    reach: int | None
    tone: str
    confidence: float
    question: bool
    needs_reply: bool
    state: str
    priority: int
    story_id: int
    brands: tuple[BrandRecord, ...]
    tags: tuple[str, ...]
    answer_by: datetime | None
    answered_at: datetime | None


def matching(db: Database, query: Query) -> Iterator[Record]:
    """Every stored mention that the query matches, in short transactions.

    Asked of the database, not of the index: an export leaves nothing out while that is behind.
    """
    after = 0
    while True:
        with db.read() as tx:
            ids = documents.ids_after(tx, after, BATCH)
            stored = documents.by_ids(tx, ids)
            wanted = [
                key
                for key, one in sorted(stored.items())
                if query.match(analyse(one.document)) is not None
            ]
            found = by_ids(tx, wanted)
        yield from (found[key] for key in wanted)
        if len(ids) < BATCH:
            return
        after = ids[-1]


def by_ids(tx: Transaction, mention_ids: Collection[int]) -> dict[int, Record]:
    """The records that there are of these."""
    stored = documents.by_ids(tx, mention_ids)
    rows = tx.execute(select(t.mentions).where(t.mentions.c.id.in_(mention_ids)))
    due = deadlines.of_mentions(tx, mention_ids)
    return {
        row.id: _record(stored[row.id], row, due.get(row.id)) for row in rows if row.id in stored
    }


def _record(
    stored: documents.StoredDocument, row: Row[Any], deadline: deadlines.Deadline | None
) -> Record:
    document = stored.document
    return Record(
        id=stored.mention_id,
        url=row.url,
        title=document.title,
        text=document.text,
        author=document.author,
        author_url=row.author_url,
        site=document.site,
        source=document.source[1],
        source_kind=document.source[0],
        lang=document.lang,
        published_at=stored.published_at,
        collected_at=stored.collected_at,
        reach=document.reach,
        tone=document.tone,
        confidence=row.confidence,
        question=document.question,
        needs_reply=document.reply,
        state=stored.state,
        priority=row.priority,
        story_id=stored.story_id,
        brands=tuple(BrandRecord(name, tone) for _, name, tone in stored.brands),
        tags=document.tags,
        answer_by=deadline.due_at if deadline else None,
        answered_at=deadline.answered_at if deadline else None,
    )
