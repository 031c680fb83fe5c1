"""Which parts of a long text are read: around the brand's places, or spread over the whole."""

from collections.abc import Iterable, Sequence

from mentions.types import Span

WHOLE = 900
"""Characters up to which a text is read in one piece, about 200 pieces of vocabulary."""
_SIZE = 600
_MOST = 8
"""Parts of one text that are read at most, so that a long text costs at most eight short ones."""


def segments(text: str, places: Sequence[Span]) -> list[Span]:
    """The parts of `text` to read, in order; each ends between words where there is a space.

    A short text is one part. A long one is read around its places, the parts merged where they
    meet; with no places, its beginning, its end, and what lies evenly between.
    """
    if len(text) <= WHOLE:
        return [Span(0, len(text))]
    if places:
        return _merged(_around(text, place) for place in _spread(places, _MOST))
    count = min(-(-len(text) // _SIZE), _MOST)
    last = len(text) - _SIZE
    starts = [last * index // (count - 1) for index in range(count)]
    return [_snapped(text, start, start + _SIZE) for start in starts]


def _spread(places: Sequence[Span], most: int) -> list[Span]:
    if len(places) <= most:
        return sorted(places, key=lambda place: place.start)
    ordered = sorted(places, key=lambda place: place.start)
    return [ordered[(len(ordered) - 1) * index // (most - 1)] for index in range(most)]


def _around(text: str, place: Span) -> Span:
    middle = (place.start + place.end) // 2
    start = min(max(middle - _SIZE // 2, 0), len(text) - _SIZE)
    return _snapped(text, start, start + _SIZE)


def _merged(parts: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for part in parts:
        if merged and part.start < merged[-1].end and part.end - merged[-1].start <= WHOLE:
            merged[-1] = Span(merged[-1].start, part.end)
        elif not merged or part != merged[-1]:
            merged.append(part)
    return merged


def _snapped(text: str, start: int, end: int) -> Span:
    """Move both edges outward to a space, at most 40 characters."""
    if start > 0:
        space = text.rfind(" ", max(start - 40, 0), start)
        start = space + 1 if space >= 0 else start
    if end < len(text):
        space = text.find(" ", end, end + 40)
        end = space if space >= 0 else end
    return Span(start, end)
