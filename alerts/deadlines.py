"""Telling of answers that are soon due: those of the next while in one message, each once.

deadline, kept with its mention ─► warning time before it ─► one notice a channel
"""

from datetime import datetime, timedelta

from alerts.matches import cut
from alerts.telling import tell_others
from mentions.store import deadlines as store
from mentions.store.alerts.notices import DEADLINE
from mentions.store.database import Database, Transaction
from mentions.store.deadlines import NEWS

SHOWN = 5
# A message waits for others for this part of the warning time.
GATHERED = 0.25


def tell_deadlines(db: Database, now: datetime) -> int:
    """What is to be answered soon, or was while nothing ran here; how many notices were put."""
    with db.read() as tx:
        asked = store.times(tx)
        warning = timedelta(minutes=asked.warning)
        if not (asked.is_set and warning):
            return 0
        first = store.first_untold(tx, now - NEWS)
    if first is None or first > now + warning * (1 - GATHERED):
        return 0
    with db.write() as tx:
        return _tell(tx, now, now + warning, asked.channels)


def _tell(tx: Transaction, now: datetime, until: datetime, channels: tuple[int, ...]) -> int:
    taken = store.take(tx, now - NEWS, until, now)
    if not taken:
        return 0
    examples = [
        {
            "mention_id": one.mention_id,
            "excerpt": cut(one.title or one.text),
            "source": one.source,
            "due_at": one.due_at.isoformat(),
        }
        for one in store.told(tx, taken[:SHOWN])
    ]
    content = {"count": len(taken), "due_at": examples[0]["due_at"], "examples": examples}
    # A mention is told of once, so the first of them names the message.
    return tell_others(tx, DEADLINE, f"deadline-{taken[0]}", channels, content, now)
