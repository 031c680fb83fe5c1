"""Reads the development rows with the shipped int8 model, and sets what stands beside its weights.

Everything here is measured after quantisation, through the same code that serves. What is shipped
is fitted on all development rows; what is reported of a row comes from settings fitted without the
fold of its cluster, so that figures are not flattered by the fit.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from sentiment import calibration
from sentiment.calibration import log_softmax
from sentiment.linear import Linear
from sentiment.network import Network, Reading
from sentiment.settings import FILE, SURENESS, Settings, Sign, ToneSettings
from sentiment.text import clean
from sentiment.training.prepared import Prepared, write_json
from sentiment.training.scores import Array, calibration_error, f1, sign_splits, tone_splits
from sentiment.training.sets import Row
from sentiment.training.splits import FOLDS

_MOST = {"cedr": 2000, "goemotions": 1000, "xed": 600, "koziev": 1200, "rusentne": 1000}
_SHARES = np.arange(0, 0.61, 0.1)
_MOST_PLACED = 0.15
"""Of the linear model where a place is given: it cannot tell two brands of one text apart, and the
splits, whose texts mostly name one, do not show what that costs."""
Floats = NDArray[np.floating[Any]]
_NOISE = 0.003
_BIASES = np.arange(-0.6, 0.61, 0.15)
_DECIDED = (
    "banks",
    "banks marked",
    "telecom",
    "telecom marked",
    "tweets",
    "translated",
    "news marked",
    "own",
)
"""Splits that the decision is tuned on; probabilities are fitted on posts as well."""
_THRESHOLDS = np.arange(0.1, 0.81, 0.02)
_FEWEST = 50
_DIRECTIONS = 32
_PENALTY = 1e-3
"""On what the states tell of sureness."""


@dataclass(frozen=True, slots=True)
class Readings:
    """What the two models say of some rows: logits (rows, 5) of the network and of the n-grams,
    and the mean of the network's states (rows, width)."""

    rows: NDArray[np.int64]
    logits: Array
    linear: Array
    states: Array

    def only(self, chosen: NDArray[np.bool_]) -> "Readings":
        return Readings(
            self.rows[chosen], self.logits[chosen], self.linear[chosen], self.states[chosen]
        )


@dataclass(frozen=True, slots=True)
class View:
    """Calibrated logarithms of tones (rows, 3), the tone decided (rows), probabilities of the two
    signs (rows, 2), and whether each counts as given (rows, 2)."""

    tones: Array
    said: NDArray[np.int64]
    signs: Array
    given: NDArray[np.bool_]


def read(folder: Path, prepared: Prepared, rows: Sequence[Row], threads: int) -> Readings:
    """Read the development rows, at most `_MOST` of each large set."""
    random = np.random.default_rng(3)
    keep = prepared.is_development & ~prepared.named("telegram", "ruopinionne", "synth")
    keep &= (prepared.tone >= 0) | ~prepared.named("cedr", "goemotions")
    for name, most in _MOST.items():
        large = np.flatnonzero(keep & prepared.named(name))
        keep[random.permutation(large)[most:]] = False
    chosen = np.flatnonzero(keep)
    readings = [Reading(*clean(rows[index].text, rows[index].places)) for index in chosen.tolist()]
    network = Network.shared(folder, threads)
    states = network.run(network.encode(readings))
    linear = Linear.read(folder).logits([reading.text for reading in readings])
    return Readings(chosen, states.logits, linear, states.mean)


def calibrate(folder: Path, name: str, prepared: Prepared, found: Readings) -> dict[str, Any]:
    """Write ``molva.json`` and ``sureness.npz`` into `folder`; returns every figure for the
    report."""
    part = prepared.subset(found.rows)
    settings = fit(name, part, found)
    stored = asdict(settings)
    stored["tone"] = {kind: stored.pop(kind) for kind in ("plain", "placed")}
    sureness = {kind: tone.pop("sureness") for kind, tone in stored["tone"].items()}
    np.savez(folder / SURENESS, allow_pickle=False, **sureness)
    write_json(folder / FILE, stored)
    return {"settings": stored, **_figures(part, cross_fitted(part, found))}


def fit(name: str, part: Prepared, found: Readings) -> Settings:
    """Settings fitted on the rows of `part`, which `found` is of."""
    return Settings(
        name,
        _fit_tone(part, found, placed=False),
        _fit_tone(part, found, placed=True),
        _fit_sign(part, found, 3),
        _fit_sign(part, found, 4),
    )


