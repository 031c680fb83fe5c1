"""A query as the rest of the product holds it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, tzinfo

from mentions.query.document import AnalysedDocument
from mentions.query.parser import parse_tree
from mentions.query.tree import Node
from mentions.types import Place, Span


@dataclass(frozen=True, slots=True)
class Match:
    """Where the words of a query stand in a document, in order, overlaps joined.

    Spans are characters of the original title or text. A query that asks for no words (or for
    their absence) matches with no places.
    """

    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Query:
    """A parsed query; `str(query)` parses to the same one."""

    tree: Node

    def match(self, document: AnalysedDocument) -> Match | None:
        if not self.tree.holds(document):
            return None
        return Match(_joined(self.tree.places(document)))

    def __str__(self) -> str:
        return str(self.tree)


def parse(text: str, zone: tzinfo = UTC) -> Query:
    """The query that `text` says; days in it are days of `zone`. Raises QueryError.

    The empty query is everything.
    """
    return Query(parse_tree(text, zone))


def _joined(places: Iterable[Place]) -> tuple[Place, ...]:
    """Places in order, title first; those that overlap become one."""
    listed = list(places)
    if len(listed) < 2:
        return tuple(listed)
    ordered = sorted(set(listed), key=_order)
    found: list[Place] = []
    for place in ordered:
        last = found[-1] if found else None
        if last and last.field == place.field and place.span.start < last.span.end:
            end = max(last.span.end, place.span.end)
            found[-1] = Place(place.field, Span(last.span.start, end))
        else:
            found.append(place)
    return tuple(found)


def _order(place: Place) -> tuple[bool, int, int]:
    return (place.field != "title", place.span.start, place.span.end)
