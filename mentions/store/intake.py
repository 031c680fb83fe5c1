"""Storing what a crawl brought: items into the inbox, the cursor forward, the outcome noted.

All of it happens in the caller's one transaction, so that a kill at any moment neither loses an
item nor brings one twice.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from mentions import cadence
from mentions.duplicates import EDITABLE
from mentions.messages import Message, message
from mentions.normalise import clean_url, digest
from mentions.store import inbox, sources
from mentions.store import tables as t
from mentions.store.database import Transaction
from mentions.types import CrawlResult, Outcome, RawItem

HASH_VERSION = b"1"
# Keys asked for in one statement; SQLite takes no more than 32,766 parameters.
KEYS_AT_ONCE = 500
LONGEST_KEY = 255


_CHANGED = (
    "cursor", "next_run_at", "last_run_at", "last_outcome", "last_message", "quiet", "failures",
    "is_enabled", "lease_owner", "lease_until",
)  # fmt: skip
_UPDATE = (
    update(t.sources)
    .where(t.sources.c.id == bindparam("source"))
    .values({name: bindparam(name) for name in _CHANGED})
)


@dataclass(frozen=True, slots=True)
class Deposited:
    """What became of one crawl's result: items shown by the source, and those new or edited.

    `has_more` says that the source is gone on with at once.
    """

    source_id: int
    outcome: Outcome
    found: int
    new: int
    has_more: bool = False


def content_hash(item: RawItem) -> str:
    """What an edit changes; not the date or the address, which feeds touch at will."""
    extra = "\0".join(str(item.extra.get(name, "")) for name in EDITABLE).rstrip("\0")
    content = f"{item.title}\0{item.text}\0{extra}".encode("utf-8", "surrogatepass")
    return blake2b(content, digest_size=16, person=HASH_VERSION).hexdigest()


def deposit(
    tx: Transaction, results: Sequence[CrawlResult], now: datetime, holder: str | None = None
) -> list[Deposited]:
    """Store the results of crawls; a source that has been removed meanwhile is passed over.

    Of one that `holder` holds no longer, since it was given another address under way, the items
    are kept, but neither the cursor nor the outcome: both are of what it was.
    """
    crawled = t.sources.c.id.in_([result.source_id for result in results])
    # Locked, or what a person changes at this moment would be changed back.
    query = select(t.sources).where(crawled).order_by(t.sources.c.id).with_for_update()
    known = {row.id: row for row in tx.execute(query)}
    results = [result for result in results if result.source_id in known]
    fresh = _store_items(tx, results, now)
    deposited = [_deposited(result, fresh[result.source_id]) for result in results]
    pairs = [(known[one.source_id], one) for one in deposited]
    if deposited:
        moved = [
            _source_values(tx, source, result, one.outcome, now)
            for result, (source, one) in zip(results, pairs, strict=True)
            if holder is None or source.lease_owner == holder
        ]
        if moved:
            tx.execute(_UPDATE, moved)
        crawls = [
            _crawl_values(source, result, one, now)
            for result, (source, one) in zip(results, pairs, strict=True)
        ]
        tx.execute(t.crawls.insert(), crawls)
    return deposited


def put_items(tx: Transaction, source_id: int, items: Sequence[RawItem], now: datetime) -> int:
    """Put what came beside a crawl into the inbox; how many of the items are new or edited."""
    result = CrawlResult(source_id, Outcome.NEW, tuple(items))
    return _store_items(tx, [result], now)[source_id]


def count_new(tx: Transaction, source_id: int, items: Sequence[RawItem]) -> int:
    """How many of these a source has not shown yet, or not as they are now."""
    hashes = {item.key: content_hash(item) for item in map(_storable, items)}
    known = _known_hashes(tx, source_id, list(hashes))
    return sum(known.get(key) != digest for key, digest in hashes.items())


def receive(tx: Transaction, source_id: int, items: Sequence[RawItem], now: datetime) -> Deposited:
    """Put what was brought to a source, rather than crawled, into the inbox."""
    result = CrawlResult(source_id, Outcome.NEW, items=tuple(items))
    deposited = _deposited(result, put_items(tx, source_id, items, now))
    noted = {"last_run_at": now, "last_outcome": deposited.outcome.value}
    tx.execute(update(t.sources).where(t.sources.c.id == source_id).values(noted))
    return deposited


def _deposited(result: CrawlResult, new: int) -> Deposited:
    outcome = result.outcome
    if outcome in (Outcome.NEW, Outcome.NOTHING):
        outcome = Outcome.NEW if new else Outcome.NOTHING
    goes_on = result.has_more and outcome in (Outcome.NEW, Outcome.NOTHING)
    return Deposited(result.source_id, outcome, len(result.items), new, goes_on)


def _store_items(
    tx: Transaction, results: Sequence[CrawlResult], now: datetime
) -> defaultdict[int, int]:
    """Put new and edited items into the inbox; how many there were, by source."""
    fresh: defaultdict[int, int] = defaultdict(int)
    seen: list[dict[str, Any]] = []
    for result in results:
        if not result.items:
            continue
        items = [_storable(item) for item in result.items]
        hashes = {item.key: content_hash(item) for item in items}
        known = _known_hashes(tx, result.source_id, list(hashes))
        new = [
            item
            for item in {item.key: item for item in items}.values()
            if known.get(item.key) != hashes[item.key]
        ]
        inbox.put(tx, result.source_id, new, now)
        fresh[result.source_id] = len(new)
        seen += [
            {
                "source_id": result.source_id,
                "item_key": item.key,
                "content_hash": hashes[item.key],
                "url": clean_url(item.url),
                "seen_at": now,
            }
            for item in new
        ]
    if seen:
        tx.execute(_upsert_items(tx), seen)
    return fresh


def _storable(item: RawItem) -> RawItem:
    """The item with keys as every database keeps them: one bad page must not hold up a crawl."""
    keys = item.key, item.thread, item.parent
    key, thread, parent = (_key(one) for one in keys)
    if (key, thread, parent) == keys:
        return item
    return replace(item, key=key, thread=thread, parent=parent)


def _key(key: str) -> str:
    """Without NUL and halves of surrogate pairs; its hash where it is too long."""
    if not key.isprintable():
        key = key.replace("\0", "").encode("utf-8", "replace").decode()
    return key if len(key) <= LONGEST_KEY else digest(key)


def _known_hashes(tx: Transaction, source_id: int, keys: Sequence[str]) -> dict[str, str]:
    known: dict[str, str] = {}
    for start in range(0, len(keys), KEYS_AT_ONCE):
        rows = tx.execute(
            select(t.items.c.item_key, t.items.c.content_hash)
            .where(t.items.c.source_id == source_id)
            .where(t.items.c.item_key.in_(keys[start : start + KEYS_AT_ONCE]))
        )
        known.update((row.item_key, row.content_hash) for row in rows)
    return known


def _upsert_items(tx: Transaction) -> Any:
    insert = (sqlite if tx.dialect.name == "sqlite" else postgresql).insert(t.items)
    return insert.on_conflict_do_update(
        index_elements=["source_id", "item_key"],
        set_={name: insert.excluded[name] for name in ("content_hash", "url", "seen_at")},
    )


def _source_values(
    tx: Transaction, source: Any, result: CrawlResult, outcome: Outcome, now: datetime
) -> dict[str, Any]:
    has_failed = outcome in (Outcome.BLOCKED, Outcome.BROKEN)
    failures = source.failures + 1 if has_failed else 0
    told = _follow_move(tx, source, result)
    return {
        "source": source.id,
        "cursor": result.cursor,
        "next_run_at": cadence.next_run(
            source.id,
            timedelta(seconds=source.every_seconds),
            now,
            outcome,
            failures,
            result.retry_after,
            result.has_more,
        ),
        "last_run_at": now,
        "last_outcome": outcome.value,
        "last_message": told.to_json() if told else None,
        "quiet": source.quiet if outcome is Outcome.NOTHING else None,
        "failures": failures,
        "is_enabled": source.is_enabled and outcome is not Outcome.STOPPED,
        "lease_owner": None,
        "lease_until": None,
    }


def _follow_move(tx: Transaction, source: Any, result: CrawlResult) -> Message | None:
    """Give a source that has moved its new address; what to tell of it."""
    moved = result.address
    if moved is None or moved == source.address:
        return result.message
    try:
        with tx.begin_nested():
            tx.execute(update(t.sources).where(t.sources.c.id == source.id).values(address=moved))
    except IntegrityError:
        is_there = and_(t.sources.c.kind == source.kind, t.sources.c.address == moved)
        name = tx.execute(select(t.sources.c.name).where(is_there)).scalar()
        return message("sources-moved-to-known", address=moved, name=name or moved)
    return result.message


def _crawl_values(
    source: Any, result: CrawlResult, deposited: Deposited, now: datetime
) -> dict[str, Any]:
    # The lease began when the crawl did.
    started = source.lease_until - sources.LEASE if source.lease_until else now
    return {
        "source_id": source.id,
        "started_at": min(started, now),
        "finished_at": now,
        "outcome": deposited.outcome.value,
        "found": deposited.found,
        "new": deposited.new,
        "message": result.message.to_json() if result.message else None,
    }
