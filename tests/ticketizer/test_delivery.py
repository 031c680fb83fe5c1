"""Delivery against a real helpdesk on loopback: what becomes of a ticket, answer by answer."""

import json
import time
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import jsonschema
import pytest
from sqlalchemy import update
from standardwebhooks import Webhook

from mentions.messages import Message
from mentions.network import AddressPolicy
from mentions.store import destinations, tickets
from mentions.store import tables as t
from mentions.store.database import Database, DatabaseBusyError
from mentions.store.times import utc_now
from tests.ticketizer.helpdesk import Reply, answer, endless, helpdesk, in_turn, raw
from tests.ticketizer.world import (
    LOOPBACK,
    NOW,
    SECRET,
    Clock,
    add_destination,
    add_tickets,
    all_attempts,
    all_tickets,
    states,
    the_destination,
    waiting_rows,
)
from ticketizer.delivery import Deliverer, send_test
from ticketizer.settings import DeliverySettings

SCHEMA = json.loads(Path("docs/webhook.schema.json").read_text(encoding="utf-8"))
DAY = 24 * 3600


def deliverer(db: Database, clock: Clock, **settings: Any) -> Deliverer:
    return Deliverer(db, LOOPBACK, DeliverySettings(**settings), clock)


def test_delivered_signed_and_recorded(db: Database) -> None:
    with helpdesk(answer(201, b'{"ticket": {"id": 7, "url": "/t/7"}}')) as desk:
        there = add_destination(db, desk.url, headers={"Authorization": "Bearer s3cret"})
        add_tickets(db, [there], 3)
        delivered = Deliverer(db, LOOPBACK).run_once()
    assert (delivered.sent, delivered.retried) == (3, 0)
    assert waiting_rows(db) == []
    rows = all_tickets(db)
    assert {row.state for row in rows} == {"sent"}
    assert {row.external_id for row in rows} == {"7"}
    assert {row.external_url for row in rows} == {f"http://127.0.0.1:{desk.port}/t/7"}
    assert {row.key for row in rows} == set(desk.keys)
    for request in desk.received:
        body = Webhook(SECRET).verify(request.body, request.headers)
        jsonschema.validate(body, SCHEMA)
        assert request.headers["authorization"] == "Bearer s3cret"
    assert {row.status for row in all_attempts(db)} == {201}
    assert the_destination(db, there).last_success_at is not None


def test_retries_keep_the_key_and_follow_the_schedule(sqlite_db: Database) -> None:
    clock = Clock()
    with helpdesk(in_turn(answer(500), answer(503), answer(200))) as desk:
        add_tickets(sqlite_db, [add_destination(sqlite_db, desk.url)], 1)
        worker = deliverer(sqlite_db, clock, retry_schedule=(0, 100, 1000))
        assert worker.run_once().retried == 1
        assert timedelta(seconds=90) <= waiting_rows(sqlite_db)[0].next_at - NOW
        assert waiting_rows(sqlite_db)[0].next_at - NOW <= timedelta(seconds=110)
        clock.move(seconds=80)
        assert worker.run_once().retried == 0
        clock.move(seconds=40)
        assert worker.run_once().retried == 1
        clock.move(seconds=1200)
        assert worker.run_once().sent == 1
    assert list(desk.keys.values()) == [3]
    assert [row.status for row in all_attempts(sqlite_db)] == [500, 503, 200]


def test_expired_after_the_last_attempt_and_revived_by_replay(sqlite_db: Database) -> None:
    clock = Clock()
    with helpdesk(in_turn(answer(500), answer(500), answer(200))) as desk:
        add_tickets(sqlite_db, [add_destination(sqlite_db, desk.url)], 1)
        worker = deliverer(sqlite_db, clock, retry_schedule=(0, 1))
        worker.run_once()
        clock.move(seconds=2)
        assert worker.run_once().expired == 1
        assert states(sqlite_db)["expired"] == 1
        assert waiting_rows(sqlite_db) == []
        with sqlite_db.write() as tx:
            assert tickets.replay(tx, clock.now) == 1
        assert worker.run_once().sent == 1
    assert list(desk.keys.values()) == [3]
    assert states(sqlite_db) == {"sent": 1}


@pytest.mark.parametrize("status", [400, 401, 404, 422])
def test_a_refusal_is_not_retried(sqlite_db: Database, status: int) -> None:
    with helpdesk(answer(status, b"no such queue")) as desk:
        there = add_destination(sqlite_db, desk.url)
        add_tickets(sqlite_db, [there], 1)
        assert deliverer(sqlite_db, Clock()).run_once().refused == 1
    attempt = all_attempts(sqlite_db)[0]
    assert (attempt.status, attempt.reply) == (status, "no such queue")
    assert attempt.error["key"] == "ticketizer-refuses"
    assert waiting_rows(sqlite_db) == []
    assert the_destination(sqlite_db, there).failures == 0


