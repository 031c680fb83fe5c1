"""What alarms are worth on a world: how soon, how many of the bursts, how many false."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from alerts.detection import Sign, State, advance
from alerts.sensitivity import BOUNDS, Sensitivity, bounds_of, stacked
from alerts.telling import is_news
from mentions.store.alerts.surges import ALL, NEGATIVE, QUESTION, RULE, SOURCE, Series
from tests.alerts.worlds import AFTERMATH, DAY_STEPS, SETTLING, START, STEP, Burst, World

HALF_HOUR = 6  # steps

# Alarms by brand and step.
Alarms = np.ndarray


@dataclass(frozen=True, slots=True)
class Outcome:
    """`delays` in minutes from a burst's first step to the end of the step that told; None: not.

    All the bursts that `judge` was asked for, in one order.
    """

    bursts: tuple[Burst, ...]
    delays: tuple[float | None, ...]
    false_a_month: float

    def found_within(self, minutes: float = float("inf")) -> float:
        told = sum(delay is not None and delay <= minutes for delay in self.delays)
        return told / max(len(self.delays), 1)

    @property
    def median_delay(self) -> float:
        return float(np.median([d for d in self.delays if d is not None] or [np.inf]))


def surges(worlds: Sequence[World], sensitivity: Sensitivity = Sensitivity.USUAL) -> list[Alarms]:
    """Where the product would send a message, in worlds of one length."""
    counts = np.concatenate([world.counts for world in worlds])
    known = np.concatenate([world.known for world in worlds])
    state = State.of(len(counts))
    alarms = np.zeros(counts.shape, dtype=bool)
    for step in range(counts.shape[1]):
        judged = advance(
            state, BOUNDS[sensitivity], START + step * STEP, STEP, counts[:, step], known[:, step]
        )
        alarms[:, step] = (judged.sign == Sign.STARTED) | (judged.sign == Sign.DOUBLED)
    return np.split(alarms, np.cumsum([len(world.counts) for world in worlds])[:-1])


# A brand's series as shares of all that is said of it: three sources, three watched rules.
SHARES = (
    (Series(1, NEGATIVE), 0.2),
    (Series(1, ALL), 1.0),
    (Series(1, QUESTION), 0.1),
    *((Series(1, SOURCE, source_id=n), share) for n, share in enumerate((0.5, 0.3, 0.2))),
    *((Series(1, RULE, rule_id=n), share) for n, share in enumerate((0.05, 0.05, 0.02))),
)


def told_of_brands(worlds: Sequence[World], sensitivity: Sensitivity) -> list[Alarms]:
    """Where the product would send a message about a brand, by any of its series.

    All of a brand's series rise in their shares when it does, so they are the same rise.
    """
    rng = np.random.default_rng(0)
    counts = np.concatenate([world.counts for world in worlds]).astype(int)
    known = np.concatenate([world.known for world in worlds])
    drawn = np.concatenate([rng.binomial(counts, share).astype(float) for _, share in SHARES])
    bounds = stacked([bounds_of(one, sensitivity) for one, _ in SHARES for _ in counts])
    state = State.of(len(drawn))
    on: list[set[Series]] = [set() for _ in counts]
    told = np.zeros(counts.shape, dtype=bool)
    for step in range(counts.shape[1]):
        judged = advance(
            state, bounds, START + step * STEP, STEP, drawn[:, step],
            np.tile(known[:, step], len(SHARES)),
        )  # fmt: skip
        signs = judged.sign.reshape(len(SHARES), len(counts))
        for place, brand in np.argwhere(signs):
            series, sign = SHARES[place][0], signs[place, brand]
            is_first = sign == Sign.STARTED and is_news(series, on[brand], lambda _: True)
            if is_first or (sign == Sign.DOUBLED and series in on[brand]):
                on[brand].add(series)
                told[brand, step] = True
            elif sign == Sign.ENDED:
                on[brand].discard(series)
    return np.split(told, np.cumsum([len(world.counts) for world in worlds])[:-1])


def judge(
    worlds: Sequence[World], alarms: Sequence[Alarms], wanted: Callable[[Burst], bool]
) -> Outcome:
    """The bursts that are `wanted`, when each was told, and how many alarms were about none."""
    bursts: list[Burst] = []
    delays: list[float | None] = []
    false = 0
    for world, fired in zip(worlds, alarms, strict=True):
        for brand, own in enumerate(world.bursts):
            steps = np.flatnonzero(fired[brand])
            for burst in own:
                if wanted(burst):
                    bursts.append(burst)
                    delays.append(_delay(steps, burst))
            false += sum(
                step >= world.learning and not _is_true(int(step), own, world.launches[brand])
                for step in steps
            )
    months = sum(world.brand_months for world in worlds)
    return Outcome(tuple(bursts), tuple(delays), false / months)


def _delay(steps: np.ndarray, burst: Burst) -> float | None:
    inside = steps[(steps >= burst.start) & (steps < burst.end + 3)]
    return None if not len(inside) else float(inside[0] - burst.start + 1) * STEP / 60


def _is_true(step: int, bursts: tuple[Burst, ...], launch: int | None) -> bool:
    about = any(burst.start <= step < burst.end + AFTERMATH for burst in bursts)
    return about or (launch is not None and launch <= step < launch + SETTLING)


def in_reach(burst: Burst) -> bool:
    """Three times or more on five mentions an hour or more, for half an hour at least."""
    return burst.factor >= 3 and burst.level >= 5 and burst.end - burst.start >= HALF_HOUR


def ideal(world: World, brand: int, burst: Burst) -> bool:
    """Whether the burst's first half hour would convince somebody who knows all but whether.

    That is the exact usual rate of each step, and the burst's factor; convinced by a likelihood
    ratio that is met by chance about once in a month of steps (Wald's bound). No detector that
    has to learn these can find more with as few false alarms.
    """
    first = slice(burst.start, burst.start + HALF_HOUR)
    counts, rates = world.counts[brand, first], world.rates[brand, first]
    evidence = np.cumsum(counts * np.log(burst.factor) - rates * (burst.factor - 1))
    return bool(evidence.max() >= np.log(30 * DAY_STEPS))


def ideal_share(worlds: Sequence[World], wanted: Callable[[Burst], bool]) -> float:
    """The share of wanted bursts that the ideal observer finds within half an hour."""
    found = [
        ideal(world, brand, burst)
        for world in worlds
        for brand, own in enumerate(world.bursts)
        for burst in own
        if wanted(burst)
    ]
    return sum(found) / len(found)
