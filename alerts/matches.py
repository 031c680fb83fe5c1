"""Telling of mentions that a rule wants told: those of a minute, or of its pause, in one message.

ingest ─► match (kept with the mention) ─► a minute, or the rule's pause ─► one notice a channel
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from alerts.telling import tell_others
from mentions.rules import Rule
from mentions.store import rules
from mentions.store.alerts import matches as store
from mentions.store.alerts.matches import Told, Waiting
from mentions.store.alerts.notices import MATCHED
from mentions.store.database import Database, Transaction

TOGETHER = timedelta(minutes=1)
# An older mention (a new source's past) is kept, not told.
NEWS = timedelta(hours=24)
SHOWN = 5
EXCERPT = 160


@dataclass(frozen=True, slots=True)
class Shown:
    """A mention in a message."""

    mention_id: int
    excerpt: str
    source: str
    author: str
    reach: int | None
    tone: str


def tell_matches(db: Database, now: datetime) -> int:
    """What is due of each rule; how many notices were put."""
    with db.read() as tx:
        found = [(one, rules.get(tx, one.rule_id)) for one in store.waiting(tx)]
        due = [(one, rule) for one, rule in found if rule and _is_due(tx, rule, one, now)]
    told = 0
    for one, rule in due:
        with db.write() as tx:
            told += _tell(tx, rule, one, now)
    return told


def _is_due(tx: Transaction, rule: Rule, waiting: Waiting, now: datetime) -> bool:
    pause = timedelta(minutes=rule.actions.tell_pause)
    last = store.last_told_at(tx, rule.id)
    # A clock that was set back must not hold anything up.
    is_early = last is not None and last <= now < last + pause
    is_fresh = waiting.oldest_at <= now < waiting.oldest_at + TOGETHER
    return not is_early and not is_fresh


def _tell(tx: Transaction, rule: Rule, waiting: Waiting, now: datetime) -> int:
    if not store.take(tx, rule.id, now):
        return 0
    found, count = store.told(tx, rule.id, now, NEWS, SHOWN)
    if not found:
        return 0
    content = {
        "rule": rule.name,
        "count": count,
        "examples": [asdict(one) for one in _shown(found)],
    }
    mark = f"rule-{rule.id}-{waiting.first_id}"
    return tell_others(tx, MATCHED, mark, rule.actions.channels, content, now)


def _shown(found: Sequence[Told]) -> list[Shown]:
    return [
        Shown(one.mention_id, cut(one.title or one.text), one.source, one.author, one.reach,
              one.tone)
        for one in found
    ]  # fmt: skip


def cut(text: str) -> str:
    """The start of a text on one line, for a message."""
    text = " ".join(text.split())
    return text if len(text) <= EXCERPT else text[:EXCERPT].rsplit(" ", 1)[0] + "…"
