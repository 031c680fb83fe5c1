"""Texts a second of the tone models, and where the time goes: ``python benchmarks/tone.py``.

Compared on the same texts and cores: the shipped model through its door; the same network run bare,
on pieces that are already tokenised and batched; and, where PyTorch is installed, a network of
rubert-tiny2's size (3 layers, 312 wide, 29,564 pieces for each text's length) with random weights.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from mentions.types import Passage
from sentiment import Classifier
from sentiment.classifier import MODELS
from sentiment.linear import Linear
from sentiment.network import Network, Reading, cores

_TEXT = (
    "Второй день не работает приложение {} банка, деньги списали, "
    "а поддержка молчит и ничего не делает, сколько можно ждать ответа {}?"
)
_TEXTS = 400
_REPEATS = 3


def _rate(work: Callable[[], object], texts: int) -> float:
    """Best of a few runs, in texts a second."""
    work()
    seconds = []
    for _ in range(_REPEATS):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return texts / min(seconds)


def _measure(name: str, threads: int, texts: list[str]) -> float:
    folder = MODELS / name
    classifier = Classifier.load(name, threads=threads)
    network, linear = Network.shared(folder, threads), Linear.read(folder)
    readings = [Reading(text, ()) for text in texts]
    encoded = network.encode(readings)
    pieces = sum(len(one.pieces) for one in encoded) / len(encoded)
    whole = _rate(lambda: classifier.classify([Passage(text) for text in texts]), len(texts))
    bare = _rate(lambda: network.run(encoded), len(texts))
    print(
        f"{name}: {whole:.0f} texts/s at {pieces:.0f} pieces, "
        f"{whole / bare:.0%} of bare ({bare:.0f})"
    )
    tokenise = 1e3 / _rate(lambda: network.encode(readings), len(texts))
    grams = 1e3 / _rate(lambda: linear.probabilities(texts), len(texts))
    rest = 1e3 / whole - 1e3 / bare - tokenise - grams
    print(
        f"  ms a text: tokenise {tokenise:.2f}, network {1e3 / bare:.2f}, n-grams {grams:.2f}, "
        f"clean and join {max(rest, 0):.2f}"
    )
    return whole


def _tiny(threads: int, texts: list[str]) -> float | None:
    try:
        from sentiment.training.export import export_random
    except ImportError:
        return None
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        export_random(
            folder, MODELS / "fast" / "tokenizer.json", layers=3, hidden=312, heads=12, wide=600
        )
        network = Network(folder, threads)
        readings = [Reading(text, ()) for text in texts]
        return _rate(lambda: network.run(network.encode(readings)), len(texts))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=cores())
    given = parser.parse_args()
    texts = [_TEXT.format(number, number * 7) for number in range(_TEXTS)]
    rates = {name: _measure(name, given.threads, texts) for name in ("best", "fast")}
    tiny = _tiny(given.threads, texts)
    if tiny is None:
        print("rubert-tiny2's size: not measured, PyTorch is not installed")
        return
    print(f"rubert-tiny2's size, random weights: {tiny:.0f} texts/s")
    for name, rate in rates.items():
        print(f"  {name} runs at {rate / tiny:.0%} of that")


if __name__ == "__main__":
    main()
