"""Searching one generation of a relational index: hits in order, counted, folded, ranked."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import starmap
from typing import Any

from mentions.query import AnalysedDocument, Query
from mentions.store import documents
from mentions.store.database import Transaction, sql
from search.engine import COUNTED, Filters, Hit, SearchRequest
from search.facets import BETWEEN_HITS, DAY, Counted, columns
from search.marking import analysed
from search.pieces import Pieces
from search.plan import Labels, Plan, Planned, both, filters_plan, period, plan
from search.relational import COLUMNS, Dialect, Found, Tables, position_at
from search.snippets import snippets
from search.state import among
from search.terms import label
from search.vocabulary import knowledge

PAST_END = 1 << 62
HALF_LIFE = 14 * DAY
"""How much older a mention is that counts half as much, microseconds."""
RANKED = 2_000
"""The newest hits are ranked, so many: what is older has lost most of its freshness anyway."""
MOST_CHECKED = 2_000
"""Mentions that one search matches again, where its question is loose."""
CHECKING_SECONDS = 0.05
"""After which a search that has found something counts no further; the next page goes on."""
_CHECKED_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Question:
    """A search in the form that it is asked in, again and again, at one generation."""

    query: Query
    filters: Filters
    planned: Planned
    tables: Tables
    dialect: Dialect
    pieces: Pieces


@dataclass(frozen=True, slots=True)
class Taken:
    """Hits from the newest down. What stands at `reached` and below was not looked at yet.

    `is_end`: there is nothing there.
    """

    rows: list[Found]
    reached: int
    is_end: bool


def question(
    tx: Transaction, request: SearchRequest, tables: Tables, dialect: Dialect, pieces: Pieces
) -> Question:
    planned = plan(request.query, knowledge(tx, request.query), dialect.abilities)
    whole = both((planned.plan, filters_plan(request.filters)))
    found = Planned(whole, planned.is_loose)
    return Question(request.query, request.filters, found, tables, dialect, pieces)


def statement(
    asked: Question, below: int, limit: int, narrowed: Plan | None = None, *,
    columns: str = COLUMNS, is_scored: bool = False, down_to: int = 0,
) -> tuple[str, dict[str, Any]]:  # fmt: skip
    """The SQL for up to `limit` hits below a position, the newest first, and its parameters."""
    whole = both((asked.planned.plan, narrowed)) if narrowed else asked.planned.plan
    condition = asked.dialect.condition(whole, asked.tables.words)
    since, until = period(whole)
    place = condition.position
    tests = [condition.test, f"{place} < :below", f"{place} >= :least"]
    parameters = {**condition.parameters, "below": below, "least": down_to, "limit": limit}
    if until is not None and until > 0:  # what is older than 1970 stands at the first positions
        parameters["below"] = min(below, position_at(until + 999_999))
    if since is not None:
        parameters["least"] = max(down_to, position_at(since))
    if not asked.filters.with_hidden:
        tests.append("d.is_hidden = 0")
    if not asked.filters.with_irrelevant:
        tests.append("d.is_irrelevant = 0")
    tables = condition.tables.replace("{documents}", asked.tables.documents)
    if columns == COLUMNS:
        columns += f", {condition.score if is_scored else '0.0'} AS score"
    query = (
        f"SELECT {columns} FROM {tables} "  # noqa: S608 - tokens are bound
        f"WHERE {' AND '.join(tests)} ORDER BY {place} DESC LIMIT :limit"
    )
    return query, parameters


def take(
    tx: Transaction, asked: Question, below: int, want: int, *,
    is_scored: bool = False, down_to: int | None = None,
) -> Taken:  # fmt: skip
    """`want` hits below a position, fewer at the end or where too many must be looked at.

    With `down_to`, all from there up: they were looked at before, so time is given to it.
    """
    select = partial(statement, asked, is_scored=is_scored, down_to=down_to or 0)
    if not asked.planned.is_loose:
        rows = _rows(tx, *select(below, want))
        return Taken(rows, rows[-1].position if rows else below, len(rows) < want)
    found: list[Found] = []
    end = time.monotonic() + CHECKING_SECONDS
    for _ in range(0, MOST_CHECKED, _CHECKED_AT_ONCE):
        some = _rows(tx, *select(below, _CHECKED_AT_ONCE))
        for row, matches in zip(some, _matching(tx, asked, some), strict=True):
            below = row.position
            if matches:
                found.append(row)
            if len(found) == want:
                return Taken(found, below, False)
        if len(some) < _CHECKED_AT_ONCE:
            return Taken(found, below, True)
        if found and down_to is None and time.monotonic() > end:
            break
    return Taken(found, below, False)


def counted(tx: Transaction, asked: Question, taken: Taken, is_faceted: bool) -> Counted:
    """All hits, given those from the top, up to those that are counted."""
    if taken.is_end or asked.planned.is_loose:
        is_whole = taken.is_end and len(taken.rows) <= COUNTED
        packed = BETWEEN_HITS.join([row.facets for row in taken.rows])
        return Counted(columns(packed), min(len(taken.rows), COUNTED), is_whole)
    fields = "d.facets" if is_faceted else "1 AS facets"
    newest, parameters = statement(asked, PAST_END, COUNTED + 1, columns=fields)
    joined = f"{asked.dialect.join}(facets, :between)" if is_faceted else "''"
    query = f"SELECT count(*), {joined} FROM ({newest}) AS newest"  # noqa: S608 - as above
    if is_faceted:
        parameters["between"] = BETWEEN_HITS
    ((found, hits),) = sql(tx, query, **parameters)
    return Counted(columns(hits or ""), min(found, COUNTED), found <= COUNTED)


def _rows(tx: Transaction, query: str, parameters: dict[str, Any]) -> list[Found]:
    return list(starmap(Found, _values(tx, query, parameters)))


def _values(tx: Transaction, query: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    return list(sql(tx, query, **parameters))


def _matching(tx: Transaction, asked: Question, rows: Sequence[Found]) -> list[bool]:
    read = _read(tx, asked, [row.mention_id for row in rows])
    return [
        row.mention_id in read and asked.query.match(read[row.mention_id]) is not None
        for row in rows
    ]


def _read(tx: Transaction, asked: Question, ids: Sequence[int]) -> dict[int, AnalysedDocument]:
    stored = documents.by_ids(tx, ids)
    texts = [one.document for one in stored.values()]
    return dict(zip(stored, analysed(tx, asked.pieces, asked.query, texts), strict=True))


@dataclass(frozen=True, slots=True)
class Folded:
    """Stories, each by its newest hit and how many more hits it has; where to go on, if at all."""

    rows: list[tuple[Found, int]]
    next_below: int | None


def fold(tx: Transaction, asked: Question, taken: Taken, size: int) -> Folded:
    """The first `size` stories of what was taken, and of what comes after it if need be."""
    shown: list[tuple[Found, int]] = []
    while True:
        for chunk in _chunks(taken.rows, 2 * size):
            members = _members(tx, asked, {row.story_id for row in chunk})
            for row in chunk:
                newest, count = members.get(row.story_id, (row.position, 1))
                if newest == row.position:
                    shown.append((row, count - 1))
                if len(shown) == size:
                    is_last = taken.is_end and row.position == taken.rows[-1].position
                    return Folded(shown, None if is_last else row.position)
        if taken.is_end:
            return Folded(shown, None)
        if asked.planned.is_loose:
            return Folded(shown, taken.reached)
        taken = take(tx, asked, taken.reached, 4 * size)


def _members(
    tx: Transaction, asked: Question, story_ids: Iterable[int]
) -> dict[int, tuple[int, int]]:
    """The newest hit's position and the number of hits, of stories with more than one mention."""
    chosen, values = among(tx, list(story_ids))
    query = (
        f"SELECT story_id FROM {asked.tables.documents} WHERE story_id {chosen} "  # noqa: S608
        "GROUP BY story_id HAVING count(*) > 1"
    )
    several = [row[0] for row in sql(tx, query, values=values)]
    if not several:
        return {}
    stories = Labels(tuple(label("story", story_id) for story_id in several))
    rows = _rows(tx, *statement(asked, PAST_END, COUNTED, stories))
    if asked.planned.is_loose:
        rows = [r for r, fits in zip(rows, _matching(tx, asked, rows), strict=True) if fits]
    found: dict[int, tuple[int, int]] = {}
    for row in rows:
        newest, count = found.get(row.story_id, (row.position, 0))
        found[row.story_id] = (newest, count + 1)
    return found


