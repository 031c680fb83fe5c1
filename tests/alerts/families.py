"""Recorded volumes imitated in five more ways, so that a detector does not fit one invention.

Cascades of repeats that beget repeats; a rate that wanders and jumps; a share's trading hours with
bots; regimes that switch; sampling faults. And two ways to mark: by what was put in, of which one
may be left out, or by what stands out when a person looks at the whole plot.
"""

from collections.abc import Callable
from itertools import accumulate

import numpy as np

from tests.alerts.volumes import Volume, between, volumes
from tests.alerts.worlds import DAY_STEPS

Counts = np.ndarray
Rng = np.random.Generator
# Nothing before it is marked: the benchmark's own learning time.
FIRST = 800


def all_kinds(seed: int, each: int, days: int = 55) -> list[Volume]:
    """`each` files of every kind: those of `volumes`, and of each family here."""
    rng, steps = np.random.default_rng([seed, 1]), days * DAY_STEPS
    found = volumes(seed, each, days)
    for name, family in FAMILIES.items():
        for index in range(each):
            counts, events = family(rng, steps)
            marked = _put_in(rng, events, steps) if index % 2 else ()
            found.append(Volume(name, counts, marked or _seen(rng, counts)))
    return found


def _cascades(rng: Rng, steps: int) -> tuple[Counts, list[int]]:
    """Each mention begets others, by its author's reach (Pareto), within minutes to hours."""
    level, share, tail = between(rng, (3, 150)), rng.uniform(0.5, 0.9), rng.uniform(1.15, 1.8)
    events, lasting = _some_days(rng, steps), np.exp(-1 / np.array([2.0, 12, 72]))
    news = np.ones(steps)
    for at in events:
        fading = _faded(steps, at, between(rng, (4, 60)), rng.uniform(1, 2), rng.integers(1, 8))
        news += between(rng, (2, 15)) * fading
    fresh = level * (1 - share) * _rhythm(rng, steps) * np.exp(_wander(rng, steps, 48, 0.15)) * news
    most, split = level * between(rng, (20, 200)), rng.dirichlet([3, 2, 1])
    counts, waiting = np.zeros(steps), np.zeros(3)
    for step in range(steps):
        counts[step] = rng.poisson(fresh[step] + (waiting * (1 - lasting)).sum())
        reach = (rng.pareto(tail, int(counts[step])) + 1) * (tail - 1) / tail
        waiting = waiting * lasting + split * share * np.minimum(reach, most).sum()
    return counts, events


def _wandering(rng: Rng, steps: int) -> tuple[Counts, list[int]]:
    """The rate's logarithm wanders within minutes, hours and days, and jumps."""
    level, log_rate = between(rng, (2, 120)), np.zeros(steps)
    for hours, spread in (((0.3, 1), (0.1, 0.35)), ((3, 12), (0.1, 0.35)), ((40, 120), (0.1, 0.3))):
        log_rate += _wander(rng, steps, rng.uniform(*hours), rng.uniform(*spread))
    for at in _now_and_then(rng, steps, (0.5, 3)):
        jump = rng.exponential(rng.uniform(0.5, 0.9))
        log_rate[at:] += jump * np.exp(-np.arange(steps - at) / between(rng, (1, 60)))
    events = _some_days(rng, steps)
    for at in events:
        since = np.arange(steps - at)
        onset = np.minimum((since + 1) / rng.integers(1, 10), 1)
        log_rate[at:] += rng.uniform(1.2, 2.8) * onset * np.exp(-since / between(rng, (15, 250)))
    rate = level * _rhythm(rng, steps) * np.exp(log_rate)
    return _counted(rng, rate, (5, 40)), events