def view(settings: Settings, part: Prepared, found: Readings) -> View:
    """What the model says of `part` under `settings`."""
    tones = calibration.tones(settings, found.logits, found.linear, found.states, part.is_marked)
    signs = calibration.signs(settings, found.logits, found.linear)
    bias = np.asarray([settings.tone(bool(placed)).bias for placed in part.is_marked])
    both = (settings.question, settings.needs_reply)
    said = (tones + bias).argmax(axis=1)
    return View(tones, said, signs, signs >= [s.threshold for s in both])


def cross_fitted(part: Prepared, found: Readings) -> View:
    """Every row under settings that were fitted without the fold of its cluster."""
    size = len(part)
    whole = View(
        np.zeros((size, 3), np.float32),
        np.zeros(size, np.int64),
        np.zeros((size, 2), np.float32),
        np.zeros((size, 2), bool),
    )
    for fold in range(FOLDS):
        held = part.fold == fold
        others, own = part.subset(np.flatnonzero(~held)), part.subset(np.flatnonzero(held))
        seen = view(fit("", others, found.only(~held)), own, found.only(held))
        whole.tones[held], whole.said[held] = seen.tones, seen.said
        whole.signs[held], whole.given[held] = seen.signs, seen.given
    return whole


def _splits(part: Prepared, names: Sequence[str], placed: bool):  # type: ignore[no-untyped-def]
    """Measures and rows of the splits `names` for one kind of reading."""
    is_kind = part.is_marked == placed
    found = [(m, chosen & is_kind) for name, m, chosen in tone_splits(part) if name in names]
    return [(measure, chosen) for measure, chosen in found if chosen.sum() >= _FEWEST]


def _score(part: Prepared, tones: Floats, splits: Sequence[Any]) -> float:
    said = tones.argmax(axis=1)
    return float(np.mean([measure(part.tone[c], said[c]) for measure, c in splits]))


def _fit_tone(part: Prepared, found: Readings, placed: bool) -> ToneSettings:
    decided = _splits(part, _DECIDED, placed)
    share = _best_share(part, found, decided, placed)
    mixed = calibration.mixed(found.logits, found.linear, share)
    everywhere = _splits(part, (*_DECIDED, "posts"), placed)
    fitted = _fit_probabilities(part, mixed, found.states, everywhere)
    tones = log_softmax(mixed * fitted.scales(found.states) + np.asarray(fitted.shift))
    bias = _rounded(_best_bias(part, tones, decided))
    return replace(fitted, linear_share=share, bias=bias)


def _best_share(part: Prepared, found: Readings, splits: Sequence[Any], placed: bool) -> float:
    """The linear model's share that, with the best bias for it, scores highest. With no place, of
    those that score the same within noise the largest: two kinds of model fail less together."""
    scores = {}
    for share in _SHARES[_SHARES < _MOST_PLACED] if placed else _SHARES:
        mixed = calibration.mixed(found.logits, found.linear, share)
        scores[round(float(share), 2)] = max(
            _score(part, mixed + np.asarray([n, 0, p]), splits)
            for n, p in product((-0.3, 0, 0.3), (-0.3, 0, 0.3, 0.6))
        )
    slack = 1e-9 if placed else _NOISE
    return max(share for share, score in scores.items() if score > max(scores.values()) - slack)


def _fit_probabilities(
    part: Prepared, mixed: Array, states: Array, splits: Sequence[Any]
) -> ToneSettings:
    """Scale, sureness and shift with the least loss, every split weighing the same."""
    weights = np.zeros(len(part))
    for _, chosen in splits:
        weights[chosen] += 1 / chosen.sum()
    used = weights > 0
    logits, weights = mixed[used], weights[used, None] / weights.sum()
    truth = part.tone[used, None] == np.arange(3)
    middle, directions = _directions(states[used])
    along = (states[used] - middle) @ directions

    def loss(v: Array) -> tuple[float, Array]:
        """The loss of scale, shifts of negative and positive, and parts of the directions; and its
        slope."""
        scale, slopes = v[0] + along @ v[3:], v[3:]
        logs = log_softmax(logits * scale[:, None] + np.asarray([v[1], 0, v[2]]))
        gap = weights * (np.exp(logs) - truth)
        by_scale = (gap * logits).sum(axis=1)
        slope = [by_scale.sum(), gap[:, 0].sum(), gap[:, 2].sum()]
        value = _PENALTY * (slopes**2).sum() - (weights * logs)[truth].sum()
        return float(value), np.concatenate([slope, by_scale @ along + 2 * _PENALTY * slopes])

    start = np.concatenate([[1.0], np.zeros(2 + _DIRECTIONS)])
    best = minimize(loss, start, method="L-BFGS-B", jac=True).x
    sureness = directions @ best[3:]
    shift = _rounded(np.asarray([best[1], 0, best[2]]))
    scale = round(float(best[0] - middle @ sureness), 4)
    return ToneSettings(0.0, scale, shift, (0.0, 0.0, 0.0), sureness.astype(np.float32))


