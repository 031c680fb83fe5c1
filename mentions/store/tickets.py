"""Tickets: one for a story at a destination, opened once, delivered under one key for ever."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Text,
    bindparam,
    cast,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from mentions import quick_json
from mentions.messages import Message
from mentions.store import outbox
from mentions.store import tables as t
from mentions.store.database import Transaction, one_of, run_many
from mentions.store.times import to_micros
from mentions.types import State, TicketEffect, Tone

PENDING = "pending"
SENT = "sent"
REFUSED = "refused"
EXPIRED = "expired"
# Not to be sent: its mention was found irrelevant, or a person let go of all that waited.
WITHDRAWN = "withdrawn"
DROPPED = "dropped"
STATES = (PENDING, SENT, REFUSED, EXPIRED, WITHDRAWN, DROPPED)

_t = t.tickets.c

_KEEP_ATTEMPT = (
    "INSERT INTO delivery_attempts (ticket_id, at, milliseconds, status, is_success, error, reply)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_KEEP_SENT = (
    f"UPDATE tickets SET state = '{SENT}', sent_at = ?, external_id = ?, external_url = ?"  # noqa: S608
    " WHERE id = ?"
)


@dataclass(frozen=True, slots=True)
class TicketCall:
    """A ticket that a rule calls for, on a mention and its story."""

    mention_id: int
    story_id: int
    effect: TicketEffect


class BrandTone(NamedTuple):
    name: str
    tone: Tone


class TicketContent(NamedTuple):
    """What a desk is told: the ticket and its mention as they stand now.

    A tuple, which is made in a tenth of the time of a frozen dataclass with as many fields.
    """

    ticket_id: int
    key: str
    priority: int
    mention_id: int
    url: str
    title: str
    text: str
    author: str
    author_url: str
    source: str
    source_kind: str
    site: str
    published_at: datetime
    confidence: float
    question: bool
    needs_reply: bool
    reach: int | None
    story_id: int
    story_size: int
    reasons: tuple[Message, ...]
    tone: Tone
    brands: tuple[BrandTone, ...]


class Attempt(NamedTuple):
    """One request to a desk: what came back, or (`error`) why nothing did."""

    at: datetime
    milliseconds: int
    status: int | None
    is_success: bool
    error: Message | None
    reply: str


class Result(NamedTuple):
    """How one attempt left its ticket: sent, refused, expired, or pending with `retry_at`."""

    ticket_id: int
    row_id: int
    state: str
    attempt: Attempt
    attempts: int
    retry_at: datetime | None = None
    external_id: str | None = None
    external_url: str | None = None


def open_ticket(
    tx: Transaction, mention_id: int, story_id: int, effect: TicketEffect, now: datetime
) -> int | None:
    """`open_tickets` for one: the new ticket's id, or None where the mention joins another's."""
    return next(iter(open_tickets(tx, [TicketCall(mention_id, story_id, effect)], now)), None)


def open_tickets(tx: Transaction, calls: Sequence[TicketCall], now: datetime) -> list[int]:
    """Open the tickets that are called for, with the rows that deliver them; their ids.

    A story that has a ticket at the destination gets no second one: the mention joins it, and
    where it is still unsent and the newcomer more pressing, takes over its priority and reasons.
    So a repeated call, such as an edited mention's, opens nothing twice.
    """
    rows = {f"tkt_{uuid4().hex}": _new_row(call, now) for call in calls}
    if not rows:
        return []
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(t.tickets).on_conflict_do_nothing(
        index_elements=["destination_id", "story_id"]
    )
    values = [{"key": key, **row} for key, row in rows.items()]
    opened = tx.execute(statement.returning(_t.id, _t.key), values).all()
    outbox.put_tickets(
        tx,
        [(row.id, rows[row.key]["mention_id"], rows[row.key]["destination_id"]) for row in opened],
        now,
    )
    is_opened = {row.key for row in opened}
    _join(tx, [row for key, row in rows.items() if key not in is_opened])
    return [row.id for row in opened]


def _new_row(call: TicketCall, now: datetime) -> dict[str, Any]:
    effect = call.effect
    return {
        "destination_id": effect.destination_id,
        "mention_id": call.mention_id,
        "story_id": call.story_id,
        "rule_id": effect.rule_id,
        "priority": effect.priority,
        "reasons": [reason.to_json() for reason in effect.reasons],
        "state": PENDING,
        "created_at": now,
    }


def _join(tx: Transaction, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    raised = (
        update(t.tickets)
        .where(
            _t.destination_id == bindparam("at"),
            _t.story_id == bindparam("story"),
            _t.state == PENDING,
            _t.priority > bindparam("pressing"),
        )
        .values(priority=bindparam("pressing"), reasons=bindparam("why"))
    )
    tx.execute(
        raised,
        [
            {
                "at": row["destination_id"],
                "story": row["story_id"],
                "pressing": row["priority"],
                "why": row["reasons"],
            }
            for row in rows
        ],
    )


def contents(tx: Transaction, ticket_ids: Collection[int]) -> dict[int, TicketContent]:
    """What the desks are to be told of these tickets, by id; one that is gone is left out."""
    m, s = t.mentions.c, t.sources.c
    query = (
        select(
            _t.id, _t.key, _t.priority, _t.mention_id, m.url, m.title, m.text, m.author,
            m.author_url, s.name, s.kind, m.site, m.published_at, m.confidence, m.question,
            m.needs_reply, m.reach, m.story_id, t.stories.c.size, cast(_t.reasons, Text), m.tone,
        )
        .join(t.mentions, m.id == _t.mention_id)
        .join(t.sources, s.id == m.source_id)
        .join(t.stories, t.stories.c.id == m.story_id)
        .where(one_of(tx, _t.id, ticket_ids))
    )  # fmt: skip
    brands = _brands(tx, ticket_ids)
    return {row[0]: _content(row, tuple(brands[row[0]])) for row in tx.execute(query).all()}


def _brands(tx: Transaction, ticket_ids: Collection[int]) -> dict[int, list[BrandTone]]:
    mb = t.mention_brands.c
    query = (
        select(_t.id, t.brands.c.name, mb.tone)
        .join(t.mention_brands, mb.mention_id == _t.mention_id)
        .join(t.brands, t.brands.c.id == mb.brand_id)
        .where(one_of(tx, _t.id, ticket_ids))
        .order_by(_t.id, t.brands.c.name)
    )
    found: dict[int, list[BrandTone]] = defaultdict(list)
    for ticket_id, name, tone in tx.execute(query).all():
        found[ticket_id].append(_brand_tone(name, tone))
    return found


def _content(row: Row[Any], brands: tuple[BrandTone, ...]) -> TicketContent:
    """The columns of `contents` are in the order of the fields; the last three need a hand."""
    *plain, reasons, tone = row
    return TicketContent._make((*plain, _reasons(reasons), Tone(tone), brands))


# Many tickets share their reasons and their brands.
@lru_cache(maxsize=1024)
def _reasons(stored: str) -> tuple[Message, ...]:
    return tuple(Message.from_json(reason) for reason in quick_json.loads(stored))


@lru_cache(maxsize=1024)
def _brand_tone(name: str, tone: str) -> BrandTone:
    return BrandTone(name, Tone(tone))


def record(tx: Transaction, holder: str, results: Sequence[Result]) -> None:
    """Keep what came of attempts: one row each, the tickets' states, and the outbox in step."""
    known = _still_there(tx, {result.ticket_id for result in results})
    results = [result for result in results if result.ticket_id in known]
    if not results:
        return
    run_many(tx, _KEEP_ATTEMPT, [_attempt_row(result) for result in results])
    run_many(tx, _KEEP_SENT, [_sent_row(result) for result in results if result.state == SENT])
    given_up = [result for result in results if result.state in (REFUSED, EXPIRED)]
    if given_up:
        # A sending that succeeded elsewhere meanwhile, or a recall, outweighs a refusal.
        statement = update(t.tickets).where(
            _t.id == bindparam("ticket"),
            *(_t.state != state for state in (SENT, WITHDRAWN, DROPPED)),
        )
        tx.execute(
            statement.values(state=bindparam("became")),
            [{"ticket": result.ticket_id, "became": result.state} for result in given_up],
        )
    outbox.done(tx, [result.row_id for result in results if result.retry_at is None])
    outbox.put_off(
        tx,
        holder,
        [outbox.PutOff(r.row_id, r.attempts, r.retry_at) for r in results if r.retry_at],
    )


