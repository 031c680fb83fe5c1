"""The linear model on n-grams: what is fitted is what is served, the tones and both signs."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="the training extra is not installed")
pytest.importorskip("tokenizers", reason="the training extra is not installed")

from tokenizers import Tokenizer

from sentiment.classifier import MODELS
from sentiment.linear import FILE, Linear
from sentiment.training import linear
from sentiment.training.prepared import Prepared, prepare
from sentiment.training.sets import Row

_THINGS = ("карта", "посылка", "связь", "квитанция", "доставка", "подписка", "скидка", "очередь")
_ENDS = ("за границей", "в деревне", "у метро", "на дом", "по почте", "к утру")


def _rows() -> list[Row]:
    rows = []
    for thing in _THINGS:
        for end in _ENDS:
            rows += [
                Row(f"подскажите когда {thing} {end}", "tweets", (), 1, 1, 1),
                Row(f"ужасная {thing} {end}", "tweets", (), 0, 0, 0),
                Row(f"прекрасная {thing} {end}, спасибо", "tweets", (), 2, 0, 0),
            ]
    return rows


def _prepared(rows: list[Row]) -> Prepared:
    return prepare(rows, Tokenizer.from_file(str(MODELS / "fast" / "tokenizer.json")))


def _fitted(rows: list[Row]) -> linear.Linear:
    counts = linear.features([row.text for row in rows])
    tones = np.asarray([row.tone for row in rows], np.int8)
    toned = linear.fit(counts, tones, np.ones(len(rows), np.float32))
    return linear.with_signs(toned, counts, _prepared(rows))


def test_what_is_served_is_what_was_fitted(tmp_path: Path) -> None:
    texts = [row.text for row in _rows()]
    fitted = _fitted(_rows())
    fitted.save(tmp_path / FILE)

    served = Linear.read(tmp_path).logits(texts)

    counts = linear.features(texts)
    assert np.allclose(served, linear.logits(fitted, counts), atol=0.05)


def test_tones_and_signs_are_learned_of_their_own_labels() -> None:
    fitted = _fitted(_rows())
    new = ["подскажите когда зарплата", "ужасная погода", "прекрасная погода, спасибо"]

    said = linear.logits(fitted, linear.features(new))

    assert said[:, :3].argmax(axis=1).tolist() == [1, 0, 2]
    assert (said[:, 3:] > 0).tolist() == [[True, True], [False, False], [False, False]]
