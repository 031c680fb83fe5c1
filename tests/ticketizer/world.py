"""A small stored world for delivery tests: a source, a brand, mentions, destinations."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select

from mentions.messages import message
from mentions.network import AddressPolicy
from mentions.store import destinations, tickets
from mentions.store import tables as t
from mentions.store.database import Database, Transaction
from mentions.store.tickets import TicketCall
from mentions.types import TicketEffect
from ticketizer.desks import DESKS

NOW = datetime(2025, 5, 1, 12, tzinfo=UTC)
SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
LOOPBACK = AddressPolicy.parse(["127.0.0.0/8"])


@dataclass
class Clock:
    """A clock that tests move."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


def add_destination(db: Database, url: str, name: str = "desk", **options: Any) -> int:
    kept = DESKS["webhook"].check({"url": url, **options})
    with db.write() as tx:
        return destinations.add(tx, "webhook", name, kept, [SECRET], NOW)


def add_mentions(
    tx: Transaction, count: int, text: str = "Банк опять списал комиссию"
) -> list[int]:
    """Mentions of stories of their own; a mention's id is its story's."""
    if tx.execute(select(func.count()).select_from(t.sources)).scalar() == 0:
        tx.execute(
            insert(t.sources).values(
                id=1, kind="feed", address="http://a/", name="Лента", options={},
                every_seconds=60, cursor={}, next_run_at=NOW, created_at=NOW,
            )
        )  # fmt: skip
        tx.execute(insert(t.brands).values(id=1, name="Банк", query="банк", created_at=NOW))
        tx.execute(
            insert(t.rules).values(
                id=1, name="Всё", query="", conditions={}, actions={"ticket": True},
                is_enabled=True, created_at=NOW,
            )
        )  # fmt: skip
    first = 1 + (tx.execute(select(func.max(t.mentions.c.id))).scalar() or 0)
    ids = range(first, first + count)
    tx.execute(insert(t.stories), [_story(id) for id in ids])
    tx.execute(insert(t.mentions), [_mention(id, text) for id in ids])
    tx.execute(
        insert(t.mention_brands),
        [
            {
                "mention_id": id, "brand_id": 1, "tone": "negative", "negative": 0.9,
                "neutral": 0.05, "positive": 0.05, "question": 0.1, "needs_reply": 0.9,
                "places": [], "is_corrected": False,
            }
            for id in ids
        ],
    )  # fmt: skip
    return list(ids)


def _story(id: int) -> dict[str, Any]:
    return {"id": id, "title": "т", "size": 1, "first_at": NOW, "last_at": NOW,
            "signature": b"", "shingles": 0}  # fmt: skip


def _mention(id: int, text: str) -> dict[str, Any]:
    return {
        "id": id, "source_id": 1, "item_key": f"k{id}", "story_id": id,
        "url": f"https://example.org/{id}", "address_hash": "", "title": f"Заголовок {id}",
        "text": text, "text_hash": "", "author": "Иван", "author_url": "", "site": "example.org",
        "lang": "ru", "reach": 1000, "published_at": NOW, "collected_at": NOW, "updated_at": NOW,
        "tone": "negative", "confidence": 0.9, "question": False, "needs_reply": True,
        "model": "m", "is_hidden": False, "priority": 2, "version": 1, "extra": {},
    }  # fmt: skip


def effect(destination_id: int, priority: int = 2) -> TicketEffect:
    return TicketEffect(destination_id, 1, priority, (message("ticketizer-reason-reply"),))


def add_tickets(
    db: Database, destination_ids: Sequence[int], count: int, now: datetime = NOW, **mention: Any
) -> list[int]:
    with db.write() as tx:
        ids = add_mentions(tx, count, **mention)
        calls = [TicketCall(id, id, effect(there)) for id in ids for there in destination_ids]
        return tickets.open_tickets(tx, calls, now)


def states(db: Database) -> Counter[str]:
    """How many tickets stand in each state in which there are any."""
    with db.read() as tx:
        return +Counter(tickets.count_states(tx))


def all_tickets(db: Database) -> Sequence[Any]:
    with db.read() as tx:
        return tx.execute(select(t.tickets).order_by(t.tickets.c.id)).all()


def waiting_rows(db: Database) -> Sequence[Any]:
    with db.read() as tx:
        return tx.execute(select(t.outbox).order_by(t.outbox.c.id)).all()


def all_attempts(db: Database) -> Sequence[Any]:
    with db.read() as tx:
        return tx.execute(select(t.delivery_attempts).order_by(t.delivery_attempts.c.id)).all()


def the_destination(db: Database, destination_id: int) -> destinations.Destination:
    with db.read() as tx:
        found = destinations.get(tx, destination_id)
    assert found is not None
    return found
