"""Telling of what is wrong with the service itself, once each, and when it is over.

    what is wrong now ─► kept: since when ─► lasted long enough? ─► one notice a kind and channel

`keep` holds the story of each trouble in a row, in the transaction that puts its notices, so that
neither a restart nor a trouble that comes and goes repeats a message.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from alerts.telling import tell_others
from alerts.unwell import unwell
from mentions.messages import Message
from mentions.store.alerts import settings as settings_store
from mentions.store.alerts import troubles as store
from mentions.store.alerts.notices import TROUBLE
from mentions.store.alerts.settings import AlertSettings, TroubleSetting
from mentions.store.alerts.troubles import Kept, Trouble
from mentions.store.database import Database, Transaction

LISTED = 10


def tell_troubles(db: Database, schedule: tuple[float, ...], now: datetime) -> int:
    """Look at everything that may be wrong; how many notices were put."""
    with db.read() as tx:
        settings = settings_store.get(tx)
        present = unwell(tx, settings, schedule, now)
        known = store.kept(tx)
    if not present and not known:
        return 0
    with db.write() as tx:
        return keep(tx, settings, present, now)


def keep(
    tx: Transaction, settings: AlertSettings, present: Iterable[Trouble], now: datetime
) -> int:
    """Bring what is kept up to what is wrong now; how many notices were put."""
    known, here = store.kept(tx), {trouble.name: trouble for trouble in present}
    begun: dict[str, list[Message]] = defaultdict(list)
    over: dict[str, list[Message]] = defaultdict(list)
    for name, trouble in here.items():
        if _met(tx, trouble, known.get(name), settings.troubles[trouble.kind], now):
            begun[trouble.kind].append(trouble.message)
    for name, one in known.items():
        if name not in here and _gone(tx, one, settings.troubles[one.kind], now):
            over[one.kind].append(one.message)
    told = 0
    for kind in settings.troubles:
        content = {"kind": kind, **_listed("begun", begun[kind]), **_listed("over", over[kind])}
        if begun[kind] or over[kind]:
            mark = f"trouble-{kind}-{int(now.timestamp() * 1000)}"
            told += tell_others(tx, TROUBLE, mark, settings.troubles[kind].channels, content, now)
    return told


def _listed(name: str, sentences: list[Message]) -> dict[str, object]:
    shown = [sentence.to_json() for sentence in sentences[:LISTED]]
    return {name: shown, f"{name}_count": len(sentences)}


def _met(
    tx: Transaction, trouble: Trouble, known: Kept | None, setting: TroubleSetting, now: datetime
) -> bool:
    """Keep that the trouble is on; whether it is now to be told of."""
    if known is None:
        store.add(tx, trouble, now)
        since, told_at, quiet_until = now, None, None
    elif known.ended_at is not None:
        store.change(tx, trouble.name, since=now, ended_at=None, told_at=None)
        since, told_at, quiet_until = now, None, known.quiet_until
    else:
        since, told_at, quiet_until = known.since, known.told_at, known.quiet_until
    store.change(tx, trouble.name, message=trouble.message.to_json())
    if told_at is not None or not setting.is_on:
        return False
    if now - since < _patience(trouble.kind, setting) or _is_quiet(quiet_until, setting, now):
        return False
    until = now + timedelta(minutes=setting.pause)
    store.change(tx, trouble.name, told_at=now, quiet_until=until)
    return True


def _gone(tx: Transaction, known: Kept, setting: TroubleSetting, now: datetime) -> bool:
    """Keep that the trouble is over, or forget it; whether people are to be told so."""
    if not _is_quiet(known.quiet_until, setting, now):
        store.forget(tx, known.name)
    elif known.ended_at is None:
        store.change(tx, known.name, ended_at=now)
    return known.ended_at is None and known.told_at is not None and setting.is_on


def _is_quiet(until: datetime | None, setting: TroubleSetting, now: datetime) -> bool:
    """Whether the pause is on; one longer than it can be was set by a clock that ran ahead."""
    pause = timedelta(minutes=setting.pause)
    return until is not None and timedelta(0) < until - now <= pause


def _patience(kind: str, setting: TroubleSetting) -> timedelta:
    """Sources, queues and tickets know by themselves how long it has been so."""
    is_timed = kind in (settings_store.DESK, settings_store.SERVICE)
    return timedelta(minutes=setting.after) if is_timed else timedelta(0)
