"""Searching Elasticsearch: hits in order, counted, folded, ranked."""

import base64
import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from elasticsearch import ApiError, Elasticsearch

from mentions.messages import message
from mentions.query import AnalysedDocument, Query
from mentions.store import documents
from mentions.store.database import Transaction
from search.elastic_query import Dsl, dsl
from search.engine import (
    COUNTED,
    Facets,
    FacetValue,
    Order,
    SearchError,
    SearchRequest,
    Total,
)
from search.facets import MOST_VALUES
from search.marking import analysed
from search.pieces import Pieces
from search.plan import Labels, Plan, both
from search.terms import label

KEPT_ALIVE = "2m"
MOST_CHECKED = 2_000
_GONE = (404, 503)
"""Of a point in time: it has passed, or its index was deleted."""
_COLUMNS: Dsl = {
    "docvalue_fields": [{"field": "mention_id"}, {"field": "story"}],
    "stored_fields": "_none_",  # nor ids, which would have a block of them unpacked for each hit
}


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ends: the sort values of its last hit.

    Ranked pages share a point in time, and the moment (milliseconds) that freshness goes by.
    """

    after: tuple[float, ...]
    point: str
    origin: int

    def write(self) -> str:
        values = json.dumps([list(self.after), self.point, self.origin])
        return base64.urlsafe_b64encode(values.encode()).decode()

    @staticmethod
    def read(text: str) -> "Cursor":
        """Raises SearchError for what is no cursor."""
        try:
            after, point, origin = json.loads(base64.urlsafe_b64decode(text.encode()))
            numbers = all(isinstance(value, int | float) for value in after)
            if not (numbers and isinstance(point, str) and isinstance(origin, int)):
                raise ValueError(text)
        except (ValueError, TypeError) as error:
            raise SearchError(message("search-cursor-unknown")) from error
        return Cursor(tuple(after), point, origin)


def first() -> Cursor:
    """Where a new search begins."""
    return Cursor((), "", int(time.time() * 1000))


@dataclass(frozen=True, slots=True)
class Found:
    mention_id: int
    story_id: int
    sort: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A search in the form that it is asked in; `filters` are the conditions that rank nothing."""

    client: Elasticsearch
    index: str
    query: Query
    plan: Plan
    is_loose: bool
    filters: list[Dsl]
    order: Order
    origin: int
    pieces: Pieces

    def body(self, narrowed: Plan | None = None) -> Dsl:
        whole = both((self.plan, narrowed)) if narrowed else self.plan
        if self.order is Order.NEWEST:
            return {"bool": {"filter": [dsl(whole), *self.filters]}}
        query: Dsl = {"bool": {"must": [dsl(whole)], "filter": self.filters}}
        fresh = {"exp": {"day": {"origin": str(self.origin), "scale": "14d", "decay": 0.5}}}
        functions = [{**fresh, "weight": 0.75}, {"weight": 0.25}]
        return {
            "function_score": {
                "query": query, "functions": functions, "score_mode": "sum",
                "boost_mode": "multiply",
            }
        }  # fmt: skip

    @property
    def sort(self) -> list[dict[str, str]]:
        newest = [{"published": "desc"}, {"mention_id": "desc"}]
        return newest if self.order is Order.NEWEST else [{"_score": "desc"}, *newest]


@dataclass(frozen=True, slots=True)
class Taken:
    """Hits in order, and what came with them; `is_end`: there are no more."""

    rows: list[Found]
    is_end: bool
    after: tuple[float, ...]
    point: str
    total: Total | None = None


def shown(request: SearchRequest) -> list[Dsl]:
    filters: list[Dsl] = []
    if not request.filters.with_hidden:
        filters.append({"term": {"is_hidden": False}})
    if not request.filters.with_irrelevant:
        filters.append({"term": {"is_irrelevant": False}})
    return filters


def take(tx: Transaction, asked: Question, cursor: Cursor, want: int, is_counted: bool) -> Taken:
    """Up to `want` hits past a cursor; with them, if it `is_counted`, the count of all."""
    if not asked.is_loose:
        return _ask(asked, cursor, want, is_counted)
    found: list[Found] = []
    answer = _ask(asked, cursor, MOST_CHECKED, False)
    for row, matches in zip(answer.rows, _matching(tx, asked, answer.rows), strict=True):
        if matches:
            found.append(row)
    total = Total(len(found), answer.is_end)
    if len(found) > want:
        return Taken(found[:want], False, found[want - 1].sort, answer.point, total)
    return Taken(found, answer.is_end, answer.after, answer.point, total)


def _ask(asked: Question, cursor: Cursor, want: int, is_counted: bool) -> Taken:
    point = cursor.point
    if asked.order is Order.RELEVANCE and not cursor.after:
        point = asked.client.open_point_in_time(index=asked.index, keep_alive=KEPT_ALIVE)["id"]
    body: dict[str, Any] = {
        "query": asked.body(),
        "sort": asked.sort,
        "size": want + 1,
        **_COLUMNS,
        "track_total_hits": COUNTED if is_counted else False,
    }
    if cursor.after:
        body["search_after"] = list(cursor.after)
    try:
        answer = _search(asked, body, point)
    except ApiError as error:
        if not (point and cursor.after) or error.status_code not in _GONE:
            raise
        point = ""  # the order holds without it, nearly, and without its tie-breaker
        body["search_after"] = body["search_after"][: len(asked.sort)]
        answer = _search(asked, body, point)
    rows = [_found(hit) for hit in answer["hits"]["hits"]]
    kept = rows[:want]
    after = kept[-1].sort if kept else cursor.after
    return Taken(kept, len(rows) <= want, after, point, _total(answer) if is_counted else None)


