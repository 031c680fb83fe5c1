"""How a mention's places and events are told: what the words are, and who did what."""

from collections.abc import Mapping, Sequence

from mentions.messages import Message, message, say
from mentions.store.views.mention import Event
from mentions.store.views.mentions import MentionRow, Reading
from mentions.types import Place, Span
from web import rendering

WORDS_SHOWN = 12


def places_in(
    mention: MentionRow, field: str, found: Sequence[Place] | None = None
) -> tuple[Span, ...]:
    """Where words stand in the title or text: those that were searched, else the brands'."""
    places = found or [place for reading in mention.readings for place in reading.places]
    return tuple(place.span for place in places if place.field == field)


def words_of(mention: MentionRow, reading: Reading) -> tuple[str, ...]:
    """The words of a mention that made it one of this brand, each once, as they stand there."""
    texts = {"title": mention.title, "text": mention.text}
    words = (
        texts.get(place.field, "")[place.span.start : place.span.end] for place in reading.places
    )
    return tuple(dict.fromkeys(word.lower() for word in words if word))[:WORDS_SHOWN]


def event_words(event: Event, brands: Mapping[int, str]) -> str:
    """«Мария сменила тон …» in the reader's language; what nobody did, the program did."""
    details, language = event.details, rendering.language()
    sentence = message(
        f"web-event-{event.kind}",
        user=event.user or say(message("web-event-nobody"), language),
        brand=brands.get(details.get("brand_id", 0), "—"),
        **{
            "from": _choice(event.kind, details.get("from"), language),
            "to": _choice(event.kind, details.get("to"), language),
            "source": str(details.get("source") or details.get("url") or "—"),
        },
    )
    return say(sentence, language)


def _choice(kind: str, value: object, language: str) -> str:
    """A tone or state by its name in the reader's language."""
    prefix = "web-tone" if kind == "tone-corrected" else "web-state"
    return say(Message(f"{prefix}-{value}"), language) if value else "—"
