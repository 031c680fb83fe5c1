"""Reading a search back in time, past its ceiling and while posts come and go.

A search shows the newest posts of a stretch of time, a page at a time and about a thousand in all.
So each page is the beginning of a new stretch, which ends where the page before it ended. VK's own
paging (`start_from`) serves where time does not tell pages apart: a page of one and the same
second, or one that is out of order.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

# Posts of one stretch after which its end may be the ceiling's doing.
NEAR_CEILING = 500


@dataclass(slots=True)
class Window:
    """From `start` to `end` (None: now), seconds since 1970, both included.

    `newest` is the date of the newest post met, `oldest` and `seen` are of the present stretch.
    """

    start: int
    end: int | None = None
    token: str = ""
    newest: int = 0
    oldest: int | None = None
    seen: int = 0
    is_ordered: bool = True

    def take(self, dates: Sequence[int], next_from: str) -> bool:
        """Move past a page of posts with these dates; whether there is more to ask for."""
        if dates:
            self.newest = max(self.newest, *dates)
            low = min(dates)
            self.oldest = low if self.oldest is None else min(self.oldest, low)
            self.seen += len(dates)
            self.is_ordered &= list(dates) == sorted(dates, reverse=True)
        if dates and next_from:
            if self.is_ordered and self._is_past_end:
                self._begin_stretch(self.oldest)
            else:
                self.token = next_from
            return True
        if self.seen < NEAR_CEILING or self.oldest is None:
            return False
        self._begin_stretch(self.oldest if self._is_past_end else self.oldest - 1)
        return True

    @property
    def _is_past_end(self) -> bool:
        return self.oldest is not None and (self.end is None or self.oldest < self.end)

    def _begin_stretch(self, end: int | None) -> None:
        self.end, self.token = end, ""
        self.oldest, self.seen, self.is_ordered = None, 0, True

    def to_json(self) -> dict[str, Any]:
        return asdict(self)
