"""A shipped folder read back: its weights for further training, and its states halfway up.

What is read is what 8 bits kept of the weights; exported again, untouched layers come out the same.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import numpy_helper

from sentiment import network as serving
from sentiment.training.network import Weights

Array = NDArray[np.float32]

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
    config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    dropout = {"hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.1}
    return {**config, **dropout}


class Halfway:
    """A shipped int8 model that also tells its states beneath its upper layers."""

    def __init__(self, folder: Path, layers: int, threads: int) -> None:
        model = onnx.load(str(folder / serving.FILE))
        norms = [n for n in model.graph.node if n.op_type == "SkipLayerNormalization"]
        self._states = norms[2 * layers - 1].output[0]
        self.hidden = int(_config(folder)["hidden_size"])
        model.graph.output.append(
            onnx.helper.make_tensor_value_info(self._states, onnx.TensorProto.FLOAT, None)
        )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self._session = onnxruntime.InferenceSession(
            model.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )

    def run(self, pieces: Any, present: Any, marks: Any) -> tuple[Array, Array]:
        """States (batch, length, hidden) after the lower layers, and logits (batch, 5)."""
        inputs = {"input_ids": pieces, "attention_mask": present, "token_type_ids": marks}
        states, logits = self._session.run([self._states, "logits"], inputs)
        return states, logits
