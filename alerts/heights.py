"""How high a series goes as a matter of course: bursts that come every few days are its nature.

A fading histogram of counts a step gives the height that 3% of steps pass; how often spells over
it come, and how far beyond they go (a Pareto tail), tells once in how many days a height is passed.
Pure.
"""

from dataclasses import dataclass

import numpy as np

from alerts.arrays import MOST_LOG, Floats, decay
from alerts.usual import DAY

BASE = 1.1
BINS = 160  # up to 4 million mentions a step
QUANTILE = 0.97
LIFE = 60 * DAY
TAIL_LIFE = 30 * DAY
# So long below the quantile, and the next spell over it is another one.
APART = DAY / 2
PRIOR_SPELLS, PRIOR_TAIL = 2.0, 0.2


@dataclass(slots=True)
class Heights:
    """One row a series. Heights are counts a step plus one."""

    histogram: Floats  # (series, BINS)
    quantile: Floats
    spell: Floats  # log of the present spell's height over the quantile
    quiet: Floats  # seconds since the last step over it
    days: Floats
    spells: Floats
    log_excess: Floats
    steps: int

    @staticmethod
    def of(count: int) -> "Heights":
        quantile, spell, quiet, days, spells, log_excess = np.zeros((6, count))
        histogram = np.zeros((count, BINS))
        return Heights(histogram, quantile, spell, quiet, days, spells, log_excess, steps=0)


def rarity(heights: Heights, counts: Floats) -> Floats:
    """Once in how many days a step has so many; 0: below the quantile."""
    per_day, tail = _tail(heights)
    excess = np.log((counts + 1) / np.maximum(heights.quantile, 1))
    return np.where(excess > 0, np.exp(np.minimum(excess / tail, MOST_LOG)) / per_day, 0)


def _tail(heights: Heights) -> tuple[Floats, Floats]:
    """Spells a day, and the mean logarithm of how far they go over the quantile."""
    per_day = (heights.spells + PRIOR_SPELLS) / (heights.days + PRIOR_SPELLS)
    tail = (heights.log_excess + PRIOR_TAIL * PRIOR_SPELLS) / (heights.spells + PRIOR_SPELLS)
    return per_day, tail


def learn(heights: Heights, counts: Floats, known: Floats, weight: Floats, step: float) -> None:
    """Take one step in; those not wholly crawled say nothing of heights.

    weight: what it counts for among the steps that the quantile is taken of.
    """
    whole = known > 0.99
    every = max(1, round(3600 / step))
    if heights.steps % every == 0:
        _refresh(heights, counts, decay(step * every, LIFE))
    heights.steps += 1
    excess = np.log((counts + 1) / heights.quantile)
    is_over = whole & (excess > 0)
    heights.spell = np.where(is_over, np.maximum(heights.spell, excess), heights.spell)
    heights.quiet = np.where(is_over, 0, heights.quiet + whole * step)
    ended = (heights.spell > 0) & (heights.quiet >= APART)
    fade = np.where(whole, decay(step, TAIL_LIFE), 1.0)
    heights.spells = heights.spells * fade + ended
    heights.log_excess = heights.log_excess * fade + np.where(ended, heights.spell, 0)
    heights.days = heights.days * fade + whole * step / DAY
    heights.spell = np.where(ended, 0, heights.spell)
    bins = np.minimum((np.log1p(counts) / np.log(BASE)).astype(int), BINS - 1)
    heights.histogram[np.arange(len(counts)), bins] += whole * weight


def _refresh(heights: Heights, counts: Floats, fade: float) -> None:
    """Look the quantile up anew, once an hour: it moves slowly and costs most."""
    heights.histogram *= fade
    below = heights.histogram.cumsum(axis=1)
    target = QUANTILE * below[:, -1]
    row, bins = np.arange(len(counts)), (below >= target[:, None]).argmax(axis=1)
    before = np.where(bins > 0, below[row, bins - 1], 0)
    share = (target - before) / np.maximum(below[row, bins] - before, 1e-9)
    quantile = BASE ** (bins + share)
    heights.quantile = np.where(below[:, -1] > 0, quantile, counts + 1)
