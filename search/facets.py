"""Counts of a result by its fields."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from mentions.store.times import EPOCH
from search.engine import COUNTED, Facets, FacetValue
from search.relational import Found

MOST_VALUES = 50
DAY = 86_400_000_000

_COLUMNS = {"tone": 4, "source": 3, "author": 6, "site": 5, "story": 2, "brand": 7, "day": 8}
"""The place of each field's column in `search.relational.Found`."""


def facets(rows: Sequence[Found], names: Collection[str], is_whole: bool) -> Facets:
    """Of the rows given, the counted ones at most; empty authors and sites are not counted."""
    counted = rows[:COUNTED]
    columns = list(zip(*counted, strict=True))
    fields = {name: _values(name, columns[_COLUMNS[name]] if columns else ()) for name in names}
    return Facets(fields, len(counted), is_whole and len(counted) == len(rows))


def _values(name: str, column: Sequence[Any]) -> tuple[FacetValue, ...]:
    if name == "day":
        return _days(column)
    counts = _brands(Counter(column)) if name == "brand" else Counter(column)
    counts.pop("", None)
    return tuple(FacetValue(str(value), count) for value, count in counts.most_common(MOST_VALUES))


def _brands(lists: Counter[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for brands, count in lists.items():
        counts.update(dict.fromkeys(brands.split(","), count))
    return counts


def _days(moments: Sequence[int]) -> tuple[FacetValue, ...]:
    """Days in UTC, in order of time."""
    counts = Counter([micros // DAY for micros in moments])
    return tuple(
        FacetValue((EPOCH + timedelta(days=day)).date().isoformat(), count)
        for day, count in sorted(counts.items())
    )
