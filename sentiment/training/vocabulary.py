"""The tokenizer cut to the pieces that Russian texts use, and the embeddings cut with it."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

_SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
_MASK = "<mask>"
_BATCH = 4096
_LETTERS = frozenset(
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯіїєґІЇЄҐўЎ"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
)
"""Kept alone and at a word's start, so that any Russian or Latin word can be spelled."""


def cut(
    source: Path, texts: Iterable[str], seen: int, largest: int
) -> tuple[str, NDArray[np.int64]]:
    """Keep the pieces that `texts` use at least `seen` times, at most the `largest` most frequent.

    `source` is the full ``tokenizer.json`` (Unigram). Returns the text of the new file and, for
    every piece of it in order, its number in the old one. Emoji and signs of one character that
    the old one has are kept whether seen or not.
    """
    whole = json.loads(source.read_text(encoding="utf-8"))
    pieces: list[list[Any]] = whole["model"]["vocab"]
    counts = _counts(Tokenizer.from_file(str(source)), texts)
    always = {
        number
        for number, (piece, _) in enumerate(pieces)
        if piece in _SPECIAL or _is_spelling(piece)
    }
    frequent = [number for number, count in counts.most_common(largest) if count >= seen]
    kept = sorted(always | set(frequent[: max(largest - len(always) - 1, 0)]))
    numbers = {piece: number for number, (piece, _) in enumerate(pieces)}
    kept = [number for number in kept if number != numbers[_MASK]] + [numbers[_MASK]]
    whole["model"]["vocab"] = [pieces[number] for number in kept]
    for token in whole["added_tokens"]:
        token["id"] = kept.index(numbers[token["content"]])
    whole["truncation"] = whole["padding"] = None
    return json.dumps(whole, ensure_ascii=False), np.asarray(kept, np.int64)


def _counts(tokenizer: Tokenizer, texts: Iterable[str]) -> Counter[int]:
    tokenizer.no_truncation()
    tokenizer.no_padding()
    counts: Counter[int] = Counter()
    batch: list[str] = []
    for text in texts:
        batch.append(text)
        if len(batch) == _BATCH:
            counts.update(_numbers(tokenizer, batch))
            batch = []
    counts.update(_numbers(tokenizer, batch))
    return counts


def _numbers(tokenizer: Tokenizer, batch: list[str]) -> Iterable[int]:
    return (number for encoded in tokenizer.encode_batch(batch) for number in encoded.ids)


def _is_spelling(piece: str) -> bool:
    bare = piece.removeprefix("▁")
    if len(bare) != 1:
        return bare == ""
    return (
        bare in _LETTERS or ord(bare) >= 0x1F000 or 0x2000 <= ord(bare) < 0x2E00 or ord(bare) < 0xC0
    )


def tokenizer_config(positions: int) -> dict[str, Any]:
    """What transformers' AutoTokenizer wants beside ``tokenizer.json``."""
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": positions,
        "bos_token": "<s>",
        "cls_token": "<s>",
        "eos_token": "</s>",
        "sep_token": "</s>",
        "pad_token": "<pad>",
        "unk_token": "<unk>",
        "mask_token": _MASK,
        "model_input_names": ["input_ids", "attention_mask", "token_type_ids"],
    }
