"""Mentions put straight into the tables, as ingest would have left them."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from elasticsearch import Elasticsearch
from sqlalchemy import delete, insert, select, update

from mentions.query import Document, parse
from mentions.store import outbox
from mentions.store import tables as t
from mentions.store.database import Database, Transaction
from search import EVERYTHING, Engine, SearchRequest

START = datetime(2026, 11, 1, tzinfo=UTC)


def store(
    db: Database,
    documents: Sequence[Document],
    *,
    states: Sequence[str] = (),
    hidden: bool = False,
    collected_at: datetime = START,
) -> list[int]:
    """New mentions with their rows in the outbox; their ids in order."""
    with db.write() as tx:
        first = (tx.execute(select(t.mentions.c.id).order_by(-t.mentions.c.id)).scalar() or 0) + 1
        ids = list(range(first, first + len(documents)))
        for number, (mention_id, document) in enumerate(zip(ids, documents, strict=True)):
            state = states[number] if states else "new"
            _insert(tx, mention_id, document, state, hidden, collected_at)
        outbox.put_search(tx, ids, START)
    return ids


def _insert(
    tx: Transaction, mention_id: int, document: Document, state: str, hidden: bool,
    collected_at: datetime,
) -> None:  # fmt: skip
    kind, name = document.source or ("untold", "untold")
    story_id = int(document.story or mention_id)
    if tx.execute(select(t.stories.c.id).where(t.stories.c.id == story_id)).scalar() is None:
        story = {"id": story_id, "title": "", "size": 1, "first_at": START, "last_at": START,
                 "signature": b"", "shingles": 0}  # fmt: skip
        tx.execute(insert(t.stories), story)
    mention = {
        "id": mention_id, "source_id": _source(tx, kind, name), "item_key": str(mention_id),
        "story_id": story_id, "url": "", "address_hash": str(mention_id),
        "title": document.title, "text": document.text, "text_hash": "",
        "author": document.author, "author_url": "", "site": document.site,
        "lang": document.lang, "reach": document.reach,
        "published_at": document.published_at or START + timedelta(minutes=mention_id),
        "collected_at": collected_at, "updated_at": START, "tone": document.tone,
        "confidence": 1.0, "question": document.question, "needs_reply": document.reply,
        "model": "", "state": state, "is_hidden": hidden, "priority": 3, "version": 1, "extra": {},
    }  # fmt: skip
    tx.execute(insert(t.mentions), mention)
    _add_brands_and_tags(tx, mention_id, document)


def _add_brands_and_tags(tx: Transaction, mention_id: int, document: Document) -> None:
    shares = dict.fromkeys(("negative", "neutral", "positive", "question", "needs_reply"), 0.0)
    for brand in document.brands:
        row = {"mention_id": mention_id, "brand_id": brand_id(tx, brand), "places": [],
               "tone": document.tone, "is_corrected": False, **shares}  # fmt: skip
        tx.execute(insert(t.mention_brands), row)
    for tag in document.tags:
        tx.execute(insert(t.mention_tags).values(mention_id=mention_id, tag=tag))


def _source(tx: Transaction, kind: str, name: str) -> int:
    s = t.sources.c
    found = tx.execute(select(s.id).where(s.kind == kind, s.address == name)).scalar()
    if found is not None:
        return int(found)
    values = {"options": {}, "every_seconds": 3600, "cursor": {}}
    statement = insert(t.sources).values(
        kind=kind, address=name, name=name, next_run_at=START, created_at=START, **values
    )
    return int(tx.execute(statement.returning(s.id)).scalar_one())


def brand_id(tx: Transaction, name: str) -> int:
    b = t.brands.c
    found = tx.execute(select(b.id).where(b.name == name)).scalar()
    if found is not None:
        return int(found)
    statement = insert(t.brands).values(name=name, query=name, created_at=START)
    return int(tx.execute(statement.returning(b.id)).scalar_one())


def change(db: Database, mention_id: int, **columns: object) -> None:
    """Change a mention as the store's functions do: another version, a row in the outbox."""
    with db.write() as tx:
        m = t.mentions
        values = {**columns, "version": m.c.version + 1}
        tx.execute(update(m).where(m.c.id == mention_id).values(**values))
        outbox.put_search(tx, [mention_id], START)


def remove(db: Database, mention_id: int) -> None:
    with db.write() as tx:
        outbox.put_search(tx, [mention_id], START)
        tx.execute(delete(t.mentions).where(t.mentions.c.id == mention_id))


def refresh(engine: Engine) -> None:
    """Elasticsearch shows what it was given a second later, unless it is asked to."""
    if engine.name == "elasticsearch":
        health = engine.health()
        if health.documents is not None:
            client = Elasticsearch(os.environ["MOLVA_TEST_ELASTICSEARCH"])
            client.indices.refresh(index="molva-test-*")
            client.close()


def found_ids(engine: Engine, query: str) -> list[int]:
    """All mentions that a query finds, the newest first, by way of every page."""
    refresh(engine)
    found: list[int] = []
    cursor = None
    while True:
        page = engine.search(
            SearchRequest(query=parse(query), filters=EVERYTHING, size=50, cursor=cursor)
        )
        assert page.notice is None
        found += [hit.mention_id for hit in page.hits]
        cursor = page.next_cursor
        if cursor is None:
            return found
