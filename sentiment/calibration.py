"""From the logits of the two models to calibrated numbers: as served, and as training measures.

Logits are (readings, 5): three tones from bad to good, question, needs_reply.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.settings import Settings

Floats = NDArray[np.float32]
Numbers = NDArray[np.floating[Any]]


def tones(
    settings: Settings,
    logits: Floats,
    linear: Floats | None,
    states: Floats,
    is_placed: NDArray[np.bool_],
) -> Floats:
    """Logarithms of the tones' probabilities, (readings, 3); `states` (readings, width) are the
    network's mean ones, `linear` None where a model has no n-grams."""
    kinds = [settings.tone(bool(placed)) for placed in is_placed]
    shares = np.asarray([[kind.linear_share] for kind in kinds])
    both = (settings.placed.scales(states), settings.plain.scales(states))
    scales = np.where(is_placed[:, None], *both)
    shifts = np.asarray([kind.shift for kind in kinds])
    return log_softmax(mixed(logits, linear, shares) * scales + shifts)


def signs(settings: Settings, logits: Floats, linear: Floats | None) -> Floats:
    """Probabilities of question and needs_reply, (readings, 2)."""
    both = (settings.question, settings.needs_reply)
    x = logits[:, 3:] * [sign.scale for sign in both] + [sign.shift for sign in both]
    if linear is not None:
        x = x + linear[:, 3:] * [sign.linear_scale for sign in both]
    return np.asarray(1 / (1 + np.exp(-x)), np.float32)


def mixed(logits: Floats, linear: Floats | None, share: float | Numbers) -> Numbers:
    """Logarithms of both models' tones mixed, (readings, 3)."""
    found = np.exp(log_softmax(logits[:, :3]))
    if linear is not None:
        found = (1 - share) * found + share * np.exp(log_softmax(linear[:, :3]))
    return np.asarray(np.log(found + 1e-9), np.float32)


def log_softmax(logits: Numbers) -> Floats:
    """Of each row."""
    lowered = logits - logits.max(axis=1, keepdims=True)
    return np.asarray(lowered - np.log(np.exp(lowered).sum(axis=1, keepdims=True)), np.float32)
