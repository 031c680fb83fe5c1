"""Soft labels of the whole ensemble, for the student that is shipped."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sentiment.training.network import TONES
from sentiment.training.optimise import Targets, hard_targets
from sentiment.training.prepared import Prepared

_LINEAR_SHARE = 0.35
"""Of the ensemble's tone; questions and replies are the teachers' alone."""
_TONE_SHARE = 0.3
_OWN_TONE_SHARE = 0.8
_RULED_SHARE = 0.6
"""Of the student's target, where there is a label; a sign that is told, not ruled, is all of it."""

Array = NDArray[np.float32]


def out_of_fold(rows: Prepared, found: Array, folds: NDArray[np.int8]) -> Array:
    """Mean probabilities (rows, 5) of the teachers that did not see a row's cluster.

    `found` is (teachers, rows, 5) and `folds` tells the fold that each teacher was kept from; rows
    that no teacher learned from are read by the mean of all.
    """
    everyone = found.mean(axis=0)
    honest = everyone.copy()
    learned = ~rows.is_development & (rows.share > 0)
    for fold in np.unique(folds[folds >= 0]):
        chosen = learned & (rows.fold == fold)
        honest[chosen] = found[folds == fold][:, chosen].mean(axis=0)
    labelled = (rows.tone >= 0) | (rows.question >= 0) | (rows.needs_reply >= 0)
    return np.asarray(np.where(labelled[:, None], honest, everyone), np.float32)


def ensemble(teachers: Array, linear: Array) -> Array:
    """Teachers' probabilities (rows, 5) with the linear model's tones (rows, 3) mixed in."""
    mixed = teachers.copy()
    mixed[:, :3] = (1 - _LINEAR_SHARE) * teachers[:, :3] + _LINEAR_SHARE * linear
    return mixed


def soft_targets(rows: Prepared, taught: Array) -> Targets:
    """What the student learns: the ensemble's view, pulled toward the label where there is one."""
    hard = hard_targets(rows, smoothing=0.02)
    of_signs = np.where(rows.is_told, 1.0, _RULED_SHARE)
    of_tone = np.where(rows.named("own-"), _OWN_TONE_SHARE, _TONE_SHARE)
    shares = np.stack([of_tone, of_signs, of_signs], axis=1)
    share = np.repeat(hard.known * shares, (TONES, 1, 1), axis=1)
    values = np.asarray((1 - share) * taught + share * hard.values, np.float32)
    return Targets(values, np.ones_like(hard.known), weights_by_tone=False)


def read_teachers(work: Path) -> tuple[Array, NDArray[np.int8]]:
    """What the teachers left in `work`: probabilities (teachers, rows, 5) and their folds."""
    stored = [np.load(path, allow_pickle=False) for path in sorted(work.glob("teacher-*.npz"))]
    found = np.stack([one["probabilities"].astype(np.float32) for one in stored])
    return found, np.asarray([int(one["fold"]) for one in stored], np.int8)
