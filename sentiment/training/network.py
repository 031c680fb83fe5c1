"""The network: a BERT encoder, two pools, and five outputs."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

TONES = 3
OUTPUTS = 5
"""Three tones, then whether the text asks, then whether the brand should answer."""


class ToneNetwork(nn.Module):
    """Reads pieces (batch, length) and marks of the brand's place; gives logits (batch, 5).

    The place is told by the token type, which costs no pieces, and by a second mean over the
    marked pieces alone (all of them where none is marked).
    """

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        shape = BertConfig(**config)
        self.encoder = BertModel(shape, add_pooling_layer=False)
        self.dropout = nn.Dropout(shape.hidden_dropout_prob)
        self.heads = nn.Linear(2 * shape.hidden_size, OUTPUTS)

    def forward(self, pieces: Tensor, present: Tensor, marks: Tensor) -> Tensor:
        return self.heads(self.dropout(self.pooled(pieces, present, marks)))

    def pooled(self, pieces: Tensor, present: Tensor, marks: Tensor) -> Tensor:
        """Mean over all pieces beside the mean over the marked ones, (batch, 2 * hidden)."""
        states = self.encoder(
            input_ids=pieces, attention_mask=present, token_type_ids=marks
        ).last_hidden_state
        return self.pool(states, present, marks)

    @staticmethod
    def pool(states: Tensor, present: Tensor, marks: Tensor) -> Tensor:
        """Both means of `states` (batch, length, hidden)."""
        everywhere = present.to(states.dtype)
        marked = marks.to(states.dtype)
        unmarked = (marked.sum(1, keepdim=True) == 0).to(states.dtype)
        placed = marked + everywhere * unmarked
        return torch.cat([_mean(states, everywhere), _mean(states, placed)], 1)


def _mean(states: Tensor, weights: Tensor) -> Tensor:
    return (states * weights.unsqueeze(2)).sum(1) / weights.sum(1, keepdim=True)


@dataclass(frozen=True, slots=True)
class Weights:
    """A network's config and arrays."""

    config: dict[str, Any]
    arrays: dict[str, Any]

    def layers(self, kept: list[int]) -> "Weights":
        """The same encoder with the layers `kept` alone."""
        arrays = {}
        for name, values in self.arrays.items():
            front, found, back = name.partition("encoder.layer.")
            if not found:
                arrays[name] = values
                continue
            number, rest = back.split(".", 1)
            if int(number) in kept:
                arrays[f"{front}{found}{kept.index(int(number))}.{rest}"] = values
        return Weights({**self.config, "num_hidden_layers": len(kept)}, arrays)


def network(weights: Weights) -> ToneNetwork:
    """A network whose encoder starts from `weights`, its heads near zero: the same each time,
    so that networks trained apart can be averaged."""
    torch.manual_seed(0)
    built = ToneNetwork(weights.config)
    state = {
        name: torch.from_numpy(np.asarray(a, np.float32)) for name, a in weights.arrays.items()
    }
    missing, unexpected = built.encoder.load_state_dict(state, strict=False)
    if unexpected or [name for name in missing if "position_ids" not in name]:
        raise ValueError(f"the encoder does not fit: missing {missing}, left over {unexpected}")
    types = built.encoder.embeddings.token_type_embeddings.weight
    with torch.no_grad():
        types[1] = types[0] + 0.02 * torch.randn_like(types[0])
        built.heads.weight.normal_(0, 0.01)
        built.heads.bias.zero_()
    return built


def as_network(weights: Weights) -> ToneNetwork:
    """A network with all of its own `weights`, heads included."""
    built = ToneNetwork(weights.config)
    state = {
        name: torch.from_numpy(np.asarray(a, np.float32)) for name, a in weights.arrays.items()
    }
    built.load_state_dict(state)
    return built


def save(path: Path, arrays: dict[str, Any], config: dict[str, Any]) -> None:
    """Keep matrices in half precision; with 8 bits here, export would round what is rounded."""
    stored = {
        name: values.astype(np.float16 if values.ndim == 2 else np.float32)
        for name, values in arrays.items()
    }
    np.savez(path, allow_pickle=False, config=np.asarray(json.dumps(config)), **stored)


def load(path: Path) -> Weights:
    """Read what `save` wrote."""
    with np.load(path, allow_pickle=False) as stored:
        names = [name for name in stored.files if name != "config"]
        arrays = {name: stored[name].astype(np.float32) for name in names}
        return Weights(json.loads(str(stored["config"])), arrays)
