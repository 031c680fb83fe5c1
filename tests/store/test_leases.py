"""Leases: one holder, taken over from the dead at once and from the living in time."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

from mentions.store import leases
from mentions.store.database import Database

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_a_lease_has_one_holder_until_it_ends(db: Database) -> None:
    with db.write() as tx:
        assert leases.acquire(tx, "schedule", "other:1:1", NOW + MINUTE, NOW)
        assert not leases.acquire(tx, "schedule", "mine:2:2", NOW + MINUTE, NOW)
        assert leases.acquire(tx, "schedule", "other:1:1", NOW + 2 * MINUTE, NOW)
        assert leases.acquire(tx, "schedule", "mine:2:2", NOW + 3 * MINUTE, NOW + 2 * MINUTE)
        leases.release(tx, "schedule", "other:1:1")
        assert [lease.owner for lease in leases.all_leases(tx)] == ["mine:2:2"]


def test_a_killed_holder_is_followed_at_once(db: Database) -> None:
    code = "from mentions.store.leases import owner; print(owner(), flush=True); input()"
    child = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    holder = child.stdout.readline().strip()
    with db.write() as tx:
        assert leases.acquire(tx, "schedule", holder, NOW + MINUTE, NOW)
        assert not leases.acquire(tx, "schedule", leases.owner(), NOW + MINUTE, NOW)
    child.kill()
    child.wait()
    with db.write() as tx:
        assert leases.acquire(tx, "schedule", leases.owner(), NOW + MINUTE, NOW)


def test_a_clock_set_back_leaves_no_lease_for_ever(db: Database) -> None:
    with db.write() as tx:
        future = NOW + timedelta(days=30)
        assert leases.acquire(tx, "schedule", "other:1:1", future + MINUTE, future)
        assert leases.acquire(tx, "schedule", "mine:2:2", NOW + MINUTE, NOW)


def test_a_later_process_of_the_same_number_is_another() -> None:
    host, pid, _started = leases.owner().rsplit(":", 2)
    assert not leases.is_dead(leases.owner())
    assert leases.is_dead(f"{host}:{pid}:1")
    assert not leases.is_dead(f"elsewhere:{pid}:1")
