"""A trained student becomes a folder that ONNX Runtime and AutoTokenizer read."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model
from torch import Tensor, nn

from sentiment.training.network import ToneNetwork, Weights, as_network
from sentiment.training.prepared import write_json
from sentiment.training.vocabulary import tokenizer_config

_OPSET = 17
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class _Shipped(nn.Module):
    """The network with its word embeddings as 8-bit rows and a scale for each.

    ONNX Runtime would quantise the whole table with one scale, which costs quality.
    """

    def __init__(self, trained: ToneNetwork) -> None:
        super().__init__()
        self.trained = trained
        words = trained.encoder.embeddings.word_embeddings.weight.detach()
        scales = words.abs().amax(1, keepdim=True) / 127 + 1e-12
        self.register_buffer("rows", torch.round(words / scales).to(torch.int8))
        self.register_buffer("scales", scales)

    def forward(self, pieces: Tensor, present: Tensor, marks: Tensor) -> tuple[Tensor, Tensor]:
        embedded = self.rows[pieces].to(torch.float32) * self.scales[pieces]
        states = self.trained.encoder(
            inputs_embeds=embedded, attention_mask=present, token_type_ids=marks
        ).last_hidden_state
        pooled = self.trained.pool(states, present, marks)
        return self.trained.heads(pooled), pooled


def export(weights: Weights, tokenizer: Path, ngrams: Path | None, folder: Path) -> None:
    """Write config, tokenizer, int8 model and linear weights of a student into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    eager = {**weights.config, "_attn_implementation": "eager"}
    trained = as_network(Weights(eager, weights.arrays))
    with tempfile.TemporaryDirectory() as scratch:
        plain, fused = Path(scratch) / "plain.onnx", Path(scratch) / "fused.onnx"
        _to_onnx(_Shipped(trained.eval()), plain)
        _fuse(plain, fused, weights.config)
        quantize_dynamic(
            fused,
            folder / "model.onnx",
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=False,
            op_types_to_quantize=["MatMul", "Attention"],
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
    if ngrams is not None:
        shutil.copyfile(ngrams, folder / "ngrams.npz")
    write_json(
        folder / "tokenizer_config.json",
        tokenizer_config(weights.config["max_position_embeddings"]),
    )
    write_json(folder / "config.json", _config(weights.config))


def export_random(
    folder: Path, tokenizer: Path, layers: int, hidden: int, heads: int, wide: int
) -> None:
    """A network of a given size with random weights, to compare speeds: speed does not know."""
    words = len(json.loads(tokenizer.read_text(encoding="utf-8"))["model"]["vocab"])
    config = {
        "model_type": "bert",
        "vocab_size": words,
        "hidden_size": hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "intermediate_size": wide,
        "max_position_embeddings": 512,
        "type_vocab_size": 2,
        "layer_norm_eps": 1e-12,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "pad_token_id": 1,
    }
    state = ToneNetwork(config).state_dict()
    arrays = {name: value.numpy() for name, value in state.items()}
    export(Weights(config, arrays), tokenizer, None, folder)


def _to_onnx(shipped: nn.Module, path: Path) -> None:
    pieces = torch.randint(4, 1000, (2, 16))
    present = torch.ones_like(pieces)
    present[1, 9:] = 0
    marks = torch.zeros_like(pieces)
    marks[0, 3:5] = 1
    axes = {name: {0: "batch", 1: "length"} for name in _INPUTS}
    torch.onnx.export(
        shipped,
        (pieces, present, marks),
        str(path),
        input_names=list(_INPUTS),
        output_names=["logits", "pooled"],
        opset_version=_OPSET,
        dynamo=False,
        dynamic_axes={**axes, "logits": {0: "batch"}, "pooled": {0: "batch"}},
    )


def _fuse(plain: Path, fused: Path, config: dict[str, Any]) -> None:
    options = FusionOptions("bert")
    options.enable_embed_layer_norm = False
    model = optimize_model(
        str(plain),
        "bert",
        num_heads=config["num_attention_heads"],
        hidden_size=config["hidden_size"],
        optimization_options=options,
        opt_level=0,
    )
    model.save_model_to_file(str(fused))


def _config(config: dict[str, Any]) -> dict[str, Any]:
    kept = (
        "model_type",
        "vocab_size",
        "hidden_size",
        "num_hidden_layers",
        "num_attention_heads",
        "intermediate_size",
        "max_position_embeddings",
        "type_vocab_size",
        "layer_norm_eps",
        "hidden_act",
        "pad_token_id",
    )
    names = {0: "negative", 1: "neutral", 2: "positive"}
    return {
        "architectures": ["ToneNetwork"],
        **{name: config[name] for name in kept},
        "id2label": {str(number): name for number, name in names.items()},
        "label2id": {name: number for number, name in names.items()},
    }
