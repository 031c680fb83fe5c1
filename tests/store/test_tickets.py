"""Tickets: opened once for a story at a destination, recorded, replayed."""

from datetime import timedelta

from sqlalchemy import update

from mentions.messages import message
from mentions.store import tables as t
from mentions.store import tickets
from mentions.store.database import Database
from mentions.store.tickets import Attempt, Result, TicketCall
from mentions.types import Tone
from tests.ticketizer.world import (
    NOW,
    add_destination,
    add_mentions,
    add_tickets,
    all_attempts,
    all_tickets,
    effect,
    states,
    waiting_rows,
)


def result(ticket_id: int, state: str, **changes: object) -> Result:
    row = {"row_id": ticket_id, "attempts": 1, **changes}
    attempt = Attempt(NOW, 12, 200, state == "sent", None, "ok")
    return Result(ticket_id=ticket_id, state=state, attempt=attempt, **row)  # type: ignore[arg-type]


def test_a_story_gets_one_ticket_at_a_destination(db: Database) -> None:
    here, there = add_destination(db, "http://a/", "a"), add_destination(db, "http://b/", "b")
    with db.write() as tx:
        first, second = add_mentions(tx, 2)
        assert tickets.open_ticket(tx, first, 1, effect(here), NOW) is not None
        assert tickets.open_ticket(tx, first, 1, effect(here), NOW) is None
        assert tickets.open_ticket(tx, second, 1, effect(here), NOW) is None  # a reprint
        assert tickets.open_ticket(tx, second, 1, effect(there), NOW) is not None
    assert [(row.mention_id, row.destination_id) for row in all_tickets(db)] == [
        (first, here),
        (second, there),
    ]
    assert len(waiting_rows(db)) == 2
    assert len({row.key for row in all_tickets(db)}) == 2


def test_reprints_within_one_batch_share_a_ticket(db: Database) -> None:
    here = add_destination(db, "http://a/")
    with db.write() as tx:
        ids = add_mentions(tx, 3)
        calls = [TicketCall(id, 1, effect(here)) for id in ids]
        assert len(tickets.open_tickets(tx, calls, NOW)) == 1
    assert len(waiting_rows(db)) == 1


def test_a_more_pressing_reprint_raises_a_ticket_that_waits(db: Database) -> None:
    here = add_destination(db, "http://a/")
    add_tickets(db, [here], 1)

    def join(priority: int) -> int:
        with db.write() as tx:
            tickets.open_ticket(tx, 1, 1, effect(here, priority), NOW)
        return int(all_tickets(db)[0].priority)

    assert [join(3), join(1), join(2)] == [2, 1, 1]
    with db.write() as tx:
        tx.execute(update(t.tickets).values(state="sent", priority=4))
    assert join(1) == 4


def test_contents(db: Database) -> None:
    (ticket,) = add_tickets(db, [add_destination(db, "http://a/")], 1)
    with db.read() as tx:
        content = tickets.contents(tx, [ticket, 999])[ticket]
    assert (content.mention_id, content.source, content.source_kind) == (1, "Лента", "feed")
    assert [(brand.name, brand.tone) for brand in content.brands] == [("Банк", Tone.NEGATIVE)]
    assert content.reasons == (message("ticketizer-reason-reply"),)
    assert content.published_at == NOW


def test_results_move_ticket_outbox_and_history_together(db: Database) -> None:
    ids = add_tickets(db, [add_destination(db, "http://a/")], 4)
    rows = {row.ticket_id: row.id for row in waiting_rows(db)}
    with db.write() as tx:
        tx.execute(update(t.outbox).values(lease_owner="me", lease_until=NOW))
        tickets.record(
            tx,
            "me",
            [
                result(ids[0], "sent", row_id=rows[ids[0]], external_id="7"),
                result(ids[1], "refused", row_id=rows[ids[1]]),
                result(ids[2], "pending", row_id=rows[ids[2]], retry_at=NOW + timedelta(hours=1)),
                result(ids[3], "expired", row_id=rows[ids[3]]),
                result(99_999, "sent", row_id=99_999),  # deleted under way
            ],
        )
    assert [row.state for row in all_tickets(db)] == ["sent", "refused", "pending", "expired"]
    assert all_tickets(db)[0].external_id == "7"
    (left,) = waiting_rows(db)
    assert (left.ticket_id, left.attempts, left.lease_owner) == (ids[2], 1, None)
    assert len(all_attempts(db)) == 4


def test_a_refusal_does_not_undo_a_sending(db: Database) -> None:
    (id,) = add_tickets(db, [add_destination(db, "http://a/")], 1)
    with db.write() as tx:
        tickets.record(tx, "one", [result(id, "sent")])
        tickets.record(tx, "two", [result(id, "refused")])
    assert states(db)["sent"] == 1


def test_replay_keeps_keys(db: Database) -> None:
    here, there = add_destination(db, "http://a/", "a"), add_destination(db, "http://b/", "b")
    ids = add_tickets(db, [here, there], 2)
    keys = [row.key for row in all_tickets(db)]
    with db.write() as tx:
        tickets.record(tx, "me", [result(id, "expired", row_id=id) for id in ids])
        tx.execute(t.outbox.delete())
        assert tickets.replay(tx, NOW, destination_id=here) == 2
        assert tickets.replay(tx, NOW, ticket_ids=[ids[1]]) == 1
        assert tickets.replay(tx, NOW, ticket_ids=[ids[1]]) == 1
    assert [row.key for row in all_tickets(db)] == keys
    assert states(db) == {"pending": 3, "expired": 1}
    assert len(waiting_rows(db)) == 3


def test_a_replayed_ticket_can_be_sent_again(db: Database) -> None:
    (id,) = add_tickets(db, [add_destination(db, "http://a/")], 1)
    with db.write() as tx:
        tickets.record(tx, "me", [result(id, "sent")])
        assert tickets.replay(tx, NOW) == 0
        assert tickets.replay(tx, NOW, ticket_ids=[id]) == 1
    assert states(db)["pending"] == 1
