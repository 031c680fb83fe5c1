"""Counts of a result by its fields."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from mentions.store.times import EPOCH
from search.engine import Facets, FacetValue

MOST_VALUES = 50
DAY = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Counted:
    """The fields of the newest hits that are counted, a column each; `is_whole`: of all hits."""

    columns: dict[str, Sequence[Any]]
    count: int
    is_whole: bool


def facets(counted: Counted, names: Collection[str]) -> Facets:
    """Empty authors and sites are not counted."""
    fields = {name: _values(name, counted.columns[name]) for name in names}
    return Facets(fields, counted.count, counted.is_whole)


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
