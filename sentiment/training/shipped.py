"""A shipped folder read back: its weights, as 8 bits kept them, for further training."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import numpy_helper

from sentiment import network as serving
from sentiment.training.network import Weights

_PREFIX = "trained."
_QUANTISED = ("_quantized", "_scale", "_zero_point")
_MATRICES = ("attention.output.dense", "intermediate.dense", "output.dense")
"""The plain matrices of a layer, in the order in which the graph has them."""


def restored(folder: Path) -> Weights:
    """The weights of the model in `folder`, which `export` wrote, as the training network has them.

    Raises KeyError or ValueError where the graph is not of that form.
    """
    graph = onnx.load(str(folder / serving.FILE)).graph
    stored = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    arrays = {
        name.removeprefix(_PREFIX): values
        for name, values in stored.items()
        if name.startswith(_PREFIX) and not name.endswith(_QUANTISED)
    }
    arrays["encoder.embeddings.word_embeddings.weight"] = stored["rows"] * stored["scales"]
    attentions = [node.input for node in graph.node if node.op_type == "QAttention"]
    for layer, names in enumerate(attentions):
        matrix = stored[names[1]] * stored[names[4]]
        for part, weight, bias in zip(
            ("query", "key", "value"),
            np.split(matrix, 3, axis=1),
            np.split(stored[names[2]], 3),
            strict=True,
        ):
            front = f"encoder.encoder.layer.{layer}.attention.self.{part}"
            arrays[f"{front}.weight"], arrays[f"{front}.bias"] = weight.T, bias
    places = [
        f"encoder.encoder.layer.{layer}.{name}"
        for layer in range(len(attentions))
        for name in _MATRICES
    ]
    matrices = [node.input[1] for node in graph.node if node.op_type == "MatMulInteger"]
    for place, name in zip([*places, "heads"], matrices, strict=True):
        scales = stored[name.replace("_quantized", "_scale")]
        arrays[f"{place}.weight"] = (stored[name] * scales).T
    return Weights(_config(folder), arrays)


def _config(folder: Path) -> dict[str, Any]:
    """For training on a CPU: the random numbers of dropout would take a third of the time, and
    fused attention ten times as long going back."""
    config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    dropout = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
    return {**config, **dropout, "_attn_implementation": "eager"}
