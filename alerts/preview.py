"""Looking back: a series with the band in which it was expected, and what would have been told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.detection import State, advance
from alerts.memory import HISTORY, STEP, Memory, series_grid
from alerts.sensitivity import BOUNDS, Sensitivity
from alerts.spans import Span
from mentions.store.alerts.surges import Series
from mentions.store.database import Database
from mentions.store.times import EPOCH


@dataclass(frozen=True, slots=True)
class Point:
    """A step of a series: what came, what was expected, the band, and whether it was crawled.

    `low` and `high` bound what is usual, as mentions within the `minutes` from `start` on.
    """

    start: datetime
    minutes: int
    count: float
    expected: float
    low: float
    high: float
    is_known: bool


@dataclass(frozen=True, slots=True)
class Foretold:
    """A surge that would have been told of at a sensitivity."""

    series: Series
    span: Span

    @property
    def started_at(self) -> datetime:
        return EPOCH + timedelta(seconds=self.span.started_at)

    @property
    def found_at(self) -> datetime:
        return EPOCH + timedelta(seconds=self.span.found_at)


def points(
    db: Database, series: Series, since: datetime, until: datetime, now: datetime
) -> list[Point]:
    """Five-minute points of a series, learnt from the four weeks before as the watch learns."""
    with db.read() as tx:
        grid = series_grid(tx, series, min(since, now) - HISTORY, min(until, now))
    state, bounds = State.of(1), BOUNDS[Sensitivity.USUAL]
    found: list[Point] = []
    for index in range(grid.window.steps):
        at = grid.window.start + index * STEP
        counts, known = grid.counts[:, index], grid.known[:, index]
        judged = advance(state, bounds, at, STEP, counts, known)
        start = EPOCH + timedelta(seconds=at)
        if start >= since:
            found.append(
                Point(
                    start=start,
                    minutes=5,
                    count=float(counts[0]),
                    expected=float(judged.expected[0]),
                    low=float(judged.low[0]),
                    high=float(judged.high[0]),
                    is_known=bool(known[0] > 0),
                )
            )
    return found


def by_hour(points: Sequence[Point]) -> list[Point]:
    """The same by the hour; bands add up as if steps were independent, so by their squares."""
    hours: dict[datetime, list[Point]] = {}
    for point in points:
        hours.setdefault(point.start.replace(minute=0), []).append(point)
    return [_hour(start, steps) for start, steps in hours.items()]


def _hour(start: datetime, steps: Sequence[Point]) -> Point:
    expected = sum(step.expected for step in steps)
    spread = sum((step.high - step.expected) ** 2 for step in steps) ** 0.5
    return Point(
        start=start,
        minutes=sum(step.minutes for step in steps),
        count=sum(step.count for step in steps),
        expected=expected,
        low=max(expected - spread, 0.0),
        high=expected + spread,
        is_known=any(step.is_known for step in steps),
    )


def would_have_told(
    db: Database, brand_ids: Sequence[int], sensitivity: Sensitivity, now: datetime
) -> list[Foretold]:
    """Which surges of the past four weeks would have been found, the latest first."""
    with db.read() as tx:
        found = Memory(BOUNDS[sensitivity]).look(tx, brand_ids, (), now)
    told = [Foretold(series, span) for series, spans in found.items() for span in spans]
    return sorted(told, key=lambda one: -one.span.started_at)
