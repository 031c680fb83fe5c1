"""Reprints are found by their texts, and different texts are left apart."""

import random

import pytest

from mentions.duplicates import overlap
from mentions.reprints import Signature, is_reprint, signature

WORDS = [f"слово{number}" for number in range(400)]


def _text(seed: int, length: int) -> list[str]:
    return random.Random(seed).choices(WORDS, k=length)


def _edited(words: list[str], changes: int, seed: int) -> list[str]:
    edited = list(words)
    dice = random.Random(seed)
    for _ in range(changes):
        edited[dice.randrange(len(edited))] = dice.choice(WORDS)
    return edited


def _found(one: list[str], other: list[str]) -> bool:
    first, second = signature(one), signature(other)
    assert first is not None
    assert second is not None
    return bool(set(first.bands) & set(second.bands)) and is_reprint(first, second)


@pytest.mark.parametrize("length", [30, 100, 600])
def test_lightly_edited_reprints_are_found(length: int) -> None:
    found = sum(
        _found(text, _edited(text, max(1, length // 40), seed))
        for seed in range(100)
        for text in [_text(seed, length)]
    )
    assert found >= 95


def test_different_texts_are_never_taken_for_reprints() -> None:
    texts = [_text(seed, 100) for seed in range(200)]
    assert not any(_found(texts[0], other) for other in texts[1:])


def test_texts_too_short_to_be_reprinted_have_no_signature() -> None:
    assert signature(WORDS[:11]) is None
    assert signature(["да"] * 100) is None
    assert signature([]) is None


def test_a_signature_survives_storing() -> None:
    mark = signature(WORDS)
    assert mark is not None
    stored = Signature.from_bytes(mark.to_bytes(), mark.shingles)
    assert stored.bands == mark.bands
    assert is_reprint(stored, mark)
    assert all(-(2**63) <= band < 2**63 for band in mark.bands)


def test_overlap_is_of_the_smaller_text() -> None:
    assert overlap(WORDS[:10], WORDS[:100]) == 1.0
    assert overlap(WORDS[:10], WORDS[5:15]) == 0.5
    assert overlap([], WORDS) == 0.0
