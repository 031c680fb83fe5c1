"""Is this a surge? Many series at once, step by step, each step judged by what came before it.

    counts, known ─► usual: what was to be expected ─► evidence: how strongly this is a rise
                  ─► surprise: how rare the like is for the series ─► start │ double │ end

A surge starts when the evidence is strong, the rise is large enough to matter to a person, and
the series does not do the like every few days. It is one event until it has been over for
`COOLDOWN`. Pure: `advance` changes the state that it is given, and nothing else.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from alerts import evidence as evidences
from alerts import surprise as surprises
from alerts import usual as usuals
from alerts.arrays import Bools, Floats, decay
from alerts.evidence import Evidence, Rise
from alerts.sensitivity import Bounds
from alerts.surprise import Surprise
from alerts.usual import DAY, HOUR, Usual

# Nothing is told of a series before so much of it is known.
YOUTH = DAY
FAST = HOUR / 2
# The last half hour or so below this many times the expected ends a surge.
END_RATIO = 1.5
END_SLACK = 0.3
# A rise so soon after a surge belongs to it.
COOLDOWN = 8 * HOUR
DOUBLE = 2.0
# What lasts so long is the new usual.
SETTLING = 3 * DAY


class Sign(IntEnum):
    """What happened to a series in a step."""

    NONE = 0
    STARTED = 1
    DOUBLED = 2
    ENDED = 3
    RESUMED = 4


@dataclass(slots=True)
class Surges:
    """One row a series: its present or latest surge. Times in seconds since 1970."""

    is_open: Bools
    started_at: Floats
    ended_at: Floats
    observed: Floats
    expected: Floats
    peak: Floats  # mentions a step, over half an hour
    peak_at: Floats
    told: Floats  # mentions a step when it was last told of
    top: Floats  # the highest step of the present rise
    fast: Floats  # mentions a step, fading over half an hour
    fast_expected: Floats

    @staticmethod
    def of(count: int) -> "Surges":
        surges = Surges(np.zeros(count, dtype=bool), *(np.zeros(count) for _ in range(10)))
        surges.ended_at -= np.inf
        return surges


@dataclass(slots=True)
class State:
    """All that is remembered of some series; JSON by `alerts.arrays.to_json`."""

    usual: Usual
    evidence: Evidence
    surprise: Surprise
    surges: Surges

    @staticmethod
    def of(count: int) -> "State":
        return State(Usual.of(count), Evidence.of(count), Surprise.of(count), Surges.of(count))


@dataclass(frozen=True, slots=True)
class Judged:
    """One step's outcome for each series.

    sign: a `Sign`; expected: the mean if all were as usual; low, high: the band in which steps
    lie as a rule; rise: what speaks for it; rarity: days from one rise like it to the next.
    """

    sign: np.ndarray
    expected: Floats
    low: Floats
    high: Floats
    rise: Rise
    rarity: Floats


def advance(
    state: State, bounds: Bounds, at: float, step: float, counts: Floats, known: Floats
) -> Judged:
    """Take in the step that starts `at` and lasts `step` seconds, and judge it.

    counts: mentions in it, a series each; known: the share of it that was crawled, 0 to 1.
    """
    expected = usuals.expect(state.usual, at)
    rise = evidences.add(state.evidence, expected, counts, known)
    surges = state.surges
    surges.top = np.where(rise.evidence > 0, np.maximum(surges.top, counts), 0)
    surprises.add(state.surprise, counts - expected.mean * known, known, step)
    rarity = surprises.rarity(state.surprise, state.evidence, rise, surges.top, step)
    is_rise = _is_rise(state, bounds, rise, rarity)
    sign = _sign(state, is_rise, rise, expected.mean, counts, known, at, step)
    evidences.remember(state.evidence, rise, sign == Sign.ENDED, known, step)
    surprises.learn(state.surprise, counts, known, surges.is_open, step)
    age = np.clip((at - surges.started_at) / SETTLING, 0, 1)
    trust = np.where(surges.is_open, age, 1.0)
    usuals.learn(state.usual, expected, counts, known, trust, at, step)
    spread = 2 * expected.deviation
    low, high = np.maximum(expected.mean - spread, 0), expected.mean + spread
    return Judged(sign, expected.mean, low, high, rise, rarity)


def _is_rise(state: State, bounds: Bounds, rise: Rise, rarity: Floats) -> Bools:
    is_sure = (rise.evidence >= bounds.evidence) & (rarity >= bounds.days)
    matters = (rise.observed >= bounds.ratio * rise.expected) & (
        rise.observed - rise.expected >= bounds.excess
    )
    is_grown = state.usual.age >= YOUTH
    return is_sure & matters & is_grown


def _sign(
    state: State,
    is_rise: Bools,
    rise: Rise,
    mean: Floats,
    counts: Floats,
    known: Floats,
    at: float,
    step: float,
) -> np.ndarray:
    surges = state.surges
    end = at + step
    _follow(surges, mean, counts, known, step)
    was_open = surges.is_open
    surges.observed = surges.observed + was_open * counts
    surges.expected = surges.expected + was_open * mean * known

    is_low = surges.fast + END_SLACK < END_RATIO * (surges.fast_expected + END_SLACK)
    ended = was_open & is_low & (known > 0)
    rises = ~was_open & is_rise
    resumed = rises & (end - surges.ended_at < COOLDOWN)
    started = rises & ~resumed
    surges.is_open = (was_open | rises) & ~ended
    surges.ended_at = np.where(ended, end, surges.ended_at)
    surges.started_at = np.where(started, end - rise.steps * step, surges.started_at)
    surges.observed = np.where(started, rise.observed, surges.observed)
    surges.expected = np.where(started, rise.expected, surges.expected)

    rate = np.maximum(surges.fast, np.where(rises, rise.observed / np.maximum(rise.steps, 1), 0))
    surges.fast = np.where(rises, rate, surges.fast)
    higher = started | (surges.is_open & (rate > surges.peak))
    surges.peak = np.where(higher, rate, surges.peak)
    surges.peak_at = np.where(higher, end, surges.peak_at)
    doubled = surges.is_open & ~started & (rate >= DOUBLE * surges.told)
    surges.told = np.where(started | doubled, rate, surges.told)
    return np.select(
        [started, doubled, ended, resumed],
        [Sign.STARTED, Sign.DOUBLED, Sign.ENDED, Sign.RESUMED],
        Sign.NONE,
    )


def _follow(surges: Surges, mean: Floats, counts: Floats, known: Floats, step: float) -> None:
    """Move the fast means of what was counted and of what is usual on by one step."""
    fade = np.where(known > 0, decay(step, FAST), 1.0)
    surges.fast = surges.fast * fade + counts * (1 - fade)
    surges.fast_expected = surges.fast_expected * fade + mean * known * (1 - fade)
