"""When a source is crawled: pure decisions from its cadence, its health and the time.

Every source has a phase of its own, a stable hash of its id, so that a thousand sources spread
over the interval and stay spread, also after all of them were crawled at once.
"""

from datetime import datetime, timedelta
from hashlib import blake2b

from mentions.store.times import EPOCH
from mentions.types import Outcome

DEFAULT_EVERY = timedelta(hours=4)
SHORTEST = timedelta(minutes=1)
LONGEST_BACKOFF = timedelta(days=1)
FIRST_BACKOFF = timedelta(minutes=15)
JITTER = 0.2
# Before a source is gone on with that had more than one crawl fetches: behind those that are due.
GO_ON = timedelta(seconds=2)


def first_run(name: str, every: timedelta, now: datetime) -> datetime:
    """When a new source (told apart by `name`, such as its address) is crawled at first."""
    return now + every * _fraction(name)


def next_run(
    source_id: int,
    every: timedelta,
    now: datetime,
    outcome: Outcome,
    failures: int = 0,
    retry_after: float | None = None,
    has_more: bool = False,
) -> datetime:
    """When a source that was crawled just now is crawled again.

    `failures` counts the crawls that failed in a row, this one included; `retry_after` is in
    seconds; `has_more` says that this crawl stopped at its own limits. However many runs were
    missed, there is one next run.
    """
    if outcome in (Outcome.BLOCKED, Outcome.BROKEN):
        planned = now + _backoff(source_id, every, outcome, failures)
    elif has_more:
        planned = now + GO_ON
    else:
        planned = _next_of_phase(source_id, every, now)
    wait = timedelta(seconds=retry_after or 0)
    return max(planned, now + wait * (1 + JITTER * _fraction(f"{source_id}:{failures}")))


def _next_of_phase(source_id: int, every: timedelta, now: datetime) -> datetime:
    """The first of the source's own times that is at least half an interval away."""
    earliest = now + every / 2
    phase = every * _fraction(str(source_id))
    behind = (earliest - EPOCH - phase) % every
    return earliest + (every - behind if behind else timedelta())


def _backoff(source_id: int, every: timedelta, outcome: Outcome, failures: int) -> timedelta:
    """Doubles with each failure up to a day. A fault may pass soon; a refusal is not pestered."""
    start = min(every, FIRST_BACKOFF) if outcome is Outcome.BROKEN else every
    longest = max(every, LONGEST_BACKOFF)
    doublings: int = 2 ** min(max(failures, 1) - 1, 20)
    delay = min(start * doublings, longest)
    return delay * (1 - JITTER * _fraction(f"{source_id}:{failures}"))


def _fraction(name: str) -> float:
    """A stable hash in [0, 1)."""
    return int.from_bytes(blake2b(name.encode(), digest_size=6).digest()) / 2**48
