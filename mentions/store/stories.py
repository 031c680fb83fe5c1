"""Stories: one text and its reprints."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update

from mentions.reprints import Signature
from mentions.store import tables as t
from mentions.store.database import Transaction, insert_rows, new_ids, one_of

# A text that comes again after this long is news again.
LIFETIME = timedelta(days=30)

_COLUMNS = ("id", "title", "size", "signature", "shingles", "first_at", "last_at")


@dataclass(frozen=True, slots=True)
class Story:
    """A story as it stands; `signature` is its first text's (None: too short to be reprinted)."""

    id: int
    size: int
    first_at: datetime
    signature: Signature | None


@dataclass(frozen=True, slots=True)
class NewStory:
    """A story to be kept, with the `size` mentions that it begins with, the last of `last_at`."""

    title: str
    signature: Signature | None
    first_at: datetime
    size: int = 0
    last_at: datetime | None = None


def alike(tx: Transaction, bands: Collection[int], now: datetime) -> dict[int, list[Story]]:
    """The stories of late that stand in each of the `bands`: candidates, not yet compared."""
    if not bands:
        return {}
    s, b = t.stories, t.story_bands
    rows = tx.execute(
        select(b.c.band, s.c.id, s.c.size, s.c.first_at, s.c.signature, s.c.shingles)
        .join(s, s.c.id == b.c.story_id)
        .where(one_of(tx, b.c.band, bands), s.c.last_at > now - LIFETIME)
    )
    found: dict[int, list[Story]] = defaultdict(list)
    for band, story_id, size, first_at, values, shingles in rows:
        found[band].append(Story(story_id, size, first_at, _signature(values, shingles)))
    return found


def get_many(tx: Transaction, story_ids: Collection[int]) -> dict[int, Story]:
    s = t.stories
    columns = (s.c.id, s.c.size, s.c.first_at, s.c.signature, s.c.shingles)
    return {
        row.id: Story(row.id, row.size, row.first_at, _signature(row.signature, row.shingles))
        for row in tx.execute(select(*columns).where(one_of(tx, s.c.id, story_ids)))
    }


def titles(tx: Transaction, story_ids: Collection[int]) -> dict[int, str]:
    s = t.stories.c
    rows = tx.execute(select(s.id, s.title).where(one_of(tx, s.id, story_ids)))
    return {row.id: row.title for row in rows}


def _signature(stored: bytes, shingles: int) -> Signature | None:
    return Signature.from_bytes(stored, shingles) if shingles else None


def insert_many(tx: Transaction, stories: Sequence[NewStory]) -> list[int]:
    """Keep new stories; their ids, in order."""
    if not stories:
        return []
    ids = new_ids(tx, t.stories, len(stories))
    rows = [
        (
            story_id,
            story.title[:300],
            story.size,
            story.signature.to_bytes() if story.signature else b"",
            story.signature.shingles if story.signature else 0,
            story.first_at,
            story.last_at or story.first_at,
        )
        for story_id, story in zip(ids, stories, strict=True)
    ]
    insert_rows(tx, t.stories, _COLUMNS, rows)
    bands = [
        (band, story_id)
        for story_id, story in zip(ids, stories, strict=True)
        if story.signature
        for band in set(story.signature.bands)
    ]
    insert_rows(tx, t.story_bands, ("band", "story_id"), bands)
    return ids


def grow(tx: Transaction, growth: Mapping[int, tuple[int, datetime]]) -> None:
    """Add to each story so many mentions, the last at that time."""
    if not growth:
        return
    statement = (
        update(t.stories)
        .where(t.stories.c.id == bindparam("story"))
        .values(size=t.stories.c.size + bindparam("more"), last_at=bindparam("at"))
    )
    rows = [{"story": key, "more": more, "at": at} for key, (more, at) in sorted(growth.items())]
    tx.execute(statement, rows)
