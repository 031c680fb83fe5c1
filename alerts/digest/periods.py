"""When a digest is due, and of which period it tells. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mentions.store.alerts.digests import DAILY, WEEKLY
from mentions.store.counts import hour_of

KINDS = (DAILY, WEEKLY)
LENGTHS = {DAILY: timedelta(days=1), WEEKLY: timedelta(days=7)}


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` until `until` (not included), full hours both."""

    kind: str
    since: datetime
    until: datetime

    @property
    def before(self) -> "Period":
        """The one it is compared with."""
        return Period(self.kind, self.since - (self.until - self.since), self.since)


@dataclass(frozen=True, slots=True)
class Plan:
    """At which full hour, on which day of the week (0 is Monday; daily ones ignore it), where."""

    kind: str
    hour: int
    weekday: int
    time_zone: str


@dataclass(frozen=True, slots=True)
class Due:
    """A moment at which a digest is due; `key` names it, whatever becomes of clock and hour."""

    key: str
    at: datetime
    period: Period


def up_to_now(kind: str, now: datetime) -> Period:
    """The day or the week until the end of this hour."""
    until = hour_of(now) + timedelta(hours=1)
    return Period(kind, until - LENGTHS[kind], until)


def last_due(plan: Plan, now: datetime) -> Due:
    """The latest that is not in the future."""
    day = now.astimezone(ZoneInfo(plan.time_zone)).date() + timedelta(days=1)
    while not _is_day(plan, day) or _moment(plan, day) > now:
        day -= timedelta(days=1)
    return _due(plan, day)


def next_due(plan: Plan, now: datetime) -> Due:
    day = now.astimezone(ZoneInfo(plan.time_zone)).date()
    while not _is_day(plan, day) or _moment(plan, day) <= now:
        day += timedelta(days=1)
    return _due(plan, day)


def _is_day(plan: Plan, day: date) -> bool:
    return plan.kind == DAILY or day.weekday() == plan.weekday


def _moment(plan: Plan, day: date) -> datetime:
    return datetime.combine(day, time(plan.hour), ZoneInfo(plan.time_zone)).astimezone(UTC)


def _due(plan: Plan, day: date) -> Due:
    """Its period ends where it is due, and begins where the one before was."""
    earlier = day - LENGTHS[plan.kind]
    at = _moment(plan, day)
    period = Period(plan.kind, hour_of(_moment(plan, earlier)), hour_of(at))
    return Due(f"{plan.kind}-{day.isoformat()}", at, period)
