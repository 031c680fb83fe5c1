"""Measures, on plain arrays of labels and probabilities."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sentiment.training.prepared import Prepared

Array = NDArray[np.float32]
Numbers = NDArray[np.int_] | NDArray[np.int8] | NDArray[np.int64]
_BINS = 15


def f1(truth: NDArray[np.bool_], said: NDArray[np.bool_]) -> float:
    """Harmonic mean of precision and recall of the positive class; 0 where neither occurs."""
    both = float((truth & said).sum())
    return 2 * both / max(float(truth.sum() + said.sum()), 1.0)


def macro_f1(truth: Numbers, said: Numbers) -> float:
    """Mean F1 over the three tones."""
    return float(np.mean([f1(truth == tone, said == tone) for tone in range(3)]))


def f1_of_feelings(truth: Numbers, said: Numbers) -> float:
    """Mean F1 of negative and positive: the measure of SentiRuEval."""
    return float(np.mean([f1(truth == tone, said == tone) for tone in (0, 2)]))


def calibration_error(truth: NDArray[np.bool_], probability: Array) -> float:
    """Expected calibration error of one probability, over bins of equal width."""
    bins = np.minimum((probability * _BINS).astype(int), _BINS - 1)
    gaps = [
        abs(float(truth[bins == b].mean()) - float(probability[bins == b].mean()))
        * float((bins == b).mean())
        for b in range(_BINS)
        if (bins == b).any()
    ]
    return float(np.sum(gaps))


def development_scores(
    rows: Prepared, found: Array, bias: Array | None = None
) -> Mapping[str, float]:
    """Every measure on its development split; `found` holds probabilities (rows, 5).

    `bias` is added to the logarithms of the tones before the largest is taken.
    """
    tones = np.log(found[:, :3] + 1e-9) + (0 if bias is None else bias)
    said = tones.argmax(axis=1)
    scores = {
        name: measure(rows.tone[chosen], said[chosen])
        for name, measure, chosen in tone_splits(rows)
        if chosen.any()
    }
    for name, truth, chosen, column in sign_splits(rows):
        if chosen.any():
            scores[name] = f1(truth[chosen] == 1, found[chosen, column] > 0.5)
    return scores


def tone_splits(rows: Prepared):  # type: ignore[no-untyped-def]
    """Name, measure, and rows of every development split for tone."""
    held = rows.is_development & (rows.tone >= 0)
    marked = rows.is_marked
    banks, telecom = rows.named("sentirueval2016-banks"), rows.named("sentirueval2016-telecom")
    return [
        ("banks", f1_of_feelings, held & banks & ~marked),
        ("banks marked", f1_of_feelings, held & banks & marked),
        ("telecom", f1_of_feelings, held & telecom & ~marked),
        ("telecom marked", f1_of_feelings, held & telecom & marked),
        ("tweets", macro_f1, held & rows.named("rusentitweet")),
        ("posts", macro_f1, held & rows.named("cedr")),
        ("translated", macro_f1, held & rows.named("goemotions")),
        ("subtitles", f1_of_feelings, held & rows.named("xed")),
        ("news marked", f1_of_feelings, held & rows.named("rusentne")),
        ("own", macro_f1, held & rows.named("own-")),
        ("own marked", macro_f1, held & marked & rows.named("own-")),
    ]


def sign_splits(rows: Prepared):  # type: ignore[no-untyped-def]
    """Name, labels, rows and output column of every development split for question and reply."""
    asked = rows.is_development & (rows.question >= 0)
    waits = rows.is_development & (rows.needs_reply >= 0)
    own = rows.named("own-needs-reply-dev")
    hand = own & ~rows.named("own-needs-reply-dev-unmarked")
    bare = ~rows.has_mark & (own | rows.named("koziev", "taiga-dev", "rubq"))
    return [
        ("question, no mark", rows.question, asked & bare, 3),
        ("question, tweets", rows.question, asked & rows.named("sentirueval"), 3),
        ("question, own", rows.question, asked & hand, 3),
        ("needs reply, own", rows.needs_reply, waits & hand, 4),
        ("needs reply, silver", rows.needs_reply, waits & rows.named("sentirueval"), 4),
    ]
