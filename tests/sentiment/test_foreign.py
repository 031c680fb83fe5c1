import importlib.util
import json
from pathlib import Path

import pytest

from mentions.types import Passage
from sentiment import Classifier
from sentiment.classifier import MODELS
from sentiment.errors import LabelsUnknown, TorchMissing
from sentiment.foreign import tones_of

_HAS_TORCH = importlib.util.find_spec("torch") is not None


@pytest.mark.parametrize(
    ("labels", "tones"),
    [
        (["NEGATIVE", "POSITIVE"], [0, 2]),
        (["Neutral", "positive", "negative"], [1, 2, 0]),
        (["LABEL_0", "LABEL_1", "LABEL_2"], [0, 1, 2]),
        (["LABEL_0", "LABEL_1"], [0, 2]),
        (["1 star", "2 stars", "3 stars", "4 stars", "5 stars"], [0, 0, 1, 2, 2]),
        (["негативный", "нейтральный", "позитивный"], [0, 1, 2]),
        (["skip", "speech", "pos", "neg", "neu"], [1, 1, 2, 0, 1]),
    ],
)
def test_labels_are_read_as_tones(labels: list[str], tones: list[int]) -> None:
    assert [tones_of(labels)[label] for label in labels] == tones


def test_labels_that_mean_no_tone_are_left_out() -> None:
    assert tones_of(["toxic", "spam"]) == {}


@pytest.mark.skipif(_HAS_TORCH, reason="PyTorch is installed")
def test_without_torch_the_person_is_told_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(TorchMissing, match="molva\\[torch\\]"):
        Classifier.load(str(tmp_path))


def _tiny(folder: Path, labels: dict[int, str]) -> None:
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    tokenizer = AutoTokenizer.from_pretrained(str(MODELS / "fast"))
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        id2label=labels,
        label2id={v: k for k, v in labels.items()},
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


@pytest.mark.skipif(not _HAS_TORCH, reason="PyTorch: install the torch extra")
def test_any_other_model_tells_the_tone_and_ours_the_rest(tmp_path: Path) -> None:
    _tiny(tmp_path, {0: "NEGATIVE", 1: "NEUTRAL", 2: "POSITIVE"})
    assert "bert" in json.loads((tmp_path / "config.json").read_text())["model_type"]
    classifier = Classifier.load(str(tmp_path))
    verdict = classifier.classify([Passage("подскажите, до скольки работает отделение")])[0]
    assert verdict.negative + verdict.neutral + verdict.positive == pytest.approx(1, abs=1e-3)
    assert verdict.is_question


@pytest.mark.skipif(not _HAS_TORCH, reason="PyTorch: install the torch extra")
def test_a_model_of_something_else_is_refused(tmp_path: Path) -> None:
    _tiny(tmp_path, {0: "toxic", 1: "clean"})
    with pytest.raises(LabelsUnknown, match="toxic"):
        Classifier.load(str(tmp_path))