def _search(asked: Question, body: dict[str, Any], point: str) -> dict[str, Any]:
    where: dict[str, Any] = {"index": asked.index}
    if point:
        where = {"pit": {"id": point, "keep_alive": KEPT_ALIVE}}
    return dict(asked.client.search(**where, **body).body)


def _found(hit: dict[str, Any]) -> Found:
    # A ranked search by a point in time has a tie-breaker of its own at the end.
    fields = hit["fields"]
    return Found(int(fields["mention_id"][0]), int(fields["story"][0]), tuple(hit["sort"]))


def _matching(tx: Transaction, asked: Question, rows: Sequence[Found]) -> Iterable[bool]:
    for start in range(0, len(rows), 200):
        some = rows[start : start + 200]
        read = texts(tx, asked, [row.mention_id for row in some])
        for row in some:
            one = read.get(row.mention_id)
            yield one is not None and asked.query.match(one) is not None


def texts(tx: Transaction, asked: Question, ids: Sequence[int]) -> dict[int, AnalysedDocument]:
    """Of the mentions that there are of these, as far as the question needs them."""
    stored = documents.by_ids(tx, ids)
    found = [one.document for one in stored.values()]
    return dict(zip(stored, analysed(tx, asked.pieces, asked.query, found), strict=True))


def _total(answer: dict[str, Any]) -> Total:
    found = answer["hits"]["total"]
    return Total(found["value"], found["relation"] == "eq")


def counted(asked: Question, request: SearchRequest) -> tuple[Total, Facets | None]:
    """The count, in stories where they are folded, and the facets: of the newest hits, if many.

    All hits of a common word are aggregated in ten times what the whole answer may take. Of loose
    ones those before the check are counted.
    """
    newest = _newest(asked)
    answer = asked.client.search(
        index=asked.index, query={"bool": {"filter": [asked.body(), *newest]}}, size=0,
        track_total_hits=True, aggregations=_aggregations(request),
    )  # fmt: skip
    found = answer["aggregations"]
    stories = found.pop("stories", None)
    fields = {name: tuple(_value(name, one) for one in found[name]["buckets"]) for name in found}
    count = answer["hits"]["total"]["value"]
    facets = Facets(fields, count, not newest) if fields else None
    if newest:
        return Total(COUNTED, False), facets
    return Total(stories["value"] if stories else count, True), facets


def _newest(asked: Question) -> list[Dsl]:
    """What only the newest `COUNTED` hits pass; nothing where there are no more."""
    answer = asked.client.search(
        index=asked.index, query=asked.body(), sort=[{"published": "desc"}], from_=COUNTED - 1,
        size=1, track_total_hits=COUNTED, **_COLUMNS,
    )  # fmt: skip
    if _total(answer.body).is_exact:
        return []
    return [{"range": {"published": {"gte": hit["sort"][0]}}} for hit in answer["hits"]["hits"]]


def _aggregations(request: SearchRequest) -> dict[str, Any]:
    wanted: dict[str, Any] = {}
    for name in request.facets:
        if name == "day":
            wanted[name] = {"date_histogram": {"field": name, "calendar_interval": "day",
                                               "min_doc_count": 1}}  # fmt: skip
        else:
            wanted[name] = {"terms": {"field": name, "size": MOST_VALUES}}
    if request.fold_stories:
        wanted["stories"] = {"cardinality": {"field": "story", "precision_threshold": COUNTED}}
    return wanted


def _value(name: str, bucket: dict[str, Any]) -> FacetValue:
    if name == "day":
        day = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=bucket["key"])
        return FacetValue(day.date().isoformat(), bucket["doc_count"])
    return FacetValue(str(bucket["key"]), bucket["doc_count"])


def members(tx: Transaction, asked: Question, rows: Sequence[Found]) -> dict[int, tuple[int, int]]:
    """The first hit in order, and the number of hits, of each story among the rows."""
    stories = list(dict.fromkeys(row.story_id for row in rows))
    narrowed = Labels(tuple(label("story", story) for story in stories))
    if asked.is_loose:
        return _checked_members(tx, asked, narrowed)
    first = {"size": 1, "sort": asked.sort, **_COLUMNS}
    answer = asked.client.search(
        index=asked.index,
        query=asked.body(narrowed),
        size=0,
        aggregations={
            "stories": {
                "terms": {"field": "story", "size": len(stories)},
                "aggregations": {"first": {"top_hits": first}},
            }
        },
    )
    return {
        bucket["key"]: (_first(bucket), bucket["doc_count"])
        for bucket in answer["aggregations"]["stories"]["buckets"]
    }


def _checked_members(
    tx: Transaction, asked: Question, narrowed: Plan
) -> dict[int, tuple[int, int]]:
    answer = asked.client.search(
        index=asked.index, query=asked.body(narrowed), sort=asked.sort, size=MOST_CHECKED,
        **_COLUMNS,
    )  # fmt: skip
    rows = [_found(hit) for hit in answer["hits"]["hits"]]
    found: dict[int, tuple[int, int]] = {}
    for row, matches in zip(rows, _matching(tx, asked, rows), strict=True):
        if matches:
            first, count = found.get(row.story_id, (row.mention_id, 0))
            found[row.story_id] = (first, count + 1)
    return found


def _first(bucket: dict[str, Any]) -> int:
    return int(bucket["first"]["hits"]["hits"][0]["fields"]["mention_id"][0])
