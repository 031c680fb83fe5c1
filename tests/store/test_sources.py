"""Sources: added, claimed, edited; and what a killed process or a wrong clock does to a claim."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from mentions.errors import MolvaError
from mentions.store import intake, leases, sources
from mentions.store.database import Database, Transaction
from mentions.store.sources import Source, SourceExistsError
from mentions.store.views import sources as views
from mentions.types import CrawlResult, Outcome

NOW = datetime(2025, 10, 6, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def added(tx: Transaction, number: int = 1, is_due: bool = True) -> Source:
    source = sources.add(tx, "feed", f"https://a.example/{number}", NOW, every=4 * HOUR)
    if is_due:
        sources.request_now(tx, [source.id], NOW)
    return source


def claimed(db: Database, now: datetime = NOW, holder: str = "here:1:1") -> list[int]:
    with db.write() as tx:
        return [source.id for source in sources.claim_due(tx, now, holder, 1000)]


def test_added_and_found(db: Database) -> None:
    with db.write() as tx:
        source = sources.add(tx, "feed", "https://a.example/", NOW, "Газета", {"full_text": True})
        assert sources.get(tx, source.id) == source
        assert sources.find(tx, "Газета") == sources.find(tx, "https://a.example/") == source
        assert sources.find(tx, "nothing") is None
        assert [(one.id, one.name) for one in views.names(tx)] == [(source.id, "Газета")]
    assert source.every == 4 * HOUR
    assert NOW <= source.next_run_at < NOW + 4 * HOUR
    assert (source.options, source.cursor, source.is_enabled) == ({"full_text": True}, {}, True)
    with db.read() as tx, pytest.raises(LookupError):
        sources.get(tx, 10**6)


def test_the_same_address_is_not_added_twice(db: Database) -> None:
    with db.write() as tx:
        added(tx)
        with pytest.raises(SourceExistsError):
            added(tx)
        pairs = [(f"https://a.example/{number}", "") for number in range(1000)]
        assert sources.add_all(tx, "feed", pairs, NOW) == 999
        assert sources.add_all(tx, "feed", pairs, NOW) == 0


def test_due_sources_are_claimed_once_the_longest_due_first(db: Database) -> None:
    with db.write() as tx:
        late, later, not_due = added(tx, 1), added(tx, 2), added(tx, 3, is_due=False)
        sources.request_now(tx, [later.id], NOW - HOUR)
    assert claimed(db, NOW) == [later.id, late.id]
    assert claimed(db, NOW) == []
    assert not_due.id not in claimed(db, NOW + 5 * timedelta(minutes=1))


def test_a_claim_ends_with_its_lease_or_its_holder(db: Database) -> None:
    with db.write() as tx:
        source = added(tx)
    dead = subprocess.run(
        [sys.executable, "-c", "from mentions.store import leases; print(leases.owner())"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    assert claimed(db, NOW, holder=leases.owner()) == [source.id]
    assert claimed(db, NOW + 9 * timedelta(minutes=1)) == []
    assert claimed(db, NOW + 11 * timedelta(minutes=1), holder=dead) == [source.id]
    assert claimed(db, NOW + 12 * timedelta(minutes=1)) == [source.id], "its holder is dead"


def test_only_the_named_sources_are_claimed(db: Database) -> None:
    with db.write() as tx:
        first, second = added(tx, 1), added(tx, 2)
        named = sources.claim_due(tx, NOW, "here:1:1", 100, only=[second.id])
    assert [source.id for source in named] == [second.id]
    assert claimed(db) == [first.id]


def test_what_is_released_is_due_again(db: Database) -> None:
    with db.write() as tx:
        source = added(tx)
    assert claimed(db) == [source.id]
    with db.write() as tx:
        sources.release(tx, [source.id])
    assert claimed(db) == [source.id]


def test_disabled_sources_rest(db: Database) -> None:
    with db.write() as tx:
        source = added(tx)
        sources.disable(tx, source.id)
        sources.request_now(tx, [source.id], NOW)
        assert sources.next_due_at(tx) is None
    assert claimed(db) == []
    with db.write() as tx:
        sources.enable(tx, source.id, NOW)
        assert sources.next_due_at(tx) == NOW
    assert claimed(db) == [source.id]


@pytest.mark.parametrize("jump", [timedelta(hours=2), timedelta(days=400)])
def test_a_clock_that_is_set_back_delays_nothing_and_stampedes_nobody(
    db: Database, jump: timedelta
) -> None:
    with db.write() as tx:
        many = [added(tx, number) for number in range(80)]
    ahead = NOW + jump
    assert len(claimed(db, ahead)) == 80
    with db.write() as tx:
        results = [CrawlResult(source.id, Outcome.NOTHING) for source in many]
        intake.deposit(tx, results, ahead)
    assert claimed(db, NOW) == []
    ran = {one for minute in range(0, 381, 20) for one in claimed(db, NOW + minute * HOUR / 60)}
    assert len(ran) == 80
    first_five_minutes = [s for s in many if _next_run(db, s.id) <= NOW + timedelta(minutes=5)]
    assert len(first_five_minutes) < 12


def _next_run(db: Database, source_id: int) -> datetime:
    with db.read() as tx:
        return sources.get(tx, source_id).next_run_at


def test_another_address_is_read_from_the_start(db: Database) -> None:
    with db.write() as tx:
        source, other = added(tx, 1, is_due=False), added(tx, 2)
        intake.deposit(tx, [CrawlResult(source.id, Outcome.BROKEN, cursor={"etag": "x"})], NOW)
        same = {"name": "Имя", "options": {}, "every": HOUR, "brand_id": None, "now": NOW}
        sources.edit(tx, source.id, address=source.address, **same)
        assert sources.get(tx, source.id).cursor == {"etag": "x"}
        sources.edit(tx, source.id, address="https://a.example/new", **same)
        edited = sources.get(tx, source.id)
        assert (edited.cursor, edited.failures, edited.next_run_at) == ({}, 0, NOW)
        assert (edited.name, edited.every) == ("Имя", HOUR)
        with pytest.raises(SourceExistsError):
            sources.edit(tx, source.id, address=other.address, **same)
        assert sources.get(tx, source.id).address == "https://a.example/new"


def test_an_interval_too_short_is_refused(db: Database) -> None:
    with db.write() as tx, pytest.raises(MolvaError):
        sources.add(tx, "feed", "https://a.example/", NOW, every=timedelta(seconds=59))


def test_removed_with_its_history(db: Database) -> None:
    with db.write() as tx:
        source = added(tx)
        intake.deposit(tx, [CrawlResult(source.id, Outcome.NOTHING)], NOW)
        sources.remove(tx, source.id)
        assert sources.all_sources(tx) == []
        assert sources.history(tx, source.id) == []