def _trading(rng: Rng, steps: int) -> tuple[Counts, list[int]]:
    """Peaks as an exchange opens and closes, bots by the hour and day, news as it has closed."""
    time, opens = np.arange(steps), rng.uniform(13, 15)
    hours, day = time / 12 % 24, time // DAY_STEPS
    is_open = (day + rng.integers(0, 7)) % 7 < 5
    rate = 0.15 + rng.uniform(0.2, 0.5) * np.exp(-(((hours - opens + 9) % 24 - 12) ** 2) / 20)
    of_day = rng.lognormal(0, 0.35, day[-1] + 1)[day]
    for peak, lasts in ((opens, 0.5), (opens + 6.5, 0.4)):
        after = (hours >= peak) & (hours < peak + 4)
        fading = np.where(after, np.exp(-np.maximum(hours - peak, 0) / lasts), 0)
        rate += is_open * of_day * rng.uniform(0.3, 2.5) * fading
    rate *= np.where(is_open, 1, rng.uniform(0.3, 0.8))
    rate *= np.exp(_wander(rng, steps, 30, 0.2) + _wander(rng, steps, 2, 0.15))
    for period, height, spread in ((12, (0.1, 1), 0.4), (DAY_STEPS, (1, 6), 0.5)):
        if rng.random() < 0.6:
            is_due = time % period == rng.integers(0, period)
            rate += is_due * rng.uniform(*height) * rng.lognormal(0, spread, steps)
    for at in _now_and_then(rng, steps, (0.3, 4)):
        rate[at : at + rng.integers(1, 3)] += rng.pareto(rng.uniform(1.3, 2))
    for at in _now_and_then(rng, steps, (0.2, 1.2)):
        lasts, onset = between(rng, (3, 20)), rng.integers(1, 12)
        rate += 0.6 * rng.pareto(1.5) * _faded(steps, at, lasts, 1.5, onset)
    events = _some_days(rng, steps)
    for index, at in enumerate(events):
        if rng.random() < 0.6:
            events[index] = at = at // DAY_STEPS * DAY_STEPS + int((opens + 6.6) * 12)
        fading = _faded(steps, at, between(rng, (4, 50)), rng.uniform(1, 1.8), rng.integers(1, 5))
        rate += between(rng, (2.5, 20)) * fading
    return _counted(rng, between(rng, (5, 120)) * rate, (4, 25)), events


def _regimes(rng: Rng, steps: int) -> tuple[Counts, list[int]]:
    """Busy hours among calm ones, levels that shift for good, single steps, and plateaus."""
    rate, at = np.ones(steps), 0
    while (at := at + int(rng.exponential(between(rng, (60, 500))))) < steps:
        lasts = int(rng.exponential(between(rng, (6, 70)))) + 1
        rate[at : at + lasts] *= 1 + rng.gamma(1.5, 0.8)
        at += lasts
    for at in rng.integers(0, steps, rng.integers(0, 4)):
        rate[at:] *= between(rng, (0.5, 2.2))
    for at in _now_and_then(rng, steps, (0.2, 5)):
        rate[at] *= 1 + rng.pareto(rng.uniform(1.1, 2))
    events = _some_days(rng, steps)
    for at in events:
        part = rate[at : at + int(between(rng, (6, 200)))]
        part += (between(rng, (3, 15)) - 1) * np.linspace(1, rng.uniform(0.2, 1), len(part))
    rate *= between(rng, (3, 100)) * _rhythm(rng, steps, (0.05, 0.6))
    return _counted(rng, rate, (3, 30)), events


