"""Hashed n-grams of words and characters: what the linear model beside the network reads.

Everything is arithmetic on whole arrays of code points, so a text costs microseconds.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 20
_CHARACTER_SIZES = (2, 3, 4, 5)
_WORD = re.compile(r"\w+|[^\w\s]+")
_READ = 2000
"""Characters of a passage that are read: the network reads no more either."""

_PRIME = np.uint64(0x100000001B3)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(64 - 20)


@dataclass(frozen=True, slots=True)
class Bag:
    """Features of one text: bucket numbers, and how often each stands there (sublinear)."""

    buckets: NDArray[np.int64]
    counts: NDArray[np.float32]


def bag(text: str) -> Bag:
    """Count the hashed n-grams of `text`, folded to lower case and «ё» to «е»."""
    words = _WORD.findall(text[:_READ].lower().replace("ё", "е"))
    if not words:
        return Bag(np.empty(0, np.int64), np.empty(0, np.float32))
    hashes = np.concatenate([_characters(words), *_words(words)])
    buckets, counts = np.unique((hashes * _MIX) >> _SHIFT, return_counts=True)
    return Bag(buckets.astype(np.int64), (1.0 + np.log(counts)).astype(np.float32))


def _characters(words: Sequence[str]) -> NDArray[np.uint64]:
    codes = _codes(f" {' '.join(words)} ")
    found = []
    rolling = codes.copy()
    for size in range(2, max(_CHARACTER_SIZES) + 1):
        rolling = rolling[:-1] * _PRIME + codes[size - 1 :]
        if size in _CHARACTER_SIZES:
            found.append(rolling * np.uint64(2 * size + 1))
    return np.concatenate(found)


def _words(words: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    codes = _codes("".join(words))
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    ends = np.cumsum(lengths)
    places = (np.arange(len(codes)) - np.repeat(ends - lengths, lengths)).astype(np.uint64)
    mixed = (codes + places * _MIX) * _PRIME
    mixed ^= mixed >> np.uint64(29)
    single = np.add.reduceat(mixed, ends - lengths)
    return single, single[:-1] * _PRIME + single[1:]


def _codes(text: str) -> NDArray[np.uint64]:
    return np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32).astype(
        np.uint64
    ) + np.uint64(1)
