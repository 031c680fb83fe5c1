"""Reads the development rows with the shipped int8 model, and sets what stands beside its weights.

Everything here is measured after quantisation, through the same code that serves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from sentiment.linear import Linear
from sentiment.network import Network, Reading
from sentiment.text import clean
from sentiment.training.prepared import Prepared, write_json
from sentiment.training.scores import Array, calibration_error, f1, sign_splits, tone_splits
from sentiment.training.sets import Row

_MOST = {"cedr": 2000, "goemotions": 1000, "xed": 600, "koziev": 1200, "rusentne": 1000}
_SHARES = np.arange(0, 0.61, 0.1)
Floats = NDArray[np.floating[Any]]
_NOISE = 0.003
_BIASES = np.arange(-0.6, 0.61, 0.15)
_TUNED = (
    "banks",
    "banks marked",
    "telecom",
    "telecom marked",
    "tweets",
    "translated",
    "news marked",
    "own",
)


@dataclass(frozen=True, slots=True)
class Readings:
    """What the two models say of some rows: logits (rows, 5), linear tones (rows, 3)."""

    rows: NDArray[np.int64]
    logits: Array
    linear: Array


def read(folder: Path, prepared: Prepared, rows: Sequence[Row], threads: int) -> Readings:
    """Read the development rows, at most `_MOST` of each large set."""
    random = np.random.default_rng(3)
    keep = prepared.is_development & ~prepared.named("telegram", "ruopinionne", "synth")
    for name, most in _MOST.items():
        large = np.flatnonzero(keep & prepared.named(name))
        keep[random.permutation(large)[most:]] = False
    chosen = np.flatnonzero(keep)
    readings = [Reading(*clean(rows[index].text, rows[index].places)) for index in chosen.tolist()]
    network = Network.shared(folder, threads)
    logits = network.run(network.encode(readings)).logits
    linear = Linear.read(folder).probabilities([reading.text for reading in readings])
    return Readings(chosen, logits, linear)


def calibrate(folder: Path, name: str, prepared: Prepared, found: Readings) -> dict[str, Any]:
    """Write ``molva.json`` into `folder`; returns every figure for the report."""
    part = prepared.subset(found.rows)
    shares = {placed: _best_share(part, found, placed) for placed in (False, True)}
    share = np.where(part.is_marked, shares[True], shares[False])[:, None]
    mixed = np.log((1 - share) * _softmax(found.logits[:, :3]) + share * found.linear + 1e-9)
    scale, shift = _fit_tones(part, mixed)
    tones = _log_softmax(mixed * scale + shift)
    bias = _best_bias(part, tones)
    question = _fit_sign(part, found.logits, 3)
    reply = _fit_sign(part, found.logits, 4)
    settings = {
        "name": name,
        "tone": {
            "linear_share": shares[False],
            "linear_share_placed": shares[True],
            "scale": round(scale, 4),
            "shift": [round(float(v), 4) for v in shift],
            "bias": [round(float(v), 4) for v in bias],
        },
        "question": question,
        "needs_reply": reply,
    }
    write_json(folder / "molva.json", settings)
    return {"settings": settings, **_figures(part, tones, bias, found.logits, question, reply)}


def _tuned(part: Prepared):  # type: ignore[no-untyped-def]
    return [split for split in tone_splits(part) if split[0] in _TUNED and split[2].any()]


def _score(part: Prepared, tones: Array, splits: Sequence[Any]) -> float:
    said = tones.argmax(axis=1)
    return float(np.mean([measure(part.tone[c], said[c]) for _, measure, c in splits]))


def _best_share(part: Prepared, found: Readings, placed: bool) -> float:
    """The linear model's share that, with the best bias for it, scores highest. With no place, of
    those that score the same within noise the largest: two kinds of model fail less together."""
    splits = [s for s in _tuned(part) if (part.is_marked[s[2]].mean() > 0.5) == placed]
    network = _softmax(found.logits[:, :3])
    scores = {}
    for share in _SHARES:
        mixed = np.log((1 - share) * network + share * found.linear + 1e-9)
        scores[round(float(share), 2)] = max(
            _score(part, mixed + np.asarray([n, 0, p]), splits)
            for n, p in product((-0.3, 0, 0.3), (-0.3, 0, 0.3, 0.6))
        )
    slack = 1e-9 if placed else _NOISE
    return max(share for share, score in scores.items() if score > max(scores.values()) - slack)


def _fit_tones(part: Prepared, mixed: Array) -> tuple[float, Array]:
    """Scale and shift with the least loss, every tuned split weighing the same."""
    weights = np.zeros(len(part))
    for _, _, chosen in _tuned(part):
        weights[chosen] += 1 / chosen.sum()
    used = weights > 0
    truth, logits, weights = part.tone[used].astype(int), mixed[used], weights[used]

    def loss(v: Array) -> float:
        logs = _log_softmax(logits * v[0] + np.asarray([v[1], 0, v[2]]))
        return float(-(weights * logs[np.arange(len(truth)), truth]).sum() / weights.sum())

    best = minimize(loss, np.asarray([1.0, 0.0, 0.0]), method="Nelder-Mead").x
    return float(best[0]), np.asarray([best[1], 0, best[2]])


def _best_bias(part: Prepared, tones: Array) -> Array:
    """The bias of the decision with the highest mean score; the smoother of neighbours wins."""
    splits = _tuned(part)
    grid = {
        (n, p): _score(part, tones + np.asarray([n, 0, p]), splits)
        for n, p in product(_BIASES, _BIASES)
    }

    def smooth(at: tuple[float, float]) -> float:
        near = [v for k, v in grid.items() if abs(k[0] - at[0]) + abs(k[1] - at[1]) < 0.16]
        return float(np.mean(near))

    negative, positive = max(grid, key=smooth)
    return np.asarray([negative, 0, positive])


def _fit_sign(part: Prepared, logits: Array, column: int) -> dict[str, float]:
    """Scale and shift with the least loss over all rows of the sign, and the threshold with which
    the split that does worst does best."""
    splits = [(labels == 1, chosen) for _, labels, chosen, of in sign_splits(part) if of == column]
    x = logits[:, column]
    used = np.any([chosen for _, chosen in splits], axis=0)
    truth = splits[0][0][used]

    def loss(v: Array) -> float:
        z = x[used] * v[0] + v[1]
        return float(np.mean(np.logaddexp(0, z) - truth * z))

    scale, shift = minimize(loss, np.asarray([1.0, 0.0]), method="Nelder-Mead").x
    p = 1 / (1 + np.exp(-(x * scale + shift)))

    def score(threshold: float) -> float:
        return min(f1(yes[chosen], p[chosen] >= threshold) for yes, chosen in splits)

    return {
        "scale": round(float(scale), 4),
        "shift": round(float(shift), 4),
        "threshold": round(float(max(np.arange(0.1, 0.81, 0.02), key=score)), 2),
    }


def _figures(
    part: Prepared,
    tones: Array,
    bias: Array,
    logits: Array,
    question: dict[str, float],
    reply: dict[str, float],
) -> dict[str, Any]:
    said = (tones + bias).argmax(axis=1)
    figures: dict[str, Any] = {"tone": {}, "signs": {}, "confusion": {}}
    for name, measure, chosen in tone_splits(part):
        if not chosen.any():
            continue
        truth, top = part.tone[chosen], tones[chosen].argmax(axis=1)
        figures["tone"][name] = {
            "rows": int(chosen.sum()),
            "f1": round(measure(truth, said[chosen]), 4),
            "f1 without bias": round(measure(truth, top), 4),
            "ece": round(calibration_error(truth == top, np.exp(tones[chosen]).max(axis=1)), 4),
        }
        figures["confusion"][name] = (
            np.bincount(truth.astype(int) * 3 + said[chosen], minlength=9).reshape(3, 3).tolist()
        )
    tuned = np.any([chosen for _, _, chosen in _tuned(part)], axis=0)
    figures["ece of tone, pooled"] = round(
        calibration_error(
            part.tone[tuned] == tones[tuned].argmax(axis=1), np.exp(tones[tuned]).max(axis=1)
        ),
        4,
    )
    for name, truth, chosen, column in [*sign_splits(part), *_pooled_signs(part)]:
        if not chosen.any():
            continue
        fitted = question if column == 3 else reply
        p = 1 / (1 + np.exp(-(logits[chosen, column] * fitted["scale"] + fitted["shift"])))
        figures["signs"][name] = {
            "rows": int(chosen.sum()),
            "f1": round(f1(truth[chosen] == 1, p >= fitted["threshold"]), 4),
            "ece": round(calibration_error(truth[chosen] == 1, p), 4),
        }
    return figures


def _pooled_signs(part: Prepared):  # type: ignore[no-untyped-def]
    splits = sign_splits(part)
    return [
        (name, labels, np.any([s[2] for s in splits if s[3] == column], axis=0), column)
        for name, labels, column in (
            ("question, pooled", part.question, 3),
            ("needs reply, pooled", part.needs_reply, 4),
        )
    ]


def _softmax(logits: Floats) -> Array:
    return np.asarray(np.exp(_log_softmax(logits)), np.float32)


def _log_softmax(logits: Floats) -> Array:
    lowered = logits - logits.max(axis=1, keepdims=True)
    return np.asarray(lowered - np.log(np.exp(lowered).sum(axis=1, keepdims=True)), np.float32)
