"""Mentions: stored once, edited with the old text kept, corrected by people."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, delete, insert, or_, select, update

from mentions.duplicates import Known, edits
from mentions.normalise import Draft
from mentions.store import alert_tables as a
from mentions.store import counts, deadlines, outbox, tickets
from mentions.store import tables as t
from mentions.store.database import (
    Transaction,
    insert_rows,
    new_ids,
    one_of,
    serialise_ingest,
)
from mentions.types import BrandVerdict, RawItem, Reading, State, Tone


@dataclass(frozen=True, slots=True)
class NewMention:
    """A mention to be kept."""

    source_id: int
    item: RawItem
    draft: Draft
    story_id: int
    reading: Reading
    collected_at: datetime
    priority: int
    is_hidden: bool
    tags: tuple[str, ...]


_KNOWN = select(
    t.mentions.c.id,
    t.mentions.c.source_id,
    t.mentions.c.item_key,
    t.mentions.c.story_id,
    t.mentions.c.address_hash,
    t.mentions.c.text_hash,
    t.mentions.c.title,
    t.mentions.c.text,
    t.mentions.c.url,
    t.mentions.c.extra,
)


def known_items(tx: Transaction, keys: Collection[tuple[int, str]]) -> dict[tuple[int, str], Known]:
    """The mentions that these (source id, item key) are already, also as a sighting."""
    if not keys:
        return {}
    i, m = t.items, t.mentions
    known = _KNOWN.add_columns(i.c.source_id, i.c.item_key).join(i, i.c.mention_id == m.c.id)
    rows = tx.execute(known.where(_are_items(keys)))
    return {(row[-2], row[-1]): Known(*row[:-2]) for row in rows}


def brands_of(
    tx: Transaction, keys: Collection[tuple[int, str]]
) -> dict[tuple[int, str], set[int]]:
    """The active brands of the mentions that these (source id, item key) are."""
    if not keys:
        return {}
    i, b = t.items, t.mention_brands
    asked = (
        select(i.c.source_id, i.c.item_key, b.c.brand_id)
        .join(b, b.c.mention_id == i.c.mention_id)
        .join(t.brands, t.brands.c.id == b.c.brand_id)
        .where(t.brands.c.is_active, _are_items(keys))
    )
    found: dict[tuple[int, str], set[int]] = {}
    for source_id, key, brand_id in tx.execute(asked):
        found.setdefault((source_id, key), set()).add(brand_id)
    return found


def _are_items(keys: Collection[tuple[int, str]]) -> ColumnElement[bool]:
    """Not `(source_id, item_key) IN …`, for which SQLite reads the whole table."""
    by_source: dict[int, list[str]] = {}
    for source_id, key in keys:
        by_source.setdefault(source_id, []).append(key)
    i = t.items.c
    return or_(
        *(
            and_(i.source_id == source_id, i.item_key.in_(item_keys))
            for source_id, item_keys in by_source.items()
        )
    )


def lock(tx: Transaction, mention_ids: Collection[int]) -> dict[int, State]:
    """The states of those that there are of these, which only this transaction changes from now on.

    Before what a mention counts for is asked: two that take the same count away take it twice.
    """
    m = t.mentions.c
    query = select(m.id, m.state).where(one_of(tx, m.id, mention_ids)).order_by(m.id)
    return {row.id: State(row.state) for row in tx.execute(query.with_for_update())}


def known_addresses(tx: Transaction, hashes: Collection[str]) -> dict[str, list[Known]]:
    """The mentions at each of these addresses."""
    found: dict[str, list[Known]] = {}
    if hashes:
        for row in tx.execute(_KNOWN.where(one_of(tx, t.mentions.c.address_hash, hashes))):
            found.setdefault(row.address_hash, []).append(Known(*row))
    return found


def insert_many(tx: Transaction, new: Sequence[NewMention]) -> list[int]:
    """Keep new mentions with their brands, tags, counts and place in the index; their ids."""
    if not new:
        return []
    ids = new_ids(tx, t.mentions, len(new))
    numbered = list(zip(ids, new, strict=True))
    rows = [{"id": key, **_mention_row(mention)} for key, mention in numbered]
    insert_rows(tx, t.mentions, list(rows[0]), (tuple(row.values()) for row in rows))
    insert_brands(tx, [(key, mention.reading.brands) for key, mention in numbered])
    tags = [{"mention_id": key, "tag": tag} for key, m in numbered for tag in set(m.tags)]
    if tags:
        tx.execute(insert(t.mention_tags), tags)
    found_at = [(key, m.source_id, m.item.key, m.draft.url) for key, m in numbered]
    set_sightings(tx, found_at, new[0].collected_at)
    counts.apply(tx, counts.of_mentions(tx, ids))
    outbox.put_search(tx, ids, new[0].collected_at)
    deadlines.begin(tx, ids, new[0].collected_at)
    return ids


def _mention_row(new: NewMention) -> dict[str, Any]:
    draft, reading = new.draft, new.reading
    return {
        "source_id": new.source_id,
        "item_key": new.item.key,
        "story_id": new.story_id,
        **_text_columns(draft),
        **_reading_columns(reading),
        "author": draft.author,
        "author_url": draft.author_url,
        "reach": new.item.reach,
        "published_at": draft.published_at,
        "collected_at": new.collected_at,
        "updated_at": new.collected_at,
        "state": State.NEW.value,
        "is_hidden": new.is_hidden,
        "priority": new.priority,
        "version": 1,
        "thread": new.item.thread,
        "parent": new.item.parent,
        "extra": new.item.extra,
    }


def _text_columns(draft: Draft) -> dict[str, Any]:
    return {
        "url": draft.url,
        "address_hash": draft.address_hash,
        "title": draft.title,
        "text": draft.text,
        "text_hash": draft.text_hash,
        "site": draft.site,
        "lang": draft.lang,
    }


def _reading_columns(reading: Reading) -> dict[str, Any]:
    return {
        "tone": reading.tone.value,
        "confidence": reading.confidence,
        "question": reading.question,
        "needs_reply": reading.needs_reply,
        "model": reading.model,
    }


def insert_brands(tx: Transaction, verdicts: Sequence[tuple[int, Sequence[BrandVerdict]]]) -> None:
    """Note which brands each mention (by its id) names."""
    rows = [
        (
            mention_id,
            brand.brand_id,
            brand.verdict.tone.value,
            brand.verdict.negative,
            brand.verdict.neutral,
            brand.verdict.positive,
            brand.verdict.question,
            brand.verdict.needs_reply,
            places_column(brand),
            False,
        )
        for mention_id, brands in verdicts
        for brand in brands
    ]
    insert_rows(tx, t.mention_brands, t.mention_brands.c.keys(), rows)


def places_column(brand: BrandVerdict) -> list[list[str | int]]:
    return [[p.field, p.span.start, p.span.end] for p in brand.places]


def set_sightings(
    tx: Transaction, sightings: Sequence[tuple[int, int, str, str]], now: datetime
) -> None:
    """Note that (mention id, source id, item key, address) is where a mention was found."""
    update_item = (
        update(t.items)
        .where(t.items.c.source_id == bindparam("source"), t.items.c.item_key == bindparam("key"))
        .values(mention_id=bindparam("mention"), url=bindparam("address"))
    )
    rows = [
        {"mention": mention, "source": source, "key": key, "address": url}
        for mention, source, key, url in sightings
    ]
    if rows:
        tx.execute(update_item, rows)


def edit(
    tx: Transaction, known: Known, item: RawItem, draft: Draft, reading: Reading, now: datetime
) -> None:
    """The source has changed what it published: keep the old text, read the new one.

    Tones that a person has corrected stay. For a transaction that has called `lock`.
    """
    before = counts.of_mentions(tx, [known.id])
    _note_edit(tx, known, item, draft, now)
    b = t.mention_brands
    theirs = b.c.mention_id == known.id
    corrected = set(tx.execute(select(b.c.brand_id).where(theirs, b.c.is_corrected)).scalars())
    fresh = []
    for brand in reading.brands:
        if brand.brand_id in corrected:
            here = update(b).where(theirs, b.c.brand_id == brand.brand_id)
            tx.execute(here.values(places=places_column(brand)))
        else:
            fresh.append(brand)
    read_anew = b.c.brand_id.in_([brand.brand_id for brand in fresh])
    tx.execute(delete(b).where(theirs, read_anew))
    insert_brands(tx, [(known.id, fresh)])
    values = {**_text_columns(draft), **_reading_columns(reading), "extra": item.extra}
    if item.reach is not None:
        values["reach"] = item.reach
    tx.execute(update(t.mentions).where(t.mentions.c.id == known.id).values(values))
    deadlines.begin(tx, [known.id], now)
    _finish_change(tx, known.id, before, now)


def _note_edit(tx: Transaction, known: Known, item: RawItem, draft: Draft, now: datetime) -> None:
    """In the mention's history: what stood there before."""
    if draft.text_hash != known.text_hash:
        old = {"title": known.title, "text": known.text, "url": known.url}
        add_event(tx, known.id, "edited", None, old, now)
    for name in edits(known.extra, item.extra):
        kind = {"rating": "rated", "answer": "answered", "is_deleted": "restored"}[name]
        change = {"from": known.extra.get(name), "to": item.extra.get(name)}
        add_event(tx, known.id, kind, None, change, now)
        if name == "answer" and change["to"]:
            deadlines.answered(tx, known.id, now)


