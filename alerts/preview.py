"""Looking back: a series with the band in which it was expected, and what would have been told."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from alerts.detection import State, advance
from alerts.memory import STEP, Memory, series_grid
from alerts.sensitivity import BOUNDS, Sensitivity, of_brand
from alerts.telling import Rise, are_same, is_news, telling_order
from mentions.store import rules as rule_store
from mentions.store import watching
from mentions.store.alerts import surges as surge_store
from mentions.store.alerts.settings import AlertSettings
from mentions.store.alerts.surges import NEGATIVE, STORY, Series
from mentions.store.counts import FIVE_MINUTES, five_minutes_of
from mentions.store.database import Database, Transaction
from mentions.store.times import EPOCH
from mentions.store.watching import HISTORY


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
class Foretold(Rise):
    """A surge that would have been told of at a sensitivity."""

    @property
    def found_at(self) -> datetime:
        return EPOCH + timedelta(seconds=self.span.found_at)

    @property
    def ended_at(self) -> datetime | None:
        at = self.span.ended_at
        return None if at is None else EPOCH + timedelta(seconds=at)

    def content(self, names: "Names") -> dict[str, Any]:
        """As a reason's JSON, without what the mentions themselves would tell."""
        since = EPOCH + timedelta(seconds=self.span.started_at)
        title = names.stories.get(self.series.story_id or 0)
        return {
            "brand": names.brands.get(self.series.brand_id, ""),
            "kind": self.series.kind,
            "since": since.isoformat(),
            "observed": round(self.span.observed),
            "expected": self.span.expected,
            "source": names.sources.get(self.series.source_id or 0, ""),
            "rule": names.rules.get(self.series.rule_id or 0, ""),
            "first": {"excerpt": title} if title else None,
        }


@dataclass(frozen=True, slots=True)
class Names:
    """What series are called, by ids; stories by their titles."""

    brands: Mapping[int, str]
    sources: Mapping[int, str]
    rules: Mapping[int, str]
    stories: Mapping[int, str]


def points(
    db: Database, series: Series, since: datetime, until: datetime, now: datetime
) -> list[Point]:
    """Five-minute points of a series, learnt from the four weeks before as the watch learns."""
    with db.read() as tx:
        if series.kind == STORY:
            return _of_story(tx, series, since, min(until, now))
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


def _of_story(tx: Transaction, series: Series, since: datetime, until: datetime) -> list[Point]:
    """A story has no past, and so no band."""
    came = Counter(map(five_minutes_of, surge_store.times(tx, series, since, until).values()))
    start, found = five_minutes_of(since), []
    while start < until:
        found.append(Point(start, 5, came[start], 0, 0, 0, is_known=True))
        start += FIVE_MINUTES
    return found


def gathered(points: Sequence[Point], minutes: int) -> list[Point]:
    """The same by so many minutes, which 60 can be divided by; bands add up as if steps were
    independent, so by their squares.
    """
    found: dict[datetime, list[Point]] = {}
    for point in points:
        minute = point.start.minute // minutes * minutes
        found.setdefault(point.start.replace(minute=minute), []).append(point)
    return [_whole(start, steps) for start, steps in found.items()]


def _whole(start: datetime, steps: Sequence[Point]) -> Point:
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


def would_have_told(db: Database, settings: AlertSettings, now: datetime) -> list[Foretold]:
    """Which surges of the past four weeks people would have been told of, the latest first."""
    pause = timedelta(minutes=settings.pause)
    told: list[Foretold] = []
    with db.read() as tx:
        words = {one: of_brand(settings, one) for one in surge_store.brand_names(tx)}
        rules = watching.watched(tx, rule_store.all_rules(tx))
        found = Memory().look(tx, words, rules, (), now)
        spans = [Foretold(series, span) for series, some in found.items() for span in some]
        for one in sorted(spans, key=lambda one: (one.span.found_at, telling_order(one.series))):
            others = [other for other in told if _brand(other) == _brand(one)]
            if _is_told(tx, one, others, pause):
                told.append(one)
    return told[::-1]


def _brand(one: Foretold) -> int:
    return one.series.brand_id


def _is_told(tx: Transaction, one: Foretold, before: Sequence[Foretold], pause: timedelta) -> bool:
    """As the watch decides: not beside another that is on, nor soon after one, unless it is the
    first negative; one that is held back is told if it outlasts the pause.
    """
    at = one.span.found_at
    for other in before:
        is_alike = one.series.kind != NEGATIVE or other.series.kind == NEGATIVE
        if is_alike and at < other.span.found_at + pause.total_seconds():
            at = other.span.found_at + pause.total_seconds()
    if one.span.ended_at is not None and at >= one.span.ended_at:
        return at == one.span.found_at
    on = {o.series: o for o in before if o.span.ended_at is None or o.span.ended_at > at}
    until = EPOCH + timedelta(seconds=at)
    return is_news(one.series, on, lambda other: are_same(tx, one, on[other], until))
