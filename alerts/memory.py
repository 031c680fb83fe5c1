"""What the detector remembers of the store's series, and how it keeps up with them.

Up to some hours ago all is settled: the state there is kept. What came later may still change (a
crawl every four hours brings what was said since the last), so it is gone through again whenever
a brand's counts change. A change before that has its brand's past gone through anew.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from alerts.arrays import Floats, put_rows, rows_of
from alerts.coverage import Window, covered, share
from alerts.detection import State
from alerts.sensitivity import Bounds, Sensitivity, bounds_of, stacked
from alerts.spans import Span, follow, merged
from alerts.stories import Stories
from mentions.rules import Rule
from mentions.store import rules as rule_store
from mentions.store.alerts import series as store
from mentions.store.alerts.series import Change, Count
from mentions.store.alerts.surges import ALL, NEGATIVE, QUESTION, RULE, SOURCE, Series
from mentions.store.database import Transaction
from mentions.store.times import EPOCH
from mentions.store.watching import HISTORY

STEP = 300.0
UNSETTLED = timedelta(hours=6)
# What a step's crawl can be told from: the one before, however seldom the source is crawled.
LONGEST_CADENCE = timedelta(days=2)
# A source is watched by itself for a brand that it has named so often.
LEAST_OF_SOURCE = 20
# So many series are gone through at once: their steps of four weeks take 50 MB.
AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Grid:
    """Counts and crawled shares of some series over a window: (series, steps)."""

    window: Window
    counts: Floats
    known: Floats

    def part(self, rows: slice, start: float, end: float) -> "Grid":
        first, last = self.window.index(start), self.window.index(end)
        window = Window(self.window.start + first * STEP, last - first)
        return Grid(window, self.counts[rows, first:last], self.known[rows, first:last])


class Memory:
    """The settled state of every series."""

    def __init__(self) -> None:
        self._brands: dict[int, Sensitivity] = {}
        self._rules: list[Rule] = []
        self._rows: dict[Series, int] = {}
        self._state = State.of(0)
        self._weights: dict[Series, dict[int, float]] = {}
        self._settled = 0.0
        self._open: set[Series] = set()
        self._stories = Stories()

    @property
    def size(self) -> int:
        return len(self._rows)

    def look(
        self,
        tx: Transaction,
        brands: Mapping[int, Sensitivity],
        rules: list[Rule],
        changes: Sequence[Change],
        now: datetime,
    ) -> dict[Series, list[Span]]:
        """The surges of late of each series that had to be gone through.

        `brands`: those that are watched, by their ids; `rules`: those that are.
        """
        until = now.timestamp() // STEP * STEP
        settled = (until - UNSETTLED.total_seconds()) // 3600 * 3600
        past = {c.brand_id for c in changes if c.since.timestamp() < self._settled}
        is_new = settled < self._settled or not self._rows  # a clock set back, or the first look
        if is_new or rules != self._rules:
            past = set(brands)
        if is_new:
            self._rows, self._state, self._settled = {}, State.of(0), settled
        past |= {one for one, word in brands.items() if self._brands.get(one) != word}
        if gone := self._brands.keys() - brands.keys():
            self._forget(gone, ())
        self._brands, self._rules = dict(brands), rules
        past &= set(brands)
        moved = {c.brand_id for c in changes} | {one.brand_id for one in self._open}
        others = set(brands) - past
        if settled == self._settled:
            others &= moved
        found = self._go_through(tx, sorted(past), settled, until)
        found |= self._go_on(tx, sorted(others), settled, until)
        looked_at = {one: brands[one] for one in past | others}
        found |= self._stories.look(tx, looked_at, past, _time(self._settled), _time(until))
        self._settled = settled
        self._open = {s for s, spans in found.items() if spans and spans[-1].ended_at is None} | {
            one for one in self._open if one.brand_id not in looked_at
        }
        return found

    def _go_through(
        self, tx: Transaction, brand_ids: Sequence[int], settled: float, until: float
    ) -> dict[Series, list[Span]]:
        """All that is stored of these brands, from a blank state, settled up to then."""
        start = until - HISTORY.total_seconds()
        found: dict[Series, list[Span]] = {}
        if not brand_ids:
            return found
        counts = store.counts(tx, brand_ids, self._rules, _time(start), _time(until))
        # Nothing is known before the first mention.
        firsts = [count.start.timestamp() // 3600 * 3600 for count in counts]
        start = min([*firsts, settled])
        series = _series(brand_ids, self._rules, counts)
        self._forget(set(brand_ids), series)
        self._weights |= _weights(series, counts)
        for first in range(0, len(series), AT_ONCE):
            some = series[first : first + AT_ONCE]
            grid = _grid(tx, some, counts, self._weights, start, until)
            _forget_silence(grid, some, counts)
            state, bounds = State.of(len(some)), self._bounds(some)
            early = grid.part(slice(None), start, settled)
            spans = follow(state, bounds, early.window, early.counts, early.known)
            put_rows(self._state, [self._rows[one] for one in some], state)
            late = grid.part(slice(None), settled, until)
            later = follow(state, bounds, late.window, late.counts, late.known)
            for one, old, new in zip(some, spans, later, strict=True):
                found[one] = merged(old + new)
        return found

    def _go_on(
        self, tx: Transaction, brand_ids: Sequence[int], settled: float, until: float
    ) -> dict[Series, list[Span]]:
        """What came since all was settled; settle more of it, up to `settled`."""
        if not brand_ids:
            return {}
        wanted = set(brand_ids)
        some = [series for series in self._rows if series.brand_id in wanted]
        rows = [self._rows[one] for one in some]
        since, end = _time(self._settled), _time(until)
        counts = store.counts(tx, brand_ids, self._rules, since, end)
        grid = _grid(tx, some, counts, self._weights, self._settled, until)
        state, bounds = rows_of(self._state, rows), self._bounds(some)
        early = grid.part(slice(None), self._settled, settled)
        spans = follow(state, bounds, early.window, early.counts, early.known)
        if early.window.steps:
            put_rows(self._state, rows, state)
        late = grid.part(slice(None), settled, until)
        later = follow(state, bounds, late.window, late.counts, late.known)
        return {one: merged(old + new) for one, old, new in zip(some, spans, later, strict=True)}

    def _bounds(self, series: Sequence[Series]) -> Bounds:
        return stacked([bounds_of(one, self._brands[one.brand_id]) for one in series])

    def _forget(self, brand_ids: Set[int], series: Sequence[Series]) -> None:
        """Make room for `series` in place of what was remembered of these brands."""
        kept = [one for one in self._rows if one.brand_id not in brand_ids]
        state = State.of(len(kept) + len(series))
        if kept:
            put_rows(
                state, slice(0, len(kept)), rows_of(self._state, [self._rows[one] for one in kept])
            )
        self._state = state
        self._rows = {one: row for row, one in enumerate([*kept, *series])}


def _time(seconds: float) -> datetime:
    return EPOCH + timedelta(seconds=seconds)


def _forget_silence(grid: Grid, series: Sequence[Series], counts: Sequence[Count]) -> None:
    """Before a brand's first mention it was not watched: those steps are no zeros."""
    first: dict[int, float] = {}
    for count in counts:
        at = count.start.timestamp()
        first[count.brand_id] = min(at, first.get(count.brand_id, at))
    for row, one in enumerate(series):
        grid.known[row, : grid.window.index(first.get(one.brand_id, grid.window.end))] = 0


