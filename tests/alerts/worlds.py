"""Invented brands whose every burst is known: what detectors are judged on.

Rates by hour and weekday, slow drift, launches that change the level for good, hours that were
not crawled, bursts of 2 to 20 times the usual that last 10 minutes to 3 days, and brands of which
days pass without a word.
"""

from dataclasses import dataclass

import numpy as np

STEP = 300.0
DAY_STEPS = 288
START = 1_767_571_200.0  # Monday, 5 January 2026, 00:00 UTC
# A rise that lasts is the new usual after this; an alarm until then is a true one.
SETTLING = 3 * DAY_STEPS
# An alarm so long after a burst is still about it.
AFTERMATH = 6 * 12


@dataclass(frozen=True, slots=True)
class Burst:
    """Steps `start` to `end` (not included) at `factor` times the `level` (mentions an hour)."""

    start: int
    end: int
    factor: float
    level: float


@dataclass(frozen=True, slots=True)
class World:
    """Some brands: `counts` and `known` by brand and five-minute step, and each one's bursts."""

    counts: np.ndarray
    known: np.ndarray
    rates: np.ndarray  # mentions a step but for bursts
    bursts: tuple[tuple[Burst, ...], ...]
    launches: tuple[int | None, ...]
    learning: int  # steps before the first burst, left out of all figures

    @property
    def brand_months(self) -> float:
        steps = self.counts.shape[1] - self.learning
        return len(self.counts) * steps / (30 * DAY_STEPS)


def world(seed: int, brands: int = 40, days: int = 42, least: float = 0.05) -> World:
    """`least`: mentions an hour of the quietest brand; the loudest has 300."""
    rng = np.random.default_rng(seed)
    steps, learning = days * DAY_STEPS, 14 * DAY_STEPS
    levels = np.exp(rng.uniform(np.log(least), np.log(300), brands))
    made = [_brand(rng, level, steps, learning) for level in levels]
    counts, known, rates, bursts, launches = zip(*made, strict=True)
    return World(np.array(counts), np.array(known), np.array(rates), bursts, launches, learning)


def _brand(
    rng: np.random.Generator, level: float, steps: int, learning: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, tuple[Burst, ...], int | None]:
    rate = level / 12 * _profile(rng, steps) * np.exp(_wander(rng, steps))
    launch = None
    if rng.random() < 0.15:
        launch = int(rng.integers(learning, steps - SETTLING))
        rate[launch:] *= rng.uniform(1.5, 3)
    factors, bursts = _bursts(rng, rate, learning)
    size = np.exp(rng.uniform(np.log(5), np.log(50)))
    counts = rng.poisson(rate * factors * rng.gamma(size, 1 / size, steps)).astype(float)
    known = np.ones(steps)
    for _ in range(rng.integers(0, 5)):
        start = int(rng.integers(0, steps))
        end = start + int(rng.integers(3, 12 * 12))
        if not any(burst.start - 12 < end and start < burst.start + 12 for burst in bursts):
            known[start:end] = 0  # a burst's delay is the detector's, not the crawler's
    return counts * known, known, rate, bursts, launch


def _profile(rng: np.random.Generator, steps: int) -> np.ndarray:
    """Hour of day and weekday, one on the average."""
    time = np.arange(steps)
    hour, weekday = time / 12 % 24, time // DAY_STEPS % 7
    swing, top = rng.uniform(0.1, 0.9), rng.uniform(0, 24)
    daily = np.exp(swing * np.cos(2 * np.pi * (hour - top) / 24))
    weekly = np.where(weekday >= 5, rng.uniform(0.5, 1.1), 1)
    profile: np.ndarray = daily * weekly
    return profile / profile.mean()


def _wander(rng: np.random.Generator, steps: int) -> np.ndarray:
    """The logarithm's slow drift over weeks, and its ups and downs within hours."""
    drift = np.cumsum(rng.normal(size=steps)) * rng.uniform(0, 0.002)
    stays = np.exp(-1 / (12 * rng.uniform(2, 12)))
    spread = rng.uniform(0.02, 0.15)
    hourly = np.zeros(steps)
    shocks = rng.normal(size=steps) * spread * np.sqrt(1 - stays**2)
    for step in range(1, steps):
        hourly[step] = stays * hourly[step - 1] + shocks[step]
    wander: np.ndarray = drift + hourly
    return wander


def _bursts(
    rng: np.random.Generator, rate: np.ndarray, learning: int
) -> tuple[np.ndarray, tuple[Burst, ...]]:
    steps = len(rate)
    factors = np.ones(steps)
    bursts = []
    # One in each week at most, so that none hides in another's wake.
    for week in range(learning, steps - 7 * DAY_STEPS + 1, 7 * DAY_STEPS):
        if rng.random() < 0.3:
            continue
        length = int(np.exp(rng.uniform(np.log(2), np.log(3 * DAY_STEPS))))
        start = week + int(rng.integers(0, 7 * DAY_STEPS - length - DAY_STEPS))
        factor = float(np.exp(rng.uniform(np.log(2), np.log(20))))
        factors[start : start + length] = factor
        hourly = float(rate[start : start + min(length, 6)].mean() * 12)
        bursts.append(Burst(start, start + length, factor, hourly))
    return factors, tuple(bursts)
