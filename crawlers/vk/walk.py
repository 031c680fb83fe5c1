"""Walking down a listing by offset while it changes under our feet.

Something new on top moves the rest down, and a page repeats items: no harm. Something withdrawn
moves the rest up, and a page would skip items. So each page begins with the last item of the page
before it; where that has moved up, the walk steps back until it meets what it has seen.

A walk is plain data, so that a crawl which stops at its limits goes on where it was.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

PAGE = 100
STEP_BACK = 10

# Where an item stands: grows down the listing; None for one that stands out of order (pinned).
Position = Callable[[Any], int | None]


@dataclass(slots=True)
class Walk:
    """`owner`, `thread` and `comment` say what is listed, and `note` what its kind keeps with it.

    The walk ends past the position `end`, or with the listing. `top` is the first position that
    it met, `border` the last; a page may be asked for at `offset`.
    """

    owner: int
    thread: int = 0
    comment: int = 0
    end: int | None = None
    note: Any = None
    offset: int = 0
    top: int | None = None
    border: int | None = None
    is_sure: bool = True
    step: int = STEP_BACK

    def take(self, page: Sequence[Any], total: int, position: Position) -> bool:
        """Move past the page at `offset` of a listing of `total`; whether there is more to read."""
        places = [place for place in map(position, page) if place is not None]
        if not places:
            return self._pass_empty(len(page), total)
        first, last = places[0], places[-1]
        if self.border is not None and first > self.border and self.offset and self.is_sure:
            return self._step_back()
        self.step = STEP_BACK
        self.top = first if self.top is None else min(self.top, first)
        self.border = last if self.border is None else max(self.border, last)
        if self.end is not None and last > self.end:
            return False
        return self._advance(len(page), total)

    def _advance(self, length: int, total: int) -> bool:
        if self.offset + length >= total:
            return False
        # A page of one item, though there are more, has hidden ones: nothing to overlap with.
        self.is_sure = length > 1
        self.offset += max(length - 1, 1)
        return True

    def _pass_empty(self, length: int, total: int) -> bool:
        if self.offset + length < total:
            self.is_sure = False
            self.offset += length or PAGE
            return True
        # Where an item seen before was to be met, the listing has become shorter.
        return self._step_back() if self.offset and self.is_sure else False

    def _step_back(self) -> bool:
        self.offset = max(0, self.offset - self.step)
        self.step *= 2
        return True

    def to_json(self) -> dict[str, Any]:
        return asdict(self)
