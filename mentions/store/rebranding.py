"""Stored mentions that gain or lose brands, since what a brand is looked for by has changed."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, select, update

from mentions.store import counts, deadlines, mentions, outbox
from mentions.store import tables as t
from mentions.store.database import Transaction, one_of
from mentions.types import BrandVerdict, Place, Span, Tone

_b = t.mention_brands.c
_m = t.mentions.c


@dataclass(frozen=True, slots=True)
class Named:
    """A brand as it stands in a stored mention."""

    places: tuple[Place, ...]
    tone: Tone
    is_corrected: bool


@dataclass(frozen=True, slots=True)
class Besides:
    """The brand that a mention's source is about, and the mention that began its conversation.

    `has_lost_first`: it answers what is no mention, or no longer one.
    """

    brand_id: int | None
    first_id: int | None
    has_lost_first: bool


@dataclass(frozen=True, slots=True)
class Rebranded:
    """What becomes of a mention: brands that it gains or names in other places, those it loses."""

    mention_id: int
    gained: tuple[BrandVerdict, ...]
    moved: tuple[BrandVerdict, ...]
    lost: tuple[int, ...]
    question: bool
    needs_reply: bool


def named(tx: Transaction, mention_ids: Collection[int]) -> dict[int, dict[int, Named]]:
    """The brands of each mention, by their ids."""
    query = select(_b.mention_id, _b.brand_id, _b.places, _b.tone, _b.is_corrected)
    found: dict[int, dict[int, Named]] = defaultdict(dict)
    for row in tx.execute(query.where(one_of(tx, _b.mention_id, mention_ids))):
        places = tuple(Place(field, Span(start, end)) for field, start, end in row.places)
        found[row.mention_id][row.brand_id] = Named(places, Tone(row.tone), row.is_corrected)
    return found


def besides(tx: Transaction, mention_ids: Collection[int]) -> dict[int, Besides]:
    """What tells whom a mention is about besides its words, of those of which anything does."""
    i = t.items.c
    is_answer = and_(_m.thread != "", _m.thread != _m.item_key)
    query = (
        select(_m.id, t.sources.c.brand_id, i.mention_id, and_(is_answer, i.mention_id.is_(None)))
        .join(t.sources, t.sources.c.id == _m.source_id)
        .outerjoin(
            t.items,
            and_(is_answer, i.source_id == _m.source_id, i.item_key == _m.thread),
        )
        .where(one_of(tx, _m.id, mention_ids))
    )
    return {row[0]: Besides(*row[1:]) for row in tx.execute(query) if any(row[1:])}


def archived(tx: Transaction, mention_ids: Collection[int]) -> set[int]:
    """Those of the mentions that were brought for the record only."""
    query = select(_m.id, _m.extra).where(one_of(tx, _m.id, mention_ids))
    return {row.id for row in tx.execute(query) if row.extra.get("is_archive")}


def apply(tx: Transaction, changes: Sequence[Rebranded], now: datetime) -> None:
    """Keep the changes; tones that a person has corrected stay, counts and search follow."""
    ids = [change.mention_id for change in changes]
    before = counts.of_mentions(tx, ids)
    lost = [{"mention": c.mention_id, "brand": brand} for c in changes for brand in c.lost]
    if lost:
        tx.execute(delete(t.mention_brands).where(_THIS, ~_b.is_corrected), lost)
    mentions.insert_brands(tx, [(change.mention_id, change.gained) for change in changes])
    _move(tx, changes)
    _reread(tx, changes, now)
    after = counts.of_mentions(tx, ids)
    after.subtract(before)
    counts.apply(tx, after)
    outbox.put_search(tx, ids, now)
    deadlines.begin(tx, ids, now)


_THIS = and_(_b.mention_id == bindparam("mention"), _b.brand_id == bindparam("brand"))


def _move(tx: Transaction, changes: Sequence[Rebranded]) -> None:
    moved = [(change.mention_id, brand) for change in changes for brand in change.moved]
    if not moved:
        return
    these = update(t.mention_brands).where(_THIS)
    tx.execute(
        these.values(places=bindparam("stand")),
        [
            {
                "mention": mention_id,
                "brand": brand.brand_id,
                "stand": mentions.places_column(brand),
            }
            for mention_id, brand in moved
        ],
    )
    probabilities = ("negative", "neutral", "positive", "question", "needs_reply")
    read: dict[str, Any] = {name: bindparam(f"read_{name}") for name in ("tone", *probabilities)}
    tx.execute(
        these.where(~_b.is_corrected).values(read),
        [
            {
                "mention": mention_id,
                "brand": brand.brand_id,
                "read_tone": brand.verdict.tone.value,
                **{f"read_{name}": getattr(brand.verdict, name) for name in probabilities},
            }
            for mention_id, brand in moved
        ],
    )


def _reread(tx: Transaction, changes: Sequence[Rebranded], now: datetime) -> None:
    """The mentions' tones in all; one that no longer names a brand is left as it was read."""
    ids = [change.mention_id for change in changes]
    brands: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in tx.execute(select(t.mention_brands).where(one_of(tx, _b.mention_id, ids))):
        brands[row.mention_id].append(row)
    this = update(t.mentions).where(_m.id == bindparam("mention"))
    changed: dict[str, Any] = {"version": _m.version + 1, "updated_at": now}
    bare = [{"mention": key} for key in ids if not brands[key]]
    if bare:
        tx.execute(this.values(changed), bare)
    rows = [
        {
            "mention": change.mention_id,
            "asks": change.question,
            "waits": change.needs_reply,
            **{f"read_{name}": v for name, v in mentions.worst_tone(found).items()},
        }
        for change in changes
        if (found := brands[change.mention_id])
    ]
    if rows:
        read: dict[str, Any] = {
            "tone": bindparam("read_tone"),
            "confidence": bindparam("read_confidence"),
            "question": bindparam("asks"),
            "needs_reply": bindparam("waits"),
        }
        tx.execute(this.values(changed | read), rows)
