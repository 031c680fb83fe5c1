"""Which story spreads unusually fast for its brand.

    times of a brand's stories ─► how many an hour, at most ─► more than its others reach: a surge

A story has no past of its own, so the brand's other stories of four weeks are its measure: not
their mean and deviation, which the few great ones make meaningless, but the hour of the greatest.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.sensitivity import Sensitivity
from alerts.spans import Span
from mentions.store.alerts import series as store
from mentions.store.alerts.surges import STORY, Series
from mentions.store.database import Transaction
from mentions.store.times import EPOCH
from mentions.store.watching import HISTORY

HOUR, STEP, DAY = 3600.0, 300.0, 86400.0
# Before so much of a brand is known, any story may be an ordinary one.
YOUTH = 7 * DAY
# A smaller story is of no account, neither as news nor as a measure.
SMALLEST = 3


@dataclass(frozen=True, slots=True)
class Bar:
    """What an hour of a story must have: `least` mentions, and `times` the best hour of the brand's
    other stories.
    """

    least: int
    times: float


BARS = {
    Sensitivity.CALM: Bar(15, 3.0),
    Sensitivity.USUAL: Bar(8, 2.0),
    Sensitivity.KEEN: Bar(5, 1.5),
}


@dataclass(frozen=True, slots=True)
class Spread:
    """When a story was mentioned (seconds since 1970, in order) and its ever better hours: when
    each was reached, and how many mentions it had.
    """

    times: tuple[float, ...]
    records: tuple[tuple[float, int], ...]

    @staticmethod
    def of(times: Iterable[float]) -> "Spread":
        ordered = tuple(sorted(times))
        records: list[tuple[float, int]] = []
        for at, count in _hours(ordered):
            if not records or count > records[-1][1]:
                records.append((at, count))
        return Spread(ordered, tuple(records))

    def best(self, after: float, before: float) -> int:
        """The best hour that was reached then."""
        counts = [count for at, count in self.records if after < at < before]
        return max(counts, default=0)


def _hours(times: Sequence[float]) -> Iterable[tuple[float, int]]:
    """At each mention, how many there were in the hour until it."""
    return ((at, n + 1 - bisect_right(times, at - HOUR)) for n, at in enumerate(times))


def surge_of(spread: Spread, others: Collection[Spread], bar: Bar, until: float) -> Span | None:
    """The story's rise over what the brand's other stories reach, if there is one. Pure.

    `expected` is the hour that it is measured by, `peak` the best one's mentions a step.
    """
    for at, count in spread.records:
        if count < bar.least:
            continue
        before = at - HISTORY.total_seconds()
        usual = max((one.best(before, at) for one in others), default=0)
        if count >= bar.times * usual:
            return _span(spread, at, usual, max(bar.least, bar.times * usual), until)
    return None


def _span(spread: Spread, at: float, usual: int, needed: float, until: float) -> Span:
    began = spread.times[bisect_right(spread.times, at - HOUR)]
    # It is over once an hour brings less than half of what made it one.
    last = max(when for when, count in _hours(spread.times) if count >= needed / 2)
    ended = (last + HOUR) // STEP * STEP
    peak_at, peak = spread.records[-1]
    return Span(
        started_at=began,
        found_at=(at // STEP + 1) * STEP,
        ended_at=ended if ended <= until else None,
        observed=sum(when >= began for when in spread.times),
        expected=usual,
        peak=peak * STEP / HOUR,
        peak_at=peak_at,
    )


class Stories:
    """The stories of each brand, as far as they are settled or were looked at since."""

    def __init__(self) -> None:
        self._spreads: dict[int, dict[int, Spread]] = {}
        self._since: dict[int, float] = {}

    def look(
        self,
        tx: Transaction,
        brands: Mapping[int, Sensitivity],
        past: Collection[int],
        since: datetime,
        until: datetime,
    ) -> dict[Series, list[Span]]:
        """The surges of the stories of these brands that were mentioned from `since` on; of those
        in `past`, of four weeks.
        """
        begin = until - HISTORY
        for brand_id in past:
            self._spreads.pop(brand_id, None)
        self._since |= {
            one: at.timestamp() for one, at in store.first_starts(tx, list(brands)).items()
        }
        found: dict[Series, list[Span]] = {}
        for ids, start in ((set(past), begin), (set(brands) - set(past), since)):
            fresh = _spreads(tx, ids, start, begin, until)
            for brand_id in ids:
                known = self._spreads.setdefault(brand_id, {})
                # One whose mentions were hidden meanwhile is none any more.
                for story_id in [k for k, one in known.items() if one.times[-1] >= _seconds(start)]:
                    del known[story_id]
                known |= fresh.get(brand_id, {})
                found |= self._judged(brand_id, fresh.get(brand_id, {}), brands[brand_id], until)
        return found

    def _judged(
        self,
        brand_id: int,
        fresh: Mapping[int, Spread],
        sensitivity: Sensitivity,
        until: datetime,
    ) -> dict[Series, list[Span]]:
        known, bar, found = self._spreads[brand_id], BARS[sensitivity], {}
        for story_id, spread in fresh.items():
            others = [one for key, one in known.items() if key != story_id]
            span = surge_of(spread, others, bar, _seconds(until))
            if span and span.found_at >= self._since.get(brand_id, span.found_at) + YOUTH:
                found[Series(brand_id, STORY, story_id=story_id)] = [span]
        return found


def _spreads(
    tx: Transaction, brand_ids: Collection[int], since: datetime, begin: datetime, until: datetime
) -> dict[int, dict[int, Spread]]:
    times: dict[tuple[int, int], list[float]] = defaultdict(list)
    for brand_id, story_id, at in store.told_over(tx, brand_ids, since, begin, until, SMALLEST):
        times[brand_id, story_id].append(at.timestamp())
    found: dict[int, dict[int, Spread]] = defaultdict(dict)
    for (brand_id, story_id), some in times.items():
        found[brand_id][story_id] = Spread.of(some)
    return found


def _seconds(moment: datetime) -> float:
    return (moment - EPOCH) / timedelta(seconds=1)
