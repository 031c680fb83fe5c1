"""From an inbox row to a read item: normalised, matched to its brands, with its tones. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mentions.normalise import Draft, normalise
from mentions.query import AnalysedDocument, Document, QueryIndex, analyse
from mentions.store.inbox import InboxRow
from mentions.types import BrandVerdict, Passage, Place, Reading, Span, Tone, Verdict


@dataclass(frozen=True, slots=True)
class Matched:
    """An item that is about at least one brand, and where it names each (nowhere: it does not)."""

    row: InboxRow
    draft: Draft
    document: AnalysedDocument
    places: Mapping[int, tuple[Place, ...]]

    def passages(self) -> list[Passage]:
        """What the tone model is to read: the whole text, once for each brand's places."""
        draft = self.draft
        return [passage_of(draft.title, draft.text, places) for places in self.places.values()]

    def reading(self, verdicts: Sequence[Verdict], model: str) -> Reading:
        """The passages' verdicts as one reading."""
        return reading_of(self.places, verdicts, model)


def reading_of(
    places: Mapping[int, tuple[Place, ...]], verdicts: Sequence[Verdict], model: str
) -> Reading:
    """A verdict for each brand as one reading: the tone in all is the worst of the brands'."""
    brands = tuple(
        BrandVerdict(brand_id, stand, verdict)
        for (brand_id, stand), verdict in zip(places.items(), verdicts, strict=True)
    )
    order = (Tone.NEGATIVE, Tone.POSITIVE, Tone.NEUTRAL)
    worst = min(verdicts, key=lambda verdict: order.index(verdict.tone))
    return Reading(
        brands=brands,
        tone=worst.tone,
        confidence=worst.confidence,
        question=any(verdict.is_question for verdict in verdicts),
        needs_reply=any(verdict.wants_reply for verdict in verdicts),
        model=model,
    )


def match(row: InboxRow, brands: QueryIndex[int], also: Iterable[int] = ()) -> Matched | None:
    """The item with the brands that it names, and those of `also`; None where it has none."""
    draft = normalise(row.item, row.fetched_at)
    document = analyse(document_of(row, draft))
    places = {key: hit.places for key, hit in brands.match(document).items()}
    for brand_id in sorted(also):
        places.setdefault(brand_id, ())
    return Matched(row, draft, document, places) if places else None


def document_of(row: InboxRow, draft: Draft) -> Document:
    """What queries can ask of an item before it is stored: no tone, tags or story yet."""
    return Document(
        title=draft.title,
        text=draft.text,
        author=draft.author,
        site=draft.site,
        source=(row.source_kind, row.source_name),
        lang=draft.lang,
        published_at=draft.published_at,
        reach=row.item.reach,
    )


def passage_of(title: str, text: str, places: Iterable[Place]) -> Passage:
    """A title and a text as one, with the brand's places in it."""
    whole = f"{title}\n{text}" if title else text
    offsets = {"title": 0, "text": len(title) + 1 if title else 0}
    spans = (
        Span(place.span.start + offsets[place.field], place.span.end + offsets[place.field])
        for place in places
    )
    return Passage(whole, tuple(spans))
