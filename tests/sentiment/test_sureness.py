"""How sure a tone is to be is told by the kind of text: less where the model is often wrong."""

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="the training extra is not installed")
pytest.importorskip("tokenizers", reason="the training extra is not installed")

from tokenizers import Tokenizer

from sentiment.classifier import MODELS
from sentiment.training.calibrate import _fit_probabilities
from sentiment.training.prepared import prepare
from sentiment.training.sets import Row

_ROWS = 600
_WIDTH = 40


def test_a_kind_of_text_that_is_often_misread_gets_less_sure_tones() -> None:
    random = np.random.default_rng(1)
    said = random.integers(0, 3, _ROWS)
    is_hard = np.arange(_ROWS) % 2 == 0
    truth = np.where(is_hard & (random.random(_ROWS) < 0.6), random.integers(0, 3, _ROWS), said)
    states = random.normal(size=(_ROWS, _WIDTH)).astype(np.float32)
    states[:, 0] += 6 * is_hard
    mixed = np.log(np.where(said[:, None] == np.arange(3), 0.9, 0.05)).astype(np.float32)
    rows = [Row(f"текст {n}", "tweets", tone=int(tone)) for n, tone in enumerate(truth)]
    part = prepare(rows, Tokenizer.from_file(str(MODELS / "fast" / "tokenizer.json")))

    fitted = _fit_probabilities(part, mixed, states, [(None, np.ones(_ROWS, bool))])

    scales = fitted.scales(states)[:, 0]
    assert scales[is_hard].mean() < 0.7 * scales[~is_hard].mean()
