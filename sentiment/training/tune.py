"""Trains the upper layers of a shipped model further: for new labels without a GPU or a teacher.

The lower layers stay as they are shipped, so their states are taken once from the int8 model. The
model's own view of a row is what is learned, pulled toward the label where there is one: what it
knew is kept.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from sentiment.training.distil import soft_targets
from sentiment.training.network import OUTPUTS, ToneNetwork, Weights, as_network
from sentiment.training.optimise import (
    Batches,
    Course,
    Targets,
    batch_loss,
    draw,
    optimiser_of,
    probabilities,
    slope,
)
from sentiment.training.prepared import Prepared
from sentiment.training.sets import HAND
from sentiment.training.shipped import Halfway, restored

_log = logging.getLogger(__name__)

_LAYER = "encoder.encoder.layer."
_PICKED = {
    "sentirueval": 0.08,
    "rusentitweet": 0.08,
    "own-": 1,
    "koziev": 0.3,
    "rubq": 0.3,
    "taiga": 1,
}
"""The part of the rows of a source that is learned from; of hand labels, all."""
_PICKED_ELSE = 0.02
_NEW = 0.5
"""Of the weights that come out, the rest being those that it began with: the mean of both reads
better than either."""
_READ = 64
_REPORTED = 50


@dataclass(frozen=True, slots=True)
class Beneath:
    """Rows with the states (pieces, hidden) of the layers beneath, and what is to be learned."""

    rows: Prepared
    states: NDArray[np.float16]
    targets: Targets

    def batch(self, batch: NDArray[np.int64], longest: int) -> Tensor:
        """States of the rows `batch`, (batch, longest, hidden); what stands past an end is noise
        that is masked."""
        at = self.rows.starts[batch][:, None] + np.arange(longest)
        return torch.from_numpy(
            self.states[np.minimum(at, len(self.states) - 1)].astype(np.float32)
        )


class _Given(nn.Module):
    """Stands in the embeddings' place: the states of the lower layers come instead."""

    def forward(self, inputs_embeds: Tensor, **_unused: Any) -> Tensor:
        return inputs_embeds


def picked(rows: Prepared, random: np.random.Generator) -> NDArray[np.int64]:
    """Numbers of the rows to learn from, none of them held out."""
    parts = [
        1.0
        if str(name).endswith(HAND)
        else next((p for n, p in _PICKED.items() if str(name).startswith(n)), _PICKED_ELSE)
        for name in rows.sources
    ]
    chosen = random.random(len(rows)) < np.asarray(parts)[rows.source]
    return np.flatnonzero(chosen & ~rows.is_development & (rows.share > 0))


def tune(folder: Path, rows: Prepared, upper: int, course: Course) -> Weights:
    """Train the `upper` highest layers and the heads of the model in `folder`; returns all weights,
    the trained ones averaged with what they were.

    After as many steps as `course` has seconds for, the rate is at nothing.
    """
    torch.manual_seed(course.seed)
    random = np.random.default_rng(course.seed)
    whole = restored(folder)
    lower = int(whole.config["num_hidden_layers"]) - upper
    part = whole.layers(list(range(lower, lower + upper)))
    built = as_network(Weights({**part.config, "_attn_implementation": "eager"}, part.arrays))
    built.encoder.embeddings = _Given()
    learned = _beneath(rows.subset(picked(rows, random)), folder, lower)
    everything = np.ones(len(learned.rows), bool)
    drawn = draw(Batches(learned.rows), learned.rows, everything, course, random)
    _descend(built.train(), learned, list(drawn), course)
    return _joined(whole, built, lower)


def _beneath(rows: Prepared, folder: Path, lower: int) -> Beneath:
    model = Halfway(folder, lower, torch.get_num_threads())
    batches = Batches(rows)
    order = np.argsort(np.diff(rows.starts), kind="stable")
    found = np.zeros((len(rows), OUTPUTS), np.float32)
    states = np.zeros((len(rows.pieces), model.hidden), np.float16)
    started = time.monotonic()
    for start in range(0, len(order), _READ):
        batch = order[start : start + _READ]
        read, found[batch] = model.run(*(tensor.numpy() for tensor in batches.inputs(batch)))
        for row, one in zip(batch, read, strict=True):
            begin, end = rows.starts[row], rows.starts[row + 1]
            states[begin:end] = one[: end - begin]
    _log.info("%d rows read in %.0f s", len(rows), time.monotonic() - started)
    return Beneath(rows, states, soft_targets(rows, probabilities(found)))


def _descend(
    built: ToneNetwork, learned: Beneath, drawn: Sequence[NDArray[np.int64]], course: Course
) -> None:
    batches = Batches(learned.rows)
    values = torch.from_numpy(learned.targets.values)
    known = torch.from_numpy(learned.targets.known)
    optimiser = optimiser_of(built, course)
    highest = [group["lr"] for group in optimiser.param_groups]
    started, losses = time.monotonic(), []
    for step, batch in enumerate(drawn):
        done = max(step / len(drawn), (time.monotonic() - started) / course.seconds)
        if done >= 1:
            break
        for group, rate in zip(optimiser.param_groups, highest, strict=True):
            group["lr"] = rate * slope(done, course.warm_up)
        _, present, marks = batches.inputs(batch)
        with torch.autocast("cpu", torch.bfloat16):
            states = built.encoder(
                inputs_embeds=learned.batch(batch, present.shape[1]), attention_mask=present
            ).last_hidden_state
            logits = built.heads(built.dropout(built.pool(states, present, marks)))
        loss = batch_loss(logits.float(), values[batch], known[batch], False)
        loss.backward()
        nn.utils.clip_grad_norm_(built.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        losses.append(loss.item())
        if step % _REPORTED == 0:
            seconds, mean = time.monotonic() - started, np.mean(losses[-_REPORTED:])
            _log.info("step %d of %d, %.0f s, loss %.4f", step, len(drawn), seconds, mean)


def _joined(whole: Weights, built: ToneNetwork, lower: int) -> Weights:
    arrays = dict(whole.arrays)
    for name, value in built.state_dict().items():
        front, found, back = name.partition(_LAYER)
        if found:
            number, rest = back.split(".", 1)
            name = f"{front}{found}{int(number) + lower}.{rest}"
        arrays[name] = (1 - _NEW) * whole.arrays[name] + _NEW * value.float().numpy()
    return Weights(whole.config, arrays)
