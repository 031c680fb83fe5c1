"""The conversations that mentions have begun."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from mentions.store import tables as t
from mentions.store.database import Transaction
from mentions.types import State


@dataclass(frozen=True, slots=True)
class Begun:
    """A mention that is the first item of a conversation."""

    key: str
    url: str
    published_at: datetime


def begun_since(tx: Transaction, source_id: int, since: datetime, limit: int) -> list[Begun]:
    """Those of a source that were published since, the newest first, but irrelevant ones."""
    m = t.mentions.c
    query = (
        select(m.item_key, m.url, m.published_at)
        .where(m.source_id == source_id, m.thread != t.NO_THREAD, m.thread == m.item_key)
        .where(m.published_at >= since, m.state != State.IRRELEVANT.value)
        .order_by(m.published_at.desc())
        .limit(limit)
    )
    return [Begun(*row) for row in tx.execute(query)]
