"""Which surges are told of, to which channels, and when: quiet hours wait for the morning."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from alerts.spans import Span
from mentions.store.alerts import channels, notices, surges
from mentions.store.alerts.channels import ESCALATION, FIRST, Channel, ChannelForm
from mentions.store.alerts.notices import DOUBLED, ENDED, ESCALATED, STARTED
from mentions.store.alerts.surges import (
    ALL,
    NEGATIVE,
    QUESTION,
    RULE,
    SOURCE,
    STORY,
    Series,
)
from mentions.store.database import Transaction
from mentions.store.times import EPOCH

DAY_MINUTES = 24 * 60
# Of what happens at once, the negative is told first: it is what people ask for.
ORDER = (NEGATIVE, ALL, STORY, RULE, QUESTION, SOURCE)
# What a rule's matches must be against the share of a surge that is usual for them.
MORE_THAN_SHARE = 2.0
LEAST_EXPECTED = 0.5


@dataclass(frozen=True, slots=True)
class Rise:
    """A surge as it stands."""

    series: Series
    span: Span


def telling_order(series: Series) -> tuple[int, ...]:
    of_kind = series.source_id or series.rule_id or series.story_id or 0
    return series.brand_id, ORDER.index(series.kind), of_kind


def is_news(series: Series, told: Collection[Series], is_same: Callable[[Series], bool]) -> bool:
    """Whether a surge is worth a message beside those of its brand that people know of. Pure but
    for `is_same`, which says whether another's is the same rise.

    The same people are talking: one message, and one more only where it turns negative. What a
    rule matches, a story and the rest of what is said may be different things.
    """
    kinds = {one.kind for one in told}
    if not told:
        return True
    if series in told or series.kind in (SOURCE, QUESTION):
        return False
    if series.kind == ALL and kinds & {NEGATIVE, SOURCE}:
        return False
    special = (RULE, STORY)
    return not any(
        is_same(one) for one in told if series.kind in special or one.kind in (*special, QUESTION)
    )


def are_same(tx: Transaction, new: Rise, known: Rise, now: datetime) -> bool:
    """Whether a surge is what is known already: a rule's matches that are no more than their share
    of all that is said; or half or more of the larger one's mentions are in both.
    """
    for one, other in ((new, known), (known, new)):
        if one.series.kind == RULE and other.series.kind in (ALL, NEGATIVE):
            growth = other.span.observed / max(other.span.expected, LEAST_EXPECTED)
            if one.span.observed <= MORE_THAN_SHARE * one.span.expected * growth:
                return True
    since = EPOCH + timedelta(seconds=new.span.started_at)
    ours, theirs = (surges.times(tx, one.series, since, now).keys() for one in (new, known))
    return 2 * len(ours & theirs) >= max(len(ours), len(theirs))


def tell(
    tx: Transaction, kind: str, surge_id: int, content: Mapping[str, Any], now: datetime
) -> int:
    """Put a notice about a surge for each channel that is to know; how many."""
    # One start and one escalation; ends and doublings by the moment, since a surge may come back.
    mark = "" if kind in (STARTED, ESCALATED) else f"-{int(now.timestamp())}"
    told = 0
    for channel in _audience(tx, kind, surge_id):
        key = f"surge-{surge_id}-{kind}{mark}-{channel.id}"
        due = due_at(channel.form, now)
        told += notices.put(tx, key, channel.id, surge_id, kind, content, now, due)
    return told


def _audience(tx: Transaction, kind: str, surge_id: int) -> list[Channel]:
    """An update also goes to whoever was called to it; an all-clear to whoever knows of it."""
    listening = channels.listening(tx)
    knows = {notice.channel_id for notice in notices.of_surge(tx, surge_id)}
    wanted = {STARTED: (FIRST,), DOUBLED: (FIRST,), ESCALATED: (ESCALATION,)}.get(kind, ())
    is_told_on = kind in (DOUBLED, ENDED)
    return [
        one for one in listening if one.form.surges in wanted or (is_told_on and one.id in knows)
    ]


def tell_others(
    tx: Transaction, kind: str, mark: str, to: Collection[int], content: Mapping[str, Any],
    now: datetime,
) -> int:  # fmt: skip
    """Put a notice that is of no surge, the same however often this `mark` is told; how many.

    `to`: ids of channels; none: all of the team's.
    """
    return sum(
        notices.put(tx, f"{mark}-{one.id}", one.id, None, kind, content, now, due_at(one.form, now))
        for one in channels.addressees(tx, to)
    )


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
