import json
import subprocess
import sys
from typing import Any

from sentiment.__main__ import understood


def _run(lines: str) -> list[dict[str, Any]]:
    run = subprocess.run(
        [sys.executable, "-m", "sentiment", "--model", "fast"],
        input=lines,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_answers_come_in_order_and_bad_lines_in_their_place() -> None:
    good = [
        json.dumps({"id": n, "text": f"Ужасный ВТБ, {n} раз обманули", "brand": ["втб"]})
        for n in range(300)
    ]
    good[7:7] = ["не json", "[1]", '{"id": "x"}', '{"id": "y", "text": "а", "brand": 5}']
    answers = _run("\n".join(good) + "\n\n")
    assert len(answers) == 304
    assert all("error" in answer for answer in answers[7:11])
    assert [a["id"] for a in answers[7:11]] == [None, None, "x", "y"]
    rest = answers[:7] + answers[11:]
    assert [answer["id"] for answer in rest] == list(range(300))
    assert {answer["tone"] for answer in rest} == {"negative"}
    assert set(rest[0]) == {"id", "tone", "p", "question", "needs_reply"}
    assert set(rest[0]["p"]) == {"negative", "neutral", "positive"}


def test_a_line_is_answered_before_the_next_is_written() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "sentiment", "--model", "fast"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    assert process.stdin and process.stdout
    for number in range(2):
        process.stdin.write(json.dumps({"id": number, "text": "ок", "brand": None}) + "\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == number
    process.stdin.close()
    assert process.wait(timeout=30) == 0


def test_a_brand_may_be_one_word_and_may_be_absent_from_the_text() -> None:
    assert understood('{"text": "в ВТБ", "brand": "втб"}').passage.places  # type: ignore[union-attr]
    assert not understood('{"text": "ничего", "brand": ["втб"]}').passage.places  # type: ignore[union-attr]


def test_deep_nesting_is_a_bad_line_and_no_crash() -> None:
    assert understood("[" * 100_000).fault is not None
