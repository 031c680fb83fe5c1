"""A shipped model read back for further training: it is the model that is served, and it learns."""

import numpy as np
import pytest

pytest.importorskip("torch", reason="the training extra is not installed")
pytest.importorskip("onnx", reason="the training extra is not installed")

from tokenizers import Tokenizer

from sentiment.classifier import MODELS
from sentiment.network import Network, Reading
from sentiment.training.network import as_network
from sentiment.training.optimise import Course, read
from sentiment.training.prepared import Prepared, prepare
from sentiment.training.sets import Row
from sentiment.training.shipped import restored
from sentiment.training.tune import tune

_FOLDER = MODELS / "fast"
_TEXTS = ["Сбербанк опять лежит", "спасибо, всё быстро решили!", "когда почините связь в Химках"]


def _prepared(rows: list[Row]) -> Prepared:
    return prepare(rows, Tokenizer.from_file(str(_FOLDER / "tokenizer.json")))


def test_restored_weights_say_what_the_served_model_says() -> None:
    found = read(as_network(restored(_FOLDER)), _prepared([Row(text, "own-x") for text in _TEXTS]))
    network = Network.shared(_FOLDER, 1)
    served = network.run(network.encode([Reading(text, ()) for text in _TEXTS])).logits
    assert np.corrcoef(found.ravel(), served.ravel())[0, 1] > 0.99


def test_what_is_tuned_moves_toward_the_labels_and_not_those_held_out() -> None:
    words = ("стол", "окно", "дуб", "луна")
    rows = [Row(f"квазар {word}", "own-x", (), 0, 1, 0) for word in words]
    kept = [Row("спасибо, всё быстро решили!", "own-x", (), 0, 1, 1, held_out=True)]
    prepared = _prepared(rows + kept)
    before = read(as_network(restored(_FOLDER)), prepared)
    tuned = tune(_FOLDER, prepared, Course(epochs=10, batch=4, rate=1e-4, embedding_rate=1e-4))
    after = read(tuned, prepared)
    learned = ~prepared.is_development
    assert (after[learned, 0] > before[learned, 0]).all()
    assert (after[learned, 3] > before[learned, 3]).all()
    assert after[-1, 2] > after[-1, 0]
