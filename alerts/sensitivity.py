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
    height: the highest step against the series' own high quantile.
    height_days, evidence_days: the rise must be higher (or longer and stronger) than what the
    series has shown about once in so many days.
    """

    evidence: float
    ratio: float
    excess: float
    height: float
    height_days: float
    evidence_days: float


BOUNDS = {
    Sensitivity.CALM: Bounds(10.0, 2.0, 6.0, 1.5, 21.0, 30.0),
    Sensitivity.USUAL: Bounds(7.0, 1.6, 4.0, 1.3, 12.0, 8.0),
    Sensitivity.KEEN: Bounds(6.0, 1.5, 3.0, 1.2, 7.0, 6.0),
}
