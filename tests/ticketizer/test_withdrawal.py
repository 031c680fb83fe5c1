"""Tickets that a person takes back before they are sent, and thinks better of."""

import socket

from sqlalchemy import update

from mentions.store import destinations, mentions, tickets
from mentions.store import tables as t
from mentions.store.database import Database
from mentions.types import State
from tests.ticketizer.helpdesk import Received, answer, helpdesk
from tests.ticketizer.world import (
    LOOPBACK,
    NOW,
    Clock,
    add_destination,
    add_tickets,
    all_tickets,
    states,
    waiting_rows,
)
from ticketizer.delivery import Deliverer
from ticketizer.settings import DeliverySettings


def waiting_tickets(db: Database) -> list[int]:
    return [row.ticket_id for row in waiting_rows(db) if row.ticket_id]


def mark(db: Database, mention_id: int, state: State) -> None:
    with db.write() as tx:
        mentions.set_state(tx, mention_id, state, None, NOW)


def deliver(db: Database, **settings: int) -> None:
    Deliverer(db, LOOPBACK, DeliverySettings(**settings), Clock()).run_once()  # type: ignore[arg-type]


def test_an_irrelevant_mention_is_not_sent_until_it_is_relevant_again(db: Database) -> None:
    with helpdesk() as desk:
        add_tickets(db, [add_destination(db, desk.url)], 2)
        mark(db, 1, State.IRRELEVANT)
        assert waiting_tickets(db) == [2]
        deliver(db)
        assert states(db) == {"sent": 1, "withdrawn": 1}
        mark(db, 1, State.NEW)
        deliver(db)
    assert states(db)["sent"] == 2
    assert desk.keys == {row.key: 1 for row in all_tickets(db)}


def test_what_was_sent_is_not_sent_again(db: Database) -> None:
    with helpdesk() as desk:
        add_tickets(db, [add_destination(db, desk.url)], 1)
        deliver(db)
        mark(db, 1, State.IRRELEVANT)
        assert states(db)["sent"] == 1
        mark(db, 1, State.DONE)
        deliver(db)
    assert len(desk.received) == 1


def test_a_ticket_already_in_hand_is_taken_back(db: Database) -> None:
    """It waits behind a slow one, in the memory of the process that delivers."""

    def reply(connection: socket.socket, request: Received) -> None:
        if len(desk.received) == 1:
            mark(db, 3, State.IRRELEVANT)
        answer(delay=0.6)(connection, request)

    with helpdesk(reply) as desk:
        add_tickets(db, [add_destination(db, desk.url)], 3)
        deliver(db, per_destination=1)
    assert [row.state for row in all_tickets(db)] == ["sent", "sent", "withdrawn"]
    assert len(desk.received) == 2
    assert waiting_tickets(db) == []


def test_a_withdrawal_and_its_undoing_between_two_looks_send_once(db: Database) -> None:
    def reply(connection: socket.socket, request: Received) -> None:
        if len(desk.received) == 1:
            mark(db, 3, State.IRRELEVANT)
            mark(db, 3, State.NEW)
        answer()(connection, request)

    with helpdesk(reply) as desk:
        add_tickets(db, [add_destination(db, desk.url)], 3)
        deliver(db, per_destination=1)
    assert states(db)["sent"] == 3
    assert max(desk.keys.values()) == 1


def test_what_a_dead_process_had_in_hand_is_taken_back_too(db: Database) -> None:
    with helpdesk() as desk:
        add_tickets(db, [add_destination(db, desk.url)], 1)
        with db.write() as tx:
            tx.execute(update(t.outbox).values(lease_owner="elsewhere:1:1", lease_until=NOW))
        mark(db, 1, State.IRRELEVANT)
        deliver(db)
    assert states(db)["withdrawn"] == 1
    assert desk.received == []
    assert waiting_tickets(db) == []


def test_sending_all_that_failed_again_leaves_irrelevant_ones_out(db: Database) -> None:
    with helpdesk(answer(400)) as desk:
        add_tickets(db, [add_destination(db, desk.url)], 2)
        deliver(db)
        mark(db, 1, State.IRRELEVANT)
        with db.write() as tx:
            assert tickets.replay(tx, NOW) == 1
    assert [row.state for row in all_tickets(db)] == ["refused", "pending"]


def test_a_destination_that_is_off_keeps_its_tickets_or_lets_them_go(db: Database) -> None:
    with helpdesk() as desk:
        there = add_destination(db, desk.url)
        add_tickets(db, [there], 2)
        with db.write() as tx:
            destinations.set_enabled(tx, there, is_enabled=False)
        deliver(db)
        assert states(db)["pending"] == 2
        with db.write() as tx:
            assert tickets.drop_waiting(tx, there) == 2
            destinations.set_enabled(tx, there, is_enabled=True)
        mark(db, 1, State.IRRELEVANT)
        mark(db, 1, State.NEW)
        deliver(db)
        assert desk.received == []
        with db.write() as tx:
            tickets.replay(tx, NOW, ticket_ids=[1])
        deliver(db)
    assert states(db) == {"sent": 1, "dropped": 1}
