"""Which channels are told, and when: quiet hours wait for the morning."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from mentions.store.alerts import notices
from mentions.store.alerts.notices import ChannelForm
from mentions.store.database import Transaction

DAY_MINUTES = 24 * 60


def tell(
    tx: Transaction, kind: str, surge_id: int, content: Mapping[str, Any], now: datetime
) -> int:
    """Put a notice for each channel that is on; how many."""
    told = 0
    for channel in notices.channels(tx):
        if not channel.form.is_enabled:
            continue
        # One start; ends and doublings by the moment, since a surge may come back.
        mark = "" if kind == "started" else f"-{int(now.timestamp())}"
        key = f"surge-{surge_id}-{kind}{mark}-{channel.id}"
        due = due_at(channel.form, now)
        told += notices.put(tx, key, channel.id, surge_id, kind, content, now, due)
    return told


def due_at(channel: ChannelForm, now: datetime) -> datetime:
    """Now, or the end of the quiet hours in which now lies. Pure."""
    start, end = channel.quiet_from, channel.quiet_until
    if start is None or end is None or start == end:
        return now
    local = now.astimezone(ZoneInfo(channel.time_zone))
    minute = local.hour * 60 + local.minute
    # Quiet hours may go over midnight.
    if (minute - start) % DAY_MINUTES >= (end - start) % DAY_MINUTES:
        return now
    return now + timedelta(minutes=(end - minute) % DAY_MINUTES, seconds=-now.second)
