"""The linear model on hashed n-grams: cheap, and wrong elsewhere than the network is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression

from sentiment.ngrams import BUCKETS, bag
from sentiment.training.prepared import Prepared
from sentiment.training.splits import FOLDS

_STRENGTH = 4.0
"""Inverse of the penalty, for rows of length 1."""
_RULED = 0.2
"""What a `needs_reply` weighs that is labelled by rule, not by hand: of those there are many."""

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Linear:
    """`rarity` of each bucket, weights (buckets, heads), and bias (heads)."""

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
    coefficients, bias = _head(_scaled(counts, rarity), tones, weights, "balanced")
    return Linear(rarity, coefficients, bias)


def with_signs(linear: Linear, counts: csr_matrix, rows: Prepared) -> Linear:
    """The tones of `linear` with both signs fitted beside them, on all `rows` not held out."""
    trains = ~rows.is_development & (rows.share > 0)
    scaled = _scaled(counts, linear.rarity)
    coefficients, biases = [linear.weights[:, :3]], [linear.bias[:3]]
    for labels, ruled in ((rows.question, 1.0), (rows.needs_reply, _RULED)):
        chosen = trains & (labels >= 0)
        weights = (rows.share * np.where(rows.is_told, 1.0, ruled)).astype(np.float32)
        head, bias = _head(scaled[chosen], labels[chosen], weights[chosen], None)
        coefficients.append(head)
        biases.append(bias)
    return Linear(linear.rarity, np.hstack(coefficients), np.concatenate(biases))


def logits(linear: Linear, counts: csr_matrix) -> Array:
    """What `linear` says of the rows of `counts`, (rows, heads)."""
    return np.asarray(_scaled(counts, linear.rarity) @ linear.weights + linear.bias, np.float32)


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
        fitted = fit(counts[chosen], tones[chosen], weights[chosen])
        return np.asarray(softmax(logits(fitted, counts), axis=1), np.float32)

    for fold, read in enumerate(Parallel(FOLDS)(delayed(without)(fold) for fold in range(FOLDS))):
        held = trains & (folds == fold)
        found[held] = read[held]
        found[~trains] += read[~trains] / FOLDS
    return found


def _head(
    scaled: csr_matrix, labels: NDArray[np.int8], weights: Array, balance: str | None
) -> tuple[Array, Array]:
    """Coefficients (buckets, classes; one column of two classes) and bias."""
    model = LogisticRegression(C=_STRENGTH, class_weight=balance, max_iter=60, tol=1e-4)
    model.fit(scaled, labels, sample_weight=weights)
    return model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32)


def _scaled(counts: csr_matrix, rarity: Array) -> csr_matrix:
    rows = counts.multiply(rarity).tocsr()
    norms = np.sqrt(rows.multiply(rows).sum(axis=1)).A1
    return diags(1 / np.maximum(norms, 1e-6)) @ rows
