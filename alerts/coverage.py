"""Which five-minute steps were crawled: a step that was not is no zero. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from alerts.arrays import Floats
from mentions.store.alerts.series import Crawl

# How far back a crawl sees when others before it failed, in its usual intervals: feeds show only
# their latest.
SIGHT = 2.0


@dataclass(frozen=True, slots=True)
class Window:
    """Steps of `step` seconds from `start` on (seconds since 1970)."""

    start: float
    steps: int
    step: float = 300.0

    @property
    def end(self) -> float:
        return self.start + self.steps * self.step

    def index(self, moment: float) -> int:
        """The step that holds it, or the nearest."""
        return min(max(int((moment - self.start) // self.step), 0), self.steps)


def covered(
    crawls: Sequence[Crawl], firsts: Mapping[int, float], window: Window
) -> dict[int, Floats]:
    """For each source that was crawled, 1 where its step was and 0 where not.

    `crawls` in order; `firsts` says since when each source has brought anything: its first crawl
    saw all of that.
    """
    known: dict[int, Floats] = {}
    last: dict[int, float] = {}
    for crawl in crawls:
        at = crawl.started_at.timestamp()
        before = last.get(crawl.source_id)
        if before is None:
            begin = firsts.get(crawl.source_id, at)
        else:
            begin = max(before, at - SIGHT * crawl.every)
        steps = known.setdefault(crawl.source_id, np.zeros(window.steps))
        # The step in which the crawl began is seen in part only: the next crawl completes it.
        steps[window.index(begin) : window.index(at)] = 1
        last[crawl.source_id] = at
    return known


def share(weights: Mapping[int, float], known: Mapping[int, Floats], steps: int) -> Floats:
    """How much of a series' usual mentions the crawled sources bring, by step, 0 to 1.

    `weights`: each source's mentions of late. A source that is never crawled brings by itself.
    """
    total = sum(weights.values())
    if not total:
        return np.ones(steps)
    whole = np.ones(steps)
    parts = [weight * known.get(source_id, whole) for source_id, weight in weights.items()]
    summed: Floats = np.sum(parts, axis=0) / total
    return summed
