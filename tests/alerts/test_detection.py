"""The detector on invented brands whose bursts are known, and its single promises."""

import json

import numpy as np
import pytest

from alerts.arrays import from_json, to_json
from alerts.detection import Sign, State, advance
from alerts.sensitivity import BOUNDS, Sensitivity
from tests.alerts.judging import HALF_HOUR, Outcome, ideal_share, in_reach, judge, surges
from tests.alerts.simple import SIMPLE, at_best
from tests.alerts.worlds import STEP, World, world

USUAL = BOUNDS[Sensitivity.USUAL]


@pytest.fixture(scope="module")
def worlds() -> list[World]:
    return [world(seed, brands=30) for seed in (11, 12)]


@pytest.fixture(scope="module")
def ours(worlds: list[World]) -> Outcome:
    return judge(worlds, surges(worlds), in_reach)


def test_a_false_alarm_a_brand_month_at_most(ours: Outcome) -> None:
    assert ours.false_a_month <= 0.6


def test_bursts_are_found_within_half_an_hour(worlds: list[World], ours: Outcome) -> None:
    """95% of what can be found at all: the first half hour of the faintest is plain chance."""
    assert len(ours.bursts) >= 50
    assert ours.found_within(30) >= 0.95 * ideal_share(worlds, in_reach)
    assert ours.found_within() >= 0.97
    assert ours.median_delay <= 10


@pytest.mark.parametrize("name", sorted(SIMPLE))
def test_better_than_a_simple_detector(name: str, worlds: list[World], ours: Outcome) -> None:
    other = at_best(worlds, [SIMPLE[name](each) for each in worlds], in_reach, 1.0)
    assert ours.found_within(30) > other.found_within(30) + 0.05


def _signs(counts: np.ndarray, known: np.ndarray | None = None) -> list[Sign]:
    known = np.ones(len(counts)) if known is None else known
    state, signs = State.of(1), []
    for step, (count, share) in enumerate(zip(counts, known, strict=True)):
        judged = advance(
            state, USUAL, step * STEP, STEP, np.array([float(count)]), np.array([float(share)])
        )
        signs.append(Sign(judged.sign[0]))
    return signs


def test_one_surge_is_one_event_with_an_end() -> None:
    counts = np.random.default_rng(1).poisson(4, 3000)
    counts[2000:2100] = np.random.default_rng(2).poisson(20, 100)
    counts[2100:2200] = np.random.default_rng(3).poisson(60, 100)
    signs = _signs(counts)
    happened = [sign for sign in signs if sign is not Sign.NONE]
    assert happened == [Sign.STARTED, Sign.DOUBLED, Sign.ENDED]
    assert signs[2000:2003].count(Sign.STARTED) == 1
    assert signs.index(Sign.DOUBLED) >= 2100
    assert 2200 <= signs.index(Sign.ENDED) < 2200 + 6 * HALF_HOUR


def test_a_second_wave_soon_after_belongs_to_the_first() -> None:
    counts = np.random.default_rng(1).poisson(4, 3000)
    for start in (2000, 2070):
        counts[start : start + 24] *= 6
    assert [s for s in _signs(counts) if s in (Sign.STARTED, Sign.RESUMED)] == [
        Sign.STARTED,
        Sign.RESUMED,
    ]


def test_hours_that_were_not_crawled_are_no_zeros() -> None:
    counts, known = np.random.default_rng(1).poisson(6, 4000), np.ones(4000)
    for start in range(1000, 3500, 250):
        counts[start : start + 100] = 0
        known[start : start + 100] = 0
    assert set(_signs(counts, known)) == {Sign.NONE}


def test_a_brand_that_nobody_speaks_of_is_counted_not_averaged() -> None:
    counts = np.zeros(4000)
    counts[np.random.default_rng(1).choice(4000, 20, replace=False)] = 1
    assert Sign.STARTED not in _signs(counts)
    counts[3500:3512] = 1  # a dozen people within the hour
    assert Sign.STARTED in _signs(counts)[3500:3512]


def test_nothing_is_told_of_the_first_day() -> None:
    counts = np.full(280, 3)
    counts[200:] = 50
    assert set(_signs(counts)) == {Sign.NONE}


def test_a_state_is_json_and_goes_on_from_it() -> None:
    counts = np.random.default_rng(1).poisson(4, (600, 3)).astype(float)
    counts[500:, 1] *= 8
    one, known = State.of(3), np.ones(3)
    for step in range(500):
        advance(one, USUAL, step * STEP, STEP, counts[step], known)
    other = from_json(State, json.loads(json.dumps(to_json(one))))
    for step in range(500, 600):
        left = advance(one, USUAL, step * STEP, STEP, counts[step], known)
        right = advance(other, USUAL, step * STEP, STEP, counts[step], known)
        assert (left.sign == right.sign).all() and (left.rarity == right.rarity).all()
    assert to_json(one) == to_json(other)
