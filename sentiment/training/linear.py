"""The linear model on hashed n-grams: cheap, and wrong elsewhere than the network is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

from sentiment.ngrams import BUCKETS, bag
from sentiment.training.splits import FOLDS

_STRENGTH = 4.0
"""Inverse of the penalty, for rows of length 1."""

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Linear:
    """`rarity` of each bucket, weights (buckets, 3), and bias (3)."""

    rarity: Array
    weights: Array
    bias: Array

    def save(self, path: Path) -> None:
        """As half precision: a bucket's weight has two digits that mean anything."""
        folded = (self.rarity[:, None] * self.weights).astype(np.float16)
        np.savez_compressed(
            path,
            allow_pickle=False,
            rarity=self.rarity.astype(np.float16),
            weights=folded,
            bias=self.bias,
        )


def features(texts: Sequence[str]) -> csr_matrix:
    """Sublinear counts of hashed n-grams, one row a text."""
    bags = [bag(text) for text in texts]
    starts = np.concatenate([[0], np.cumsum([len(found.buckets) for found in bags])])
    return csr_matrix(
        (
            np.concatenate([b.counts for b in bags]),
            np.concatenate([b.buckets for b in bags]),
            starts,
        ),
        shape=(len(texts), BUCKETS),
    )


def fit(counts: csr_matrix, tones: NDArray[np.int8], weights: Array) -> Linear:
    """Fit on rows of `counts` with their tones (0, 1, 2) and how much each row weighs."""
    present = np.bincount(counts.indices, minlength=BUCKETS)
    rarity = (np.log((1 + counts.shape[0]) / (1 + present)) + 1).astype(np.float32)
    rarity[present < 3] = 0
    model = LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=60, tol=1e-3)
    model.fit(_scaled(counts, rarity), tones, sample_weight=weights)
    return Linear(rarity, model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32))


def probabilities(linear: Linear, counts: csr_matrix) -> Array:
    """Tone probabilities, (rows, 3)."""
    logits = _scaled(counts, linear.rarity) @ linear.weights + linear.bias
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


def out_of_fold(
    counts: csr_matrix,
    tones: NDArray[np.int8],
    weights: Array,
    trains: NDArray[np.bool_],
    folds: NDArray[np.int8],
) -> Array:
    """Probabilities of every row from models that did not see its cluster, (rows, 3).

    Rows of a fold are read by the model fitted without it; rows out of training by the mean of all.
    """
    found = np.zeros((counts.shape[0], 3), np.float32)

    def without(fold: int) -> Array:
        chosen = trains & (folds != fold)
        return probabilities(fit(counts[chosen], tones[chosen], weights[chosen]), counts)

    for fold, read in enumerate(Parallel(FOLDS)(delayed(without)(fold) for fold in range(FOLDS))):
        held = trains & (folds == fold)
        found[held] = read[held]
        found[~trains] += read[~trains] / FOLDS
    return found


def _scaled(counts: csr_matrix, rarity: Array) -> csr_matrix:
    rows = counts.multiply(rarity).tocsr()
    norms = np.sqrt(rows.multiply(rows).sum(axis=1)).A1
    return diags(1 / np.maximum(norms, 1e-6)) @ rows
