"""What goes wrong around the service is said in words, waited out, and made good."""

import html
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select

import molva.runtime
import ticketizer.delivery
from mentions.messages import Message, message, say
from mentions.store import database, destinations, inbox, leases, outbox, sources, users
from mentions.store import tables as t
from mentions.store.clock import follow
from mentions.store.times import utc_now
from mentions.store.users import Role
from mentions.types import Outcome
from molva.cli.service import _start_worker
from molva.runtime import Runtime
from molva.services import make_services
from tests.faults.census import Findings
from tests.faults.child import LOOPBACK, Application
from tests.faults.scene import Scene, scene
from tests.faults.world import World
from ticketizer.delivery import Deliverer
from ticketizer.settings import RETRY_SCHEDULE, DeliverySettings
from web import create_app
from web.access import hash_password

NOTHING = Findings()
DAY = timedelta(days=1)
PATIENT = DeliverySettings(retry_schedule=(0, 600, 600, 600))


class Clock:
    """The time, set forward or back at will."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.ahead


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def stage(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """A scene with impatient threads."""
    monkeypatch.setattr(database, "SQLITE_BUSY_MS", 100)
    monkeypatch.setattr(molva.runtime, "PAUSES", (0.05,))
    monkeypatch.setattr(ticketizer.delivery, "TICK", 0.01)
    monkeypatch.setattr(ticketizer.delivery, "IDLE", 0.01)
    monkeypatch.setattr(ticketizer.delivery, "PAUSE_AFTER_ERROR", 0.05)
    url = f"sqlite:///{tmp_path}/molva.db"
    with scene(None, url, tmp_path, World(2, 16), clock=clock) as opened:
        with opened.application.db.write() as tx:
            hashed = hash_password("a password of some length")
            users.add(tx, "maria", hashed, utc_now(), role=Role.ADMIN)
        yield opened


@contextmanager
def at_work(application: Application) -> Iterator[None]:
    """The threads of `molva worker`."""
    runtime = Runtime(application.db, application.problems, application.clock)
    runtime.start_heartbeat()
    _start_worker(application, runtime)
    try:
        yield
    finally:
        runtime.stop.set()
        runtime.wait()


def visitor(application: Application) -> FlaskClient:
    """The administrator's browser, signed in."""
    client = create_app(make_services(application, "")).test_client()
    page = client.get("/sign-in").text
    token = page.partition('name="csrf" value="')[2].partition('"')[0]
    form = {"csrf": token, "login": "maria", "password": "a password of some length"}
    assert client.post("/sign-in", data=form).status_code in (302, 303)
    return client


def says(client: FlaskClient, sentence: Message) -> int:
    """How often the status page says it."""
    page = client.get("/status")
    assert page.status_code == 200, page.text
    return html.unescape(page.text).count(say(sentence, "ru"))


def eventually(holds: Callable[[], Any], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.05)


