"""Learns from the tones that people corrected: a small layer on top of the frozen model.

The layer remembers where the corrected passages stand in the network's pooled states, and moves the
logarithms of the three tones of a passage by the sum of what it learned at each, weighed by a
Gaussian of the distance: what resembles a correction changes, and what resembles none stays as
shipped. It is a kernel regression fitted by gradient descent, with a penalty toward no change.
A fixed third of the corrections (by what they say, so the same ones each time) is held back from
every fit, and a new layer replaces the old one only when it decides more of those rightly.
"""

import hashlib
import io
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mentions.types import Passage, Tone

if TYPE_CHECKING:
    from sentiment.classifier import Classifier, Views

FEWEST = 20
"""Corrections that are needed before anything is learned."""
_TONES = (Tone.NEGATIVE, Tone.NEUTRAL, Tone.POSITIVE)
_HELD_BACK = 0.3
_NARROWNESS = 10.0
"""At cosine c to a correction, exp(-10 * (1 - c)) of what was learned there counts."""
_PENALTY = 0.05
_STEPS = 600
_MOST = 3000
"""The newest corrections that are learned from: the kernel is square."""
_CURRENT, _PREVIOUS = "layer.npz", "layer.previous.npz"

Floats = NDArray[np.float32]
Correction = tuple[Passage, Tone]


@dataclass(frozen=True, slots=True)
class Layer:
    """`states` (corrections, width) and `moves` (corrections, 3), on the model `model`."""

    model: str
    states: Floats
    moves: Floats

    @property
    def digest(self) -> str:
        """Eight digits of the content."""
        return hashlib.sha256(self.states.tobytes() + self.moves.tobytes()).hexdigest()[:8]

    def apply(self, views: "Views") -> Floats:
        """Corrected logarithms of the tones, (passages, 3)."""
        logits = views.tones + _kernel(_unit(views.pooled), self.states) @ self.moves
        lowered = logits - logits.max(axis=1, keepdims=True)
        return np.asarray(lowered - np.log(np.exp(lowered).sum(axis=1, keepdims=True)), np.float32)


@dataclass(frozen=True, slots=True)
class LearnReport:
    """How learning went. Shares are of held-back corrections whose tone was decided rightly.

    `was_kept` is true when the new layer is in force from the next load on.
    """

    corrections: int
    held_back: int
    right_before: float
    right_after: float
    was_kept: bool


def learn(classifier: "Classifier", corrections: Sequence[Correction], folder: Path) -> LearnReport:
    """Fit a layer on `corrections`, measure it on those held back, keep it in `folder` if better.

    The last correction of a passage counts. With fewer than `FEWEST`, or with none held back or
    none left, nothing is learned. The layer that was in force is kept for `undo`.
    """
    latest = list({_key(passage): (passage, tone) for passage, tone in corrections}.values())[
        -_MOST:
    ]
    held = np.asarray([_is_held_back(passage) for passage, _ in latest], bool)
    if len(latest) < FEWEST or held.all() or not held.any():
        return LearnReport(len(latest), int(held.sum()), 0.0, 0.0, False)
    views = classifier.view([passage for passage, _ in latest])
    truth = np.asarray([_TONES.index(tone) for _, tone in latest])
    bias = classifier.bias([passage for passage, _ in latest])
    fitted = _fit(
        classifier.base_version, views.tones[~held], views.pooled[~held], truth[~held], bias[~held]
    )
    now = classifier.layer.apply(views) if classifier.layer else views.tones
    before = _right(now[held] + bias[held], truth[held])
    after = _right(fitted.apply(views)[held] + bias[held], truth[held])
    if after > before:
        _keep(fitted, folder)
    return LearnReport(len(latest), int(held.sum()), before, after, after > before)


def undo(folder: Path) -> bool:
    """Go back to what was in force before the last layer was kept; false when there is nothing."""
    current, previous = folder / _CURRENT, folder / _PREVIOUS
    if previous.exists():
        previous.replace(current)
        return True
    if current.exists():
        current.unlink()
        return True
    return False


def read(folder: Path) -> Layer | None:
    """The layer in force in `folder`, if any."""
    path = folder / _CURRENT
    if not path.is_file():
        return None
    with np.load(path, allow_pickle=False) as stored:
        about = json.loads(str(stored["about"]))
        return Layer(about["model"], stored["states"], stored["moves"])


def _fit(model: str, tones: Floats, pooled: Floats, truth: NDArray[np.int_], bias: Floats) -> Layer:
    """Multinomial kernel regression with the model's own view as its starting point.

    The decision's bias stands in the sum, so that what is learned moves the decision itself. The
    step is what the kernel's largest row allows without swinging.
    """
    states = _unit(pooled)
    kernel = _kernel(states, states)
    wanted = np.eye(3, dtype=np.float32)[truth]
    moves = np.zeros((len(truth), 3), np.float32)
    rate = 1 / (0.5 * float(kernel.sum(axis=1).max()) + _PENALTY)
    for _ in range(_STEPS):
        logits = tones + bias + kernel @ moves
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        error = powers / powers.sum(axis=1, keepdims=True) - wanted
        moves -= rate * (error + _PENALTY * moves)
    return Layer(model, states, moves)


def _right(logits: Floats, truth: NDArray[np.int_]) -> float:
    return float((logits.argmax(axis=1) == truth).mean())


def _unit(pooled: Floats) -> Floats:
    norms = np.linalg.norm(pooled, axis=1, keepdims=True)
    return np.asarray(pooled / np.maximum(norms, 1e-6), np.float32)


def _kernel(states: Floats, others: Floats) -> Floats:
    return np.asarray(np.exp(_NARROWNESS * (states @ others.T - 1)), np.float32)


def _key(passage: Passage) -> bytes:
    places = ",".join(f"{place.start}-{place.end}" for place in passage.places)
    return hashlib.sha256(f"{places}|{passage.text}".encode("utf-8", "replace")).digest()


def _is_held_back(passage: Passage) -> bool:
    text = passage.text.encode("utf-8", "replace")
    return hashlib.sha256(text).digest()[0] < _HELD_BACK * 256


def _keep(layer: Layer, folder: Path) -> None:
    """Write beside, then rename: a kill leaves the old layer or the new one in force."""
    folder.mkdir(parents=True, exist_ok=True)
    content = io.BytesIO()
    np.savez_compressed(
        content,
        allow_pickle=False,
        states=layer.states,
        moves=layer.moves,
        about=np.asarray(json.dumps({"model": layer.model})),
    )
    fresh = folder / "layer.new.npz"
    with fresh.open("wb") as file:
        file.write(content.getvalue())
        file.flush()
        os.fsync(file.fileno())
    current = folder / _CURRENT
    if current.exists():
        (folder / "layer.old.npz").write_bytes(current.read_bytes())
        (folder / "layer.old.npz").replace(folder / _PREVIOUS)
    fresh.replace(current)
