"""A text made ready to read: addresses folded, runs of one letter cut, places moved along."""

import re
from bisect import bisect_right

from mentions.types import Span

ADDRESS = "http"
"""What stands for every web address: that there is one tells something, its letters do not."""

_FOLDED = re.compile(r"(?P<address>(?:https?://|www\.)\S+)|(?P<run>(\S)\3{3,})|\s{2,}")
_UNREADABLE = re.compile("[\x00\ud800-\udfff]")


def clean(text: str, places: tuple[Span, ...] = ()) -> tuple[str, tuple[Span, ...]]:
    """The text as the model reads it, and where `places` stand in that.

    A web address becomes `ADDRESS`, four or more of one character become three, white space becomes
    one space; NUL and lone surrogates, which no tokenizer takes, become spaces. Places that reach
    outside the text are cut to it, and empty ones left out.
    """
    text = _UNREADABLE.sub(" ", text)
    pieces: list[str] = []
    old_starts, new_starts, folded = [0], [0], [False]
    old = new = 0
    for found in _FOLDED.finditer(text):
        kept, short = text[old : found.start()], _short(found)
        pieces += (kept, short)
        new += len(kept)
        old_starts += (found.start(), found.end())
        new_starts += (new, new + len(short))
        folded += (True, False)
        new += len(short)
        old = found.end()
    pieces.append(text[old:])
    size = new + len(text) - old

    def moved(position: int) -> int:
        index = bisect_right(old_starts, position) - 1
        start = new_starts[index]
        if not folded[index]:
            return min(start + position - old_starts[index], size)
        return min(start + position - old_starts[index], new_starts[index + 1])

    spans = (Span(moved(max(place.start, 0)), moved(max(place.end, 0))) for place in places)
    return "".join(pieces), tuple(span for span in spans if span.start < span.end)


def _short(found: re.Match[str]) -> str:
    if found["address"] is not None:
        return ADDRESS
    return found[3] * 3 if found["run"] is not None else " "
