"""The rows that training reads: what our labels on the texts of others do to them."""

import hashlib
import json
from pathlib import Path

from mentions.types import Span
from sentiment.training.sets import UNKNOWN, Row, with_hand_labels


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


def test_rows_that_are_held_out_whole_keep_their_own_labels(tmp_path: Path) -> None:
    row = Row("работает ли доставка?", "dev", needs_reply=1, held_out=True)
    labels = _labels(tmp_path, row.text, question=False, needs_reply=False)
    assert with_hand_labels([row], labels) == [row]
