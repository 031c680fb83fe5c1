"""How good and how fast the surge detector is: `python -m benchmarks.alerts`.

Quality on invented brands whose bursts are known (tests/alerts/worlds.py), beside three simple
detectors at their best threshold for the same false alarms, and an observer who knows the rates.
Then the scores of `molva surges backtest` on imitated recorded volumes (tests/alerts/volumes.py
and families.py), by the Numenta benchmark's rules, of a hundred points.
"""

import time
from collections.abc import Callable

import numpy as np

from alerts.detection import State, advance
from alerts.sensitivity import BOUNDS, Sensitivity
from tests.alerts import numenta
from tests.alerts.families import all_kinds
from tests.alerts.judging import (
    SHARES,
    Outcome,
    ideal_share,
    in_reach,
    judge,
    surges,
    told_of_brands,
)
from tests.alerts.simple import SIMPLE, at_best
from tests.alerts.worlds import STEP, Burst, world

SERIES = 10_000
WORLDS = 6
# Six hours, and up to one more until they are settled.
UNSETTLED_STEPS = 84
# Nothing was tuned on it.
VOLUME_SEED = 911


def main() -> None:
    _speed()
    worlds = [world(seed) for seed in range(100, 100 + WORLDS)]
    months = sum(each.brand_months for each in worlds)
    print(f"\n{WORLDS} worlds of 40 brands, {months:.0f} brand-months, bursts 2x to 20x")
    print(f"{'':24}{'3x and more on 5 an hour and more':^38}{'all bursts':^12}{'false a':>10}")
    print(f"{'':24}{'in 30 min':>12}{'at all':>12}{'median, min':>14}{'found':>12}{'month':>10}")
    for sensitivity in Sensitivity:
        fired = surges(worlds, sensitivity)
        _line(sensitivity, lambda wanted, fired=fired: judge(worlds, fired, wanted))
    for name, scores_of in SIMPLE.items():
        scores = [scores_of(each) for each in worlds]
        _line(name, lambda wanted, scores=scores: at_best(worlds, scores, wanted, 1.0))
    print(f"{'ideal observer':24}{ideal_share(worlds, in_reach):>12.1%}")
    print(f"\n{len(SHARES)} series of each brand, those who are told of any")
    for sensitivity in Sensitivity:
        told = told_of_brands(worlds, sensitivity)
        _line(sensitivity, lambda wanted, told=told: judge(worlds, told, wanted))
    _volumes()


def _volumes() -> None:
    files = all_kinds(VOLUME_SEED, each=6)
    ours = numenta.ours(files)
    columns = {
        "at best": numenta.points(files, ours, numenta.best_threshold(files, ours)),
        "at 0.5": numenta.points(files, ours, 0.5),
    }
    for name in SIMPLE:
        scores = numenta.simple(name, files)
        best = numenta.best_threshold(files, scores)
        columns[name] = numenta.points(files, scores, best)
    print(f"\n{len(files)} imitated volumes of 55 days, Numenta's points, one threshold for all")
    print(f"{'':12}{''.join(f'{name:>20}' for name in columns)}")
    for kind in columns["at best"]:
        print(f"{kind:12}{''.join(f'{points[kind]:>20.1f}' for points in columns.values())}")


def _line(name: str, outcome_of: Callable[[Callable[[Burst], bool]], Outcome]) -> None:
    reach, everything = outcome_of(in_reach), outcome_of(lambda burst: True)
    print(
        f"{name:24}{reach.found_within(30):>12.1%}{reach.found_within():>12.1%}"
        f"{reach.median_delay:>14.0f}{everything.found_within():>12.1%}"
        f"{reach.false_a_month:>10.2f}",
        flush=True,
    )


def _speed() -> None:
    """One step, and all the hours that are not settled: the most that a run goes through."""
    rng = np.random.default_rng(1)
    rates = np.exp(rng.uniform(np.log(0.01), np.log(30), SERIES))
    state, known = State.of(SERIES), np.ones(SERIES)
    steps = rng.poisson(rates, (UNSETTLED_STEPS, SERIES)).astype(float)
    start = time.process_time()
    for step, counts in enumerate(steps):
        advance(state, BOUNDS[Sensitivity.USUAL], step * STEP, STEP, counts, known)
    seconds = time.process_time() - start
    print(f"{SERIES} series, a step: {seconds / len(steps) * 1000:.1f} ms of one core")
    print(f"{SERIES} series, seven hours in steps of five minutes: {seconds:.2f} s")


if __name__ == "__main__":
    main()
