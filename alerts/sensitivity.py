"""How sure the detector must be before it tells: one setting, in three words."""

from dataclasses import dataclass
from enum import StrEnum


class Sensitivity(StrEnum):
    """«спокойно, обычно, чутко»."""

    CALM = "calm"
    USUAL = "usual"
    KEEN = "keen"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a rise must pass.

    evidence: log-likelihood ratio against the usual level, in nats.
    ratio, excess: mentions observed against expected since the rise began, and over it.
    days: the series shows a rise like it once in so many days, or more seldom.
    """

    evidence: float
    ratio: float
    excess: float
    days: float


BOUNDS = {
    Sensitivity.CALM: Bounds(10.0, 2.0, 6.0, 25.0),
    Sensitivity.USUAL: Bounds(7.0, 1.6, 4.0, 6.0),
    Sensitivity.KEEN: Bounds(7.0, 1.5, 3.0, 3.0),
}
