"""How strongly the latest steps speak for a rise: cumulative sums of log-likelihood ratios.

Two sums a series, one for rises to 1.8 times the usual level and one for four times; each starts
anew whenever it falls to zero, so it knows since when the rise goes on, and how much came in it
against how much was expected. Counts are negative binomial, so three mentions in a silent hour
are three mentions, and a noisy series needs more to speak. Pure.
"""

from dataclasses import dataclass

import numpy as np

from alerts.arrays import MOST_LOG, Bools, Floats, decay
from alerts.usual import DAY, Expected

RISES = np.array([1.8, 4.0])

# Peaks of the sum over this are remembered: how often they come, and how far they go beyond it.
REMEMBERED = 7.0
MEMORY = 30 * DAY
PRIOR_PEAKS, PRIOR_TAIL, PRIOR_PER_DAY = 3.0, 0.35, 0.5
MOST_EXCESS = 1.5


@dataclass(slots=True)
class Evidence:
    """One row a series; the columns of the first four are RISES."""

    sums: Floats
    observed: Floats
    expected: Floats
    steps: Floats
    peak: Floats
    days: Floats
    peaks: Floats
    log_excess: Floats

    @staticmethod
    def of(count: int) -> "Evidence":
        return Evidence(
            *(np.zeros((count, len(RISES))) for _ in range(4)),
            *(np.zeros(count) for _ in range(4)),
        )


@dataclass(frozen=True, slots=True)
class Rise:
    """The stronger of the two sums: its evidence, and what it has summed up in how many steps."""

    evidence: Floats
    observed: Floats
    expected: Floats
    steps: Floats


def add(evidence: Evidence, expected: Expected, counts: Floats, known: Floats) -> Rise:
    """Take one step in: nothing of it known, nothing changes."""
    # Mentions from a step that was not crawled are a late source's: weigh them as if it had been.
    mean = (expected.mean * np.where(counts > 0, np.maximum(known, 1), known))[:, None]
    size, seen = expected.size[:, None], counts[:, None]
    share = (size + mean) / (size + RISES * mean)
    sums = evidence.sums + seen * np.log(RISES * share) + size * np.log(share)
    goes_on = sums > 0
    evidence.sums = np.where(goes_on, sums, 0)
    evidence.observed = np.where(goes_on, evidence.observed + seen, 0)
    evidence.expected = np.where(goes_on, evidence.expected + mean, 0)
    evidence.steps = np.where(goes_on, evidence.steps + 1, 0)
    row, best = np.arange(len(counts)), evidence.sums.argmax(axis=1)
    return Rise(
        evidence.sums[row, best],
        evidence.observed[row, best],
        evidence.expected[row, best],
        evidence.steps[row, best],
    )


def rarity(evidence: Evidence, reached: Floats) -> Floats:
    """Once in how many days so much is `reached`, by a Pareto tail (Hill); 0: not remembered."""
    per_day, tail = _tail(evidence)
    excess = np.log(np.maximum(reached, REMEMBERED) / REMEMBERED)
    return np.where(excess > 0, np.exp(np.minimum(excess / tail, MOST_LOG)) / per_day, 0)


def _tail(evidence: Evidence) -> tuple[Floats, Floats]:
    """Peaks a day, and the mean logarithm of what they go beyond."""
    per_day = (evidence.peaks + PRIOR_PER_DAY * PRIOR_PEAKS) / (evidence.days + PRIOR_PEAKS)
    tail = (evidence.log_excess + PRIOR_TAIL * PRIOR_PEAKS) / (evidence.peaks + PRIOR_PEAKS)
    return per_day, tail


def remember(evidence: Evidence, rise: Rise, is_over: Bools, known: Floats, step: float) -> None:
    """Note how high a rise came when it is over; forget slowly."""
    over = (evidence.peak > 0) & (is_over | (rise.evidence <= 0))
    counted = over & (evidence.peak >= REMEMBERED)
    fade = np.where(known > 0, decay(step, MEMORY), 1.0)
    # Bounded, or one great surge would hide those of months to come.
    excess = np.minimum(np.log(np.maximum(evidence.peak, REMEMBERED) / REMEMBERED), MOST_EXCESS)
    evidence.peaks = evidence.peaks * fade + counted
    evidence.log_excess = evidence.log_excess * fade + np.where(counted, excess, 0)
    evidence.days = evidence.days * fade + known * step / DAY
    evidence.peak = np.where(over, 0, np.maximum(evidence.peak, rise.evidence))
    for sums in (evidence.sums, evidence.observed, evidence.expected, evidence.steps):
        sums[is_over] = 0
