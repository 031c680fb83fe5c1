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
class ToneSettings:
    """How the numbers of one kind of reading become a tone: negative, neutral, positive.

    ``mixed = (1 - linear_share) * network + linear_share * linear``; calibrated =
    softmax(log(mixed) * scale + shift); decided = the largest of log(calibrated) + bias.
    """

    linear_share: float
    scale: float
    shift: tuple[float, float, float]
    bias: tuple[float, float, float]

    @staticmethod
    def of(stored: dict[str, Any]) -> "ToneSettings":
        return ToneSettings(
            linear_share=stored["linear_share"],
            scale=stored["scale"],
            shift=_three(stored["shift"]),
            bias=_three(stored["bias"]),
        )


@dataclass(frozen=True, slots=True)
class Settings:
    """How a model's numbers become a verdict.

    `placed` counts where the brand's place is given, `plain` elsewhere: the linear model cannot
    tell two brands apart, and the network is not equally sure of both.
    """

    name: str
    plain: ToneSettings
    placed: ToneSettings
    question: Sign
    needs_reply: Sign

    def tone(self, is_placed: bool) -> ToneSettings:
        """What counts for a reading."""
        return self.placed if is_placed else self.plain

    @staticmethod
    def read(folder: Path) -> "Settings":
        stored: dict[str, Any] = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return Settings(
            name=stored["name"],
            plain=ToneSettings.of(stored["tone"]["plain"]),
            placed=ToneSettings.of(stored["tone"]["placed"]),
            question=Sign(**stored["question"]),
            needs_reply=Sign(**stored["needs_reply"]),
        )


def _three(values: list[float]) -> tuple[float, float, float]:
    negative, neutral, positive = values
    return negative, neutral, positive
