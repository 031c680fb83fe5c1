"""Three detectors that anybody would try first, at the best threshold for a false-alarm budget."""

from collections.abc import Callable, Sequence

import numpy as np

from alerts.detection import COOLDOWN
from tests.alerts.judging import Alarms, Outcome, judge
from tests.alerts.worlds import DAY_STEPS, STEP, Burst, World

Scores = np.ndarray
LEAST_SPREAD = 0.3  # mentions a step, or a brand of which nobody speaks alarms at each word


def windowed_gaussian(world: World) -> Scores:
    """Deviations from the mean of the past week, of the last half hour."""
    recent, window = _mean(world.counts, 6), 7 * DAY_STEPS
    mean = _mean(recent, window)
    spread = np.sqrt(np.maximum(_mean(recent**2, window) - mean**2, 0))
    return _delayed(recent, mean, spread)


def seasonal_z(world: World) -> Scores:
    """Deviations from the mean of the same time of day on all days before."""
    recent = _mean(world.counts, 6)
    brands, steps = recent.shape
    days = recent.reshape(brands, steps // DAY_STEPS, DAY_STEPS)
    so_far = np.arange(1, days.shape[1] + 1)[None, :, None]
    mean = days.cumsum(axis=1) / so_far
    spread = np.sqrt(np.maximum((days**2).cumsum(axis=1) / so_far - mean**2, 0))
    mean, spread = (np.roll(each, 1, axis=1).reshape(brands, steps) for each in (mean, spread))
    return (recent - mean) / np.maximum(spread, LEAST_SPREAD)


def ewma(world: World) -> Scores:
    """Deviations of a half hour's moving average from a day's, both exponential."""
    fast, slow, square = (np.zeros_like(world.counts) for _ in range(3))
    for step in range(1, world.counts.shape[1]):
        now = world.counts[:, step]
        fast[:, step] = fast[:, step - 1] + (now - fast[:, step - 1]) / 6
        slow[:, step] = slow[:, step - 1] + (now - slow[:, step - 1]) / DAY_STEPS
        off = (fast[:, step] - slow[:, step - 1]) ** 2
        square[:, step] = square[:, step - 1] + (off - square[:, step - 1]) / DAY_STEPS
    return _delayed(fast, slow, np.sqrt(square))


SIMPLE: dict[str, Callable[[World], Scores]] = {
    "windowed Gaussian": windowed_gaussian,
    "seasonal z-score": seasonal_z,
    "EWMA": ewma,
}


def at_best(
    worlds: Sequence[World],
    scores: Sequence[Scores],
    wanted: Callable[[Burst], bool],
    false_a_month: float,
) -> Outcome:
    """At the lowest threshold that keeps within `false_a_month`."""
    for threshold in np.exp(np.linspace(np.log(3), np.log(300), 24)):
        fired = [_alarms(each >= threshold) for each in scores]
        outcome = judge(worlds, fired, wanted)
        if outcome.false_a_month <= false_a_month:
            return outcome
    return outcome


def _alarms(above: np.ndarray) -> Alarms:
    """One alarm for all that is above with less than the product's own cooldown between."""
    fired = np.zeros_like(above)
    apart = int(COOLDOWN / STEP)
    for brand in range(len(above)):
        steps = np.flatnonzero(above[brand])
        if len(steps):
            first = np.concatenate([[True], np.diff(steps) > apart])
            fired[brand, steps[first]] = True
    return fired


def _mean(values: np.ndarray, window: int) -> np.ndarray:
    """Of the last `window` steps, or as many as there are."""
    sums = np.cumsum(values, axis=1)
    sums[:, window:] = sums[:, window:] - sums[:, :-window]
    means: np.ndarray = sums / np.minimum(np.arange(1, values.shape[1] + 1), window)
    return means


def _delayed(recent: np.ndarray, mean: np.ndarray, spread: np.ndarray) -> Scores:
    """Against what was known before the half hour began."""
    mean, spread = np.roll(mean, 6, axis=1), np.roll(spread, 6, axis=1)
    return (recent - mean) / np.maximum(spread, LEAST_SPREAD)
