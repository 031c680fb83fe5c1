"""Telling a reprint: MinHash over word shingles, looked up by bands, then compared.

Broder, "On the resemblance and containment of documents" (1997); banding as in Leskovec et al.,
"Mining of Massive Datasets", 3.4. With 8 bands of 3 rows a pair of resemblance .6 is found with
probability .85, of .7 with .96, of .8 with .997; one of .2, which the comparison then refuses,
with .06.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain

import numpy as np
from numpy.typing import NDArray

VALUES = 48
BANDS = 8
ROWS = 3
SHINGLE = 3  # words
# Shorter texts are no reprints of each other: many people write «Сбер опять лежит».
LEAST_SHINGLES = 10
# What one text must share with the other to count as its reprint.
LEAST_RESEMBLANCE = 0.55

_AT_ONCE = 4000  # shingles, each of which takes 48 numbers of 8 bytes
_PRIME = (1 << 31) - 1
_random = np.random.default_rng(1997)
_FACTORS = _random.integers(1, _PRIME, (VALUES, 1), dtype=np.uint64)
_OFFSETS = _random.integers(0, _PRIME, (VALUES, 1), dtype=np.uint64)
_MIX = _random.integers(1, 1 << 63, ROWS, dtype=np.uint64) | np.uint64(1)
_ODD = 0x9E3779B97F4A7C15  # 2**64 divided by the golden ratio, as in Fibonacci hashing
_BAND_NUMBERS = np.arange(BANDS, dtype=np.uint64)


@dataclass(frozen=True)
class Signature:
    """A text's MinHash values (48 numbers below 2**31) and its number of distinct shingles."""

    values: NDArray[np.uint32]
    shingles: int

    @cached_property
    def bands(self) -> list[int]:
        """Keys that two similar texts are likely to share at least one of; signed 64-bit."""
        rows = self.values[: BANDS * ROWS].reshape(BANDS, ROWS).astype(np.uint64)
        mixed = (rows * _MIX).sum(axis=1, dtype=np.uint64) * np.uint64(_ODD)
        found: list[int] = (mixed ^ _BAND_NUMBERS).view(np.int64).tolist()
        return found

    def to_bytes(self) -> bytes:
        return self.values.astype("<u4").tobytes()

    @staticmethod
    def from_bytes(stored: bytes, shingles: int) -> "Signature":
        return Signature(np.frombuffer(stored, dtype="<u4"), shingles)


def signature(words: Sequence[str]) -> Signature | None:
    """The signature of a text given as folded words; None for one too short to be reprinted."""
    return next(signatures([words]))


def signatures(texts: Iterable[Sequence[str]]) -> Iterator[Signature | None]:
    """`signature` of each text, made of many at once: numpy's calls cost more than their work."""
    waiting: list[set[int]] = []
    count = 0
    for words in texts:
        waiting.append(_shingles(words))
        count += len(waiting[-1])
        if count >= _AT_ONCE:
            yield from _signed(waiting)
            waiting, count = [], 0
    yield from _signed(waiting)


def _shingles(words: Sequence[str]) -> set[int]:
    """Hashes of the text's shingles; none for one too short to be reprinted."""
    if len(words) < LEAST_SHINGLES + SHINGLE - 1:
        return set()
    text = " ".join(words).encode("utf-8", "replace")
    ends = list(accumulate(len(word) + 1 for word in text.split(b" ")))
    shingles = {
        zlib.crc32(text[start : end - 1])
        for start, end in zip([0, *ends], ends[SHINGLE - 1 :], strict=False)
    }
    return shingles if len(shingles) >= LEAST_SHINGLES else set()


def _signed(texts: Sequence[set[int]]) -> Iterator[Signature | None]:
    sizes = [len(shingles) for shingles in texts if shingles]
    if sizes:
        hashes = np.fromiter(chain.from_iterable(texts), np.uint64, sum(sizes)) % _PRIME
        starts = [0, *accumulate(sizes[:-1])]
        values = (_FACTORS * hashes + _OFFSETS) % _PRIME
        least = iter(np.minimum.reduceat(values, starts, axis=1).T.astype(np.uint32, order="C"))
    for shingles in texts:
        yield Signature(next(least), len(shingles)) if shingles else None


def is_reprint(one: Signature, other: Signature) -> bool:
    """Whether the two texts are so alike that one is the other again."""
    return float(np.mean(one.values == other.values)) >= LEAST_RESEMBLANCE
