"""How a mention's places and events are told: what the words are, and who did what."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Flask
from markupsafe import Markup

from mentions.messages import Message, message, say
from mentions.normalise import plain_text
from mentions.store.times import utc_now
from mentions.store.views.mention import Event
from mentions.store.views.mentions import MentionRow, Reading
from mentions.types import Span, State
from search.engine import Hit, Snippet
from web import rendering

WORDS_SHOWN = 12
# Of `RawItem.extra`.
COUNTED = ("views", "likes", "reposts", "comments")


def prepare(app: Flask) -> None:
    """Give the templates of `app` these functions."""
    app.jinja_env.filters.update(
        places_in=places_in,
        title_of=title_of,
        excerpt_of=excerpt_of,
        words_of=words_of,
        event_words=event_words,
        rating=rating,
        amounts=amounts,
        plain=plain,
        addresses=addresses,
        due_words=due_words,
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
    """A tone or state by its name in the reader's language, anything else as it is."""
    named = {"tone-corrected": "tone", "state-changed": "state"}.get(kind)
    if value is None or named is None:
        return "—" if value is None else str(value)
    return say(Message(f"web-{named}-{value}"), language)


def due_words(mention: MentionRow) -> Message | None:
    """«ответить за 20 мин», «просрочено на 2 ч»; None where nothing is to be answered."""
    if mention.deadline is None or mention.deadline.answered_at or not mention.needs_reply:
        return None
    if mention.is_hidden or mention.state not in (State.NEW, State.WORKING):
        return None
    left = mention.deadline.due_at - utc_now()
    return long(left, "web-due-in") if left > timedelta(0) else long(-left, "web-due-late-by")


def long(time: timedelta, key: str) -> Message:
    """How long, in the greatest unit of which there are two: of minutes, hours and days."""
    minutes = max(round(time / timedelta(minutes=1)), 1)
    for size, unit in ((24 * 60, "days"), (60, "hours")):
        if minutes >= 2 * size:
            return message(key, count=minutes // size, unit=unit)
    return message(key, count=minutes, unit="minutes")


def rating(extra: Mapping[str, Any]) -> str:
    """«4», «4.5»: the stars that a review gave, if it gave any."""
    given = extra.get("rating")
    if isinstance(given, bool) or not isinstance(given, int | float):
        return ""
    return rendering.decimal(round(given, 1)) if 0 < given <= 10 else ""


def amounts(extra: Mapping[str, Any]) -> list[tuple[str, int]]:
    """What a source counts of an item: the catalogue's key and how many."""
    counted = ((name, extra.get(name)) for name in COUNTED)
    return [(f"conversations-{name}", count) for name, count in counted if isinstance(count, int)]


def plain(text: object) -> str:
    """A text that a source adds, without its markup."""
    return plain_text(text, is_html=True) if isinstance(text, str) else ""


def addresses(extra: Mapping[str, Any]) -> list[str]:
    """What an item shows beside its text."""
    shown = extra.get("attachments")
    return [one for one in shown if isinstance(one, str)][:12] if isinstance(shown, list) else []
