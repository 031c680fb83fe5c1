"""What people said of tones: the company's own lessons for the model."""

from sqlalchemy import select

from mentions.reading import passage_of
from mentions.store import tables as t
from mentions.store.database import Transaction
from mentions.types import Passage, Place, Span, Tone


def all_corrections(tx: Transaction) -> list[tuple[Passage, Tone]]:
    """Each corrected tone with the passage that the model had read, the oldest first."""
    m, b = t.mentions.c, t.mention_brands.c
    rows = tx.execute(
        select(m.title, m.text, b.places, b.tone)
        .join(t.mention_brands, b.mention_id == m.id)
        .where(b.is_corrected)
        .order_by(m.id, b.brand_id)
    )
    return [
        (passage_of(row.title, row.text, [_place(place) for place in row.places]), Tone(row.tone))
        for row in rows
    ]


def _place(stored: list[object]) -> Place:
    field, start, end = stored
    return Place(str(field), Span(int(str(start)), int(str(end))))
