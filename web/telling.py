"""How a mention's places and events are told: what the words are, and who did what."""

from collections.abc import Mapping

from flask import Flask
from markupsafe import Markup

from mentions.messages import Message, message, say
from mentions.store.views.mention import Event
from mentions.store.views.mentions import MentionRow, Reading
from mentions.types import Span
from search.engine import Hit, Snippet
from web import rendering

WORDS_SHOWN = 12


def prepare(app: Flask) -> None:
    """Give the templates of `app` these functions."""
    app.jinja_env.filters.update(
        places_in=places_in,
        title_of=title_of,
        excerpt_of=excerpt_of,
        words_of=words_of,
        event_words=event_words,
    )


def places_in(mention: MentionRow, field: str) -> tuple[Span, ...]:
    """Where words of the brands stand in the title or text."""
    places = (place for reading in mention.readings for place in reading.places)
    return tuple(place.span for place in places if place.field == field)


def title_of(mention: MentionRow, hit: Hit | None) -> Markup:
    """The title with the words marked: those of a search, else those of the brands."""
    if hit is None:
        return rendering.marked(mention.title, places_in(mention, "title"))
    whole = [one for one in hit.snippets if one.field == "title" and one.text == mention.title]
    return rendering.marked(mention.title, whole[0].marks if whole else ())


def excerpt_of(mention: MentionRow, hit: Hit | None) -> Markup:
    """The start of the text or what stands around the words, marked as in the title."""
    if hit is None:
        return rendering.excerpt(mention.text, places_in(mention, "text"))
    pieces = [one for one in hit.snippets if one.field == "text"]
    if not pieces:
        return rendering.excerpt(mention.text, ())
    return Markup(" ").join(_snippet(piece) for piece in pieces)


def _snippet(piece: Snippet) -> Markup:
    before, after = "…" if piece.is_cut_before else "", "…" if piece.is_cut_after else ""
    return Markup("{}{}{}").format(before, rendering.marked(piece.text, piece.marks), after)


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
    key = f"web-tone-{value}" if kind == "tone-corrected" else f"web-state-{value}"
    return say(Message(key), language) if value else "—"