def _still_there(tx: Transaction, ticket_ids: Collection[int]) -> set[int]:
    """The tickets that have not been deleted under way, held until the transaction ends."""
    query = (
        select(_t.id)
        .where(one_of(tx, _t.id, ticket_ids))
        .with_for_update(read=True, key_share=True)
    )
    return set(tx.execute(query).scalars())


def _attempt_row(result: Result) -> tuple[Any, ...]:
    """As `_KEEP_ATTEMPT` wants it."""
    attempt = result.attempt
    error = quick_json.dumps(attempt.error.to_json()).decode() if attempt.error else None
    at = to_micros(attempt.at)
    return (
        result.ticket_id, at, attempt.milliseconds, attempt.status, attempt.is_success, error,
        attempt.reply,
    )  # fmt: skip


def _sent_row(result: Result) -> tuple[Any, ...]:
    """As `_KEEP_SENT` wants it."""
    at = to_micros(result.attempt.at)
    return at, result.external_id, result.external_url, result.ticket_id


def replay(
    tx: Transaction,
    now: datetime,
    ticket_ids: Collection[int] | None = None,
    destination_id: int | None = None,
    states: Collection[str] = (REFUSED, EXPIRED),
) -> int:
    """Send tickets again under their old keys, with all retries before them; how many.

    Named ones whatever their state; else those in `states`, of one destination or of all, whose
    mention is not irrelevant.
    """
    query = select(_t.id, _t.mention_id, _t.destination_id)
    if ticket_ids is not None:
        query = query.where(one_of(tx, _t.id, ticket_ids))
    else:
        query = query.join(t.mentions).where(
            _t.state.in_(states), t.mentions.c.state != State.IRRELEVANT.value
        )
    if destination_id is not None:
        query = query.where(_t.destination_id == destination_id)
    found = [(row.id, row.mention_id, row.destination_id) for row in tx.execute(query)]
    for start in range(0, len(found), _CHUNK):
        _revive(tx, found[start : start + _CHUNK], now)
    return len(found)


