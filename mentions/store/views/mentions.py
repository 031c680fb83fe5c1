"""The list of mentions: filtered, stories folded, paged by the newest or the most urgent."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, Select, and_, func, or_, select

from mentions.store import deadlines
from mentions.store.database import Transaction
from mentions.store.deadlines import Deadline
from mentions.store.tables import (
    brands,
    hourly_counts,
    mention_brands,
    mention_tags,
    mentions,
    sources,
    stories,
    tickets,
)
from mentions.types import Place, Span, State, Tone

COUNT_CAP = 10_000
# A brand or source of so few mentions is looked up one by one, and so are few that are due; the
# mentions of a commoner one are met soon enough on the way down by time.
RARE = 2_000


@dataclass(frozen=True, slots=True)
class MentionFilter:
    """What a list is narrowed to; nothing given is everything but hidden and irrelevant ones.

    With a brand, `tone` is the tone toward that brand, else the worst one of the mention. `ids`
    are what a search found. With `due` it is those that wait for an answer, their
    deadline after the first moment and up to the second, and the most urgent come first.
    """

    brand_id: int | None = None
    tone: Tone | None = None
    source_id: int | None = None
    state: State | None = None
    is_hidden: bool = False
    since: datetime | None = None
    until: datetime | None = None
    story_id: int | None = None
    ids: tuple[int, ...] | None = None
    due: tuple[datetime | None, datetime | None] | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page of the list ends; `at` is when that mention was published, or is due."""

    at: datetime
    mention_id: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One brand in one mention: the probabilities that the model gave, and where it stands."""

    brand_id: int
    brand: str
    tone: Tone
    negative: float
    neutral: float
    positive: float
    question: float
    needs_reply: float
    places: tuple[Place, ...]
    is_corrected: bool


@dataclass(frozen=True, slots=True)
class MentionRow:
    """A mention as the list shows it; `reprints` are the others of its story.

    `thread`, `parent` and `extra` are those of its `RawItem`.
    """

    id: int
    title: str
    text: str
    url: str
    site: str
    author: str
    source_id: int
    source: str
    published_at: datetime
    reach: int | None
    tone: Tone
    question: bool
    needs_reply: bool
    state: State
    is_hidden: bool
    priority: int
    story_id: int
    reprints: int
    readings: tuple[Reading, ...]
    tags: tuple[str, ...]
    tickets: int
    item_key: str
    thread: str
    parent: str
    extra: Mapping[str, Any]
    deadline: Deadline | None


@dataclass(frozen=True, slots=True)
class MentionPage:
    rows: tuple[MentionRow, ...]
    next: Position | None


def list_mentions(
    tx: Transaction,
    wanted: MentionFilter,
    *,
    after: Position | None = None,
    limit: int = 50,
) -> MentionPage:
    """One page of the list, the newest first, or of those that are due the most urgent; a story
    stands where its first match would.

    Only one story asked for by `story_id` is shown mention by mention.
    """
    query, at = _placed(rows_query(), mentions, wanted)
    query = query.add_columns(at.label("at")).where(_conditions(mentions, _narrowed(tx, wanted)))
    if after is not None:
        query = query.where(_is_past(at, mentions.c.id, after.at, after.mention_id, wanted))
    if wanted.story_id is None:
        reprint = mentions.alias("reprint")
        folded, before = _placed(select(reprint.c.id), reprint, wanted)
        folded = folded.where(
            reprint.c.story_id == mentions.c.story_id,
            _is_past(at, mentions.c.id, before, reprint.c.id, wanted),
            _conditions(reprint, wanted),
        )
        query = query.where(~folded.exists())
    by = (at.desc(), mentions.c.id.desc()) if wanted.due is None else (at, mentions.c.id)
    found = tx.execute(query.order_by(*by).limit(limit + 1)).all()
    rows, last = complete(tx, found[:limit]), found[:limit][-1:]
    has_more = len(found) > limit
    return MentionPage(rows, Position(last[0].at, last[0].id) if has_more else None)


def get_rows(tx: Transaction, ids: Sequence[int]) -> tuple[MentionRow, ...]:
    """These mentions in the order given, less those that are gone."""
    rows = complete(tx, tx.execute(rows_query().where(mentions.c.id.in_(ids))).all())
    place = {mention_id: at for at, mention_id in enumerate(ids)}
    return tuple(sorted(rows, key=lambda row: place[row.id]))


def count_mentions(tx: Transaction, wanted: MentionFilter) -> int:
    """How many mentions match, reprints included.

    Those of a brand are counted already; else counting stops past COUNT_CAP.
    """
    is_counted = not (
        wanted.state or wanted.is_hidden or wanted.story_id or wanted.ids or wanted.due
    )
    if wanted.brand_id is not None and is_counted and _are_hours(wanted.since, wanted.until):
        return _counted(tx, wanted)
    some = select(mentions.c.id).where(_conditions(mentions, _narrowed(tx, wanted)))
    capped = some.limit(COUNT_CAP + 1).subquery()
    return int(tx.scalar(select(func.count()).select_from(capped)) or 0)


def _are_hours(*moments: datetime | None) -> bool:
    return all(at is None or (at.minute, at.second, at.microsecond) == (0, 0, 0) for at in moments)


def _counted(tx: Transaction, wanted: MentionFilter) -> int:
    """The sum of a brand's hourly counts."""
    c = hourly_counts.c
    query = select(func.sum(c.count)).where(c.brand_id == wanted.brand_id)
    if wanted.tone is not None:
        query = query.where(c.tone == wanted.tone.value)
    if wanted.source_id is not None:
        query = query.where(c.source_id == wanted.source_id)
    if wanted.since is not None:
        query = query.where(c.hour >= wanted.since)
    if wanted.until is not None:
        query = query.where(c.hour < wanted.until)
    return int(tx.scalar(query) or 0)


