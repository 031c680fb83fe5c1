"""The inbox: raw items between the crawl that brought them and their ingestion."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, func, or_, select, update

from mentions.messages import Message
from mentions.normalise import clean_url, plain_text
from mentions.store import leases
from mentions.store import tables as t
from mentions.store.database import Transaction, one_of
from mentions.types import RawItem

LEASE = timedelta(minutes=10)

_WITH_SOURCE = select(t.inbox, t.sources.c.kind, t.sources.c.name, t.sources.c.brand_id).join(
    t.sources, t.sources.c.id == t.inbox.c.source_id
)


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One raw item in hand, and the source that it came from; `brand_id` is the source's own."""

    id: int
    source_id: int
    source_kind: str
    source_name: str
    item: RawItem
    fetched_at: datetime
    brand_id: int | None = None


def to_payload(item: RawItem) -> dict[str, Any]:
    """The item as JSON; `from_payload` reads it back. Empty fields are left out."""
    published = item.published_at.isoformat() if item.published_at else None
    fields = {
        "url": item.url,
        "title": item.title,
        "text": item.text,
        "is_html": item.is_html,
        "author": item.author,
        "author_url": item.author_url,
        "published_at": published,
        "reach": item.reach,
        "thread": item.thread,
        "parent": item.parent,
        "extra": item.extra,
    }
    return {name: value for name, value in fields.items() if value not in ("", None, {})}


def from_payload(key: str, payload: dict[str, Any]) -> RawItem:
    published = payload.get("published_at")
    return RawItem(
        **{
            "url": "",
            "is_html": False,
            **payload,
            "key": key,
            "published_at": datetime.fromisoformat(published) if published else None,
        }
    )


def put(tx: Transaction, source_id: int, items: Iterable[RawItem], now: datetime) -> None:
    rows = [
        {
            "source_id": source_id,
            "item_key": item.key,
            "thread": item.thread,
            "payload": to_payload(item),
            "fetched_at": now,
        }
        for item in items
    ]
    if rows:
        tx.execute(t.inbox.insert(), rows)


def claim(tx: Transaction, holder: str, now: datetime, limit: int) -> list[InboxRow]:
    """Take up to `limit` of the oldest waiting items under a lease of ten minutes.

    An item whose holder is dead is taken at once.
    """
    waiting = and_(
        t.inbox.c.state == "pending",
        leases.is_free(
            t.inbox.c.lease_owner, t.inbox.c.lease_until, leases.dead_owners(tx, t.inbox), now
        ),
    )
    ids = select(t.inbox.c.id).where(waiting).order_by(t.inbox.c.id).limit(limit)
    taken = list(tx.execute(ids.with_for_update(skip_locked=True)).scalars())
    if not taken:
        return []
    mine = one_of(tx, t.inbox.c.id, taken)
    tx.execute(
        update(t.inbox)
        .where(mine)
        .values(lease_owner=holder, lease_until=now + LEASE, attempts=t.inbox.c.attempts + 1)
    )
    return [_row(row) for row in tx.execute(_WITH_SOURCE.where(mine).order_by(t.inbox.c.id))]


def still_there(tx: Transaction, ids: Sequence[int]) -> set[int]:
    """Those of the items that nobody has taken out of the inbox."""
    return set(tx.execute(select(t.inbox.c.id).where(one_of(tx, t.inbox.c.id, ids))).scalars())


def remove(tx: Transaction, ids: Sequence[int]) -> None:
    tx.execute(delete(t.inbox).where(one_of(tx, t.inbox.c.id, ids)))


def give_back(tx: Transaction, holder: str, ids: Sequence[int]) -> None:
    """Let go of claimed items that nothing was done with, unless another has taken them since."""
    if ids:
        mine = and_(t.inbox.c.id.in_(ids), t.inbox.c.lease_owner == holder)
        tx.execute(update(t.inbox).where(mine).values(lease_owner=None, lease_until=None))


def release(tx: Transaction, ids: Collection[int]) -> None:
    """Give items back: they wait for the next batch."""
    _set_aside(tx, ids, "pending", None)


def set_unmatched(tx: Transaction, ids: Sequence[int]) -> None:
    """Set aside items that name no brand: `reopen_unmatched` offers them to a new brand."""
    _set_aside(tx, ids, "unmatched", None)


def set_broken(tx: Transaction, row_id: int, error: Message) -> None:
    """Set aside an item that cannot be ingested, with the reason, so that it blocks nothing."""
    _set_aside(tx, [row_id], "broken", error)


