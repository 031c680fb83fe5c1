"""Calling somebody else when nobody has pressed «Вижу»."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from alerts.telling import tell
from mentions.store.alerts import channels, notices
from mentions.store.alerts import settings as settings_store
from mentions.store.alerts import surges as surge_store
from mentions.store.alerts.channels import ESCALATION
from mentions.store.alerts.notices import ESCALATED, SENT, STARTED, Notice
from mentions.store.alerts.surges import Surge
from mentions.store.database import Database


def escalate(db: Database, now: datetime) -> int:
    """Each surge that was told of so long ago and that nobody is on, once; notices put."""
    with db.read() as tx:
        minutes = settings_store.get(tx).escalate_after
        is_heard = any(one.form.surges == ESCALATION for one in channels.listening(tx))
        late = [
            surge
            for surge in (surge_store.unattended(tx) if minutes and is_heard else ())
            if _is_late(surge, notices.of_surge(tx, surge.id), timedelta(minutes=minutes), now)
        ]
    told = 0
    for surge in late:
        with db.write() as tx:
            if surge_store.mark_escalated(tx, surge.id, now):
                told += tell(tx, ESCALATED, surge.id, {**surge.reason, "minutes": minutes}, now)
    return told


def _is_late(surge: Surge, told: Sequence[Notice], patience: timedelta, now: datetime) -> bool:
    """Counted from the first message that came through; what quiet hours hold back has not.

    Where a channel fails, its attempt counts: that nobody is reached is no reason to wait.
    """
    first = [_reached_at(notice) for notice in told if notice.kind == STARTED]
    since = min(first, default=surge.told_at)
    return since is not None and now - since >= patience


def _reached_at(notice: Notice) -> datetime:
    if notice.state == SENT and notice.sent_at is not None:
        return notice.sent_at
    return notice.created_at if notice.attempts else notice.next_at
