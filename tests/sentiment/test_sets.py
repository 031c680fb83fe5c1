"""The rows that training reads: what our labels on the texts of others do to them."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

from mentions.types import Span
from sentiment.training.sets import UNKNOWN, Row, _general, with_hand_labels


def _labels(folder: Path, text: str, **given: bool | None) -> Path:
    path = folder / "labels.jsonl"
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    path.write_text(json.dumps({"text_sha256": digest, **given}) + "\n", encoding="utf-8")
    return path


def test_a_hand_label_counts_for_every_reading_of_its_text_with_the_mark_and_without(
    tmp_path: Path,
) -> None:
    text = "@bank когда почините банкомат?"
    rows = [
        Row(text, "tweets", question=1),
        Row(text, "tweets", (Span(0, 5),), question=1),
        Row("@bank когда почините банкомат", "tweets", question=1),
        Row("другой текст", "tweets"),
    ]
    labels = _labels(tmp_path, text, question=True, needs_reply=True)

    labelled = with_hand_labels(rows, labels)

    assert [row.needs_reply for row in labelled] == [1, 1, 1, UNKNOWN]
    assert [row.share for row in labelled] == [2, 2, 2, 1]
    assert [row.source for row in labelled] == ["tweets-hand"] * 3 + ["tweets"]


def test_a_hand_label_that_leaves_one_open_leaves_it_unknown(tmp_path: Path) -> None:
    labels = _labels(tmp_path, "и как это понимать, банк", question=True, needs_reply=None)
    (row,) = with_hand_labels([Row("и как это понимать, банк", "tweets", needs_reply=0)], labels)
    assert (row.question, row.needs_reply) == (1, UNKNOWN)


def test_rows_that_are_held_out_whole_are_measured_by_the_label_and_nothing_else(
    tmp_path: Path,
) -> None:
    row = Row("работает ли доставка", "dev", question=0, share=0.0, held_out=True)
    labels = _labels(tmp_path, row.text, question=True)
    assert with_hand_labels([row], labels) == [replace(row, question=1)]


def test_who_closes_a_sentence_does_not_ask_and_is_read_without_its_end_too(tmp_path: Path) -> None:
    texts = ["Не знаю, где он живёт.", "не знаю где он", "И где он живёт?"]
    rows = list(_general("posts", 1.0)({"text": text, "label": "neutral"} for text in texts))
    assert [(row.text, row.question, row.tone) for row in rows] == [
        ("Не знаю, где он живёт.", 0, 1),
        ("Не знаю, где он живёт", 0, UNKNOWN),
        ("не знаю где он", UNKNOWN, 1),
        ("И где он живёт?", 1, 1),
        ("И где он живёт", 1, 1),
    ]
