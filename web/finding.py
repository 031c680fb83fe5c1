"""One page of the list of mentions: by the store's own order, or by the search engine."""

from dataclasses import dataclass, field, replace
from typing import TypeVar

from mentions.messages import Message
from mentions.query import QueryError, parse
from mentions.store.database import Transaction
from mentions.store.times import from_micros, to_micros
from mentions.store.views.mentions import (
    COUNT_CAP,
    MentionFilter,
    MentionRow,
    Position,
    count_mentions,
    get_rows,
    list_mentions,
)
from mentions.types import Tone
from search.engine import Filters, Hit, SearchError, SearchPage, SearchRequest
from web.access import services
from web.rendering import time_zone

T = TypeVar("T")

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the list asks for; whatever cannot be read in it is left out."""

    wanted: MentionFilter
    page: str
    query: str
    period: str


@dataclass(frozen=True, slots=True)
class Found:
    """What the list shows. `hits` say where the words of a search stand; `older` is the next page.

    A search `is_folded`: it counts a story once. `tones` are mentions by tone of a whole search.
    `behind`: changes that the index lacks so far.
    """

    rows: tuple[MentionRow, ...] = ()
    older: str | None = None
    count: int = 0
    is_capped: bool = False
    is_folded: bool = False
    hits: dict[int, Hit] = field(default_factory=dict)
    tones: dict[Tone, int] | None = None
    behind: int = 0
    error: Message | None = None


def find(tx: Transaction, asked: Asked) -> Found:
    """The page that is asked for; what is wrong with the query comes as `error`."""
    if not asked.query:
        return _listed(tx, asked)
    try:
        return _searched(tx, asked)
    except (QueryError, SearchError) as error:
        return Found(error=error.message)


def _listed(tx: Transaction, asked: Asked) -> Found:
    page = list_mentions(tx, asked.wanted, before=_position(asked.page), limit=PER_PAGE)
    count = count_mentions(tx, asked.wanted)
    older = None
    if page.older is not None:
        older = f"{to_micros(page.older.published_at)}-{page.older.mention_id}"
    return Found(page.rows, older, min(count, COUNT_CAP), count > COUNT_CAP)


def _searched(tx: Transaction, asked: Asked) -> Found:
    is_first = not asked.page
    request = SearchRequest(
        query=parse(asked.query, time_zone()),
        filters=_filters(asked.wanted),
        size=PER_PAGE,
        cursor=asked.page or None,
        fold_stories=asked.wanted.story_id is None,
        facets=("tone",) if is_first else (),
    )
    page = services().search.search(request)
    rows = get_rows(tx, [hit.mention_id for hit in page.hits])
    return Found(
        rows=rows,
        older=page.next_cursor,
        count=page.total.count if page.total else 0,
        is_capped=page.total is not None and not page.total.is_exact,
        is_folded=request.fold_stories,
        hits={hit.mention_id: hit for hit in page.hits},
        tones=_tones(page) if is_first else None,
        behind=page.behind,
    )


def _filters(wanted: MentionFilter) -> Filters:
    filters = Filters(
        brand_ids=_some(wanted.brand_id),
        source_ids=_some(wanted.source_id),
        tones=_some(wanted.tone and wanted.tone.value),
        states=_some(wanted.state and wanted.state.value),
        story_ids=_some(wanted.story_id),
        since=wanted.since,
        until=wanted.until,
        with_irrelevant=wanted.state is not None,
    )
    return replace(filters, with_hidden=True) if wanted.is_hidden else filters


def _some(value: T | None) -> tuple[T, ...]:
    return () if value is None else (value,)


def _tones(page: SearchPage) -> dict[Tone, int] | None:
    if page.facets is None or not page.facets.is_whole:
        return None
    counts = {value.value: value.count for value in page.facets.fields.get("tone", ())}
    return {tone: counts.get(tone.value, 0) for tone in Tone}


def _position(text: str) -> Position | None:
    micros, _, mention_id = text.partition("-")
    if not (micros.isdecimal() and mention_id.isdecimal()) or len(text) > 38:
        return None
    try:
        return Position(from_micros(int(micros)), int(mention_id))
    except OverflowError:
        return None