def ranked(pool: Sequence[Found], is_folded: bool) -> list[tuple[Found, int]]:
    """The hits, best first by words and freshness; of a story the best, if folded."""
    if not pool:
        return []
    newest = max(row.published for row in pool)
    best = sorted(pool, key=lambda row: _merit(row, newest), reverse=True)
    if not is_folded:
        return [(row, 0) for row in best]
    counts: dict[int, int] = {}
    for row in best:
        counts[row.story_id] = counts.get(row.story_id, 0) + 1
    first: dict[int, Found] = {}
    for row in best:
        first.setdefault(row.story_id, row)
    return [(row, counts[row.story_id] - 1) for row in first.values()]


def _merit(row: Found, newest: int) -> tuple[float, int]:
    freshness = 0.5 ** ((newest - row.published) / HALF_LIFE)
    return ((1.0 + max(row.score, 0.0)) * (0.25 + 0.75 * freshness), row.position)


def hits(tx: Transaction, asked: Question, rows: Sequence[tuple[Found, int]]) -> tuple[Hit, ...]:
    """With their snippets; a mention that was deleted this moment is left out."""
    read = _read(tx, asked, [row.mention_id for row, _ in rows])
    return tuple(
        Hit(row.mention_id, snippets(asked.query, read[row.mention_id]), others)
        for row, others in rows
        if row.mention_id in read
    )


def _chunks(rows: Sequence[Found], size: int) -> Iterator[Sequence[Found]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))
