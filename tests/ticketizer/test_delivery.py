"""Delivery against a real helpdesk on loopback."""

from ipaddress import ip_network
import pytest
from sqlalchemy import select

from mentions.network import AddressPolicy
from mentions.store import tables as t
from mentions.store.database import Database
from tests.ticketizer.helpdesk import answer, drop, drop_in_the_middle, helpdesk
from tests.ticketizer.world import NOW, add_destination, add_tickets
from ticketizer.delivery import Deliverer
from ticketizer.settings import DeliverySettings

LOOPBACK = AddressPolicy((ip_network("127.0.0.0/8"),))


def test_a_ticket_is_delivered(db: Database) -> None:
    with helpdesk(answer(201, b'{"ticket": {"id": 7, "url": "/t/7"}}')) as desk:
        there = add_destination(db, desk.url)
        add_tickets(db, [there], 3)
        delivered = Deliverer(db, LOOPBACK).run_once()
    assert delivered.sent == 3
    with db.read() as tx:
        rows = tx.execute(select(t.tickets)).all()
        assert tx.execute(select(t.outbox)).all() == []
    assert {row.state for row in rows} == {"sent"}
    assert {row.key for row in rows} == set(desk.keys)
