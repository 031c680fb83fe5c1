"""Scores of rows judged by the Numenta benchmark's standard profile, written anew from its paper.

Early in an event's window is worth more than late, a window without any costs as much as one
found at its beginning brings, and each row outside of all windows a ninth of that.
"""

from collections.abc import Sequence

import numpy as np

from alerts.backtest import Scored, score
from alerts.detection import State, advance
from alerts.sensitivity import BOUNDS, Sensitivity
from tests.alerts.simple import SIMPLE
from tests.alerts.volumes import Volume
from tests.alerts.worlds import DAY_STEPS, START, STEP, World

Scores = np.ndarray  # of one file's rows

HIT, FALSE, MISSED = 1.0, 0.11, 1.0
# The first rows are for learning: 15%, but of a long file no more than of one of 5,000 rows.
PROBATION = int(0.15 * 5000)


def ours(volumes: Sequence[Volume]) -> list[Scores]:
    """What `molva surges backtest` writes."""
    counts, bounds = np.array([each.counts for each in volumes]), BOUNDS[Sensitivity.USUAL]
    state, scored, known = State.of(len(counts)), Scored.of(len(counts)), np.ones(len(counts))
    scores = np.zeros(counts.shape)
    for step in range(counts.shape[1]):
        judged = advance(state, bounds, START + step * STEP, STEP, counts[:, step], known)
        scores[:, step] = score(scored, state, judged, bounds, known, STEP)
    return list(scores)


def simple(name: str, volumes: Sequence[Volume]) -> list[Scores]:
    """A simple detector's where it is a day's highest so far: plateaus would cost it half of it."""
    counts = np.array([each.counts for each in volumes])
    known = np.ones_like(counts)
    scores = SIMPLE[name](World(counts, known, known, (), (), 0))
    return [_once(each) for each in scores]


def _once(scores: Scores) -> Scores:
    before = np.concatenate([np.zeros(DAY_STEPS), scores[:-1]])
    highest = np.lib.stride_tricks.sliding_window_view(before, DAY_STEPS).max(axis=1)
    return np.where(scores > highest, scores, 0)


def points(
    volumes: Sequence[Volume], scores: Sequence[Scores], threshold: float
) -> dict[str, float]:
    """Of a hundred, all files and each kind, at one threshold for all.

    A hundred is a detection at each window's first row and no other; nothing told at all is 0.
    """
    found = {"all": at_threshold(volumes, scores, threshold)}
    for kind in dict.fromkeys(each.kind for each in volumes):
        own = [i for i, each in enumerate(volumes) if each.kind == kind]
        found[kind] = at_threshold([volumes[i] for i in own], [scores[i] for i in own], threshold)
    return found


def best_threshold(volumes: Sequence[Volume], scores: Sequence[Scores]) -> float:
    every = np.sort(np.concatenate([each[PROBATION:] for each in scores]))[::-1]
    ranks = np.geomspace(len(volumes), len(every) / 50, 250).astype(int)
    candidates = np.unique([0.5, *every[ranks]])
    reached = [at_threshold(volumes, scores, threshold) for threshold in candidates]
    return float(candidates[int(np.argmax(reached))])


def at_threshold(volumes: Sequence[Volume], scores: Sequence[Scores], threshold: float) -> float:
    raw = sum(
        _raw(each, np.flatnonzero(own[PROBATION:] >= threshold) + PROBATION)
        for each, own in zip(volumes, scores, strict=True)
    )
    windows = sum(len(each.events) for each in volumes)
    return 100 * (raw + windows * MISSED) / (windows * (HIT + MISSED))


def _raw(volume: Volume, told: np.ndarray) -> float:
    """Points for the rows `told`."""
    points, is_false = 0.0, np.ones(len(told), dtype=bool)
    last = np.full(len(told), np.inf)  # widths since the end of the window before
    for first, end in volume.windows:
        inside = told[(told >= first) & (told <= end)]
        width = end - first + 1
        if len(inside):
            points += HIT * _sigmoid((inside[0] - end - 1) / width) / _sigmoid(-1.0)
        else:
            points -= MISSED
        is_false &= (told < first) | (told > end)
        last = np.where(told > end, (told - end) / (width - 1), last)
    return points + FALSE * float(_sigmoid(last[is_false]).sum())


def _sigmoid(position: np.ndarray | float) -> np.ndarray | float:
    """Nearly 1 a window's width before its end, 0 at its end, nearly -1 a width after."""
    return 2 / (1 + np.exp(5 * np.minimum(position, 100))) - 1