def _series(
    brand_ids: Sequence[int], rules: Sequence[Rule], counts: Sequence[Count]
) -> list[Series]:
    by_source: dict[tuple[int, int], int] = {}
    for count in counts:
        key = count.brand_id, count.source_id
        by_source[key] = by_source.get(key, 0) + count.count * (count.rule_id is None)
    series = [
        Series(brand_id, kind) for brand_id in brand_ids for kind in (NEGATIVE, ALL, QUESTION)
    ]
    series += [
        Series(brand_id, RULE, rule_id=rule.id)
        for brand_id in brand_ids
        for rule in rules
        if not rule.conditions.brands or brand_id in rule.conditions.brands
    ]
    return series + [
        Series(brand_id, SOURCE, source_id)
        for (brand_id, source_id), total in sorted(by_source.items())
        if total >= LEAST_OF_SOURCE
    ]


def _grid(
    tx: Transaction,
    series: Sequence[Series],
    counts: Sequence[Count],
    weights: Mapping[Series, Mapping[int, float]],
    start: float,
    until: float,
) -> Grid:
    window = Window(start, round((until - start) / STEP))
    rows = {one: row for row, one in enumerate(series)}
    grid = np.zeros((len(series), window.steps))
    firsts: dict[int, float] = {}
    for count in counts:
        at = count.start.timestamp()
        firsts[count.source_id] = min(at, firsts.get(count.source_id, at))
        for one in _counted_in(count):
            row = rows.get(one)
            if row is not None:
                grid[row, window.index(at)] += count.count
    known = covered(store.crawls(tx, _time(start) - LONGEST_CADENCE), firsts, window)
    shares = [share(weights.get(one, {}), known, window.steps) for one in series]
    return Grid(window, grid, np.array(shares) if shares else np.zeros((0, window.steps)))


def series_grid(tx: Transaction, series: Series, since: datetime, until: datetime) -> Grid:
    """One series from its first mention, or `since`, up to the last whole step before `until`."""
    end = until.timestamp() // STEP * STEP
    rule = rule_store.get(tx, series.rule_id) if series.rule_id is not None else None
    counts = store.counts(tx, [series.brand_id], [rule] if rule else (), since, _time(end))
    begin = min([*(count.start.timestamp() for count in counts), end])
    grid = _grid(tx, [series], counts, _weights([series], counts), begin, end)
    _forget_silence(grid, [series], counts)
    return grid


def _weights(series: Sequence[Series], counts: Sequence[Count]) -> dict[Series, dict[int, float]]:
    """How many mentions each source has brought to each series."""
    weights: dict[Series, dict[int, float]] = {one: {} for one in series}
    for count in counts:
        for one in _counted_in(count):
            if one in weights:
                own = weights[one]
                own[count.source_id] = own.get(count.source_id, 0) + count.count
    return weights


def _counted_in(count: Count) -> tuple[Series, ...]:
    brand_id = count.brand_id
    if count.rule_id is not None:
        return (Series(brand_id, RULE, rule_id=count.rule_id),)
    found = [Series(brand_id, ALL), Series(brand_id, SOURCE, count.source_id)]
    if count.tone == NEGATIVE:
        found.append(Series(brand_id, NEGATIVE))
    if count.question:
        found.append(Series(brand_id, QUESTION))
    return tuple(found)
