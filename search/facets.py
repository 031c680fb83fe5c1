"""Counts of a result by its fields."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import timedelta

from mentions.store.times import EPOCH
from search.engine import COUNTED, Facets, FacetValue
from search.relational import Found

MOST_VALUES = 50
DAY = 86_400_000_000

_COLUMNS = {
    "tone": "tone",
    "source": "source_id",
    "author": "author",
    "site": "site",
    "story": "story_id",
}


def facets(rows: Sequence[Found], names: Collection[str], is_whole: bool) -> Facets:
    """Of the rows given, the counted ones at most; empty authors and sites are not counted."""
    counted = rows[:COUNTED]
    fields = {name: _values(name, counted) for name in names}
    return Facets(fields, len(counted), is_whole and len(counted) == len(rows))


def _values(name: str, rows: Sequence[Found]) -> tuple[FacetValue, ...]:
    if name == "day":
        return _days(Counter(row.published for row in rows))
    if name == "brand":
        counts = _brands(Counter(row.brands for row in rows))
    else:
        column = Found._fields.index(_COLUMNS[name])
        counts = Counter(str(row[column]) for row in rows)
    counts.pop("", None)
    return tuple(FacetValue(*pair) for pair in counts.most_common(MOST_VALUES))


def _brands(lists: Counter[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for brands, count in lists.items():
        counts.update(dict.fromkeys(brands.split(","), count))
    return counts


def _days(moments: Counter[int]) -> tuple[FacetValue, ...]:
    """Days in UTC, in order of time."""
    counts: Counter[int] = Counter()
    for micros, count in moments.items():
        counts[micros // DAY] += count
    return tuple(
        FacetValue((EPOCH + timedelta(days=day)).date().isoformat(), count)
        for day, count in sorted(counts.items())
    )
