"""Destinations as they are kept."""

import pytest

from mentions.messages import Message
from mentions.store import destinations
from mentions.store.database import Database
from mentions.store.destinations import DestinationError, Health
from tests.ticketizer.world import NOW, add_tickets, all_tickets

OPTIONS = {"url": "https://desk.example.org/"}


def test_kept_edited_switched_removed(db: Database) -> None:
    with db.write() as tx:
        id = destinations.add(tx, "webhook", " Служба  поддержки ", OPTIONS, ["whsec_a"], NOW)
        found = destinations.by_name(tx, "Служба поддержки")
        assert found is not None and found == destinations.get(tx, id)
        assert (found.options, found.secrets, found.is_enabled) == (OPTIONS, ("whsec_a",), True)
        with pytest.raises(DestinationError):
            destinations.add(tx, "webhook", "Служба поддержки", OPTIONS, [], NOW)
        destinations.set_secrets(tx, id, ["whsec_b", "whsec_a"])
        destinations.edit(tx, id, "Стол", {"url": "https://b/"})
        found = destinations.get(tx, id)
        assert found is not None
        assert (found.name, found.secrets) == ("Стол", ("whsec_b", "whsec_a"))
        assert destinations.enabled_ids(tx) == {id}
        destinations.set_enabled(tx, id, False)
        assert destinations.enabled_ids(tx) == frozenset()
        assert len(destinations.all_destinations(tx)) == 1


def test_health_is_noted_and_a_switch_clears_it(db: Database) -> None:
    error = Message("ticketizer-gone")
    with db.write() as tx:
        id = destinations.add(tx, "webhook", "a", OPTIONS, [], NOW)
        destinations.record_health(tx, id, Health(0, None, NOW))
        destinations.record_health(tx, id, Health(5, NOW, None, error, is_gone=True))
        found = destinations.get(tx, id)
        assert found is not None
        assert (found.failures, found.closed_until, found.last_success_at) == (5, NOW, NOW)
        assert (found.last_error, found.is_enabled) == (error, False)
        destinations.set_enabled(tx, id, True)
        found = destinations.get(tx, id)
        assert found is not None
        assert (found.failures, found.closed_until, found.last_error) == (0, None, None)


def test_removing_takes_tickets_along(db: Database) -> None:
    with db.write() as tx:
        id = destinations.add(tx, "webhook", "a", OPTIONS, [], NOW)
    add_tickets(db, [id], 2)
    with db.write() as tx:
        destinations.remove(tx, id)
    assert all_tickets(db) == []
