"""Recorded volumes of well-known names, imitated: heavy tails, and a few great events among many.

Bursts of every size come every few days, their heights from a Pareto tail, and nobody would call
them events; three to five in a file are, of which one was not marked, as happens. Which is which,
a detector must tell by what the file has shown so far.
"""

from dataclasses import dataclass

import numpy as np

from tests.alerts.worlds import DAY_STEPS

WINDOWS_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Kind:
    """Ranges, drawn from anew for each file.

    level: mentions a step. size: how even (negative binomial). bursts, spikes: a day, of some
    steps and of one. tail: the Pareto exponent of their heights over the level. swing: of the
    hours of the day. event: heights of the great ones, times the level. outages: a file.
    regular: height of a peak at the same hour each day, times the level.
    """

    level: tuple[float, float]
    size: tuple[float, float]
    bursts: tuple[float, float]
    spikes: tuple[float, float]
    tail: tuple[float, float]
    swing: tuple[float, float]
    event: tuple[float, float]
    outages: int = 0
    regular: float = 0.0


KINDS = {
    "steady": Kind((5, 40), (8, 40), (0.2, 0.7), (0.2, 1), (1.5, 2.5), (0.3, 0.9), (2, 10)),
    "bursty": Kind((10, 60), (4, 15), (0.7, 3), (0.5, 2), (1.2, 1.8), (0.2, 0.7), (4, 25)),
    "spiky": Kind((10, 60), (4, 15), (0.2, 1), (2, 8), (1.2, 1.7), (0.2, 0.7), (4, 30)),
    "regular": Kind((20, 200), (5, 30), (0.3, 1), (0.5, 2), (1.4, 2), (0.6, 1.2), (4, 15), 0, 3),
    "sparse": Kind((0.5, 4), (1, 5), (0.5, 2), (0.5, 2), (1.1, 1.7), (0.2, 0.8), (4, 25)),
    "outages": Kind((10, 60), (5, 20), (0.3, 2), (0.5, 3), (1.3, 1.9), (0.3, 0.8), (4, 20), 4),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Volume:
    """A file: `counts` a five-minute step, and the first steps of what a person would mark."""

    kind: str
    counts: np.ndarray
    events: tuple[int, ...]

    @property
    def windows(self) -> list[tuple[int, int]]:
        """About each event's first step, first and last rows; a tenth of the file in all."""
        half = int(WINDOWS_SHARE * len(self.counts) / len(self.events) / 2)
        return [(max(at - half, 0), min(at + half, len(self.counts) - 1)) for at in self.events]


def volumes(seed: int, each: int = 8, days: int = 55) -> list[Volume]:
    """`each` files of every kind."""
    rng = np.random.default_rng(seed)
    return [_volume(rng, name, days * DAY_STEPS) for name in KINDS for _ in range(each)]


def _volume(rng: np.random.Generator, name: str, steps: int) -> Volume:
    kind = KINDS[name]
    time, level, tail = np.arange(steps), between(rng, kind.level), rng.uniform(*kind.tail)
    hours = time / 12 % 24 - rng.uniform(0, 24)
    rate = np.exp(rng.uniform(*kind.swing) * np.cos(hours * np.pi / 12))
    rate += kind.regular * np.exp(-((hours % 24 - 8) ** 2) * 4) * _daily(rng, time)
    weekend = time // DAY_STEPS % 7 >= 5
    rate *= np.where(weekend, rng.uniform(0.4, 1), 1) * np.exp(_wander(rng, steps))
    for a_day, longest in ((kind.bursts, 24.0), (kind.spikes, 0.5)):
        for at in np.flatnonzero(rng.random(steps) < between(rng, a_day) / DAY_STEPS):
            rate += rng.pareto(tail) * _shape(steps, at, 1, between(rng, (0.4, longest)))
    events = _events(rng, steps)
    marked = tuple(sorted(rng.choice(events, len(events) - 1, replace=False).tolist()))
    for at in events:
        # The higher, the shorter; and some begin slowly.
        height, lasts = between(rng, kind.event), between(rng, (6, 150))
        rate += height / (lasts / 30) ** 0.3 * _shape(steps, at, rng.integers(1, 12), lasts)
    size = between(rng, kind.size)
    counts = rng.poisson(level * rate * rng.gamma(size, 1 / size, steps)).astype(float)
    for at in rng.integers(0, steps, rng.integers(0, kind.outages + 1)):
        counts[at : at + int(between(rng, (3, 200)))] = 0
    return Volume(name, counts, marked)


def _events(rng: np.random.Generator, steps: int) -> tuple[int, ...]:
    """Three to five first steps, some days apart, none in the first four days."""
    places = rng.choice(np.arange(4, steps // DAY_STEPS - 4, 4), rng.integers(3, 6), replace=False)
    return tuple(int(day * DAY_STEPS + rng.integers(0, DAY_STEPS)) for day in sorted(places))


def _shape(steps: int, at: int, onset: int, lasts: float) -> np.ndarray:
    """Up to one in `onset` steps, then down to a third in `lasts`."""
    since = np.arange(steps) - at + 1.0
    shape: np.ndarray = np.where(
        since < onset, np.maximum(since, 0) / onset, np.exp(-np.maximum(since - onset, 0) / lasts)
    )
    return shape


def between(rng: np.random.Generator, bounds: tuple[float, float]) -> float:
    return float(np.exp(rng.uniform(*np.log(bounds))))


def _daily(rng: np.random.Generator, time: np.ndarray) -> np.ndarray:
    """A peak's height differs from day to day."""
    drawn: np.ndarray = rng.lognormal(0, 0.4, time[-1] // DAY_STEPS + 1)[time // DAY_STEPS]
    return drawn


def _wander(rng: np.random.Generator, steps: int) -> np.ndarray:
    """The logarithm's ups and downs within hours and days."""
    whole = np.zeros(steps)
    for hours, spread in ((rng.uniform(1, 6), 0.15), (rng.uniform(24, 96), 0.15)):
        stays = np.exp(-1 / (12 * hours))
        shocks = rng.normal(size=steps) * rng.uniform(0.3, 1) * spread * np.sqrt(1 - stays**2)
        value = 0.0
        for step, shock in enumerate(shocks):
            value = stays * value + shock
            whole[step] += value
    return whole
