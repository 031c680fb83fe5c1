"""What stands beside the weights: calibration, thresholds, and how the linear model is mixed in."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = "molva.json"
"""Its presence in a folder says that the model there is one of ours."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A yes-or-no head: calibrated probability = sigmoid(logit * scale + shift)."""

    scale: float
    shift: float
    threshold: float


@dataclass(frozen=True, slots=True)
class Settings:
    """How a model's numbers become a verdict.

    Tones, in the order negative, neutral, positive: ``mixed = (1 - linear_share) * network +
    linear_share * linear``; calibrated = softmax(log(mixed) * scale + shift); decided = the largest
    of log(calibrated) + bias. Where the brand's place is given, ``linear_share_placed`` counts
    instead: the linear model cannot tell two brands apart.
    """

    name: str
    linear_share: float
    linear_share_placed: float
    tone_scale: float
    tone_shift: tuple[float, float, float]
    tone_bias: tuple[float, float, float]
    question: Sign
    needs_reply: Sign

    @staticmethod
    def read(folder: Path) -> "Settings":
        stored: dict[str, Any] = json.loads((folder / FILE).read_text(encoding="utf-8"))
        tone = stored["tone"]
        return Settings(
            name=stored["name"],
            linear_share=tone["linear_share"],
            linear_share_placed=tone["linear_share_placed"],
            tone_scale=tone["scale"],
            tone_shift=_three(tone["shift"]),
            tone_bias=_three(tone["bias"]),
            question=Sign(**stored["question"]),
            needs_reply=Sign(**stored["needs_reply"]),
        )


def _three(values: list[float]) -> tuple[float, float, float]:
    negative, neutral, positive = values
    return negative, neutral, positive
