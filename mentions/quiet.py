"""Whether a source that answers has become unusually quiet: pure, from the crawls that it had.

A list that a redesigned page no longer fills, a feed that is no longer written, a search that is
silently refused: each looks like a day without news, except that it lasts.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from mentions.messages import Message, message

# The history that is looked at, and what of it must be there to tell what is usual.
LOOKED_BACK = timedelta(days=28)
LEAST_DAYS = 5
# Quiet is told of after a day, and after twice the longest pause that there has been, so that
# what rests at weekends may rest at weekends.
LEAST_QUIET = timedelta(days=1)
PAUSES = 2


def quiet(crawls: Sequence[tuple[datetime, int]], now: datetime) -> Message | None:
    """«0 new in 3 days, usually 40 a day», or None for a source that does as always.

    `crawls` are (when, how many new items) of those that succeeded, the oldest first. A source
    that brings less than one item a day has no day that it could be told by.
    """
    fruitful = [at for at, new in crawls if new]
    if len(fruitful) < 2 or not crawls or crawls[-1][0] <= fruitful[-1]:
        return None
    usual = _usual(crawls, fruitful[0], fruitful[-1])
    longest = max(after - before for before, after in pairwise(fruitful))
    lasted = now - fruitful[-1]
    if usual < 1 or lasted < max(LEAST_QUIET, PAUSES * longest):
        return None
    return message("sources-quiet", days=lasted.days, usual=round(usual))


def _usual(crawls: Sequence[tuple[datetime, int]], first: datetime, last: datetime) -> float:
    """New items on a middling day between the first and the last that there were.

    The first day is left out: a new source brings all that it has at once.
    """
    days: Counter[int] = Counter()
    for at, new in crawls:
        days[(at - first).days] += new
    counted = [days[day] for day in range(1, (last - first).days + 1)]
    return median(counted) if len(counted) >= LEAST_DAYS else 0.0
