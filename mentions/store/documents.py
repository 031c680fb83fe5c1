"""Mentions as a search engine needs them: all that can be asked of one, in batches."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from mentions.query import Document
from mentions.store import tables as t
from mentions.store.database import Transaction, one_of


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
        .where(one_of(tx, m.id, mention_ids))
    )  # fmt: skip
    brands = _brands(tx, mention_ids)
    tags = _tags(tx, mention_ids)
    return {row[0]: _stored(row, brands[row[0]], tags[row[0]]) for row in tx.execute(query).all()}


def _stored(
    row: Row[Any], brands: tuple[tuple[int, str, str], ...], tags: tuple[str, ...]
) -> StoredDocument:
    # By place: by name a row costs twice as much, and an index is made of millions.
    (
        mention_id, version, story_id, source_id, state, is_hidden, published_at, collected_at,
        title, text, author, site, lang, tone, question, needs_reply, reach, kind, name,
    ) = row  # fmt: skip
    return StoredDocument(
        mention_id, version, story_id, source_id, brands, state, is_hidden, published_at,
        collected_at,
        Document(
            title=title, text=text, author=author, site=site, source=(kind, name), lang=lang,
            tone=tone, brands=tuple([brand for _, brand, _ in brands]), tags=tags,
            story=str(story_id), question=question, reply=needs_reply,
            published_at=published_at, reach=reach,
        ),
    )  # fmt: skip


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
    query = select(m.id, m.version).where(one_of(tx, m.id, mention_ids)).order_by(m.id)
    return {row.id: row.version for row in tx.execute(query.with_for_update(read=True))}


def _brands(
    tx: Transaction, mention_ids: Collection[int]
) -> dict[int, tuple[tuple[int, str, str], ...]]:
    mb = t.mention_brands.c
    query = (
        select(mb.mention_id, mb.brand_id, t.brands.c.name, mb.tone)
        .join(t.brands, t.brands.c.id == mb.brand_id)
        .where(one_of(tx, mb.mention_id, mention_ids))
        .order_by(mb.brand_id)
    )
    found: dict[int, tuple[tuple[int, str, str], ...]] = defaultdict(tuple)
    for mention_id, brand_id, name, tone in tx.execute(query).all():
        found[mention_id] += ((brand_id, name, tone),)
    return found


def _tags(tx: Transaction, mention_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    mt = t.mention_tags.c
    wanted = one_of(tx, mt.mention_id, mention_ids)
    query = select(mt.mention_id, mt.tag).where(wanted).order_by(mt.tag)
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for row in tx.execute(query):
        found[row.mention_id] += (row.tag,)
    return found
