"""What a series usually brings: its level, hour of day, day of week, and how much it scatters.

Pure. Surges teach little: a step counts for no more than `clip` standard deviations over what
was expected. Steps of which nothing is known teach nothing.
"""

from dataclasses import dataclass

import numpy as np

from alerts.arrays import Floats, decay

DAY = 86400.0
HOUR = 3600.0

LEVEL_LIFE = 7 * DAY
HOUR_LIFE = 14 * DAY
WEEKDAY_LIFE = 45 * DAY
LATELY_LIFE = 6 * HOUR
SCATTER_LIFE = 7 * DAY

# Mentions that a profile's slot must have seen before it counts for as much as "as always".
HOUR_PRIOR, WEEKDAY_PRIOR, LATELY_PRIOR = 20.0, 200.0, 3.0
CLIP = 3.0
# A quiet spell lowers the expectation by little, so that its end is no surge.
LATELY_LEAST, LATELY_MOST = 0.8, 4.0


@dataclass(slots=True)
class Usual:
    """One row a series. Pairs of sums, seen against expected; the newer weigh more."""

    age: Floats  # seconds of which something is known
    seen: Floats
    steps: Floats
    hours_seen: Floats  # (series, 24)
    hours_expected: Floats
    weekdays_seen: Floats  # (series, 7)
    weekdays_expected: Floats
    lately_seen: Floats
    lately_expected: Floats
    scatter: Floats  # squared residuals over Poisson's
    scatter_base: Floats

    @staticmethod
    def of(count: int) -> "Usual":
        return Usual(
            *(np.zeros(count) for _ in range(3)),
            *(np.zeros((count, width)) for width in (24, 24, 7, 7)),
            *(np.zeros(count) for _ in range(4)),
        )


@dataclass(frozen=True, slots=True)
class Expected:
    """For one step: the mean and the negative binomial's size (variance mean + mean²/size)."""

    mean: Floats
    size: Floats
    level: Floats
    by_hour: Floats
    by_weekday: Floats

    @property
    def deviation(self) -> Floats:
        return np.sqrt(self.mean + self.mean * self.mean / self.size)


def expect(usual: Usual, at: float) -> Expected:
    """What the step that starts `at` (seconds since 1970, UTC) would bring if all were as usual."""
    hour, weekday = _slots(at)
    # Between the middles of two hours, or the hour's turn would look like a rise.
    before, share = int(np.floor(hour - 0.5)) % 24, (hour - 0.5) % 1
    after = (before + 1) % 24
    by_hour = (1 - share) * _of_slot(usual, before) + share * _of_slot(usual, after)
    by_weekday = (usual.weekdays_seen[:, weekday] + WEEKDAY_PRIOR) / (
        usual.weekdays_expected[:, weekday] + WEEKDAY_PRIOR
    )
    level = (usual.seen + 0.5) / (usual.steps + 1)
    lately = (usual.lately_seen + LATELY_PRIOR) / (usual.lately_expected + LATELY_PRIOR)
    mean = level * by_hour * by_weekday * np.clip(lately, LATELY_LEAST, LATELY_MOST)
    size = (usual.scatter_base + 2) / (np.maximum(usual.scatter, 0) + 0.1)
    return Expected(np.maximum(mean, 1e-4), np.clip(size, 0.7, 200), level, by_hour, by_weekday)


def learn(
    usual: Usual,
    expected: Expected,
    counts: Floats,
    known: Floats,
    trust: Floats,
    at: float,
    step: float,
) -> None:
    """Take one step in. `known` is the share of it that was crawled, 0 to 1.

    `trust` is how far it is taken for usual: 1, or less in a surge, from which the slow averages
    alone learn, or it would soon be what is expected.
    """
    hour, weekday = _slots(at)
    slot = int(hour)
    profile = expected.by_hour * expected.by_weekday
    young = np.maximum(1, 4 - 3 * usual.age / DAY)
    # Never less than two over, or a rare series would be taught to be rarer than it is.
    ceiling = expected.mean * known + CLIP * young * expected.deviation + 2
    calm = np.where(trust >= 1, known, 0)
    known = known * trust
    taught = np.where(known > 0, np.minimum(counts, ceiling) * trust, 0)

    fade = _fading(step, LEVEL_LIFE, known)
    usual.seen = usual.seen * fade + taught / profile
    usual.steps = usual.steps * fade + known
    # A slot of a profile comes by only once a day, or a week.
    fade = _fading(step * 24, HOUR_LIFE, known)
    usual.hours_seen[:, slot] *= fade
    usual.hours_seen[:, slot] += taught
    usual.hours_expected[:, slot] *= fade
    usual.hours_expected[:, slot] += known * expected.level * expected.by_weekday
    fade = _fading(step * 7, WEEKDAY_LIFE, known)
    usual.weekdays_seen[:, weekday] *= fade
    usual.weekdays_seen[:, weekday] += taught
    usual.weekdays_expected[:, weekday] *= fade
    usual.weekdays_expected[:, weekday] += known * expected.level * expected.by_hour
    fade = _fading(step, LATELY_LIFE, calm)
    usual.lately_seen = usual.lately_seen * fade + np.where(calm > 0, taught, 0)
    usual.lately_expected = usual.lately_expected * fade + calm * expected.level * profile

    whole = calm > 0.99
    fade = np.where(whole, decay(step, SCATTER_LIFE), 1)
    off = np.minimum(counts, expected.mean + 4 * expected.deviation + 2) - expected.mean
    usual.scatter = usual.scatter * fade + whole * (off * off - expected.mean)
    usual.scatter_base = usual.scatter_base * fade + whole * expected.mean * expected.mean
    usual.age = usual.age + known * step


def _of_slot(usual: Usual, hour: int) -> Floats:
    seen, expected = usual.hours_seen[:, hour], usual.hours_expected[:, hour]
    return (seen + HOUR_PRIOR) / (expected + HOUR_PRIOR)


def _slots(at: float) -> tuple[float, int]:
    """Hour of the day with its fraction, and day of the week, in UTC."""
    return at % DAY / HOUR, int((at // DAY + 3) % 7)


def _fading(step: float, life: float, known: Floats) -> Floats:
    return np.where(known > 0, decay(step, life), 1.0)
