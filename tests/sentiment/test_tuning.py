"""A shipped model read back for further training is the model that is served."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="the training extra is not installed")
pytest.importorskip("onnx", reason="the training extra is not installed")

import torch

from sentiment.classifier import MODELS
from sentiment.network import Network, Reading
from sentiment.training.network import as_network
from sentiment.training.shipped import Halfway, restored

_TEXTS = ["Сбербанк опять лежит", "спасибо, всё быстро решили!", "когда почините связь в Химках"]


def _inputs(folder: Path) -> list[torch.Tensor]:
    encoded = Network.shared(folder, 1).encode([Reading(text, ()) for text in _TEXTS])
    longest = max(len(one.pieces) for one in encoded)
    pieces = torch.ones(len(encoded), longest, dtype=torch.long)
    present = torch.zeros_like(pieces)
    for row, one in enumerate(encoded):
        pieces[row, : len(one.pieces)] = torch.tensor(one.pieces)
        present[row, : len(one.pieces)] = 1
    return [pieces, present, torch.zeros_like(pieces)]


def test_restored_weights_say_what_the_served_model_says() -> None:
    folder = MODELS / "fast"
    inputs = _inputs(folder)
    with torch.inference_mode():
        logits = as_network(restored(folder)).eval()(*inputs).numpy()
    _, served = Halfway(folder, 3, 1).run(*(tensor.numpy() for tensor in inputs))
    assert np.corrcoef(logits.ravel(), served.ravel())[0, 1] > 0.99


def test_states_beneath_the_upper_layers_are_those_of_the_layers_kept() -> None:
    folder = MODELS / "fast"
    inputs = _inputs(folder)
    weights = restored(folder)
    with torch.inference_mode():
        encoder = as_network(weights.layers([0, 1, 2])).eval().encoder
        states = encoder(
            input_ids=inputs[0], attention_mask=inputs[1], token_type_ids=inputs[2]
        ).last_hidden_state.numpy()
    read, _ = Halfway(folder, 3, 1).run(*(tensor.numpy() for tensor in inputs))
    is_piece = inputs[1].numpy().astype(bool)
    assert np.corrcoef(states[is_piece].ravel(), read[is_piece].ravel())[0, 1] > 0.99
