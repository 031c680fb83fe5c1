"""Any other sequence-classification model, run by transformers' own pipeline (extra `torch`)."""

import importlib.util
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.errors import LabelsUnknown, ModelMissing, TorchMissing

_TONE_WORDS = (
    ("neg", "bad", "негатив", "отриц"),
    ("neu", "mixed", "skip", "speech", "нейтр"),
    ("pos", "good", "позитив", "полож"),
)
_STARS = re.compile(r"([1-5])\s*stars?")
_NUMBERED = re.compile(r"label_(\d)")
_BATCH = 16


class ForeignModel:
    """Tone probabilities from somebody else's model."""

    def __init__(self, name: str) -> None:
        if importlib.util.find_spec("torch") is None:
            raise TorchMissing(name)
        from transformers import pipeline

        try:
            self._pipeline: Any = pipeline("text-classification", model=name, top_k=None)
        except (OSError, ValueError) as error:
            raise ModelMissing(name) from error
        labels = [str(label) for label in (self._pipeline.model.config.id2label or {}).values()]
        self._tones = tones_of(labels)
        if set(self._tones.values()) != {0, 1, 2} and set(self._tones.values()) != {0, 2}:
            raise LabelsUnknown(name, ", ".join(labels))

    @staticmethod
    @cache
    def shared(name: str) -> "ForeignModel":
        """The one model of this name in this process."""
        return ForeignModel(name)

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Tone probabilities of cleaned texts, (texts, 3)."""
        found = np.zeros((len(texts), 3), np.float32)
        said = self._pipeline(list(texts), batch_size=_BATCH, truncation=True)
        for row, scores in enumerate(said):
            for score in scores:
                tone = self._tones.get(score["label"])
                if tone is not None:
                    found[row, tone] += score["score"]
        return np.asarray(found / np.maximum(found.sum(axis=1, keepdims=True), 1e-9), np.float32)


def tones_of(labels: Sequence[str]) -> Mapping[str, int]:
    """Which tone (0 negative, 1 neutral, 2 positive) each label means; unknown ones are left out.

    Understands words, «1 star» to «5 stars», and LABEL_0 to LABEL_2 in the usual order.
    """
    found: dict[str, int] = {}
    for label in labels:
        folded = label.lower()
        stars, numbered = _STARS.search(folded), _NUMBERED.fullmatch(folded)
        if stars:
            found[label] = 0 if stars[1] in "12" else 1 if stars[1] == "3" else 2
        elif numbered and len(labels) in (2, 3):
            number = int(numbered[1])
            found[label] = number * 2 if len(labels) == 2 else number
        else:
            known = [t for t, words in enumerate(_TONE_WORDS) if any(w in folded for w in words)]
            if known:
                found[label] = known[0]
    return found