def _narrowed(tx: Transaction, wanted: MentionFilter) -> MentionFilter:
    """The same filter, with the ids of a rare brand or source, or of few that are due, told."""
    if wanted.ids is not None:
        return wanted
    asked: list[Select[tuple[int]]] = []
    if wanted.due is not None:
        asked.append(deadlines.ids(*wanted.due))
    for mention_id, column, value in (
        (mention_brands.c.mention_id, mention_brands.c.brand_id, wanted.brand_id),
        (mentions.c.id, mentions.c.source_id, wanted.source_id),
    ):
        if value is not None:
            asked.append(select(mention_id).where(column == value))
    for few in asked:
        ids = tuple(tx.execute(few.limit(RARE + 1)).scalars())
        if len(ids) <= RARE:
            return replace(wanted, ids=ids)
    return wanted


def readings_of(tx: Transaction, ids: Iterable[int]) -> dict[int, tuple[Reading, ...]]:
    """The brands of each mention, by the brand's name."""
    query = (
        select(mention_brands, brands.c.name)
        .join_from(mention_brands, brands)
        .where(mention_brands.c.mention_id.in_(list(ids)))
        .order_by(brands.c.name)
    )
    found: dict[int, list[Reading]] = defaultdict(list)
    for row in tx.execute(query):
        found[row.mention_id].append(_reading(row))
    return {mention_id: tuple(readings) for mention_id, readings in found.items()}


