"""When a source runs: pure decisions, held by properties."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.cadence import GO_ON, LONGEST_BACKOFF, first_run, next_run
from mentions.types import Outcome

NOW = datetime(2025, 10, 6, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FOUR_HOURS = 4 * HOUR

moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
intervals = st.integers(60, 7 * 24 * 3600).map(lambda seconds: timedelta(seconds=seconds))


def _busiest_minute(runs: list[datetime]) -> int:
    minutes = [int(run.timestamp() // 60) for run in runs]
    return max(minutes.count(minute) for minute in set(minutes))


def test_a_thousand_new_sources_are_spread_over_the_interval() -> None:
    runs = [first_run(f"feed https://x/{n}", FOUR_HOURS, NOW) for n in range(1000)]
    assert min(runs) >= NOW and max(runs) < NOW + FOUR_HOURS
    assert _busiest_minute(runs) <= 15  # evenly would be 4.2
    assert pstdev(run.timestamp() for run in runs) == pytest.approx(14400 / 12**0.5, rel=0.05)


def test_they_spread_again_after_all_were_crawled_at_once() -> None:
    runs = [next_run(n, FOUR_HOURS, NOW, Outcome.NOTHING) for n in range(1000)]
    assert _busiest_minute(runs) <= 15


@given(st.integers(1, 10**9), intervals, moments, st.sampled_from([Outcome.NEW, Outcome.NOTHING]))
def test_a_healthy_source_keeps_its_own_times(
    source_id: int, every: timedelta, now: datetime, outcome: Outcome
) -> None:
    run = next_run(source_id, every, now, outcome)
    assert every / 2 <= run - now <= every * 1.5
    after = next_run(source_id, every, run, outcome)
    assert abs(after - run - every) < timedelta(milliseconds=1)


@given(st.integers(1, 10**9), intervals, moments, st.integers(2, 400))
def test_missed_runs_are_one_run(
    source_id: int, every: timedelta, now: datetime, missed: int
) -> None:
    late = next_run(source_id, every, now, Outcome.NEW) + missed * every
    assert next_run(source_id, every, late, Outcome.NEW) > late


def test_failures_back_off_quietly_up_to_a_day() -> None:
    delays = [
        next_run(7, FOUR_HOURS, NOW, Outcome.BROKEN, failures) - NOW for failures in range(1, 30)
    ]
    assert timedelta(minutes=12) <= delays[0] <= timedelta(minutes=15)
    assert all(1.5 < later / sooner < 2.6 for sooner, later in pairwise(delays[:7]))
    assert all(LONGEST_BACKOFF * 0.8 <= delay <= LONGEST_BACKOFF for delay in delays[9:])


def test_a_refusal_is_not_pestered() -> None:
    assert next_run(7, FOUR_HOURS, NOW, Outcome.BLOCKED, 1) - NOW >= FOUR_HOURS * 0.8


def test_a_source_that_is_seldom_crawled_is_not_crawled_more_often_for_failing_long() -> None:
    week = timedelta(days=7)
    assert next_run(7, week, NOW, Outcome.BROKEN, 20) - NOW >= week * 0.8


@given(st.integers(1, 10**6), st.sampled_from(list(Outcome)), st.floats(0, 7 * 24 * 3600))
def test_a_site_that_asks_for_time_gets_it(
    source_id: int, outcome: Outcome, retry_after: float
) -> None:
    run = next_run(source_id, FOUR_HOURS, NOW, outcome, 1, retry_after)
    assert run - NOW >= timedelta(seconds=retry_after) - timedelta(milliseconds=1)


def test_failing_sources_do_not_return_together() -> None:
    runs = [next_run(n, FOUR_HOURS, NOW, Outcome.BROKEN, 5) for n in range(1000)]
    assert max(runs) - min(runs) > timedelta(minutes=30)


def test_a_source_with_more_to_fetch_is_gone_on_with_at_once() -> None:
    def again(outcome: Outcome, retry_after: float | None = None) -> timedelta:
        run = next_run(7, FOUR_HOURS, NOW, outcome, 1, retry_after, has_more=True)
        return run - NOW

    assert again(Outcome.NEW) == again(Outcome.NOTHING) == GO_ON
    assert again(Outcome.NEW, 60) >= timedelta(seconds=60), "unless it asks to wait"
    assert again(Outcome.BROKEN) > timedelta(minutes=10), "or it has failed"
