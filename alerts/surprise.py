"""How rare what goes on is for a series, once in how many days, as a score to compare by. Pure.

The messages' bar asks whether a person wants to know at once; this asks how few such days there
were. Three rarities make it, each from the series' own past: of the evidence, of the highest
step, and of what the last hours brought over the usual. An event scores at its beginning,
and again whenever it has become several times rarer: a higher threshold tells of fewer events,
each when it passes, and never of every step of one.
"""

from dataclasses import dataclass

import numpy as np

from alerts import evidence as evidences
from alerts import heights as height
from alerts.arrays import Floats, decay
from alerts.detection import Judged, Sign, State
from alerts.heights import Heights
from alerts.usual import DAY, HOUR

LATELY = 1.5 * HOUR
# Once in so many days scores a half; below a fraction of that, nothing.
HALF, LEAST_SHARE = 5.0, 0.04
RARER = 5.0
# So long after the last score, and the next is another event's.
APART = DAY
LEAST, MOST = 0.01, 1e5
NOT_TOLD = 0.49
# Of the three rarities: evidence, highest step, lately.
WEIGHTS = (2, 1, 1)


@dataclass(slots=True)
class Surprise:
    """One row a series."""

    lately: Floats  # mentions a step over the expected
    heights: Heights  # of that, in mentions an hour
    rarity: Floats  # days, when it last scored
    quiet: Floats  # seconds since then

    @staticmethod
    def of(count: int) -> "Surprise":
        lately, rarity, quiet = np.zeros((3, count))
        return Surprise(lately, Heights.of(count), rarity, quiet)


def score(
    surprise: Surprise, state: State, judged: Judged, counts: Floats, known: Floats, step: float
) -> Floats:
    """Of the step that `state` was just advanced by: 0 to 1; 0.5 or more only in a surge told of.

    Where it is told, 0.5 or more; within it, wherever it has become rarer; elsewhere less.
    """
    fade = np.where(known > 0, decay(step, LATELY), 1.0)
    over = counts - judged.expected * known
    surprise.lately = surprise.lately * fade + over * (1 - fade)
    hourly = np.maximum(surprise.lately, 0) * HOUR / step
    rarities = (
        evidences.rarity(state.evidence, judged.rise.evidence),
        height.rarity(state.heights, state.surges.top),
        height.rarity(surprise.heights, hourly),
    )
    height.learn(surprise.heights, hourly, known, step)
    logs = np.log(np.clip(rarities, LEAST, MOST))
    rarity = np.exp(np.average(logs, axis=0, weights=WEIGHTS))

    surprise.quiet = surprise.quiet + step
    before = np.where(surprise.quiet > APART, 0, surprise.rarity)
    rarer = (known > 0) & (rarity >= np.maximum(RARER * before, HALF * LEAST_SHARE))
    surprise.rarity = np.where(rarer, rarity, before)
    surprise.quiet = np.where(rarer, 0, surprise.quiet)
    graded = np.where(rarer, rarity / (rarity + HALF), 0)
    is_told = (judged.sign == Sign.STARTED) | (judged.sign == Sign.DOUBLED)
    within = np.where(state.surges.is_open, graded, np.minimum(graded, NOT_TOLD))
    return np.where(is_told, np.maximum(graded, 0.5), within)
