"""What is wrong with the service now, by the settings: reads the store, changes nothing."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from mentions.messages import Message, message
from mentions.store import destinations, outbox, problems, sources
from mentions.store.alerts import channels
from mentions.store.alerts import troubles as store
from mentions.store.alerts.settings import (
    DESK,
    QUEUE,
    SERVICE,
    SOURCE,
    TICKETS,
    AlertSettings,
    TroubleSetting,
)
from mentions.store.alerts.troubles import Late, Trouble
from mentions.store.database import Transaction
from mentions.store.sources import Source

# So many failures in a row are no chance.
CHANNEL_FAILURES = 3


def unwell(
    tx: Transaction, settings: AlertSettings, schedule: tuple[float, ...], now: datetime
) -> list[Trouble]:
    """Everything that is wrong; `schedule`: seconds before each attempt at a ticket."""
    asked = settings.troubles
    found: list[Trouble] = []
    if asked[SOURCE].is_on:
        found += _sources(tx, asked[SOURCE], now)
    if asked[QUEUE].is_on:
        found += _queues(tx, asked[QUEUE], now)
    if asked[DESK].is_on:
        found += _desks(tx, now)
    if asked[TICKETS].is_on:
        found += _tickets(tx, asked[TICKETS], schedule, now)
    if asked[SERVICE].is_on:
        found += [
            Trouble(f"service {one.name}", SERVICE, one.message)
            for one in problems.all_problems(tx, now)
        ]
    return found


def _sources(tx: Transaction, setting: TroubleSetting, now: datetime) -> Iterator[Trouble]:
    patience = timedelta(minutes=setting.after)
    for source in sources.all_sources(tx):
        if source.is_enabled:
            said = _failing(tx, source, patience, now) or _quiet(source)
            if said is not None:
                yield Trouble(f"source {source.id}", SOURCE, said)


def _failing(tx: Transaction, source: Source, patience: timedelta, now: datetime) -> Message | None:
    """A source that no crawl has got through to."""
    if not source.failures:
        return None
    since = store.last_success_at(tx, source.id) or source.created_at
    if now - since < patience:
        return None
    return message("alerts-source-failing", name=source.name, hours=_hours(now - since))


def _quiet(source: Source) -> Message | None:
    """A source that answers and has brought nothing for longer than it ever did."""
    if source.quiet is None:
        return None
    return Message("sources-quiet-named", {**source.quiet.variables, "name": source.name})


def _queues(tx: Transaction, setting: TroubleSetting, now: datetime) -> Iterator[Trouble]:
    search = outbox.waiting(tx, outbox.SEARCH, now)
    for name, oldest in (("inbox", store.oldest_in_inbox(tx)), ("search", search.oldest_at)):
        if oldest is not None and now - oldest >= timedelta(minutes=setting.after):
            minutes = (now - oldest) // timedelta(minutes=1)
            yield Trouble(f"queue {name}", QUEUE, message(f"alerts-queue-{name}", minutes=minutes))


def _desks(tx: Transaction, now: datetime) -> Iterator[Trouble]:
    for desk in destinations.all_destinations(tx):
        # One that merely asked to wait (Retry-After) has not failed.
        is_shut = desk.failures and desk.closed_until and desk.closed_until > now
        if desk.is_enabled and is_shut:
            yield Trouble(f"desk {desk.id}", DESK, message("alerts-desk-down", name=desk.name))
    for channel in channels.listening(tx):
        if channel.failures >= CHANNEL_FAILURES:
            said = message("alerts-channel-down", name=channel.form.name)
            yield Trouble(f"channel {channel.id}", DESK, said)


def _tickets(
    tx: Transaction, setting: TroubleSetting, schedule: tuple[float, ...], now: datetime
) -> Iterator[Trouble]:
    """Tickets that will be given up soon, by destination."""
    soon = now + timedelta(minutes=setting.after)
    counts: dict[tuple[int, str], int] = {}
    for late in store.late_tickets(tx):
        if _last_attempt(late, schedule) <= soon:
            key = late.destination_id, late.destination
            counts[key] = counts.get(key, 0) + late.count
    for (desk_id, name), count in counts.items():
        hours = _hours(timedelta(minutes=setting.after))
        said = message("alerts-tickets-expiring", name=name, count=count, hours=hours)
        yield Trouble(f"tickets {desk_id}", TICKETS, said)


def _last_attempt(late: Late, schedule: tuple[float, ...]) -> datetime:
    return late.next_at + timedelta(seconds=sum(schedule[late.attempts + 1 :]))


def _hours(time: timedelta) -> int:
    return max(time // timedelta(hours=1), 1)
