"""The one way in: passages become verdicts.

passage ─ clean ─► segments ─► network ┐
                        └────► linear  ┴► mixed ─ calibrate ─► join ─► adapt ─► verdict
"""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentions.types import Passage, Span, Tone, Verdict
from sentiment import adaptation as adapting
from sentiment import calibration, linear, network
from sentiment.errors import ModelBroken, ModelMissing
from sentiment.foreign import ForeignModel
from sentiment.linear import Linear
from sentiment.network import Network, Reading
from sentiment.segments import segments
from sentiment.settings import FILE as SETTINGS
from sentiment.settings import SURENESS, Settings
from sentiment.text import clean

MODELS = Path(__file__).parent / "models"
_TONES = (Tone.NEGATIVE, Tone.NEUTRAL, Tone.POSITIVE)
_STRONG = 0.85
"""How much less a neutral part of a long text weighs than one with a tone."""

Floats = NDArray[np.float32]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Views:
    """What the model says of passages before it decides: calibrated logarithms of the tones
    (passages, 3), probabilities of the two signs (passages, 2), and pooled states."""

    tones: Floats
    signs: Floats
    pooled: Floats


class Classifier:
    """Tells the tone toward a brand, whether the text asks, and whether the brand should answer."""

    def __init__(
        self,
        network: Network,
        linear: Linear | None,
        settings: Settings,
        version: str,
        foreign: ForeignModel | None = None,
        layer: adapting.Layer | None = None,
    ) -> None:
        self._network = network
        self._linear = linear
        self._settings = settings
        self._foreign = foreign
        self._layer = layer
        self._base_version = version

    @staticmethod
    def load(
        name_or_path: str = "best", threads: int | None = None, adaptation: Path | None = None
    ) -> "Classifier":
        """Load «best», «fast», a folder in the same layout, or any other model by folder or hub id.

        A model that is not ours tells the tone alone; «fast» then reads questions and replies.
        `adaptation` is the folder that `sentiment.adaptation.learn` wrote; a layer in it that was
        learned on another model is left aside. The weights are loaded once a process.
        """
        folder = MODELS / name_or_path if name_or_path in ("best", "fast") else Path(name_or_path)
        foreign = None
        if (folder / SETTINGS).is_file():
            version = f"{folder.name}-{_digest(folder)}"
        elif folder.parent == MODELS:
            raise ModelMissing(name_or_path)
        else:
            foreign = ForeignModel.shared(name_or_path)
            folder = MODELS / "fast"
            version = f"{name_or_path}-with-fast-{_digest(folder)}"
        try:
            parts = _parts(folder, threads or network.cores())
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise ModelBroken(name_or_path, type(error).__name__) from error
        layer = adapting.read(adaptation) if adaptation else None
        if layer is not None and layer.model != version:
            _log.warning("corrections were learned on %s, not %s: left aside", layer.model, version)
            layer = None
        return Classifier(*parts, version, foreign, layer)

    @property
    def version(self) -> str:
        """Name and content of the model, and of what was learned on top: stored with a verdict."""
        return f"{self._base_version}+{self._layer.digest}" if self._layer else self._base_version

    @property
    def base_version(self) -> str:
        """The version without what was learned from corrections."""
        return self._base_version

    @property
    def settings(self) -> Settings:
        """Calibration and thresholds."""
        return self._settings

    @property
    def layer(self) -> adapting.Layer | None:
        """What was learned from corrections, if anything."""
        return self._layer

    def classify(self, batch: Sequence[Passage]) -> list[Verdict]:
        """A verdict for each passage, in order. Any string will do: empty, huge, or not Unicode."""
        if not batch:
            return []
        views = self.view(batch)
        tones = self._layer.apply(views) if self._layer else views.tones
        probabilities = np.exp(tones)
        decided = (tones + self.bias(batch)).argmax(axis=1)
        return [
            self._verdict(probabilities[row], views.signs[row], int(decided[row]))
            for row in range(len(batch))
        ]

    def bias(self, batch: Sequence[Passage]) -> Floats:
        """What is added to the logarithms of the tones before the largest wins, (passages, 3)."""
        biases = [self._settings.tone(bool(passage.places)).bias for passage in batch]
        return np.asarray(biases, np.float32)

    def view(self, batch: Sequence[Passage]) -> Views:
        """What the model itself says, before corrections and decisions; `batch` is not empty."""
        readings: list[Reading] = []
        owners: list[int] = []
        for owner, passage in enumerate(batch):
            parts = _readings(passage)
            readings += parts
            owners += [owner] * len(parts)
        states = self._network.run(self._network.encode(readings))
        texts = [reading.text for reading in readings]
        linear = self._linear.logits(texts) if self._linear else None
        signs = calibration.signs(self._settings, states.logits, linear)
        if self._foreign is None:
            is_placed = np.asarray([bool(reading.places) for reading in readings])
            tones = np.exp(
                calibration.tones(self._settings, states.logits, linear, states.mean, is_placed)
            )
        else:
            tones = self._foreign.probabilities(texts)
        return _joined(tones, signs, states.pooled, np.asarray(owners), len(batch))

    def _verdict(self, tones: Floats, signs: Floats, decided: int) -> Verdict:
        question, needs_reply = float(signs[0]), float(signs[1])
        return Verdict(
            tone=_TONES[decided],
            negative=float(tones[0]),
            neutral=float(tones[1]),
            positive=float(tones[2]),
            question=question,
            needs_reply=needs_reply,
            is_question=question >= self._settings.question.threshold,
            wants_reply=needs_reply >= self._settings.needs_reply.threshold,
        )


def _readings(passage: Passage) -> list[Reading]:
    text, places = clean(passage.text, passage.places)
    parts = []
    for part in segments(text, places):
        inside = tuple(
            Span(max(place.start, part.start) - part.start, min(place.end, part.end) - part.start)
            for place in places
            if place.start < part.end and part.start < place.end
        )
        parts.append(Reading(text[part.start : part.end], inside))
    return parts


def _joined(
    tones: Floats, signs: Floats, pooled: Floats, owners: NDArray[Any], count: int
) -> Views:
    """Parts of one text become one view: tones weighed by how far they are from neutral, pooled
    states likewise, and the surest question."""
    weights = (1 - _STRONG * tones[:, 1]).astype(np.float32)
    total = np.zeros(count, np.float32)
    np.add.at(total, owners, weights)
    share = (weights / total[owners])[:, None]
    joined = np.zeros((count, 3), np.float32)
    states = np.zeros((count, pooled.shape[1]), np.float32)
    surest = np.zeros((count, 2), np.float32)
    np.add.at(joined, owners, tones * share)
    np.add.at(states, owners, pooled * share)
    np.maximum.at(surest, owners, signs)
    return Views(np.log(joined + 1e-9), surest, states)


def _parts(folder: Path, threads: int) -> tuple[Network, Linear | None, Settings]:
    return Network.shared(folder, threads), _linear(folder), Settings.read(folder)


@cache
def _linear(folder: Path) -> Linear | None:
    return Linear.read(folder) if (folder / linear.FILE).is_file() else None


@cache
def _digest(folder: Path) -> str:
    """Twelve digits of the content of every file that a verdict depends on."""
    digest = hashlib.sha256()
    for name in (network.FILE, linear.FILE, SETTINGS, SURENESS, "tokenizer.json"):
        path = folder / name
        if path.is_file():
            with path.open("rb") as content:
                digest.update(hashlib.file_digest(content, "sha256").digest())
    return digest.hexdigest()[:12]