def withdraw(tx: Transaction, known: Known, now: datetime) -> None:
    """Its source has taken it away: marked so, and kept as it was, since it was published."""
    if known.extra.get("is_deleted"):
        return
    add_event(tx, known.id, "withdrawn", None, {}, now)
    values = {"extra": {**known.extra, "is_deleted": True}, "updated_at": now}
    tx.execute(update(t.mentions).where(t.mentions.c.id == known.id).values(values))


def correct_tone(
    tx: Transaction, mention_id: int, brand_id: int, tone: Tone, user_id: int | None, now: datetime
) -> None:
    """A person says what the tone toward a brand really is; counts and search follow."""
    lock(tx, [mention_id])
    before = counts.of_mentions(tx, [mention_id])
    b = t.mention_brands
    this = (b.c.mention_id == mention_id) & (b.c.brand_id == brand_id)
    old = tx.execute(select(b.c.tone).where(this)).scalar_one()
    tx.execute(update(b).where(this).values(tone=tone.value, is_corrected=True))
    details = {"brand_id": brand_id, "from": old, "to": tone.value}
    add_event(tx, mention_id, "tone-corrected", user_id, details, now)
    _finish_change(tx, mention_id, before, now)


def set_state(
    tx: Transaction, mention_id: int, state: State, user_id: int | None, now: datetime
) -> None:
    """A person takes a mention on, is done with it, or finds it irrelevant.

    That one is not counted, and its tickets that were not sent yet are withdrawn until the person
    thinks otherwise.
    """
    old = lock(tx, [mention_id])[mention_id]
    if old is state:
        return
    before = counts.of_mentions(tx, [mention_id])
    this = t.mentions.c.id == mention_id
    tx.execute(update(t.mentions).where(this).values(state=state.value))
    changed = {"from": old.value, "to": state.value}
    add_event(tx, mention_id, "state-changed", user_id, changed, now)
    if state is State.DONE:
        deadlines.answered(tx, mention_id, now)
    elif old is State.DONE and state is not State.IRRELEVANT:
        deadlines.reopened(tx, mention_id)
    if state is State.IRRELEVANT:
        tickets.withdraw(tx, mention_id)
    elif old is State.IRRELEVANT:
        tickets.restore(tx, mention_id, now)
    _finish_change(tx, mention_id, before, now)


