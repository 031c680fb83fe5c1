"""The rows as the trainers read them: piece numbers in flat arrays, one file of a few megabytes."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from sentiment.text import clean
from sentiment.training.sets import HAND, Row
from sentiment.training.splits import clusters, development, fold

LONGEST = 128
"""Pieces of a row that are read in training."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Rows as arrays. Row i has pieces ``starts[i]:starts[i + 1]``; `marks` is 1 on the brand, and
    `has_mark` tells a question mark."""

    pieces: NDArray[np.uint16]
    marks: NDArray[np.uint8]
    starts: NDArray[np.int64]
    tone: NDArray[np.int8]
    question: NDArray[np.int8]
    needs_reply: NDArray[np.int8]
    share: NDArray[np.float32]
    has_mark: NDArray[np.bool_]
    is_development: NDArray[np.bool_]
    fold: NDArray[np.int8]
    source: NDArray[np.int16]
    sources: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.tone)

    def named(self, *prefixes: str) -> NDArray[np.bool_]:
        """Rows whose source begins with one of `prefixes`."""
        chosen = [str(name).startswith(prefixes) for name in self.sources]
        return np.asarray(chosen, bool)[self.source]

    @property
    def is_told(self) -> NDArray[np.bool_]:
        """Rows whose signs were labelled by hand or by the mark that was cut off, not by rule."""
        hand = np.asarray([str(name).endswith(HAND) for name in self.sources])[self.source]
        return hand | self.named("own-", "koziev", "rubq", "taiga")

    @property
    def is_marked(self) -> NDArray[np.bool_]:
        """Rows in which the brand's place is given."""
        return np.add.reduceat(self.marks, self.starts[:-1]) > 0

    def subset(self, chosen: NDArray[np.int64]) -> "Prepared":
        """The rows numbered `chosen`, in that order."""
        lengths = np.diff(self.starts)[chosen]
        at = np.concatenate([np.arange(self.starts[i], self.starts[i + 1]) for i in chosen])
        return Prepared(
            pieces=self.pieces[at],
            marks=self.marks[at],
            starts=np.concatenate([[0], np.cumsum(lengths)]),
            tone=self.tone[chosen],
            question=self.question[chosen],
            needs_reply=self.needs_reply[chosen],
            share=self.share[chosen],
            has_mark=self.has_mark[chosen],
            is_development=self.is_development[chosen],
            fold=self.fold[chosen],
            source=self.source[chosen],
            sources=self.sources,
        )

    def save(self, path: Path) -> None:
        arrays = {field.name: getattr(self, field.name) for field in fields(self)}
        np.savez_compressed(path, allow_pickle=False, **arrays)

    @staticmethod
    def load(path: Path) -> "Prepared":
        with np.load(path, allow_pickle=False) as stored:
            return Prepared(**{field.name: stored[field.name] for field in fields(Prepared)})


def prepare(rows: Sequence[Row], tokenizer: Tokenizer) -> Prepared:
    """Tokenise and mark `rows`, and say which are held out."""
    readings = [clean(row.text, row.places) for row in rows]
    names = clusters([row.text for row in rows])
    held_out = np.asarray(development(names)) | np.asarray([row.held_out for row in rows])
    tokenizer.enable_truncation(LONGEST)
    encodings = tokenizer.encode_batch([text for text, _ in readings])
    lengths = [len(encoding.ids) for encoding in encodings]
    marks = [
        any(start < span.end and span.start < end for span in spans)
        for (_, spans), encoding in zip(readings, encodings, strict=True)
        for start, end in encoding.offsets
    ]
    sources = sorted({row.source for row in rows})
    return Prepared(
        pieces=np.asarray([piece for encoding in encodings for piece in encoding.ids], np.uint16),
        marks=np.asarray(marks, np.uint8),
        starts=np.concatenate([[0], np.cumsum(lengths)]),
        tone=np.asarray([row.tone for row in rows], np.int8),
        question=np.asarray([row.question for row in rows], np.int8),
        needs_reply=np.asarray([row.needs_reply for row in rows], np.int8),
        share=np.asarray([row.share for row in rows], np.float32),
        has_mark=np.asarray(["?" in row.text for row in rows]),
        is_development=held_out,
        fold=np.asarray([fold(name) for name in names], np.int8),
        source=np.asarray([sources.index(row.source) for row in rows], np.int16),
        sources=np.asarray(sources),
    )


def flat(
    texts: Sequence[str], tokenizer: Tokenizer
) -> tuple[NDArray[np.uint16], NDArray[np.int64]]:
    """Piece numbers of `texts` end to end, and where each text starts."""
    tokenizer.enable_truncation(LONGEST)
    encodings = tokenizer.encode_batch([clean(text)[0] for text in texts])
    lengths = [len(encoding.ids) for encoding in encodings]
    pieces = np.asarray([piece for encoding in encodings for piece in encoding.ids], np.uint16)
    return pieces, np.concatenate([[0], np.cumsum(lengths)])


def write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
