"""Continued masked-language pretraining of the cut encoder on every text there is."""

import logging
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from sentiment.training.network import ToneNetwork, Weights, network
from sentiment.training.optimise import device

_log = logging.getLogger(__name__)

_MASKED = 0.2
_RATE = 4e-4
_SPECIAL = 4
_BATCH_PIECES = 12_288


def pretrain(
    weights: Weights,
    pieces: NDArray[np.uint16],
    starts: NDArray[np.int64],
    epochs: float,
    seed: int,
) -> Weights:
    """Train on texts ``pieces[starts[i]:starts[i + 1]]`` for `epochs`; returns new weights."""
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    built = network(weights).to(device()).train()
    head = _Head(built, weights.config).to(device())
    batches = [b for _ in range(int(np.ceil(epochs))) for b in _batches(starts, random)]
    batches = batches[: int(len(batches) * epochs / np.ceil(epochs))]
    parameters = list(built.encoder.parameters()) + list(head.parameters())
    optimiser = torch.optim.AdamW(
        parameters, lr=_RATE, betas=(0.9, 0.98), weight_decay=0.01, fused=device().type == "cuda"
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, _RATE, total_steps=len(batches) + 1, pct_start=0.06
    )
    for step, batch in enumerate(batches):
        inputs, present, wanted = _masked(
            pieces, starts, batch, weights.config["vocab_size"], random
        )
        with torch.autocast(device().type, torch.bfloat16, enabled=device().type == "cuda"):
            states = built.encoder(input_ids=inputs, attention_mask=present).last_hidden_state
            chosen = wanted >= 0
            loss = functional.cross_entropy(head(states[chosen]).float(), wanted[chosen])
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad(set_to_none=True)
        if step % 200 == 0:
            _log.info("masked step %d of %d, loss %.3f", step, len(batches), loss.item())
    arrays = {
        name: p.detach().float().cpu().numpy() for name, p in built.encoder.named_parameters()
    }
    return Weights(weights.config, arrays)


class _Head(nn.Module):
    """Predicts the masked piece with the encoder's own embeddings."""

    def __init__(self, built: ToneNetwork, config: dict[str, Any]) -> None:
        super().__init__()
        width = config["hidden_size"]
        self._words = [built.encoder.embeddings.word_embeddings.weight]
        self.dense = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width)
        self.bias = nn.Parameter(torch.zeros(config["vocab_size"]))
        nn.init.eye_(self.dense.weight)
        nn.init.zeros_(self.dense.bias)

    def forward(self, states: Tensor) -> Tensor:
        return functional.linear(
            self.norm(functional.gelu(self.dense(states))), self._words[0], self.bias
        )


def _batches(starts: NDArray[np.int64], random: np.random.Generator) -> list[NDArray[np.int64]]:
    lengths = np.diff(starts)
    order = np.argsort(lengths + random.random(len(lengths)) * 4, kind="stable")
    batches: list[NDArray[np.int64]] = []
    at = 0
    while at < len(order):
        size = max(_BATCH_PIECES // max(int(lengths[order[min(at + 2000, len(order) - 1)]]), 8), 1)
        batches.append(order[at : at + size])
        at += size
    return [batches[index] for index in random.permutation(len(batches))]


def _masked(
    pieces: NDArray[np.uint16],
    starts: NDArray[np.int64],
    batch: NDArray[np.int64],
    vocabulary: int,
    random: np.random.Generator,
) -> tuple[Tensor, Tensor, Tensor]:
    lengths = starts[batch + 1] - starts[batch]
    columns = np.arange(-(-int(lengths.max()) // 8) * 8)
    present = columns < lengths[:, None]
    at = np.minimum(starts[batch][:, None] + columns, len(pieces) - 1)
    inputs = np.where(present, pieces[at], 1).astype(np.int64)
    chosen = (random.random(inputs.shape) < _MASKED) & (inputs >= _SPECIAL)
    chosen[0, 1] = True
    wanted = np.where(chosen, inputs, -100)
    dice = random.random(inputs.shape)
    inputs = np.where(chosen & (dice < 0.8), vocabulary - 1, inputs)
    swapped = chosen & (dice >= 0.9)
    inputs[swapped] = random.integers(_SPECIAL, vocabulary - 1, int(swapped.sum()))
    tensors = [
        torch.from_numpy(array).to(device()) for array in (inputs, present.astype(np.int64), wanted)
    ]
    return tensors[0], tensors[1], tensors[2]
