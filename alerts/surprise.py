"""How rare what goes on is for a series: once in how many days. Pure.

Three rarities make it, each from the series' own past: of the evidence, of the rise's highest
step, and of what the last hours brought over the usual. Evidence alone tells of each long ripple,
one step alone of each bot's, and the last hours alone come late.
"""

from dataclasses import dataclass

import numpy as np

from alerts import evidence as evidences
from alerts import heights as height
from alerts.arrays import Bools, Floats, decay
from alerts.evidence import Evidence, Rise
from alerts.heights import Heights
from alerts.usual import HOUR

LATELY = 1.5 * HOUR
# Of the evidence, the highest step, lately.
WEIGHTS = (2, 1, 1)
# Days, between which each counts: one that says nothing yet must not silence the others.
LEAST, MOST = 1.0, 1e5
# What a surge's steps weigh among all: three days of one would pass for how the series is.
IN_SURGE = 0.1


@dataclass(slots=True)
class Surprise:
    """One row a series."""

    heights: Heights  # of steps
    lately: Floats  # mentions a step over the expected, fading
    lately_heights: Heights  # of that, in mentions an hour

    @staticmethod
    def of(count: int) -> "Surprise":
        return Surprise(Heights.of(count), np.zeros(count), Heights.of(count))


def rarity(surprise: Surprise, evidence: Evidence, rise: Rise, top: Floats, step: float) -> Floats:
    """Days from one rise like this to the next: the mean of the three rarities' logarithms.

    top: the highest step of the rise, in mentions.
    """
    rarities = (
        evidences.rarity(evidence, rise.evidence),
        height.rarity(surprise.heights, top),
        height.rarity(surprise.lately_heights, _hourly(surprise, step)),
    )
    logs = np.log(np.clip(rarities, LEAST, MOST))
    days: Floats = np.exp(np.average(logs, axis=0, weights=WEIGHTS))
    return days


def add(surprise: Surprise, over: Floats, known: Floats, step: float) -> None:
    """Take in how many mentions over the expected a step brought."""
    fade = np.where(known > 0, decay(step, LATELY), 1.0)
    surprise.lately = surprise.lately * fade + over * (1 - fade)


def learn(surprise: Surprise, counts: Floats, known: Floats, in_surge: Bools, step: float) -> None:
    """Remember the step's height, and that of the last hours."""
    weight = np.where(in_surge, IN_SURGE, 1.0)
    height.learn(surprise.heights, counts, known, weight, step)
    height.learn(surprise.lately_heights, _hourly(surprise, step), known, weight, step)


def _hourly(surprise: Surprise, step: float) -> Floats:
    hourly: Floats = np.maximum(surprise.lately, 0) * HOUR / step
    return hourly
