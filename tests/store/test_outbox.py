"""The outbox: queues, leases, order."""

from datetime import datetime, timedelta

from mentions.store import destinations, leases, outbox
from mentions.store import tables as t
from mentions.store.database import Database
from mentions.store.outbox import SEARCH, TICKET, PutOff
from tests.ticketizer.world import NOW, add_destination, add_tickets, waiting_rows

LEASE = timedelta(minutes=5)
ME = "elsewhere:1:1"
DEAD = leases.owner().rpartition(":")[0] + ":1"  # this process, had it started at another time


def claim(
    db: Database,
    holder: str = ME,
    now: datetime = NOW,
    limit: int = 10,
    channel: str = SEARCH,
    there: int | None = None,
) -> list[int]:
    with db.write() as tx:
        rows = outbox.claim(tx, channel, holder, now, limit, LEASE, there)
    return [row.mention_id for row in rows]


def put(db: Database, *mention_ids: int, now: datetime = NOW) -> None:
    with db.write() as tx:
        outbox.put_search(tx, mention_ids, now)


def test_claimed_in_order_and_once(db: Database) -> None:
    put(db, 2, 3, now=NOW)
    put(db, 1, now=NOW - timedelta(hours=1))
    assert claim(db, limit=2) == [1, 2]
    assert claim(db) == [3]
    assert claim(db) == []
    assert claim(db, now=NOW + LEASE) == [1, 2, 3]


def test_a_dead_holders_rows_are_free_at_once(db: Database) -> None:
    put(db, 1)
    assert claim(db, DEAD) == [1]
    assert claim(db) == [1]


def test_a_lease_or_a_wait_from_a_wrong_year_is_none(db: Database) -> None:
    put(db, 1)
    assert claim(db, now=NOW + timedelta(days=400)) == [1]
    put(db, 2, now=NOW + timedelta(days=400))
    assert claim(db) == [1, 2]


def test_done_put_off_given_back(db: Database) -> None:
    put(db, 1, 2, 3, 4)
    claim(db)
    one, two, three, four = (row.id for row in waiting_rows(db))
    later = NOW + timedelta(hours=1)
    with db.write() as tx:
        outbox.done(tx, [one])
        outbox.put_off(tx, ME, [PutOff(two, 1, later)])
        outbox.put_off(tx, "another", [PutOff(three, 9, later)])  # not its to put off
        outbox.give_back(tx, ME, [four])
    assert claim(db, "another") == [4]
    assert claim(db, now=NOW + LEASE) == [3, 4]
    assert claim(db, now=later) == [3, 4, 2]  # the longest due first
    assert [row.attempts for row in waiting_rows(db)] == [1, 0, 0]


def test_each_destination_is_a_queue_of_its_own(db: Database) -> None:
    one, two = add_destination(db, "http://a/", "a"), add_destination(db, "http://b/", "b")
    add_tickets(db, [one, two], 2)
    put(db, 9)
    assert claim(db, channel=TICKET, there=two) == [1, 2]
    assert claim(db, channel=TICKET, there=two) == []
    assert claim(db) == [9]
    assert claim(db, channel=TICKET, there=one) == [1, 2]


def test_due_destinations_heed_switch_circuit_and_leases(db: Database) -> None:
    ids = [add_destination(db, "http://a/", name) for name in "abcd"]
    add_tickets(db, ids, 1)
    with db.write() as tx:
        destinations.set_enabled(tx, ids[0], False)
        tx.execute(
            t.destinations.update()
            .where(t.destinations.c.id == ids[1])
            .values(closed_until=NOW + LEASE)
        )
    claim(db, channel=TICKET, there=ids[2])
    with db.read() as tx:
        assert outbox.due_destinations(tx, NOW) == [ids[3]]
        assert outbox.due_destinations(tx, NOW + LEASE) == ids[1:]


def test_what_waits_and_until_when(db: Database) -> None:
    with db.read() as tx:
        assert outbox.waiting(tx, TICKET, NOW).next_at is None
    one, two = add_destination(db, "http://a/", "a"), add_destination(db, "http://b/", "b")
    add_tickets(db, [one, two], 2)
    with db.write() as tx:
        destinations.set_enabled(tx, one, False)
        tx.execute(
            t.destinations.update()
            .where(t.destinations.c.id == two)
            .values(closed_until=NOW + LEASE)
        )
    with db.read() as tx:
        found = outbox.waiting(tx, TICKET, NOW)
    assert (found.count, found.oldest_at, found.next_at) == (4, NOW, NOW + LEASE)


def test_hurry_brings_one_destination_forward(db: Database) -> None:
    one, two = add_destination(db, "http://a/", "a"), add_destination(db, "http://b/", "b")
    add_tickets(db, [one, two], 1, NOW + timedelta(hours=9))
    with db.write() as tx:
        outbox.hurry(tx, one, NOW)
    assert claim(db, channel=TICKET, there=one) == [1]
    assert claim(db, channel=TICKET, there=two) == []
