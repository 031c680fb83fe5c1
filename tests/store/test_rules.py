"""Rules as they are kept, and the mentions a dry run sees."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mentions.rules import Actions, BrandReading, Conditions, Rule
from mentions.store import rules
from mentions.store.database import Database
from mentions.store.rules import RuleError
from mentions.types import Tone
from tests.ticketizer.world import NOW, add_mentions

RULE = Rule(
    0,
    "Негатив",
    "банк",
    Conditions(tones=(Tone.NEGATIVE,), min_confidence=0.6),
    Actions(ticket=True, tags=("жалоба",)),
)


def test_kept_edited_switched_removed(db: Database) -> None:
    with db.write() as tx:
        id = rules.add(tx, RULE, NOW)
        assert rules.get(tx, id) == replace(RULE, id=id)
        with pytest.raises(RuleError):
            rules.add(tx, RULE, NOW)
        rules.edit(tx, replace(RULE, id=id, query="кофе"))
        assert [rule.query for rule in rules.enabled(tx)] == ["кофе"]
        rules.set_enabled(tx, id, False)
        assert rules.enabled(tx) == []
        rules.remove(tx, id)
        assert rules.all_rules(tx) == []


@pytest.mark.parametrize("name", ["", "  ", "x" * 201])
def test_a_rule_needs_a_name(db: Database, name: str) -> None:
    with db.write() as tx, pytest.raises(RuleError):
        rules.add(tx, replace(RULE, name=name), NOW)


def test_stored_mentions_in_batches(db: Database) -> None:
    with db.write() as tx:
        ids = add_mentions(tx, 7)
    with db.read() as tx:
        found = list(rules.stored_since(tx, NOW - timedelta(days=30), batch=3))
        assert list(rules.stored_since(tx, NOW + timedelta(days=1))) == []
    assert [stored.mention_id for stored in found] == ids
    first = found[0]
    assert first.document.source == ("feed", "Лента")
    assert first.document.brands == ("Банк",)
    assert first.facts.brands == (BrandReading(1, Tone.NEGATIVE, 0.9),)
    assert (first.facts.needs_reply, first.facts.reach, first.facts.now) == (True, 1000, NOW)
