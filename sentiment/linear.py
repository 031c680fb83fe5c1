"""The linear model on hashed n-grams that stands beside the network."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sentiment.ngrams import bag

FILE = "ngrams.npz"


@dataclass(frozen=True, slots=True)
class Linear:
    """`rarity` (buckets), weights already multiplied by it (buckets, 3), and bias (3)."""

    rarity: NDArray[np.float16]
    weights: NDArray[np.float16]
    bias: NDArray[np.float32]

    @staticmethod
    def read(folder: Path) -> "Linear":
        with np.load(folder / FILE, allow_pickle=False) as stored:
            return Linear(stored["rarity"], stored["weights"], stored["bias"])

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Tone probabilities of cleaned texts, (texts, 3)."""
        logits = np.empty((len(texts), 3), np.float32)
        for row, text in enumerate(texts):
            found = bag(text)
            rarity = self.rarity[found.buckets].astype(np.float32) * found.counts
            length = max(float(np.sqrt(rarity @ rarity)), 1e-6)
            logits[row] = found.counts @ self.weights[found.buckets].astype(np.float32) / length
        powers = np.exp(logits + self.bias)
        return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)