# Below SQLite's limit of 32,766 variables in a statement.
_CHUNK = 10_000


def _revive(tx: Transaction, found: Sequence[tuple[int, int, int]], now: datetime) -> None:
    ids = [ticket_id for ticket_id, _, _ in found]
    # A row in somebody's hands would go out twice at once; its lease goes with it, and what
    # that holder finds out is recorded still.
    tx.execute(delete(t.outbox).where(one_of(tx, t.outbox.c.ticket_id, ids)))
    tx.execute(update(t.tickets).where(one_of(tx, _t.id, ids)).values(state=PENDING))
    outbox.put_tickets(tx, found, now)


def withdraw(tx: Transaction, mention_id: int) -> None:
    """Send nothing more of a mention that is irrelevant; what was sent stays sent."""
    _stop(tx, _t.mention_id == mention_id, WITHDRAWN)


def drop_waiting(tx: Transaction, destination_id: int) -> int:
    """Let go of all that waits for a destination; how many tickets that were."""
    return _stop(tx, _t.destination_id == destination_id, DROPPED)


def _stop(tx: Transaction, chosen: ColumnElement[bool], state: str) -> int:
    """Take pending tickets out of the outbox. A row in somebody's hands is left to them
    (`recalled`): there is one row at most for a ticket, so nobody else sends it meanwhile."""
    stopped = update(t.tickets).where(chosen, _t.state == PENDING).values(state=state)
    ids = tx.execute(stopped.returning(_t.id)).scalars().all()
    free = t.outbox.c.lease_owner.is_(None)
    tx.execute(delete(t.outbox).where(one_of(tx, t.outbox.c.ticket_id, ids), free))
    return len(ids)


def restore(tx: Transaction, mention_id: int, now: datetime) -> None:
    """Undo `withdraw`: what was not sent by then will be."""
    revived = update(t.tickets).where(_t.mention_id == mention_id, _t.state == WITHDRAWN)
    columns = (_t.id, _t.mention_id, _t.destination_id)
    rows = tx.execute(revived.values(state=PENDING).returning(*columns)).all()
    ids = [row.id for row in rows]
    in_hand = set(tx.execute(_rows_of(tx, ids)).scalars())
    outbox.put_tickets(tx, [(*row,) for row in rows if row.id not in in_hand], now)


def _rows_of(tx: Transaction, ticket_ids: Collection[int]) -> Select[tuple[int]]:
    return select(t.outbox.c.ticket_id).where(one_of(tx, t.outbox.c.ticket_id, ticket_ids))


def recalled(tx: Transaction, holder: str) -> list[int]:
    """The outbox rows in this holder's hands whose tickets are no longer to be sent."""
    return list(tx.execute(_recalled(holder)).scalars())


def take_recalled(tx: Transaction, holder: str) -> frozenset[int]:
    """`recalled`, with those rows deleted. The tickets are locked, so that a `restore` at the
    same time is either seen here or sees that the row is gone."""
    rows = frozenset(tx.execute(_recalled(holder).with_for_update(of=t.tickets)).scalars())
    outbox.done(tx, rows)
    return rows


def _recalled(holder: str) -> Select[tuple[int]]:
    query = select(t.outbox.c.id).join(t.tickets, t.outbox.c.ticket_id == _t.id)
    mine = t.outbox.c.lease_owner == holder
    return query.where(mine, _t.state.in_((WITHDRAWN, DROPPED)))


def count_states(tx: Transaction, destination_ids: Iterable[int] = ()) -> dict[str, int]:
    """How many tickets stand in each state, at these destinations or at all."""
    query = select(_t.state, func.count()).group_by(_t.state)
    wanted = list(destination_ids)
    if wanted:
        query = query.where(_t.destination_id.in_(wanted))
    none = dict.fromkeys(STATES, 0)
    return none | {row[0]: row[1] for row in tx.execute(query)}
