"""Counts of a result by its fields."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from mentions.store.documents import StoredDocument
from mentions.store.times import EPOCH, to_micros
from search.engine import COUNTED, FACETS, Facets, FacetValue

MOST_VALUES = 50
DAY = 86_400_000_000
BETWEEN_HITS = "\x1e"
_BETWEEN_FIELDS = "\x1f"
_SEPARATORS = str.maketrans(dict.fromkeys(BETWEEN_HITS + _BETWEEN_FIELDS))


def packed(stored: StoredDocument) -> str:
    """The values of all facets as one text: ten thousand hits are then one text to be fetched.

    Fetched as rows of columns, they were most of the work of a search.
    """
    values = {
        "brand": ",".join(str(brand_id) for brand_id, _, _ in stored.brands),
        "tone": stored.document.tone,
        "source": str(stored.source_id),
        "author": stored.document.author.translate(_SEPARATORS),
        "site": stored.document.site.translate(_SEPARATORS),
        "story": str(stored.story_id),
        "day": str(to_micros(stored.published_at) // DAY),
    }
    return _BETWEEN_FIELDS.join(values[name] for name in FACETS)


@dataclass(frozen=True, slots=True)
class Counted:
    """The newest hits that are counted, and their facets as far as they were asked for.

    `is_whole`: they are all hits.
    """

    columns: dict[str, Sequence[str]]
    count: int
    is_whole: bool


def columns(hits: str) -> dict[str, Sequence[str]]:
    """The values by facet of hits that were `packed` and joined by `BETWEEN_HITS`: `COUNTED`."""
    values = hits.replace(BETWEEN_HITS, _BETWEEN_FIELDS).split(_BETWEEN_FIELDS) if hits else []
    step, end = len(FACETS), COUNTED * len(FACETS)
    return {name: values[place:end:step] for place, name in enumerate(FACETS)}


def facets(counted: Counted, names: Collection[str]) -> Facets:
    """Empty authors and sites are not counted."""
    fields = {name: _values(name, counted.columns[name]) for name in names}
    return Facets(fields, counted.count, counted.is_whole)


def _values(name: str, column: Sequence[str]) -> tuple[FacetValue, ...]:
    counts = Counter(column)
    if name == "day":
        return _days(counts)
    if name == "brand":
        counts = _brands(counts)
    counts.pop("", None)
    return tuple(FacetValue(value, count) for value, count in counts.most_common(MOST_VALUES))


def _brands(lists: Counter[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for brands, count in lists.items():
        counts.update(dict.fromkeys(brands.split(","), count))
    return counts


def _days(counts: Counter[str]) -> tuple[FacetValue, ...]:
    """Days in UTC, in order of time."""
    return tuple(
        FacetValue((EPOCH + timedelta(days=day)).date().isoformat(), count)
        for day, count in sorted((int(day), count) for day, count in counts.items())
    )
