"""Which of the conversations that are followed a crawl should ask for. Pure.

A conversation that has just begun is asked for at every crawl; later as seldom as a tenth of its
age, since the older it is, the rarer its new comments are.
"""

from collections.abc import Iterable, Mapping

from crawlers.wire import Thread

FRESH = 3 * 3600.0  # seconds
PART_OF_AGE = 0.1


def due(threads: Iterable[Thread], asked: Mapping[str, float], now: float) -> list[Thread]:
    """Those to ask for now, the longest not asked for first.

    `asked` says when each was last asked for (`{key: seconds since 1970}`); a kind keeps it in
    its cursor, and those that a crawl has no time for are due at the next one.
    """
    late = [thread for thread in threads if _is_due(thread, asked.get(thread.key), now)]
    return sorted(late, key=lambda thread: asked.get(thread.key, 0.0))


def noted(
    threads: Iterable[Thread], asked: Mapping[str, float], done: Iterable[str], now: float
) -> dict[str, float]:
    """`asked` with the keys in `done` asked for now, without conversations no longer followed."""
    latest = dict(asked) | dict.fromkeys(done, now)
    return {thread.key: latest[thread.key] for thread in threads if thread.key in latest}


def _is_due(thread: Thread, asked_at: float | None, now: float) -> bool:
    if asked_at is None or asked_at > now:  # the clock was set back
        return True
    age = now - thread.began_at
    return age < FRESH or now - asked_at >= age * PART_OF_AGE
