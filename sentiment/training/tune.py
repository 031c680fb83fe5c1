"""Trains a shipped model further: for new labels without a GPU or a teacher.

The model's own view of a row is what is learned, pulled toward the label where there is one: what
it knew is kept. All layers learn: with the upper ones alone new texts change next to nothing.
"""

import logging
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sentiment.training.distil import soft_targets
from sentiment.training.network import ToneNetwork, as_network
from sentiment.training.optimise import Course, probabilities, read, train
from sentiment.training.prepared import Prepared
from sentiment.training.sets import HAND
from sentiment.training.shipped import restored

_log = logging.getLogger(__name__)

_PICKED = {
    "sentirueval": 0.1,
    "rusentitweet": 0.1,
    "own-": 1,
    "koziev": 0.3,
    "rubq": 0.3,
    "taiga": 1,
    "cedr": 0.15,
    "goemotions": 0.15,
}
"""The part of the rows of a source that is learned from; of hand labels, all."""
_PICKED_ELSE = 0.05


def picked(rows: Prepared, random: np.random.Generator) -> NDArray[np.int64]:
    """Numbers of the rows to learn from, none of them held out."""
    parts = [
        1.0
        if str(name).endswith(HAND)
        else next((p for n, p in _PICKED.items() if str(name).startswith(n)), _PICKED_ELSE)
        for name in rows.sources
    ]
    chosen = random.random(len(rows)) < np.asarray(parts)[rows.source]
    return np.flatnonzero(chosen & ~rows.is_development & (rows.share > 0))


def tune(folder: Path, rows: Prepared, course: Course) -> ToneNetwork:
    """Train the model in `folder` further on some of `rows`."""
    network = as_network(restored(folder))
    learned = rows.subset(picked(rows, np.random.default_rng(course.seed)))
    targets = soft_targets(learned, probabilities(read(network, learned)))
    _log.info("%d rows to learn from", len(learned))
    return train(network, learned, targets, np.ones(len(learned), bool), course)
