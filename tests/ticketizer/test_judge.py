"""From the inbox to a helpdesk: rules judge what ingest reads, and delivery takes it there."""

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import insert

from mentions.ingest import Ingest
from mentions.rules import Actions, Conditions, Rule
from mentions.store import brands, destinations, inbox, rules
from mentions.store import tables as t
from mentions.store.database import Database, Transaction
from mentions.types import RawItem, Tone
from tests.mentions.test_ingest import ARTICLE, WordClassifier
from tests.ticketizer.helpdesk import helpdesk
from tests.ticketizer.world import LOOPBACK, NOW, add_destination, all_tickets
from ticketizer.delivery import Deliverer
from ticketizer.judge import Judge
from ticketizer.rules import default_rule


@pytest.fixture
def ingest(db: Database) -> Ingest:
    with db.write() as tx:
        tx.execute(
            insert(t.sources).values(
                id=1, kind="feed", address="https://s.ru/rss", name="s", options={},
                every_seconds=60, cursor={}, next_run_at=NOW, created_at=NOW,
            )
        )  # fmt: skip
        brands.add(tx, "Вектор", "вектор", NOW)

    def judge(tx: Transaction) -> Judge:
        names = {brand.id: brand.name for brand in brands.all_brands(tx)}
        return Judge(rules.enabled(tx), destinations.enabled_ids(tx), names)

    return Ingest(db, WordClassifier(), judge, clock=lambda: NOW)


def add_rule(db: Database, query: str, conditions: Conditions, **actions: Any) -> None:
    with db.write() as tx:
        rules.add(tx, Rule(0, f"{query} {actions}", query, conditions, Actions(**actions)), NOW)


def put(db: Database, *texts: str) -> None:
    with db.write() as tx:
        for text in texts:
            tx.execute(
                insert(t.items).values(source_id=1, item_key=text, content_hash="", seen_at=NOW)
            )
        items = [RawItem(text[:200], "", text=text, published_at=NOW) for text in texts]
        inbox.put(tx, 1, items, NOW)


def test_a_bad_word_reaches_every_desk_and_a_reprint_none(db: Database, ingest: Ingest) -> None:
    with db.write() as tx:
        rules.add(tx, default_rule(), NOW)
    with helpdesk() as one, helpdesk() as two:
        add_destination(db, one.url, "one")
        add_destination(db, two.url, "two")
        put(db, f"{ARTICLE} Какой ужас.", "Вектор открыл отделение")
        assert ingest.run_once().tickets == 2
        put(db, f"Перепечатка. {ARTICLE} Какой ужас.")
        assert ingest.run_once().reprints == 1
        assert Deliverer(db, LOOPBACK).run_once().sent == 2
    for desk in (one, two):
        (request,) = desk.received
        data = json.loads(request.body)["data"]
        assert data["mention"]["brands"] == [{"name": "Вектор", "tone": "negative"}]
        assert data["mention"]["story"]["size"] == 2
        assert data["ticket"]["reasons"][0].startswith("Негатив")


def test_a_rules_query_asks_for_what_was_read(db: Database, ingest: Ingest) -> None:
    """Tone and brand by name are known to rules, though brands are matched before them."""
    add_destination(db, "http://desk.example.org/")
    add_rule(db, "tone:negative отделение", Conditions(), ticket=True)
    put(db, "Вектор: ужас в отделении", "Вектор: ужас в приложении", "Вектор: отделение открыто")
    assert ingest.run_once().tickets == 1
    assert len(all_tickets(db)) == 1


def test_hide_tag_and_priority(db: Database, ingest: Ingest) -> None:
    add_destination(db, "http://desk.example.org/")
    add_rule(db, "", Conditions(tones=(Tone.NEGATIVE,)), ticket=True)
    add_rule(db, "вакансия", Conditions(), hide=True, tags=("вакансии",), priority=1)
    put(db, "Ужас: вакансии в банке Вектор")
    assert ingest.run_once().tickets == 0
    with db.read() as tx:
        (mention,) = tx.execute(t.mentions.select()).all()
        (tag,) = tx.execute(t.mention_tags.select()).all()
    assert (mention.is_hidden, mention.priority, tag.tag) == (True, 1, "вакансии")


def test_an_edit_can_deserve_a_ticket(db: Database, ingest: Ingest) -> None:
    add_destination(db, "http://desk.example.org/")
    add_rule(db, "", Conditions(tones=(Tone.NEGATIVE,)), ticket=True)
    put(db, "Вектор открыл отделение")
    assert ingest.run_once().tickets == 0
    edited = RawItem("Вектор открыл отделение", "", text="Вектор: ужас", published_at=NOW)
    for item in (edited, replace(edited, text="Вектор: снова ужас")):
        with db.write() as tx:
            inbox.put(tx, 1, [item], NOW)
        ingest.run_once()
    assert len(all_tickets(db)) == 1