@pytest.mark.parametrize("status", [408, 425, 500, 502, 507])
def test_a_failure_is_retried(sqlite_db: Database, status: int) -> None:
    with helpdesk(answer(status)) as desk:
        add_tickets(sqlite_db, [add_destination(sqlite_db, desk.url)], 1)
        assert deliverer(sqlite_db, Clock()).run_once().retried == 1
    assert waiting_rows(sqlite_db)[0].attempts == 1


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_honoured_for_all_tickets(sqlite_db: Database, status: int) -> None:
    clock = Clock()
    with helpdesk(in_turn(answer(status, Retry_After="600"), answer(200))) as desk:
        there = add_destination(sqlite_db, desk.url)
        add_tickets(sqlite_db, [there], 5)
        worker = deliverer(sqlite_db, clock, per_destination=1)
        worker.run_once()
        assert len(desk.received) == 1
        assert the_destination(sqlite_db, there).closed_until == NOW + timedelta(seconds=600)
        clock.move(seconds=599)
        worker.run_once()
        assert len(desk.received) == 1
        clock.move(seconds=2)
        assert worker.run_once().sent == 5


def test_gone_switches_the_destination_off_and_loses_nothing(sqlite_db: Database) -> None:
    clock = Clock()
    with helpdesk(in_turn(answer(410), answer(200))) as desk:
        there = add_destination(sqlite_db, desk.url)
        add_tickets(sqlite_db, [there], 3)
        worker = deliverer(sqlite_db, clock, per_destination=1)
        worker.run_once()
        found = the_destination(sqlite_db, there)
        assert not found.is_enabled
        assert found.last_error == Message("ticketizer-gone")
        assert states(sqlite_db)["pending"] == 3
        with sqlite_db.write() as tx:
            destinations.set_enabled(tx, there, True)
        assert worker.run_once().sent == 3


def test_a_redirect_is_not_followed(sqlite_db: Database) -> None:
    with helpdesk() as inner, helpdesk(answer(307, Location=inner.url)) as desk:
        add_tickets(sqlite_db, [add_destination(sqlite_db, desk.url)], 1)
        assert deliverer(sqlite_db, Clock()).run_once().retried == 1
    assert inner.received == []
    assert all_attempts(sqlite_db)[0].error["key"] == "ticketizer-redirects"


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "127.1", "0"]
)
def test_a_private_address_is_refused_when_the_socket_opens(sqlite_db: Database, host: str) -> None:
    with helpdesk() as desk:
        there = add_destination(sqlite_db, f"http://{host}:{desk.port}/")
        add_tickets(sqlite_db, [there], 1)
        assert Deliverer(sqlite_db, AddressPolicy()).run_once().refused == 1
    assert desk.received == []
    assert all_attempts(sqlite_db)[0].error["key"] == "network-private-address"


