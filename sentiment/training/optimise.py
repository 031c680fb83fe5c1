"""The training loop that teachers and students share, and how their outputs are read."""

import logging
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from sentiment.training.network import TONES, ToneNetwork
from sentiment.training.prepared import Prepared

_log = logging.getLogger(__name__)

_TONE_WEIGHTS = (1.2, 0.8, 1.5)
_SORTED = 50
"""Batches that are sorted by length together."""
_PAD = 1
_REPORTED = 50
"""Steps between two words on how it goes."""

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Course:
    """How long and how fast to train. Rates are the highest that are reached.

    After `seconds` training ends whatever is left of its epochs: the rate falls to nothing by then.
    """

    epochs: float = 3
    batch: int = 192
    rate: float = 1.6e-4
    embedding_rate: float = 4e-4
    warm_up: float = 0.06
    decay: float = 0.01
    smoothing: float = 0.05
    seed: int = 0
    seconds: float = math.inf


@dataclass(frozen=True, slots=True)
class Targets:
    """What is to be learned: probabilities (rows, 5), and which of the three heads are known."""

    values: Array
    known: Array
    weights_by_tone: bool = True


def hard_targets(rows: Prepared, smoothing: float) -> Targets:
    """The labels as probabilities, softened by `smoothing`."""
    tone = np.where(rows.tone[:, None] == np.arange(TONES), 1 - smoothing, smoothing / (TONES - 1))
    signs = np.stack([rows.question, rows.needs_reply], axis=1)
    yes = np.where(signs == 1, 1 - smoothing / 2, smoothing / 2)
    known = np.stack([rows.tone >= 0, rows.question >= 0, rows.needs_reply >= 0], axis=1)
    return Targets(np.hstack([tone, yes]).astype(np.float32), known.astype(np.float32))


