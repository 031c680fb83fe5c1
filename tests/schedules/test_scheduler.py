"""Functions at intervals: one process in charge, faults told, clocks that jump."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

import schedules.scheduler
from mentions.store import leases
from mentions.store.database import Database
from mentions.store.times import utc_now
from schedules import Scheduler


def wait_until(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert condition()


@pytest.fixture(autouse=True)
def quick_heartbeat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedules.scheduler, "HEARTBEAT_SECONDS", 0.05)


def test_functions_run_at_their_intervals_and_faults_are_told(db: Database) -> None:
    ran: list[str] = []
    faults: list[tuple[str, str]] = []

    def break_down() -> None:
        ran.append("bad")
        raise RuntimeError("no")

    scheduler = Scheduler(db, failed=lambda name, error: faults.append((name, str(error))))
    scheduler.every(0.05, "good", lambda: ran.append("good"))
    scheduler.every(0.05, "bad", break_down)
    scheduler.start()
    wait_until(lambda: ran.count("good") >= 3 and ran.count("bad") >= 3)
    scheduler.stop()
    assert set(faults) == {("bad", "no")}
    stopped_at = len(ran)
    time.sleep(0.15)
    assert len(ran) == stopped_at


def test_a_slow_function_is_not_run_twice_at_once_nor_made_up_for(sqlite_db: Database) -> None:
    running = threading.Semaphore(1)
    runs: list[bool] = []

    def slow() -> None:
        runs.append(running.acquire(blocking=False))
        time.sleep(0.3)
        running.release()

    scheduler = Scheduler(sqlite_db)
    scheduler.every(0.02, "slow", slow)
    scheduler.start()
    wait_until(lambda: len(runs) >= 3)
    scheduler.stop()
    assert all(runs)
    assert len(runs) < 8


def test_one_of_two_processes_is_in_charge_until_it_dies(sqlite_db: Database) -> None:
    other = subprocess.Popen(
        [sys.executable, "-c", _OTHER, sqlite_db.url], stdout=subprocess.PIPE, text=True
    )
    assert other.stdout and other.stdout.readline() == "in charge\n"
    ran: list[int] = []
    scheduler = Scheduler(sqlite_db)
    scheduler.every(0.05, "tick", lambda: ran.append(1))
    scheduler.start()
    time.sleep(0.3)
    assert not scheduler.is_in_charge and not ran
    other.kill()
    other.wait()
    wait_until(lambda: bool(ran))
    scheduler.stop()
    with sqlite_db.read() as tx:
        assert leases.all_leases(tx) == [], "the charge is left to whoever comes"


_OTHER = """
import sys, time
from mentions.store.database import Database
from schedules import Scheduler
scheduler = Scheduler(Database(sys.argv[1]))
scheduler.start()
print("in charge" if scheduler.is_in_charge else "standing by", flush=True)
time.sleep(60)
"""


class Clock:
    """A clock that can be set."""

    def __init__(self) -> None:
        self.offset = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.offset


def test_a_clock_that_is_set_back_stops_nothing(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    clock.offset = timedelta(days=1)
    ran: list[int] = []
    scheduler = Scheduler(sqlite_db, clock=clock)
    scheduler.every(0.1, "tick", lambda: ran.append(1))
    scheduler.start()
    wait_until(lambda: len(ran) >= 2)
    # What APScheduler has planned by yesterday's clock is a day ahead by today's.
    for job in scheduler._jobs.get_jobs():
        job.modify(next_run_time=clock())
    clock.offset = timedelta()
    before = len(ran)
    wait_until(lambda: len(ran) >= before + 3)
    assert scheduler.is_in_charge
    scheduler.stop()


def test_without_a_database_nobody_is_in_charge(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedules.scheduler, "LEASE", timedelta(seconds=0.2))
    monkeypatch.setattr("mentions.store.database.SQLITE_BUSY_MS", 10)
    faults: list[str] = []
    impatient = Database(sqlite_db.url)
    scheduler = Scheduler(impatient, failed=lambda name, error: faults.append(str(error)))
    scheduler.start()
    assert scheduler.is_in_charge
    with sqlite_db.write():
        wait_until(lambda: not scheduler.is_in_charge)
        wait_until(lambda: bool(faults))
    wait_until(lambda: scheduler.is_in_charge)
    scheduler.stop()
    impatient.close()
    assert "held by another process" in faults[0]
