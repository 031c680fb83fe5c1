"""``python -m sentiment``: JSON lines in, JSON lines out, in the same order.

In: ``{"text": …, "brand": ["Сбербанк", "сбер"] | null, "id": …}``. Out: ``{"id", "tone", "p",
"question", "needs_reply"}``, or ``{"id", "error"}`` in the place of a line that could not be read.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any, TextIO

from mentions.errors import MolvaError
from mentions.messages import Message, message, say
from mentions.types import Passage, Verdict
from sentiment.classifier import Classifier
from sentiment.forms import places

_MOST = 256
"""Lines that are read together; fewer when no more are waiting."""


@dataclass(frozen=True, slots=True)
class Request:
    """A line that was understood, or what is wrong with it."""

    id: Any
    passage: Passage | None
    fault: Message | None = None


def main() -> int:
    """Classify standard input; the exit code is 0 unless the model cannot be loaded."""
    parser = argparse.ArgumentParser(prog="python -m sentiment", description=__doc__)
    parser.add_argument("--model", default=os.environ.get("MOLVA_TONE_MODEL") or "best")
    parser.add_argument("--threads", type=int, default=None)
    parser.add_argument("--adaptation", type=Path, default=None)
    parser.add_argument("--language", choices=("ru", "en"), default="ru")
    given = parser.parse_args()
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    try:
        classifier = Classifier.load(given.model, given.threads, given.adaptation)
    except MolvaError as error:
        sys.stderr.write(say(error.message, given.language) + "\n")
        return 1
    for lines in _waiting(sys.stdin):
        for answer in answers(classifier, lines, given.language):
            sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return 0


def answers(classifier: Classifier, lines: Sequence[str], language: str) -> list[dict[str, Any]]:
    """One answer for each line, in order."""
    requests = [understood(line) for line in lines]
    passages = [request.passage for request in requests if request.passage is not None]
    verdicts = iter(classifier.classify(passages))
    return [
        {"id": request.id, "error": say(request.fault, language)}
        if request.fault is not None
        else _answer(request.id, next(verdicts))
        for request in requests
    ]


def understood(line: str) -> Request:
    """Read one line; never raises."""
    try:
        given = json.loads(line)
    except (ValueError, RecursionError):
        return Request(None, None, message("sentiment-line-not-json"))
    if not isinstance(given, dict):
        return Request(None, None, message("sentiment-line-not-object"))
    name, text, brand = given.get("id"), given.get("text"), given.get("brand")
    if not isinstance(text, str):
        return Request(name, None, message("sentiment-line-without-text"))
    forms = [brand] if isinstance(brand, str) else [] if brand is None else brand
    if not isinstance(forms, list) or not all(isinstance(form, str) for form in forms):
        return Request(name, None, message("sentiment-line-brand-not-forms"))
    return Request(name, Passage(text, places(text, forms)))


def _answer(name: Any, verdict: Verdict) -> dict[str, Any]:
    return {
        "id": name,
        "tone": verdict.tone.value,
        "p": {
            "negative": round(verdict.negative, 4),
            "neutral": round(verdict.neutral, 4),
            "positive": round(verdict.positive, 4),
        },
        "question": round(verdict.question, 4),
        "needs_reply": round(verdict.needs_reply, 4),
    }


def _waiting(stream: TextIO) -> Iterator[list[str]]:
    """Lines in groups: what is waiting is taken together, and one that comes alone goes alone."""
    lines: Queue[str | None] = Queue(maxsize=4 * _MOST)
    Thread(target=_pour, args=(stream, lines), daemon=True).start()
    while (line := lines.get()) is not None:
        group = [line]
        ended = False
        while len(group) < _MOST:
            try:
                line = lines.get_nowait()
            except Empty:
                break
            if line is None:
                ended = True
                break
            group.append(line)
        yield group
        if ended:
            return


def _pour(stream: TextIO, lines: "Queue[str | None]") -> None:
    for line in stream:
        if line.strip():
            lines.put(line)
    lines.put(None)


if __name__ == "__main__":
    sys.exit(main())
