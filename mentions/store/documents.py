"""Mentions as a search engine needs them: all that can be asked of one, in batches."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from mentions.query import Document
from mentions.store import tables as t
from mentions.store.database import Transaction


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A mention for the index. `version` grows with each change: a later one must win.

    `brands` are (id, name, tone toward it) each; `document` is what queries are matched against.
    """

    mention_id: int
    version: int
    story_id: int
    source_id: int
    brands: tuple[tuple[int, str, str], ...]
    state: str
    is_hidden: bool
    published_at: datetime
    collected_at: datetime
    document: Document


def by_ids(tx: Transaction, mention_ids: Collection[int]) -> dict[int, StoredDocument]:
    """The mentions that there are of these."""
    if not mention_ids:
        return {}
    m = t.mentions.c
    query = (
        select(
            m.id, m.version, m.story_id, m.source_id, m.state, m.is_hidden, m.published_at,
            m.collected_at, m.title, m.text, m.author, m.site, m.lang, m.tone, m.question,
            m.needs_reply, m.reach, t.sources.c.kind, t.sources.c.name,
        )
        .join(t.sources, t.sources.c.id == m.source_id)
        .where(m.id.in_(mention_ids))
    )  # fmt: skip
    rows = tx.execute(query).all()
    brands = _brands(tx, mention_ids)
    tags = _tags(tx, mention_ids)
    return {
        row.id: StoredDocument(
            mention_id=row.id,
            version=row.version,
            story_id=row.story_id,
            source_id=row.source_id,
            brands=brands[row.id],
            state=row.state,
            is_hidden=row.is_hidden,
            published_at=row.published_at,
            collected_at=row.collected_at,
            document=Document(
                title=row.title,
                text=row.text,
                author=row.author,
                site=row.site,
                source=(row.kind, row.name),
                lang=row.lang,
                tone=row.tone,
                brands=tuple(name for _, name, _ in brands[row.id]),
                tags=tags[row.id],
                story=str(row.story_id),
                question=row.question,
                reply=row.needs_reply,
                published_at=row.published_at,
                reach=row.reach,
            ),
        )
        for row in rows
    }


def ids_after(tx: Transaction, mention_id: int, limit: int) -> list[int]:
    """The next mentions by id: how a rebuild walks them all."""
    m = t.mentions.c
    query = select(m.id).where(m.id > mention_id).order_by(m.id).limit(limit)
    return list(tx.execute(query).scalars())


def newest_ids(tx: Transaction, limit: int) -> list[int]:
    """The mentions that were published last, the newest first."""
    m = t.mentions.c
    query = select(m.id).order_by(m.published_at.desc(), m.id.desc()).limit(limit)
    return list(tx.execute(query).scalars())


def last_id(tx: Transaction) -> int:
    """The id of the newest mention, 0 where there is none."""
    return tx.execute(select(func.max(t.mentions.c.id))).scalar() or 0


def count(tx: Transaction) -> int:
    return tx.execute(select(func.count()).select_from(t.mentions)).scalar_one()


def versions(tx: Transaction, first: int, last: int) -> dict[int, int]:
    """The version of each mention with an id from `first` to `last`, both included."""
    m = t.mentions.c
    query = select(m.id, m.version).where(m.id.between(first, last))
    return {row.id: row.version for row in tx.execute(query)}


def locked_versions(tx: Transaction, mention_ids: Collection[int]) -> dict[int, int]:
    """The versions of those that there are, which stay so until the transaction ends."""
    if not mention_ids:
        return {}
    m = t.mentions.c
    query = select(m.id, m.version).where(m.id.in_(mention_ids)).order_by(m.id)
    return {row.id: row.version for row in tx.execute(query.with_for_update(read=True))}


def _brands(
    tx: Transaction, mention_ids: Collection[int]
) -> dict[int, tuple[tuple[int, str, str], ...]]:
    mb = t.mention_brands.c
    query = (
        select(mb.mention_id, mb.brand_id, t.brands.c.name, mb.tone)
        .join(t.brands, t.brands.c.id == mb.brand_id)
        .where(mb.mention_id.in_(mention_ids))
        .order_by(mb.brand_id)
    )
    found: dict[int, tuple[tuple[int, str, str], ...]] = defaultdict(tuple)
    for row in tx.execute(query):
        found[row.mention_id] += ((row.brand_id, row.name, row.tone),)
    return found


def _tags(tx: Transaction, mention_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    mt = t.mention_tags.c
    query = select(mt.mention_id, mt.tag).where(mt.mention_id.in_(mention_ids)).order_by(mt.tag)
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for row in tx.execute(query):
        found[row.mention_id] += (row.tag,)
    return found