def _finish_change(
    tx: Transaction, mention_id: int, before: Counter[counts.Cell], now: datetime
) -> None:
    """After any change of a mention: its tone in all, its counts, its version, the index."""
    brands = select(t.mention_brands).where(t.mention_brands.c.mention_id == mention_id)
    worst = worst_tone(list(tx.execute(brands)))
    tx.execute(
        update(t.mentions)
        .where(t.mentions.c.id == mention_id)
        .values(version=t.mentions.c.version + 1, updated_at=now, **worst)
    )
    after = counts.of_mentions(tx, [mention_id])
    after.subtract(before)
    counts.apply(tx, after)
    outbox.put_search(tx, [mention_id], now)


def worst_tone(brands: Sequence[Row[Any]]) -> dict[str, Any]:
    """The tone and confidence of a mention from those toward its brands: bad news first."""
    if not brands:
        return {}
    order = (Tone.NEGATIVE.value, Tone.POSITIVE.value, Tone.NEUTRAL.value)
    worst = min(brands, key=lambda row: order.index(row.tone))
    confidence = 1.0 if worst.is_corrected else getattr(worst, worst.tone)
    return {"tone": worst.tone, "confidence": confidence}


def add_event(
    tx: Transaction,
    mention_id: int,
    kind: str,
    user_id: int | None,
    details: dict[str, Any],
    now: datetime,
) -> None:
    values = {"mention_id": mention_id, "kind": kind, "user_id": user_id}
    tx.execute(insert(t.mention_events).values(**values, details=details, at=now))


def remove(tx: Transaction, mention_ids: Sequence[int], now: datetime) -> None:
    """Delete mentions for good, out of counts and the index too, with stories that they end."""
    serialise_ingest(tx)  # which may be adding to one of these stories
    lock(tx, mention_ids)
    told = select(t.mentions.c.story_id).where(t.mentions.c.id.in_(mention_ids)).distinct()
    story_ids = list(tx.execute(told).scalars())
    before = counts.of_mentions(tx, list(mention_ids))
    counts.apply(tx, Counter({cell: -count for cell, count in before.items()}))
    outbox.put_search(tx, list(mention_ids), now)
    tx.execute(delete(t.mentions).where(t.mentions.c.id.in_(mention_ids)))
    is_left = select(t.mentions.c.id).where(t.mentions.c.story_id == t.stories.c.id).exists()
    over = select(t.stories.c.id).where(one_of(tx, t.stories.c.id, story_ids), ~is_left)
    tx.execute(delete(a.surges).where(a.surges.c.story_id.in_(over)))
    tx.execute(delete(t.stories).where(t.stories.c.id.in_(over)))
