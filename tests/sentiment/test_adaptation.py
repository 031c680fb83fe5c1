import random
from pathlib import Path

import pytest

from mentions.types import Passage, Tone
from sentiment import Classifier, adaptation

_SLANG = ("лаванда", "мята")
_TEMPLATES = (
    "{} сегодня в отделении",
    "у них опять {}",
    "вот это {} конечно",
    "{}, как всегда",
    "банк просто {}",
    "что сказать, {}",
    "друзья говорят {}",
    "ну {} же",
    "сходил, вышло {}",
    "по отзывам там {}",
)


def _corrections(count: int) -> list[adaptation.Correction]:
    """A company whose customers say «лаванда» of what is bad and «мята» of what is good."""
    dice = random.Random(4)
    made = []
    for number in range(count):
        word = dice.choice(_SLANG)
        text = f"{dice.choice(_TEMPLATES).format(word)} {number}"
        made.append((Passage(text), Tone.NEGATIVE if word == "лаванда" else Tone.POSITIVE))
    return made


def test_a_hundred_corrections_show(fast: Classifier, tmp_path: Path) -> None:
    report = adaptation.learn(fast, _corrections(100), tmp_path)
    assert report.corrections == 100
    assert report.was_kept
    assert report.right_after >= report.right_before + 0.2
    adapted = Classifier.load("fast", adaptation=tmp_path)
    assert adapted.version.startswith(fast.version + "+")
    bad, good = adapted.classify([Passage("ой, лаванда какая-то"), Passage("там теперь мята")])
    assert (bad.tone, good.tone) == (Tone.NEGATIVE, Tone.POSITIVE)


def test_what_the_model_knows_is_not_lost(fast: Classifier, tmp_path: Path) -> None:
    adaptation.learn(fast, _corrections(100), tmp_path)
    adapted = Classifier.load("fast", adaptation=tmp_path)
    verdicts = adapted.classify(
        [Passage("Ужасный банк, обманули и нахамили"), Passage("Отличный банк, спасибо огромное")]
    )
    assert [verdict.tone for verdict in verdicts] == [Tone.NEGATIVE, Tone.POSITIVE]


def test_noise_is_not_kept(fast: Classifier, tmp_path: Path) -> None:
    dice = random.Random(1)
    passages = [passage for passage, _ in _corrections(100)]
    agreed = [(p, v.tone) for p, v in zip(passages, fast.classify(passages), strict=True)]
    report = adaptation.learn(fast, agreed, tmp_path)
    assert not report.was_kept
    assert report.right_before == 1
    noise = [(passage, dice.choice(list(Tone))) for passage in passages]
    assert adaptation.learn(fast, noise, tmp_path).right_after < 0.7


def test_too_few_teach_nothing(fast: Classifier, tmp_path: Path) -> None:
    assert not adaptation.learn(fast, _corrections(5), tmp_path).was_kept
    assert adaptation.read(tmp_path) is None


def test_learning_is_undone_step_by_step(fast: Classifier, tmp_path: Path) -> None:
    assert not adaptation.undo(tmp_path)
    adaptation.learn(fast, _corrections(60), tmp_path)
    first = adaptation.read(tmp_path)
    assert first is not None
    stronger = adaptation.Layer(first.model, first.states, first.moves * 2)
    adaptation._keep(stronger, tmp_path)
    assert adaptation.read(tmp_path).digest != first.digest  # type: ignore[union-attr]
    assert adaptation.undo(tmp_path)
    assert adaptation.read(tmp_path).digest == first.digest  # type: ignore[union-attr]
    assert adaptation.undo(tmp_path)
    assert adaptation.read(tmp_path) is None


def test_a_layer_of_another_model_is_left_aside(
    fast: Classifier, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    adaptation.learn(fast, _corrections(100), tmp_path)
    assert Classifier.load("best", adaptation=tmp_path).layer is None
    assert "left aside" in caplog.text
