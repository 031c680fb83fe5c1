"""The status page: everything that is wrong in words, and what waits."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from mentions.messages import Message, message
from mentions.store import probe
from mentions.store.database import DatabaseError
from mentions.store.leases import Lease
from mentions.store.sources import Source
from mentions.store.times import utc_now
from mentions.store.views.status import Status, get_status
from search.engine import Health
from web.access import admin_only, services

pages = Blueprint("status", __name__)

LITTLE_SPACE = 1_000_000_000  # bytes
LATE = timedelta(minutes=15)
_ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL", "elasticsearch": "Elasticsearch"}


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that is wrong, in words; `since` when known."""

    sentence: Message
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Worker:
    """Work in hand: what it is, the process that does it, and until when it is known to live."""

    work: Message
    process: Message
    until: datetime


@pages.get("/status")
@admin_only
def page() -> ResponseReturnValue:
    given, now = services(), utc_now()
    started = monotonic()
    try:
        probe.write(given.db, now)
        refusal = None
    except DatabaseError as error:
        refusal = error.message
    milliseconds = round((monotonic() - started) * 1000)
    with given.db.read() as tx:
        status = get_status(tx, now)
    health = given.search.health()
    free = shutil.disk_usage(given.data_folder).free
    return render_template(
        "status.html",
        status=status, health=health, now=now, milliseconds=milliseconds, free=free,
        troubles=_troubles(status, refusal, health, free), versions=given.versions,
        database="SQLite" if given.db.is_sqlite else "PostgreSQL",
        engine=_ENGINES.get(health.engine, health.engine),
        workers=[_worker(lease) for lease in status.leases],
    )  # fmt: skip


def _worker(lease: Lease) -> Worker:
    kind = lease.name.partition(" ")[0]
    host, pid, _ = lease.owner.rsplit(":", 2)
    return Worker(
        message(f"web-status-work-{kind}"),
        message("web-status-process", host=host, pid=pid),
        lease.until,
    )


def _quiet(source: Source) -> Message:
    told = source.quiet.variables if source.quiet else {}
    return Message("sources-quiet-named", {**told, "name": source.name})


def _troubles(status: Status, refusal: Message | None, health: Health, free: int) -> list[Trouble]:
    """What a person should look at, the gravest first; nothing twice."""
    now = utc_now()
    found = [Trouble(refusal)] if refusal else []
    if free < LITTLE_SPACE:
        found.append(Trouble(message("web-trouble-disk", megabytes=free // 1_000_000)))
    found += [Trouble(sentence) for sentence in services().problems()]
    found += [Trouble(problem.message, problem.since) for problem in status.problems]
    if health.error:
        found.append(Trouble(health.error.message))
    if status.search.oldest_at and now - status.search.oldest_at > LATE:
        sentence = message("web-trouble-search-late", count=status.search.count)
        found.append(Trouble(sentence, status.search.oldest_at))
    found += [Trouble(_quiet(source)) for source in status.quiet]
    if status.sources.quiet > len(status.quiet):
        more = status.sources.quiet - len(status.quiet)
        found.append(Trouble(message("sources-quiet-more", count=more)))
    for desk in status.destinations:
        # One that merely asked to wait (Retry-After) has not failed.
        is_shut = desk.failures and desk.closed_until and desk.closed_until > now
        if desk.is_enabled and is_shut:
            sentence = message("web-trouble-desk", name=desk.name, failures=desk.failures)
            found.append(Trouble(sentence, desk.last_success_at))
    if status.inbox["broken"]:
        found.append(Trouble(message("web-trouble-broken", count=status.inbox["broken"])))
    # Several kinds of work meet one full disk.
    sentences = [trouble.sentence for trouble in found]
    return [each for at, each in enumerate(found) if each.sentence not in sentences[:at]]