def device() -> torch.device:
    """The GPU where there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Batches:
    """Padded batches of prepared rows on the device, of rows of like length."""

    def __init__(self, rows: Prepared) -> None:
        self._rows = rows
        self._lengths = np.diff(rows.starts)
        self._device = device()

    def order(
        self, chosen: NDArray[np.int64], size: int, random: np.random.Generator
    ) -> list[NDArray[np.int64]]:
        """`chosen` in random batches of `size`, sorted by length within a stretch."""
        shuffled = random.permutation(chosen)
        batches: list[NDArray[np.int64]] = []
        for start in range(0, len(shuffled), size * _SORTED):
            stretch = shuffled[start : start + size * _SORTED]
            stretch = stretch[np.argsort(self._lengths[stretch], kind="stable")]
            batches += [stretch[at : at + size] for at in range(0, len(stretch), size)]
        return [batches[index] for index in random.permutation(len(batches))]

    def inputs(self, batch: NDArray[np.int64]) -> tuple[Tensor, Tensor, Tensor]:
        """Pieces, presence and marks of the rows in `batch`, each (batch, longest)."""
        lengths = self._lengths[batch]
        longest = -(-int(lengths.max()) // 8) * 8
        columns = np.arange(longest)
        present = columns < lengths[:, None]
        at = np.minimum(self._rows.starts[batch][:, None] + columns, len(self._rows.pieces) - 1)
        pieces = np.where(present, self._rows.pieces[at], _PAD).astype(np.int64)
        marks = np.where(present, self._rows.marks[at], 0).astype(np.int64)
        arrays = (pieces, present.astype(np.int64), marks)
        found = [torch.from_numpy(array) for array in arrays]
        if self._device.type == "cuda":
            found = [tensor.pin_memory().to(self._device, non_blocking=True) for tensor in found]
        return found[0], found[1], found[2]


def train(
    network: ToneNetwork,
    rows: Prepared,
    targets: Targets,
    trains: NDArray[np.bool_],
    course: Course,
) -> ToneNetwork:
    """Train `network` in place on the rows in `trains`, each drawn as often as its share says."""
    torch.manual_seed(course.seed)
    random = np.random.default_rng(course.seed)
    batches = Batches(rows)
    network.to(device()).train()
    values = torch.from_numpy(targets.values).to(device())
    known = torch.from_numpy(targets.known).to(device())
    drawn = list(draw(batches, rows, trains, course, random))
    optimiser = optimiser_of(network, course)
    highest = [group["lr"] for group in optimiser.param_groups]
    started = time.monotonic()
    for step, batch in enumerate(drawn):
        done = max(step / len(drawn), (time.monotonic() - started) / course.seconds)
        if done >= 1:
            break
        for group, rate in zip(optimiser.param_groups, highest, strict=True):
            group["lr"] = rate * slope(done, course.warm_up)
        index = torch.from_numpy(batch).to(device())
        with torch.autocast(device().type, torch.bfloat16):
            logits = network(*batches.inputs(batch))
        loss = batch_loss(logits.float(), values[index], known[index], targets.weights_by_tone)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        if step % _REPORTED == 0:
            seconds = time.monotonic() - started
            _log.info("step %d of %d, %.0f s, loss %.4f", step, len(drawn), seconds, loss.item())
    _log.info("trained %d of %d steps in %.0f s", step, len(drawn), time.monotonic() - started)
    return network


def read(network: ToneNetwork, rows: Prepared, size: int = 1024) -> Array:
    """Logits of every row, (rows, 5)."""
    network.to(device()).eval()
    batches = Batches(rows)
    order = np.argsort(np.diff(rows.starts), kind="stable")
    found = np.zeros((len(rows), TONES + 2), np.float32)
    with torch.inference_mode():
        for start in range(0, len(order), size):
            batch = order[start : start + size]
            with torch.autocast(device().type, torch.bfloat16):
                logits = network(*batches.inputs(batch))
            found[batch] = logits.float().cpu().numpy()
    return found


def probabilities(logits: Array) -> Array:
    """Softmax over the tones beside a sigmoid of each sign, (rows, 5)."""
    tones = np.exp(logits[:, :TONES] - logits[:, :TONES].max(axis=1, keepdims=True))
    signs = 1 / (1 + np.exp(-logits[:, TONES:]))
    return np.hstack([tones / tones.sum(axis=1, keepdims=True), signs]).astype(np.float32)


def draw(
    batches: Batches,
    rows: Prepared,
    trains: NDArray[np.bool_],
    course: Course,
    random: np.random.Generator,
) -> Iterator[NDArray[np.int64]]:
    """The batches of a course: every row in `trains` as often as its share says."""
    for epoch in range(int(np.ceil(course.epochs))):
        part = min(course.epochs - epoch, 1.0)
        wanted = rows.share * trains * part
        times = np.floor(wanted + random.random(len(rows))).astype(np.int64)
        yield from batches.order(np.repeat(np.arange(len(rows)), times), course.batch, random)


def batch_loss(logits: Tensor, values: Tensor, known: Tensor, weights_by_tone: bool) -> Tensor:
    """Cross-entropy of the tone and of both signs, each a mean over the rows where it is known."""
    tones = -(values[:, :TONES] * functional.log_softmax(logits[:, :TONES], 1))
    if weights_by_tone:
        tones = tones * torch.tensor(_TONE_WEIGHTS, device=logits.device)
    signs = functional.binary_cross_entropy_with_logits(
        logits[:, TONES:], values[:, TONES:], reduction="none"
    )
    tone = (tones.sum(1) * known[:, 0]).sum() / known[:, 0].sum().clamp(min=1)
    sign = (signs * known[:, 1:]).sum(0) / known[:, 1:].sum(0).clamp(min=1)
    return tone + 0.5 * sign.sum()


def optimiser_of(network: ToneNetwork, course: Course) -> torch.optim.Optimizer:
    """AdamW with a rate of its own for the word embeddings and no decay of biases and norms."""
    words = [p for n, p in network.named_parameters() if "word_embeddings" in n]
    plain = [p for n, p in network.named_parameters() if p.ndim == 1]
    matrices = [
        p for n, p in network.named_parameters() if p.ndim > 1 and "word_embeddings" not in n
    ]
    groups = [
        {"params": words, "lr": course.embedding_rate, "weight_decay": 0.0},
        {"params": matrices, "lr": course.rate, "weight_decay": course.decay},
        {"params": plain, "lr": course.rate, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=device().type == "cuda")


def slope(done: float, warm_up: float) -> float:
    """The share of the highest rate when `done` of training is behind."""
    return min(max(done, 1e-3) / warm_up, (1 - done) / (1 - warm_up))
