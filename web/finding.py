"""One page of the list of mentions: by the store's own order, or by the search engine."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from mentions.messages import Message
from mentions.query import QueryError, analyse, parse
from mentions.store import deadlines, documents
from mentions.store.database import Transaction
from mentions.store.times import from_micros, to_micros, utc_now
from mentions.store.views.mentions import (
    COUNT_CAP,
    MentionFilter,
    MentionRow,
    Position,
    count_mentions,
    get_rows,
    list_mentions,
)
from mentions.types import State, Tone
from search.engine import Filters, Hit, Order, SearchError, SearchPage, SearchRequest
from web.access import services
from web.forms import number_or_none
from web.rendering import time_zone

T = TypeVar("T")

PERIODS = {"1": 1, "7": 7, "30": 30, "90": 90, "365": 365, "all": None}
DEFAULT_PERIOD = "30"

# By their deadline, of those that wait for an answer: any, near or past.
DUES = ("open", "soon", "late")

# Minutes that are "soon" where people are not warned.
USUAL_WARNING = 60
# A search among those that are due looks at so many, the nearest first.
MATCHED = 2_000

PER_PAGE = 50
SIMILAR = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the list asks for; whatever cannot be read in it is left out.

    `order` is that of a search for words; all else comes the newest, or the most due, first.
    """

    wanted: MentionFilter
    page: str
    query: str
    period: str
    due: str = ""
    order: Order = Order.NEWEST


@dataclass(frozen=True, slots=True)
class Found:
    """What the list shows. `hits` say where the words of a search stand; `older` is the next page.

    A search `is_folded`: it counts a story once, and on its first page only. `tones` are mentions
    by tone of a whole search. `behind`: changes that the index lacks so far. `meant`: a query that
    finds something where this one does not.
    """

    rows: tuple[MentionRow, ...] = ()
    older: str | None = None
    count: int | None = 0
    is_capped: bool = False
    is_folded: bool = False
    hits: dict[int, Hit] = field(default_factory=dict)
    tones: dict[Tone, int] | None = None
    behind: int = 0
    notice: Message | None = None
    meant: str | None = None
    error: Message | None = None


def asked_of(values: Mapping[str, str], zone: ZoneInfo) -> Asked:
    """What an address or a saved search asks for, its days being those of this zone."""
    given = defaultdict(str, values)
    period = given["period"] if given["period"] in PERIODS else DEFAULT_PERIOD
    since, until = _day(given["from"], zone), _day(given["to"], zone)
    if since or until:
        period = "dates"
    elif (days := PERIODS[period]) is not None:
        since = _midnight(utc_now().astimezone(zone).date() - timedelta(days=days - 1), zone)
    story_id = number_or_none(given["story"])
    if story_id is not None and period == DEFAULT_PERIOD:
        since = None  # a story is shown whole
    tone = given["tone"] if given["tone"] in list(Tone) else None
    wanted = MentionFilter(
        brand_id=number_or_none(given["brand"]),
        tone=Tone(tone) if tone else None,
        source_id=number_or_none(given["source"]),
        state=State(given["state"]) if given["state"] in list(State) else None,
        is_hidden=given["state"] == "hidden",
        since=since,
        until=until + timedelta(days=1) if until else None,
        story_id=story_id,
    )
    due = given["due"] if given["due"] in DUES else ""
    order = Order.RELEVANCE if given["order"] == Order.RELEVANCE else Order.NEWEST
    return Asked(wanted, given["page"][:2000], given["q"].strip()[:1000], period, due, order)


def _day(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return _midnight(found, zone) if 1990 < found.year < 2200 else None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def find(tx: Transaction, asked: Asked) -> Found:
    """The page that is asked for; what is wrong with the query comes as `error`."""
    if asked.due:
        asked = replace(asked, wanted=replace(asked.wanted, due=_due(tx, asked.due)))
    try:
        if not asked.query:
            return _listed(tx, asked)
        return _matched(tx, asked) if asked.due else _searched(tx, asked)
    except (QueryError, SearchError) as error:
        return Found(error=error.message)


def _listed(tx: Transaction, asked: Asked) -> Found:
    page = list_mentions(tx, asked.wanted, after=_position(asked.page), limit=PER_PAGE)
    count = count_mentions(tx, asked.wanted)
    following = f"{to_micros(page.next.at)}-{page.next.mention_id}" if page.next else None
    return Found(page.rows, following, min(count, COUNT_CAP), count > COUNT_CAP)


def _due(tx: Transaction, due: str) -> tuple[datetime | None, datetime | None]:
    now = utc_now()
    if due == "late":
        return None, now
    warning = timedelta(minutes=deadlines.times(tx).warning or USUAL_WARNING)
    return (now, now + warning) if due == "soon" else (None, None)


def _matched(tx: Transaction, asked: Asked) -> Found:
    """A search among the few that are due: what the engines keep says nothing of deadlines."""
    query = parse(asked.query, time_zone())
    due = deadlines.nearest(tx, *(asked.wanted.due or (None, None)), MATCHED)
    ids = tuple(
        mention_id
        for mention_id, stored in documents.by_ids(tx, due).items()
        if query.match(analyse(stored.document)) is not None
    )
    return _listed(tx, replace(asked, wanted=replace(asked.wanted, ids=ids)))


def _searched(tx: Transaction, asked: Asked) -> Found:
    is_first = not asked.page
    request = SearchRequest(
        query=parse(asked.query, time_zone()),
        filters=filters_of(asked.wanted),
        order=asked.order,
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
        count=page.total.count if page.total else None,
        is_capped=page.total is not None and not page.total.is_exact,
        is_folded=request.fold_stories,
        hits={hit.mention_id: hit for hit in page.hits},
        tones=_tones(page) if is_first else None,
        behind=page.behind,
        notice=page.notice,
        meant=_meant(asked, request) if is_first and not page.hits else None,
    )


def _meant(asked: Asked, request: SearchRequest) -> str | None:
    """Only what finds something here, within the filters."""
    door = services()
    try:
        return door.suggestions.correct(asked.query, door.search, time_zone(), request.filters)
    except (QueryError, SearchError):
        return None


def similar_to(mention: MentionRow) -> tuple[MentionRow, ...]:
    """Others on the same subject, but for the reprints, which its page names by themselves."""
    door = services()
    try:
        found = door.search.similar(mention.id, SIMILAR + mention.reprints)
    except SearchError:
        return ()
    with door.db.read() as tx:
        rows = get_rows(tx, [hit.mention_id for hit in found])
    others = [row for row in rows if row.story_id != mention.story_id]
    return tuple({row.story_id: row for row in reversed(others)}.values())[::-1][:SIMILAR]


def filters_of(wanted: MentionFilter) -> Filters:
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