def _set_aside(tx: Transaction, ids: Collection[int], state: str, error: Message | None) -> None:
    if not ids:
        return
    stored = error.to_json() if error else None
    tx.execute(
        update(t.inbox)
        .where(one_of(tx, t.inbox.c.id, ids))
        .values(state=state, error=stored, lease_owner=None, lease_until=None)
    )


def reopen_unmatched(tx: Transaction, source_id: int | None = None) -> int:
    """Send the items (of a source) that named no brand through ingestion again, since the brands
    have changed."""
    reopened = update(t.inbox).where(t.inbox.c.state == "unmatched").values(state="pending")
    if source_id is not None:
        reopened = reopened.where(t.inbox.c.source_id == source_id)
    return tx.execute(reopened).rowcount


def reopen_threads(tx: Transaction, firsts: Iterable[tuple[int, str]]) -> None:
    """The same for what belongs to the conversations that these (source id, key) begin."""
    by_source: dict[int, list[str]] = {}
    for source_id, key in firsts:
        by_source.setdefault(source_id, []).append(key)
    if not by_source:
        return
    i = t.inbox.c
    # The state is asked for below: with it, SQLite goes through all unmatched items instead.
    theirs = or_(
        *(
            and_(i.source_id == source_id, i.thread.in_(keys), i.thread != t.NO_THREAD)
            for source_id, keys in by_source.items()
        )
    )
    found = select(i.id).where(theirs)
    if ids := list(tx.execute(found).scalars()):
        reopened = update(t.inbox).where(one_of(tx, i.id, ids), i.state == "unmatched")
        tx.execute(reopened.values(state="pending"))


def by_author(tx: Transaction, author: str) -> list[int]:
    """The ids of all that is by an author, named by name or page address."""
    query = select(t.inbox.c.id, t.inbox.c.payload).execution_options(yield_per=1000)
    return [row.id for row in tx.execute(query) if _is_by(row.payload, author)]


def _is_by(payload: dict[str, Any], author: str) -> bool:
    name = plain_text(payload.get("author", ""), payload.get("is_html", False))
    is_named = name.casefold() == author.casefold()
    return is_named or clean_url(payload.get("author_url", "")) == author


def behind(tx: Transaction, rows: Sequence[InboxRow]) -> set[int]:
    """The ids of those that must wait: an earlier version of the same item is still in the inbox.

    The oldest are claimed first, so there is little that waits and is older than what is in hand.
    """
    if not rows:
        return set()
    i = t.inbox.c
    older = and_(i.state == "pending", i.id < max(row.id for row in rows))
    first: dict[tuple[int, str], int] = {}
    for row_id, *item in tx.execute(select(i.id, i.source_id, i.item_key).where(older)):
        key = item[0], item[1]
        first[key] = min(row_id, first.get(key, row_id))
    return {row.id for row in rows if first.get((row.source_id, row.item.key), row.id) < row.id}


def is_outdated(tx: Transaction, row: InboxRow) -> bool:
    """Whether a later version of the item has been through ingestion: this one was set aside."""
    i, known = t.inbox.c, t.items.c
    item = and_(known.source_id == row.source_id, known.item_key == row.item.key)
    latest = tx.execute(select(known.seen_at).where(item)).scalar()
    if latest is None or latest <= row.fetched_at:
        return False
    same = and_(i.source_id == row.source_id, i.item_key == row.item.key, i.id > row.id)
    waiting = select(i.id).where(same, i.state == "pending").limit(1)
    return tx.execute(waiting).first() is None


def counts(tx: Transaction) -> dict[str, int]:
    """How many items stand in each state: pending, unmatched, broken."""
    rows = tx.execute(select(t.inbox.c.state, func.count()).group_by(t.inbox.c.state))
    return {"pending": 0, "unmatched": 0, "broken": 0} | {row[0]: row[1] for row in rows}


def recent_unmatched(tx: Transaction, limit: int) -> list[InboxRow]:
    """The newest items that named no brand, for trying a query on."""
    unmatched = _WITH_SOURCE.where(t.inbox.c.state == "unmatched")
    return [_row(row) for row in tx.execute(unmatched.order_by(t.inbox.c.id.desc()).limit(limit))]


def _row(row: Any) -> InboxRow:
    return InboxRow(
        id=row.id,
        source_id=row.source_id,
        source_kind=row.kind,
        source_name=row.name,
        item=from_payload(row.item_key, row.payload),
        fetched_at=row.fetched_at,
        brand_id=row.brand_id,
    )