def _faulty(rng: Rng, steps: int) -> tuple[Counts, list[int]]:
    """A quiet name, bots at their minutes, repeated and thinned samples, and outages as zeros."""
    time, level = np.arange(steps), between(rng, (0.5, 15))
    rate = _rhythm(rng, steps, (0.3, 1.2)) * np.exp(_wander(rng, steps, 10, 0.2))
    for _ in range(rng.integers(0, 4)):
        period = int(rng.choice([12, DAY_STEPS // 2, DAY_STEPS, DAY_STEPS, 7 * DAY_STEPS]))
        is_due = (time % period == rng.integers(0, period)) & (time > rng.integers(0, steps // 2))
        height = rng.uniform(1, 8) * rng.lognormal(0, 0.4, steps)
        rate += is_due * (rng.random(steps) < 0.9) * height
    for at in _now_and_then(rng, steps, (0.5, 6)):
        rate[at : at + rng.integers(1, 4)] += 2 * rng.pareto(rng.uniform(1, 1.6))
    events = _some_days(rng, steps)
    for at in events:
        fading = _faded(steps, at, between(rng, (5, 60)), rng.uniform(1, 2), rng.integers(1, 6))
        rate += between(rng, (6, 40)) * fading
    for at in rng.integers(0, steps, rng.integers(0, 4)):
        rate[at : at + int(between(rng, (12, 400)))] *= rng.uniform(0.3, 0.8)
    counts = _counted(rng, level * rate, (2, 15))
    for at in rng.integers(0, steps, rng.integers(0, 8)):
        counts[at : at + int(between(rng, (1, 150)))] = 0
    return counts, events


FAMILIES: dict[str, Callable[[Rng, int], tuple[Counts, list[int]]]] = {
    "cascades": _cascades,
    "wandering": _wandering,
    "trading": _trading,
    "regimes": _regimes,
    "faulty": _faulty,
}


def _put_in(rng: Rng, events: list[int], steps: int) -> tuple[int, ...]:
    marked = [at for at in events if FIRST < at < steps]
    if len(marked) > 2 and rng.random() < 0.6:
        marked.pop(rng.integers(0, len(marked)))
    return tuple(marked)


def _seen(rng: Rng, counts: Counts) -> tuple[int, ...]:
    """Where the two to five highest rises over a day's median begin, as somebody sees them."""
    width = int(rng.choice([1, 3, 6, 12]))
    smooth = np.convolve(counts, np.ones(width) / width)[: len(counts)]
    around = [np.median(counts[max(0, at - DAY_STEPS) : at + DAY_STEPS])
              for at in range(0, len(counts), 36)]  # fmt: skip
    over = smooth - np.repeat(around, 36)[: len(counts)]
    # Taste differs from day to day.
    left = over * np.exp(rng.normal(0, 0.25, len(counts) // DAY_STEPS)).repeat(DAY_STEPS)
    left[:FIRST] = 0
    found = []
    for _ in range(rng.integers(2, 6)):
        first = top = int(left.argmax())
        while first > top - DAY_STEPS // 2 and over[first - 1] > over[top] / 4:
            first -= 1
        found.append(max(first - (width - 1) // 2, 0))
        left[max(0, top - 2 * DAY_STEPS) : top + 2 * DAY_STEPS] = 0
    return tuple(sorted(found))


def _some_days(rng: Rng, steps: int) -> list[int]:
    """Three to five steps, days apart, none in the first four days."""
    days = rng.choice(np.arange(4, steps // DAY_STEPS - 3, 3), rng.integers(3, 6), replace=False)
    return [int(day * DAY_STEPS + rng.integers(0, DAY_STEPS)) for day in sorted(days)]


def _now_and_then(rng: Rng, steps: int, a_day: tuple[float, float]) -> np.ndarray:
    return np.flatnonzero(rng.random(steps) < between(rng, a_day) / DAY_STEPS)


def _faded(steps: int, at: int, lasts: float, power: float, onset: int) -> np.ndarray:
    """Up to one in `onset` steps, then down as a power of time."""
    since = np.arange(steps - at)
    shape = np.zeros(steps)
    rise = np.minimum((since + 1) / onset, 1)
    shape[at:] = rise * (1 + np.maximum(since - onset, 0) / lasts) ** -power
    return shape


def _rhythm(rng: Rng, steps: int, swing: tuple[float, float] = (0.2, 1)) -> np.ndarray:
    time, height = np.arange(steps), rng.uniform(*swing)
    hours, (day, half_day) = time / 12 % 24, rng.uniform(0, 24, 2)
    waves = np.cos((hours - day) * np.pi / 12)
    waves += rng.uniform(0, 0.4) * np.cos((hours - half_day) * np.pi / 6)
    is_weekend = (time // DAY_STEPS + rng.integers(0, 7)) % 7 >= 5
    rhythm: np.ndarray = np.exp(height * waves) * np.where(is_weekend, rng.uniform(0.4, 1), 1)
    return rhythm


def _wander(rng: Rng, steps: int, hours: float, spread: float) -> np.ndarray:
    stays = float(np.exp(-1 / (12 * hours)))
    shocks = rng.normal(size=steps) * spread * np.sqrt(1 - stays**2)
    return np.fromiter(accumulate(shocks, lambda value, shock: stays * value + shock), float, steps)


def _counted(rng: Rng, rate: np.ndarray, sizes: tuple[float, float]) -> Counts:
    size = between(rng, sizes)
    return rng.poisson(rate * rng.gamma(size, 1 / size, len(rate))).astype(float)
