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
    """`rarity` (buckets), weights already multiplied by it (buckets, 5), and bias (5).

    Columns are the network's: three tones, question, needs_reply.
    """

    rarity: NDArray[np.float16]
    weights: NDArray[np.float16]
    bias: NDArray[np.float32]

    @staticmethod
    def read(folder: Path) -> "Linear":
        with np.load(folder / FILE, allow_pickle=False) as stored:
            return Linear(stored["rarity"], stored["weights"], stored["bias"])

    def logits(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Of cleaned texts, (texts, 5)."""
        logits = np.empty((len(texts), len(self.bias)), np.float32)
        for row, text in enumerate(texts):
            found = bag(text)
            rarity = self.rarity[found.buckets].astype(np.float32) * found.counts
            length = max(float(np.sqrt(rarity @ rarity)), 1e-6)
            logits[row] = found.counts @ self.weights[found.buckets].astype(np.float32) / length
        return logits + self.bias

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Tone probabilities of cleaned texts, (texts, 3)."""
        powers = np.exp(self.logits(texts)[:, :3])
        return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)