def test_a_name_that_comes_to_lead_elsewhere_is_refused(sqlite_db: Database) -> None:
    """The policy is asked for each connection, so an answer of DNS that changed meets it too."""
    with helpdesk(raw(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) as desk:
        there = add_destination(sqlite_db, f"http://localhost:{desk.port}/")
        add_tickets(sqlite_db, [there], 1)
        assert Deliverer(sqlite_db, LOOPBACK).run_once().sent == 1
        add_tickets(sqlite_db, [there], 1)
        assert Deliverer(sqlite_db, AddressPolicy()).run_once().refused == 1
    assert len(desk.received) == 1


def test_environment_proxies_are_ignored(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with helpdesk() as proxy, helpdesk() as desk:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        add_tickets(sqlite_db, [add_destination(sqlite_db, desk.url)], 1)
        assert deliverer(sqlite_db, Clock()).run_once().sent == 1
    assert proxy.received == []


@pytest.mark.parametrize(
    ("reply", "key"),
    [
        (raw(), "ticketizer-dropped"),
        (raw(b"HTTP/1.1 200 OK\r\nContent-"), "ticketizer-dropped"),
        (raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), "ticketizer-not-http"),
        (raw(hang=3), "ticketizer-slow"),
        (endless(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n", 0.01), "ticketizer-slow"),
        (endless(b"HTTP/1.1 200 OK\r\n", b"X-A: " + b"b" * 9000 + b"\r\n"), "ticketizer-dropped"),
    ],
)
def test_no_answer_is_said_in_words_and_retried(
    sqlite_db: Database, reply: Reply, key: str
) -> None:
    with helpdesk(reply) as desk:
        there = add_destination(sqlite_db, desk.url)
        add_tickets(sqlite_db, [there], 1)
        assert deliverer(sqlite_db, Clock(), timeout=0.7).run_once().retried == 1
    assert all_attempts(sqlite_db)[0].error["key"] == key
    assert the_destination(sqlite_db, there).last_error == Message.from_json(
        all_attempts(sqlite_db)[0].error
    )


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://no-such-desk.invalid/", "ticketizer-no-name"),
        ("http://127.0.0.1:1/", "ticketizer-no-connection"),
    ],
)
def test_an_unreachable_desk_is_named(sqlite_db: Database, url: str, key: str) -> None:
    add_tickets(sqlite_db, [add_destination(sqlite_db, url)], 1)
    assert deliverer(sqlite_db, Clock()).run_once().retried == 1
    assert all_attempts(sqlite_db)[0].error["key"] == key


@pytest.mark.parametrize(
    "reply",
    [
        raw(b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"id":'),
        endless(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 10_000),
        endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", 0.01),
        answer(200, b"x" * 5_000_000),
        answer(200, b"\x1f\x8b" + b"\0" * 3000, Content_Encoding="gzip"),
    ],
    ids=["breaks off", "endless", "dribbles", "huge", "compressed"],
)
def test_an_accepting_answer_counts_whatever_its_body_does(
    sqlite_db: Database, reply: Reply
) -> None:
    with helpdesk(reply) as desk:
        add_tickets(sqlite_db, [add_destination(sqlite_db, desk.url)], 1)
        assert deliverer(sqlite_db, Clock(), timeout=1).run_once().sent == 1
    assert len(desk.received) == 1
    assert len(all_attempts(sqlite_db)[0].reply.encode()) <= 2000


def test_secrets_are_blotted_out_of_a_reply(db: Database) -> None:
    echo = f"you sent Bearer s3cret and {SECRET}\0".encode()
    with helpdesk(answer(200, echo)) as desk:
        there = add_destination(db, desk.url, headers={"Authorization": "Bearer s3cret"})
        add_tickets(db, [there], 1)
        Deliverer(db, LOOPBACK).run_once()
    assert all_attempts(db)[0].reply == "you sent ••• and •••"


def test_a_dead_desk_delays_no_other(sqlite_db: Database) -> None:
    with helpdesk(raw(hang=4)) as dead, helpdesk() as alive:
        there = add_destination(sqlite_db, dead.url, "dead")
        here = add_destination(sqlite_db, alive.url, "alive")
        add_tickets(sqlite_db, [there, here], 300)
        deliverer(sqlite_db, Clock(), timeout=3).run_once()
    assert len(alive.keys) == 300
    # All of them while the dead one's first requests still hang.
    assert alive.received[-1].at < dead.received[0].at + 3
    assert len(dead.received) <= 20  # a width of requests, and the circuit closed
    assert the_destination(sqlite_db, there).closed_until is not None


def test_a_desk_that_was_dead_for_a_day_gets_everything_once(db: Database) -> None:
    clock = Clock()
    with helpdesk(answer(503)) as desk:
        there = add_destination(db, desk.url)
        worker = deliverer(db, clock)
        for hours in range(0, 24, 3):
            add_tickets(db, [there], 15, clock.now)
            worker.run_once()
            clock.move(hours=3)
            assert len(desk.received) <= 20 + hours  # left in peace, not hammered
        before = len(desk.received)
        desk.reply = answer(200)
        clock.move(minutes=10)
        worker.run_once()
        worker.run_once()
        accepted = [request.key for request in desk.received[before:]]
    assert len(accepted) == len(set(accepted)) == 120
    assert states(db) == {"sent": 120}


def test_500_after_accepting_brings_the_same_key_again(sqlite_db: Database) -> None:
    clock = Clock()
    with helpdesk(in_turn(*[answer(500)] * 3, answer(200))) as desk:
        add_tickets(sqlite_db, [add_destination(sqlite_db, desk.url)], 3)
        worker = deliverer(sqlite_db, clock)
        worker.run_once()
        clock.move(seconds=6)
        worker.run_once()
    assert set(desk.keys.values()) == {2}
    mentions = {json.loads(r.body)["data"]["mention"]["id"]: r.key for r in desk.received}
    assert len(mentions) == len(desk.keys) == 3


def test_a_clock_that_jumps_back_strands_nothing(db: Database) -> None:
    clock = Clock(NOW + timedelta(days=400))
    with helpdesk(in_turn(*[answer(503)] * 5, answer(200))) as desk:
        there = add_destination(db, desk.url)
        add_tickets(db, [there], 8, clock.now)
        worker = deliverer(db, clock, per_destination=1)
        worker.run_once()
        with db.write() as tx:  # three that another process of the wrong year has in hand
            held = update(t.outbox).where(t.outbox.c.attempts == 0)
            tx.execute(
                held.values(lease_owner="elsewhere:1:1", lease_until=clock.now + timedelta(hours=1))
            )
        clock.now = NOW
        worker.run_once()
        worker.run_once()
    assert states(db)["sent"] == 8


def test_results_outlast_a_database_that_is_busy(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are kept and written when it lets them; nothing is sent twice for it."""
    with helpdesk() as desk:
        add_tickets(sqlite_db, [add_destination(sqlite_db, desk.url)], 3)
        record, failures = tickets.record, iter([True, True])

        def busy_record(*args: Any) -> None:
            if args[2] and next(failures, False):
                raise DatabaseBusyError(Message("store-locked"))
            record(*args)

        monkeypatch.setattr(tickets, "record", busy_record)
        assert deliverer(sqlite_db, Clock()).run_once().sent == 3
    assert set(desk.keys.values()) == {1}
    assert states(sqlite_db)["sent"] == 3


def test_a_ticket_deleted_under_way_spoils_no_batch(db: Database) -> None:
    with helpdesk(answer(200, delay=0.3)) as desk:
        add_tickets(db, [add_destination(db, desk.url)], 3)

        def delete_one(connection: Any, request: Any) -> None:
            with db.write() as tx:
                tx.execute(t.tickets.delete().where(t.tickets.c.id == all_tickets(db)[0].id))
            desk.reply = answer(200)
            answer(200)(connection, request)

        desk.reply = delete_one
        Deliverer(db, LOOPBACK, DeliverySettings(per_destination=1)).run_once()
    assert states(db)["sent"] == 2
    assert waiting_rows(db) == []


def test_a_test_is_sent_once_and_not_kept(sqlite_db: Database) -> None:
    with helpdesk(answer(422, b"unknown field")) as desk:
        there = the_destination(sqlite_db, add_destination(sqlite_db, desk.url))
        attempt = send_test(there, LOOPBACK, DeliverySettings())
    assert (attempt.is_success, attempt.status, attempt.reply) == (False, 422, "unknown field")
    body = json.loads(desk.received[0].body)
    jsonschema.validate(body, SCHEMA)
    assert body["data"]["is_test"]
    assert all_attempts(sqlite_db) == []


def test_two_secrets_sign_while_the_far_end_changes_over(sqlite_db: Database) -> None:
    other = "whsec_" + "A" * 40
    with helpdesk() as desk:
        there = add_destination(sqlite_db, desk.url)
        with sqlite_db.write() as tx:
            destinations.set_secrets(tx, there, [other, SECRET])
        add_tickets(sqlite_db, [there], 1)
        Deliverer(sqlite_db, LOOPBACK).run_once()
    request = desk.received[0]
    for secret in (SECRET, other):
        Webhook(secret).verify(request.body, request.headers)


def test_stop_ends_a_running_worker(sqlite_db: Database) -> None:
    stop = Event()
    with helpdesk() as desk:
        there = add_destination(sqlite_db, desk.url)
        thread = Thread(target=Deliverer(sqlite_db, LOOPBACK).run, args=(stop,))
        thread.start()
        add_tickets(sqlite_db, [there], 2, utc_now())
        deadline = time.monotonic() + 5
        while states(sqlite_db)["sent"] < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        stop.set()
        thread.join(5)
    assert not thread.is_alive()
    assert states(sqlite_db)["sent"] == 2


def test_removing_a_destination_under_way_ends_its_deliveries(db: Database) -> None:
    with helpdesk() as desk:
        there = add_destination(db, desk.url)
        add_tickets(db, [there], 600)

        def remove(connection: Any, request: Any) -> None:
            desk.reply = answer(200)
            with db.write() as tx:
                destinations.remove(tx, there)
            answer(200)(connection, request)

        desk.reply = remove
        Deliverer(db, LOOPBACK, DeliverySettings(per_destination=1)).run_once()
    assert len(desk.received) < 600
    assert all_tickets(db) == waiting_rows(db) == all_attempts(db) == []
