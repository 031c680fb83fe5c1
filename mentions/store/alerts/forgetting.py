"""What warnings keep of mentions and their authors, taken out when these are to be forgotten."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from mentions.store import alert_tables as a
from mentions.store.alerts.notices import PENDING
from mentions.store.database import Transaction


def forget_old(tx: Transaction, before: datetime) -> None:
    """Surges that were over then, and what was told until then."""
    n, s = a.notices.c, a.surges.c
    tx.execute(delete(a.notices).where(n.created_at < before, n.state != PENDING))
    tx.execute(delete(a.surges).where(s.ended_at < before))


def strike(tx: Transaction, mention_ids: Collection[int], authors: Collection[str]) -> None:
    """Take these mentions, and authors of these names, out of reasons and messages."""
    if not mention_ids:
        return
    for table, column in ((a.surges, a.surges.c.reason), (a.notices, a.notices.c.content)):
        for row in tx.execute(select(table.c.id, column)).all():
            struck = _struck(row[1], mention_ids, authors)
            if struck != row[1]:
                changed = update(table).where(table.c.id == row.id)
                tx.execute(changed.values({column.name: struck}))


def _struck(
    content: Mapping[str, Any], mention_ids: Collection[int], authors: Collection[str]
) -> dict[str, Any]:
    left = dict(content)
    if (left.get("first") or {}).get("mention_id") in mention_ids:
        left["first"] = None
    if "authors" in left:
        left["authors"] = [name for name in left["authors"] if name not in authors]
    if "examples" in left:
        left["examples"] = [one for one in left["examples"] if one["mention_id"] not in mention_ids]
    return left