def _directions(states: Array) -> tuple[Array, Array]:
    """The middle of `states` (rows, width), and the directions in which they vary most, (width,
    directions), each as long as makes the rows vary by 1 along it."""
    middle = states.mean(axis=0)
    spread, directions = np.linalg.eigh(np.cov(states, rowvar=False))
    return middle, (directions / np.sqrt(np.maximum(spread, 1e-9)))[:, -_DIRECTIONS:]


def _best_bias(part: Prepared, tones: Array, splits: Sequence[Any]) -> Array:
    """The bias of the decision with the highest mean score; the smoother of neighbours wins.

    Praise gets no more than complaints: a complaint read as praise is the worst of mistakes.
    """
    grid = {
        (n, p): _score(part, tones + np.asarray([n, 0, p]), splits)
        for n, p in product(_BIASES, _BIASES)
        if p <= n
    }

    def smooth(at: tuple[float, float]) -> float:
        near = [v for k, v in grid.items() if abs(k[0] - at[0]) + abs(k[1] - at[1]) < 0.16]
        return float(np.mean(near))

    negative, positive = max(grid, key=smooth)
    return np.asarray([negative, 0, positive])


def _fit_sign(part: Prepared, found: Readings, column: int) -> Sign:
    """Scales and shift with the least loss over all rows of the sign, and the threshold around
    which the split that does worst does best."""
    splits = [(labels == 1, chosen) for _, labels, chosen, of in sign_splits(part) if of == column]
    x, beside = found.logits[:, column], found.linear[:, column]
    used = np.any([chosen for _, chosen in splits], axis=0)
    truth = splits[0][0][used]

    def loss(v: Array) -> float:
        z = x[used] * v[0] + beside[used] * v[1] + v[2]
        return float(np.mean(np.logaddexp(0, z) - truth * z))

    scale, other, shift = minimize(loss, np.asarray([1.0, 0.0, 0.0]), method="Nelder-Mead").x
    p = 1 / (1 + np.exp(-(x * scale + beside * other + shift)))
    scores = np.asarray([min(f1(yes[c], p[c] >= t) for yes, c in splits) for t in _THRESHOLDS])
    smooth = [scores[max(at - 3, 0) : at + 4].mean() for at in range(len(scores))]
    threshold = _THRESHOLDS[int(np.argmax(smooth))]
    return Sign(*(round(float(value), 4) for value in (scale, other, shift, threshold)))


def _figures(part: Prepared, seen: View) -> dict[str, Any]:
    figures: dict[str, Any] = {"tone": {}, "signs": {}, "confusion": {}}
    probability, top = np.exp(seen.tones).max(axis=1), seen.tones.argmax(axis=1)
    for name, measure, chosen in tone_splits(part):
        if not chosen.any():
            continue
        truth = part.tone[chosen]
        figures["tone"][name] = {
            "rows": int(chosen.sum()),
            "f1": round(measure(truth, seen.said[chosen]), 4),
            "f1 without bias": round(measure(truth, top[chosen]), 4),
            "ece": round(calibration_error(truth == top[chosen], probability[chosen]), 4),
        }
        counts = np.bincount(truth.astype(int) * 3 + seen.said[chosen], minlength=9)
        figures["confusion"][name] = counts.reshape(3, 3).tolist()
    tuned = np.any([c for name, _, c in tone_splits(part) if name in _DECIDED], axis=0)
    figures["ece of tone, pooled"] = round(
        calibration_error(part.tone[tuned] == top[tuned], probability[tuned]), 4
    )
    for name, labels, chosen, column in [*sign_splits(part), *_pooled_signs(part)]:
        if not chosen.any():
            continue
        truth = labels[chosen] == 1
        figures["signs"][name] = {
            "rows": int(chosen.sum()),
            "f1": round(f1(truth, seen.given[chosen, column - 3]), 4),
            "ece": round(calibration_error(truth, seen.signs[chosen, column - 3]), 4),
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


def _rounded(values: Array) -> tuple[float, float, float]:
    negative, neutral, positive = (round(float(value), 4) for value in values)
    return negative, neutral, positive
