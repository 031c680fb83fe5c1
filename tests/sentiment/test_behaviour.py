"""The behavioural suite: hand-written cases that no model is trained on, scored by group.

`behaviour_floors.json` holds the score of each group when the checkpoint was made, so that scores
can only rise. After a new checkpoint: ``python -m tests.sentiment.test_behaviour`` writes it again.
"""

import json
from collections import defaultdict
from pathlib import Path

import pytest

from mentions.types import Passage
from sentiment import Classifier
from sentiment.forms import places

_CASES = Path(__file__).parent / "behaviour.jsonl"
_FLOORS = Path(__file__).parent / "behaviour_floors.json"


def scores(model: str) -> dict[str, float]:
    """Share of the judgements of each group that are right."""
    cases = [json.loads(line) for line in _CASES.read_text(encoding="utf-8").splitlines()]
    passages = [
        Passage(c["text"], places(c["text"], [c["brand"]] if c["brand"] else [])) for c in cases
    ]
    right: dict[str, list[bool]] = defaultdict(list)
    for case, verdict in zip(cases, Classifier.load(model).classify(passages), strict=True):
        said = {
            "tone": verdict.tone.value,
            "question": verdict.is_question,
            "needs_reply": verdict.wants_reply,
        }
        right[case["group"]] += [said[key] == case[key] for key in said if key in case]
    return {group: sum(judged) / len(judged) for group, judged in sorted(right.items())}


@pytest.mark.parametrize("model", ["best", "fast"])
def test_no_group_falls_below_its_floor(model: str) -> None:
    floors = json.loads(_FLOORS.read_text(encoding="utf-8"))[model]
    now = scores(model)
    assert set(now) == set(floors)
    fallen = {g: (round(s, 3), floors[g]) for g, s in now.items() if s < floors[g] - 0.021}
    assert not fallen, f"score and floor of the groups that fell: {fallen}"


def test_the_suite_is_large() -> None:
    assert len(_CASES.read_text(encoding="utf-8").splitlines()) >= 400


if __name__ == "__main__":
    written = {m: {g: round(s, 3) for g, s in scores(m).items()} for m in ("best", "fast")}
    _FLOORS.write_text(json.dumps(written, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