def until_done(stage: Scene) -> None:
    """Wait until nothing is missing, or show what is."""
    with suppress(TimeoutError):
        eventually(lambda: stage.census() == NOTHING)
    assert stage.census() == NOTHING


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another process has the database's write lock."""
    hold = (
        "import sqlite3, sys; db = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "db.execute('BEGIN IMMEDIATE'); print(flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", hold, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout and other.stdin
        other.stdout.readline()
        yield
        other.stdin.close()


def test_a_locked_database(stage: Scene) -> None:
    client = visitor(stage.application)
    stage.publish(0)
    busy = message("store-locked")
    with locked(stage.folder / "molva.db"), at_work(stage.application):
        eventually(lambda: busy in [p.message for p in stage.application.problems.all()])
        assert says(client, busy) == 1
    with at_work(stage.application):
        until_done(stage)
        eventually(lambda: not stage.application.problems.all())
    assert says(client, busy) == 0


def test_a_full_disk(stage: Scene) -> None:
    client = visitor(stage.application)
    db, full = stage.application.db, message("store-disk-full")
    stage.publish(0)
    with db.read() as tx:
        pages = database.sql(tx, "PRAGMA page_count")[0][0]

    def limit(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(db.engine, "connect", limit)
    db.engine.dispose()
    with at_work(stage.application):
        eventually(lambda: full in [p.message for p in stage.application.problems.all()])
        assert says(client, full) == 1
        event.remove(db.engine, "connect", limit)
        pages *= 1000
        db.engine.dispose()
        until_done(stage)
        eventually(lambda: not stage.application.problems.all())
    assert says(client, full) == 0


def ingest_and_index(stage: Scene) -> None:
    ingest, indexer = stage.application.ingest(), stage.application.indexer()
    while ingest.run_once().taken:
        pass
    while indexer.run_once() or stage.application.engine.needs_rebuild():
        pass


def waiting(stage: Scene) -> int:
    with stage.application.db.read() as tx:
        return outbox.waiting(tx, outbox.TICKET, stage.application.clock()).count


def tries(stage: Scene) -> dict[int, list[datetime]]:
    """When each ticket was tried."""
    a = t.delivery_attempts.c
    found: dict[int, list[datetime]] = {}
    with stage.application.db.read() as tx:
        for row in tx.execute(select(a.ticket_id, a.at).order_by(a.id)):
            found.setdefault(row.ticket_id, []).append(row.at)
    return found


def test_a_helpdesk_that_is_dead_for_a_day(stage: Scene, clock: Clock) -> None:
    """Each ticket arrives once it is back, under its key; none was tried before its time."""
    client = visitor(stage.application)
    stage.publish(0)
    ingest_and_index(stage)
    stage.desk.close()
    deliverer = Deliverer(stage.application.db, LOOPBACK, DeliverySettings(), clock)
    for _ in range(24 * 2):
        deliverer.run_once()
        clock.ahead += timedelta(minutes=30)
    with stage.application.db.read() as tx:
        failures = tx.execute(select(t.destinations.c.failures)).scalar_one()
    assert says(client, message("web-trouble-desk", name="desk", failures=failures)) == 1
    for moments in tries(stage).values():
        for (earlier, later), planned in zip(pairwise(moments), RETRY_SCHEDULE[1:], strict=False):
            assert later - earlier >= 0.9 * timedelta(seconds=planned)
    stage.desk.reopen()
    for _ in range(100):
        deliverer.run_once()
        clock.ahead += timedelta(minutes=30)
        if not waiting(stage):
            break
    assert stage.census() == NOTHING


def test_names_that_do_not_resolve(stage: Scene, clock: Clock) -> None:
    """A source is broken and says so; a helpdesk's tickets wait for the name."""
    client = visitor(stage.application)
    application, now = stage.application, utc_now()
    with application.db.write() as tx:
        lost = sources.add(tx, "feed", "http://lost.invalid/feed", now, "Lost")
        sources.request_now(tx, [lost.id], now)
        desk = destinations.get(tx, 1)
        destinations.edit(tx, 1, "desk", {**desk.options, "url": "http://gone.invalid/hook"})
    with closing(application.crawling()) as crawling:
        crawling.run_once([lost.id])
    with application.db.read() as tx:
        found = sources.get(tx, lost.id)
    assert found.last_outcome is Outcome.BROKEN
    assert says(client, message("crawlers-dns", host="lost.invalid")) == 1
    stage.publish(0)
    ingest_and_index(stage)
    assert Deliverer(application.db, LOOPBACK, PATIENT, clock).run_once().retried > 0
    assert says(client, message("ticketizer-no-name", host="gone.invalid")) == 1
    with application.db.write() as tx:
        destinations.edit(tx, 1, "desk", desk.options)
    clock.ahead += timedelta(minutes=15)
    with at_work(application):
        until_done(stage)


def test_a_clock_that_jumps_back(
    stage: Scene, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was planned, claimed and put off a day ahead goes on at once, and nothing twice."""
    monkeypatch.setattr(molva.runtime, "HEARTBEAT", 0.05)
    client = visitor(stage.application)
    application, clock.ahead = stage.application, DAY
    stage.publish(0)
    stage.desk.close()
    with application.db.write() as tx:
        inbox.claim(tx, "elsewhere:1:1", clock(), 5)
        follow(tx, clock())
    ingest_and_index(stage)
    Deliverer(application.db, LOOPBACK, PATIENT, clock).run_once()
    stage.desk.reopen()
    with at_work(application):
        eventually(lambda: leases_of_processes(stage))
        clock.ahead = timedelta()
        eventually(lambda: any(p.name == "clock" for p in application.problems.all()))
        assert says(client, message("problems-clock-back", seconds=round(DAY.total_seconds()))) == 1
        until_done(stage)


def leases_of_processes(stage: Scene) -> bool:
    """Whether the process at work has shown that it lives."""
    with stage.application.db.read() as tx:
        return any(lease.name.startswith("process ") for lease in leases.all_leases(tx))
