"""The whole story of one mention: where it was found, what was read in it, what was done."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from mentions.messages import Message
from mentions.store.database import Transaction
from mentions.store.tables import (
    delivery_attempts,
    destinations,
    items,
    mention_events,
    mentions,
    outbox,
    rules,
    sources,
    tickets,
    users,
)
from mentions.store.views.mentions import MentionFilter, MentionRow, get_rows, list_mentions
from mentions.store.views.threads import Thread, thread_of

REPRINTS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Sighting:
    """One place where the mention was found."""

    source_id: int
    source: str
    url: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to the mention, and who did it (nobody: the program)."""

    at: datetime
    kind: str
    user: str | None
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to deliver a ticket."""

    at: datetime
    milliseconds: int
    status: int | None
    is_success: bool
    error: Message | None
    reply: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket of the mention's story; `next_at` while a delivery is still to come."""

    id: int
    key: str
    mention_id: int
    title: str
    destination_id: int
    destination: str
    rule: str | None
    priority: int
    reasons: tuple[Message, ...]
    state: str
    external_id: str | None
    external_url: str | None
    created_at: datetime
    sent_at: datetime | None
    next_at: datetime | None
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True)
class WholeMention:
    row: MentionRow
    author_url: str
    lang: str
    confidence: float
    model: str
    collected_at: datetime
    updated_at: datetime
    sightings: tuple[Sighting, ...]
    reprints: tuple[MentionRow, ...]
    events: tuple[Event, ...]
    tickets: tuple[Ticket, ...]
    thread: Thread


def get_whole(tx: Transaction, mention_id: int) -> WholeMention | None:
    """Everything known of a mention; None where there is no such mention."""
    rest = tx.execute(select(mentions).where(mentions.c.id == mention_id)).first()
    rows = get_rows(tx, [mention_id])
    if rest is None or not rows:
        return None
    return WholeMention(
        row=rows[0],
        author_url=rest.author_url,
        lang=rest.lang,
        confidence=rest.confidence,
        model=rest.model,
        collected_at=rest.collected_at,
        updated_at=rest.updated_at,
        sightings=_sightings(tx, mention_id),
        reprints=_reprints(tx, rows[0]),
        events=_events(tx, mention_id),
        tickets=list_tickets(tx, story_id=rows[0].story_id),
        thread=thread_of(tx, rows[0]),
    )


def list_tickets(
    tx: Transaction,
    *,
    story_id: int | None = None,
    destination_id: int | None = None,
    state: str | None = None,
    before: int | None = None,
    limit: int = 100,
) -> tuple[Ticket, ...]:
    """Tickets with each attempt to deliver them, the newest first; `before` a ticket's id."""
    query = (
        select(
            tickets,
            mentions.c.title,
            mentions.c.text,
            destinations.c.name.label("destination"),
            rules.c.name.label("rule"),
        )
        .select_from(
            tickets.join(destinations, destinations.c.id == tickets.c.destination_id)
            .join(mentions, mentions.c.id == tickets.c.mention_id)
            .outerjoin(rules, rules.c.id == tickets.c.rule_id)
        )
        .order_by(tickets.c.id.desc())
        .limit(limit)
    )
    for column, value in (
        (tickets.c.story_id, story_id),
        (tickets.c.destination_id, destination_id),
        (tickets.c.state, state),
    ):
        if value is not None:
            query = query.where(column == value)
    if before is not None:
        query = query.where(tickets.c.id < before)
    found = tx.execute(query).all()
    ids = [row.id for row in found]
    attempts, due = _attempts(tx, ids), _due(tx, ids)
    return tuple(
        Ticket(
            id=row.id,
            key=row.key,
            mention_id=row.mention_id,
            title=row.title or row.text[:160],
            destination_id=row.destination_id,
            destination=row.destination,
            rule=row.rule,
            priority=row.priority,
            reasons=tuple(Message.from_json(reason) for reason in row.reasons),
            state=row.state,
            external_id=row.external_id,
            external_url=row.external_url,
            created_at=row.created_at,
            sent_at=row.sent_at,
            next_at=due.get(row.id),
            attempts=tuple(attempts[row.id]),
        )
        for row in found
    )


def _attempts(tx: Transaction, ticket_ids: list[int]) -> dict[int, list[Attempt]]:
    query = (
        select(delivery_attempts)
        .where(delivery_attempts.c.ticket_id.in_(ticket_ids))
        .order_by(delivery_attempts.c.id)
    )
    found: dict[int, list[Attempt]] = defaultdict(list)
    for row in tx.execute(query):
        error = Message.from_json(row.error) if row.error else None
        attempt = Attempt(row.at, row.milliseconds, row.status, row.is_success, error, row.reply)
        found[row.ticket_id].append(attempt)
    return found


def _due(tx: Transaction, ticket_ids: list[int]) -> dict[int, datetime]:
    query = select(outbox.c.ticket_id, outbox.c.next_at).where(outbox.c.ticket_id.in_(ticket_ids))
    return {row.ticket_id: row.next_at for row in tx.execute(query)}


def _sightings(tx: Transaction, mention_id: int) -> tuple[Sighting, ...]:
    query = (
        select(items.c.source_id, sources.c.name, items.c.url, items.c.seen_at)
        .join_from(items, sources)
        .where(items.c.mention_id == mention_id)
        .order_by(items.c.seen_at)
        .limit(REPRINTS_SHOWN)
    )
    return tuple(Sighting(*row) for row in tx.execute(query))


def _reprints(tx: Transaction, row: MentionRow) -> tuple[MentionRow, ...]:
    """The others of the story that are to be seen, the newest first."""
    if not row.reprints:
        return ()
    page = list_mentions(tx, MentionFilter(story_id=row.story_id), limit=REPRINTS_SHOWN)
    return tuple(reprint for reprint in page.rows if reprint.id != row.id)


def _events(tx: Transaction, mention_id: int) -> tuple[Event, ...]:
    query = (
        select(mention_events, users.c.name)
        .select_from(mention_events.outerjoin(users, users.c.id == mention_events.c.user_id))
        .where(mention_events.c.mention_id == mention_id)
        .order_by(mention_events.c.id.desc())
    )
    return tuple(Event(row.at, row.kind, row.name, row.details) for row in tx.execute(query))
