"""The pieces of a mention that show why it was found, its words marked as they match."""

from mentions.query import Query
from mentions.query.document import AnalysedDocument
from mentions.types import Place, Span
from search.engine import Snippet
from search.plan import terms_of

LENGTH = 240
"""Characters of a text's snippet, about."""
_LEAD = 60


def snippets(query: Query, analysed: AnalysedDocument) -> tuple[Snippet, ...]:
    """The title whole, and the stretch of the text with the most different places found."""
    document = analysed.fields
    match = query.match(analysed) if terms_of(query) else None
    places = match.places if match else ()
    found = []
    if document.title:
        spans = tuple(place.span for place in places if place.field == "title")
        found.append(Snippet("title", document.title, spans))
    if document.text:
        found.append(_of_text(document.text, [p for p in places if p.field == "text"]))
    return tuple(found)


def _of_text(text: str, places: list[Place]) -> Snippet:
    spans = [place.span for place in places]
    start = _start(text, _densest(spans))
    end = _end(text, start + LENGTH)
    marks = tuple(
        Span(span.start - start, min(span.end, end) - start)
        for span in spans
        if start <= span.start < end
    )
    return Snippet("text", text[start:end], marks, start > 0, end < len(text))


def _densest(spans: list[Span]) -> int:
    """Where the stretch begins that holds the most of the places: the first such one."""
    best, most, last = 0, 0, 0
    for first, span in enumerate(spans):
        while last < len(spans) and spans[last].start < span.start + LENGTH - _LEAD:
            last += 1
        if last - first > most:
            best, most = span.start, last - first
    return best


def _start(text: str, place: int) -> int:
    """A little before the place, at a word's beginning; the text's own if that is near."""
    if place <= _LEAD or len(text) <= LENGTH:
        return 0
    start = place - _LEAD
    space = text.find(" ", start, place)
    return space + 1 if space >= 0 else start


def _end(text: str, end: int) -> int:
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", end - _LEAD, end)
    return space if space > 0 else end
