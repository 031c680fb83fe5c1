"""What stands beside the weights: calibration, thresholds, and how the linear model is mixed in."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FILE = "molva.json"
"""Its presence in a folder says that the model there is one of ours."""
SURENESS = "sureness.npz"
_SCALES = (0.3, 2.0)
"""What a text may say of how sure to be goes no further than this."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A yes-or-no head: calibrated probability =
    sigmoid(network * scale + linear * linear_scale + shift), of the logits of the two models."""

    scale: float
    linear_scale: float
    shift: float
    threshold: float


@dataclass(frozen=True, slots=True)
class ToneSettings:
    """How the numbers of one kind of reading become a tone: negative, neutral, positive.

    ``mixed = (1 - linear_share) * network + linear_share * linear``; calibrated =
    softmax(log(mixed) * (scale + state @ sureness) + shift), where `state` is the mean of the
    network's states (width): some kinds of text are harder than they look; decided = the largest
    of log(calibrated) + bias.
    """

    linear_share: float
    scale: float
    shift: tuple[float, float, float]
    bias: tuple[float, float, float]
    sureness: NDArray[np.float32] = field(compare=False)

    @staticmethod
    def of(stored: dict[str, Any], sureness: NDArray[np.float32]) -> "ToneSettings":
        return ToneSettings(
            linear_share=stored["linear_share"],
            scale=stored["scale"],
            shift=_three(stored["shift"]),
            bias=_three(stored["bias"]),
            sureness=sureness,
        )

    def scales(self, states: NDArray[np.float32]) -> NDArray[np.float32]:
        """What the logarithms of each reading are multiplied by, (readings, 1), of `states`
        (readings, width)."""
        scales = np.clip(self.scale + states @ self.sureness, *_SCALES)
        return np.asarray(scales[:, None], np.float32)


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
        with np.load(folder / SURENESS, allow_pickle=False) as sureness:
            plain, placed = sureness["plain"], sureness["placed"]
        return Settings(
            name=stored["name"],
            plain=ToneSettings.of(stored["tone"]["plain"], plain),
            placed=ToneSettings.of(stored["tone"]["placed"], placed),
            question=Sign(**stored["question"]),
            needs_reply=Sign(**stored["needs_reply"]),
        )


def _three(values: list[float]) -> tuple[float, float, float]:
    negative, neutral, positive = values
    return negative, neutral, positive
