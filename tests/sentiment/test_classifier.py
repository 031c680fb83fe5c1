import subprocess
import sys

import pytest

from mentions.types import Passage, Span, Tone
from sentiment import Classifier
from sentiment.classifier import MODELS
from sentiment.errors import ModelBroken, ModelMissing, TorchMissing

_HOSTILE = [
    "",
    " ",
    "\x00\x00",
    "\ud83d одинокий",
    "😡😡😡",
    "<script>alert(1)</script>",
    "а" * 1_000_000,
    "слово " * 170_000,
    "\u202e\u200b",
    "‍" * 1000,
]


def test_plain_cases_are_told_apart(classifier: Classifier) -> None:
    tones = [
        verdict.tone
        for verdict in classifier.classify(
            [
                Passage("Ужасный банк, обманули и нахамили, никогда больше"),
                Passage("Отличный банк, всё быстро и вежливо, спасибо огромное"),
                Passage("Офис банка находится на улице Ленина, дом 5"),
            ]
        )
    ]
    assert tones == [Tone.NEGATIVE, Tone.POSITIVE, Tone.NEUTRAL]


def test_asking_is_heard_without_a_mark(classifier: Classifier) -> None:
    asked, told = classifier.classify(
        [
            Passage("подскажите, до скольки работает отделение на Ленина"),
            Passage("Сбербанк открыл отделение на Ленина"),
        ]
    )
    assert asked.is_question and asked.wants_reply
    assert not told.is_question and not told.wants_reply


def test_probabilities_are_probabilities(classifier: Classifier) -> None:
    for verdict in classifier.classify([Passage(text) for text in _HOSTILE]):
        assert verdict.negative + verdict.neutral + verdict.positive == pytest.approx(1, abs=1e-3)
        for value in (verdict.negative, verdict.question, verdict.needs_reply):
            assert 0 <= value <= 1


def test_a_verdict_does_not_depend_on_its_neighbours(fast: Classifier) -> None:
    texts = [f"Банк {'очень ' * n} плохой" for n in range(20)]
    together = fast.classify([Passage(text) for text in texts])
    apart = [fast.classify([Passage(text)])[0] for text in texts]
    for one, other in zip(together, apart, strict=True):
        assert one.negative == pytest.approx(other.negative, abs=0.05)


def test_the_place_changes_what_is_read(fast: Classifier) -> None:
    plain = "Заседание комиссии перенесли на вторник. " * 20
    text = "В ВТБ хамят и врут. " * 40 + plain + "Ozon доставил быстро, спасибо! " * 10 + plain
    at = text.index("Ozon")
    vtb, ozon = fast.classify(
        [Passage(text, (Span(5, 8), Span(205, 208))), Passage(text, (Span(at, at + 4),))]
    )
    assert vtb.tone is Tone.NEGATIVE
    assert ozon.positive > vtb.positive + 0.2


def test_an_empty_batch_is_answered_with_nothing(fast: Classifier) -> None:
    assert fast.classify([]) == []


def test_the_version_names_the_model_and_its_content() -> None:
    best, fast = Classifier.load("best").version, Classifier.load("fast").version
    assert best.startswith("best-") and fast.startswith("fast-")
    assert best.removeprefix("best-") != fast.removeprefix("fast-")


def test_a_folder_is_loaded_by_its_path() -> None:
    assert Classifier.load(str(MODELS / "fast")).version == Classifier.load("fast").version


def test_a_broken_folder_says_so(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "molva.json").write_text("{}")
    with pytest.raises(ModelBroken):
        Classifier.load(str(tmp_path))


def test_a_model_that_is_nowhere_says_so() -> None:
    with pytest.raises((ModelMissing, TorchMissing)) as failure:
        Classifier.load("/no/such/folder")
    assert "no/such/folder" in str(failure.value)


def test_a_process_with_the_model_stays_small() -> None:
    script = (
        "import resource, sys\nfrom sentiment import Classifier\n"
        "from mentions.types import Passage\n"
        "Classifier.load('best').classify([Passage('Банк ' + str(n)) for n in range(64)])\n"
        "assert 'torch' not in sys.modules\n"
        "print(int(open('/proc/self/statm').read().split()[1]) * resource.getpagesize() >> 20)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert int(run.stdout) < 300