def tags_of(tx: Transaction, ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """The tags of each mention, in the order of the alphabet."""
    mine = mention_tags.c.mention_id.in_(list(ids))
    found: dict[int, list[str]] = defaultdict(list)
    for row in tx.execute(select(mention_tags).where(mine).order_by(mention_tags.c.tag)):
        found[row.mention_id].append(row.tag)
    return {mention_id: tuple(tags) for mention_id, tags in found.items()}


def complete(tx: Transaction, found: Sequence[Row[Any]]) -> tuple[MentionRow, ...]:
    """Rows of `rows_query` with what hangs on them, in a fixed number of queries."""
    ids = [row.id for row in found]
    readings, tags, due = readings_of(tx, ids), tags_of(tx, ids), deadlines.of_mentions(tx, ids)
    story_ids = {row.story_id for row in found}
    counted = (
        select(tickets.c.story_id, func.count())
        .where(tickets.c.story_id.in_(story_ids))
        .group_by(tickets.c.story_id)
    )
    desked = {row[0]: int(row[1]) for row in tx.execute(counted)}
    return tuple(
        _mention(
            row,
            readings.get(row.id, ()),
            tags.get(row.id, ()),
            desked.get(row.story_id, 0),
            due.get(row.id),
        )
        for row in found
    )


def rows_query() -> Any:
    """Mentions with what `complete` needs of their source and story."""
    return select(mentions, sources.c.name.label("source"), stories.c.size).select_from(
        mentions.join(sources, sources.c.id == mentions.c.source_id).join(
            stories, stories.c.id == mentions.c.story_id
        )
    )


def _conditions(table: FromClause, wanted: MentionFilter) -> ColumnElement[bool]:
    """The filter as conditions on `mentions` or an alias of it."""
    c = table.c
    found: list[ColumnElement[bool]] = [c.is_hidden.is_(wanted.is_hidden)]
    if wanted.state is not None:
        found.append(c.state == wanted.state.value)
    elif not wanted.is_hidden:
        found.append(c.state != State.IRRELEVANT.value)
    if wanted.story_id is not None:
        found.append(c.story_id == wanted.story_id)
    if wanted.source_id is not None:
        # Added to nothing, so that the way down by time is taken and not that source's index,
        # after which all that it has would have to be sorted.
        found.append(c.source_id + 0 == wanted.source_id)
    if wanted.since is not None:
        found.append(c.published_at >= wanted.since)
    if wanted.until is not None:
        found.append(c.published_at < wanted.until)
    if wanted.ids is not None:
        found.append(c.id.in_(wanted.ids))
    if wanted.due is not None:
        found.append(deadlines.is_due(table, *wanted.due))
    if wanted.brand_id is not None:
        brand = and_(
            mention_brands.c.mention_id == c.id, mention_brands.c.brand_id == wanted.brand_id
        )
        if wanted.tone is not None:
            brand = and_(brand, mention_brands.c.tone == wanted.tone.value)
        found.append(select(mention_brands.c.mention_id).where(brand).exists())
    elif wanted.tone is not None:
        found.append(c.tone == wanted.tone.value)
    return and_(*found)


def _placed(query: Any, table: FromClause, wanted: MentionFilter) -> tuple[Any, Any]:
    """A query of `mentions` or an alias of it, and the moment that the list goes by."""
    if wanted.due is None:
        return query, table.c.published_at
    due = deadlines.waiting(*wanted.due)
    return query.join(due, due.c.mention_id == table.c.id), due.c.due_at


def _is_past(
    at: Any, mention_id: Any, place: Any, place_id: Any, wanted: MentionFilter
) -> ColumnElement[bool]:
    """Whether a mention comes later in the list than the place of another.

    Not "past it, or at it and": SQLite would look for the two apart, and sort all that it finds.
    """
    if wanted.due is None:
        return and_(at <= place, or_(at < place, mention_id < place_id))
    return and_(at >= place, or_(at > place, mention_id > place_id))


def _reading(row: Row[Any]) -> Reading:
    return Reading(
        row.brand_id,
        row.name,
        Tone(row.tone),
        row.negative,
        row.neutral,
        row.positive,
        row.question,
        row.needs_reply,
        tuple(Place(field, Span(start, end)) for field, start, end in row.places),
        row.is_corrected,
    )


def _mention(
    row: Row[Any],
    readings: tuple[Reading, ...],
    tags: tuple[str, ...],
    ticket_count: int,
    deadline: Deadline | None,
) -> MentionRow:
    return MentionRow(
        id=row.id,
        title=row.title,
        text=row.text,
        url=row.url,
        site=row.site,
        author=row.author,
        source_id=row.source_id,
        source=row.source,
        published_at=row.published_at,
        reach=row.reach,
        tone=Tone(row.tone),
        question=row.question,
        needs_reply=row.needs_reply,
        state=State(row.state),
        is_hidden=row.is_hidden,
        priority=row.priority,
        story_id=row.story_id,
        reprints=max(row.size - 1, 0),
        readings=readings,
        tags=tags,
        tickets=ticket_count,
        item_key=row.item_key,
        thread=row.thread,
        parent=row.parent,
        extra=row.extra,
        deadline=deadline,
    )
