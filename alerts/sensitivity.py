"""How sure the detector must be before it tells: in three words, for all and for each brand."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

import numpy as np

from alerts.arrays import Floats
from mentions.store.alerts.settings import AlertSettings
from mentions.store.alerts.surges import ALL, NEGATIVE, Series


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

    One number for all series, or an array with one for each.
    """

    evidence: float | Floats
    ratio: float | Floats
    excess: float | Floats
    days: float | Floats


BOUNDS = {
    Sensitivity.CALM: Bounds(10.0, 2.0, 6.0, 25.0),
    Sensitivity.USUAL: Bounds(7.0, 1.6, 4.0, 6.0),
    Sensitivity.KEEN: Bounds(7.0, 1.5, 3.0, 3.0),
}


def of_brand(settings: AlertSettings, brand_id: int) -> Sensitivity:
    """The brand's own word, or the one for all."""
    return Sensitivity(settings.brands.get(brand_id, settings.sensitivity))


def bounds_of(series: Series, sensitivity: Sensitivity) -> Bounds:
    """Only the two that people are used to go by the word; of what a brand has many, each must be
    sure, or all of them together would tell too much.
    """
    return BOUNDS[sensitivity if series.kind in (ALL, NEGATIVE) else Sensitivity.CALM]


def stacked(bounds: Sequence[Bounds]) -> Bounds:
    """Bounds of many series as one."""
    return Bounds(*(np.array([getattr(one, f.name) for one in bounds]) for f in fields(Bounds)))
