"""The network, run by ONNX Runtime: cleaned texts in, logits and pooled states out."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from mentions.types import Span

FILE = "model.onnx"
_LONGEST = 256
"""Pieces of one part of a text; what is longer is cut."""
_BATCH_PIECES = 512
"""Pieces, padding counted, that are run at once: more fall out of a core's cache."""
_PAD = 1

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reading:
    """A part of a text that is ready to read, and where the brand stands in it."""

    text: str
    places: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Encoded:
    """Piece numbers of one reading, and 1 for each piece that is the brand."""

    pieces: Sequence[int]
    marks: Sequence[int]


@dataclass(frozen=True, slots=True)
class States:
    """Logits (readings, 5): three tones, question, needs_reply; pooled states (readings, width)."""

    logits: Floats
    pooled: Floats

    @property
    def mean(self) -> Floats:
        """The mean over all pieces alone, (readings, hidden)."""
        return self.pooled[:, : self.pooled.shape[1] // 2]


class Network:
    """Tokenizer and session of one model folder. Safe to use from several threads."""

    def __init__(self, folder: Path, threads: int) -> None:
        self._tokenizer = _tokenizer(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            str(folder / FILE), options, providers=["CPUExecutionProvider"]
        )

    @staticmethod
    @cache
    def shared(folder: Path, threads: int) -> "Network":
        """The one network of this folder in this process."""
        return Network(folder, threads)

    def encode(self, readings: Sequence[Reading]) -> list[Encoded]:
        """Tokenise, and mark the pieces that overlap a place."""
        found = self._tokenizer.encode_batch([reading.text for reading in readings])
        return [
            Encoded(
                encoding.ids, _marks(encoding.offsets, reading.places) if reading.places else ()
            )
            for encoding, reading in zip(found, readings, strict=True)
        ]

    def run(self, encoded: Sequence[Encoded]) -> States:
        """Read every reading, in batches of like length; answers in the order given."""
        logits: list[Floats] = []
        pooled: list[Floats] = []
        order: list[int] = []
        for batch in batches([len(one.pieces) for one in encoded]):
            outputs = self._session.run(
                ["logits", "pooled"], _inputs([encoded[index] for index in batch])
            )
            logits.append(outputs[0])
            pooled.append(outputs[1])
            order += batch
        places = np.argsort(order)
        return States(np.concatenate(logits)[places], np.concatenate(pooled)[places])


def batches(lengths: Sequence[int], pieces: int = _BATCH_PIECES) -> Iterator[list[int]]:
    """Numbers of readings, grouped by like length so that little is padded."""
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[index] > pieces:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _inputs(batch: Sequence[Encoded]) -> dict[str, NDArray[np.int64]]:
    longest = max(len(one.pieces) for one in batch)
    pieces = np.full((len(batch), longest), _PAD, np.int64)
    present = np.zeros((len(batch), longest), np.int64)
    marks = np.zeros((len(batch), longest), np.int64)
    for row, one in enumerate(batch):
        pieces[row, : len(one.pieces)] = one.pieces
        present[row, : len(one.pieces)] = 1
        if one.marks:
            marks[row, : len(one.marks)] = one.marks
    return {"input_ids": pieces, "attention_mask": present, "token_type_ids": marks}


def _marks(offsets: Sequence[tuple[int, int]], places: Sequence[Span]) -> list[int]:
    return [
        int(any(start < place.end and place.start < end for place in places))
        for start, end in offsets
    ]


def _tokenizer(folder: Path) -> Any:
    os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(str(folder), local_files_only=True).backend_tokenizer
    tokenizer.no_padding()
    tokenizer.enable_truncation(_LONGEST)
    return tokenizer
