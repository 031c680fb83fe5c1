"""Rules: when they hold, what they call for, what a dry run tells."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mentions.errors import MolvaError
from mentions.query import Document
from mentions.rules import Actions, BrandReading, Conditions, Facts, Rule
from mentions.store.rules import RuleError, Stored
from mentions.types import Tone
from ticketizer.priority import prioritise
from ticketizer.rules import check, decide, default_rule, dry_run, holds

NOW = datetime(2025, 5, 1, 12, tzinfo=UTC)
BAD = BrandReading(1, Tone.NEGATIVE, 0.9)
GOOD = BrandReading(2, Tone.POSITIVE, 0.8)
FACTS = Facts(
    brands=(BAD, GOOD),
    source_id=5,
    source_kind="feed",
    question=False,
    needs_reply=False,
    reach=None,
    published_at=NOW - timedelta(hours=30),
    now=NOW,
)


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        (Conditions(), True),
        (Conditions(brands=(1,)), True),
        (Conditions(brands=(3,)), False),
        (Conditions(sources=(5,)), True),
        (Conditions(sources=(6,)), False),
        (Conditions(tones=(Tone.NEGATIVE,)), True),
        (Conditions(tones=(Tone.NEGATIVE,), min_confidence=0.95), False),
        # The tone is asked of the brands that the rule is about.
        (Conditions(brands=(2,), tones=(Tone.NEGATIVE,)), False),
        (Conditions(brands=(2,), tones=(Tone.POSITIVE,)), True),
        (Conditions(question=True), False),
        (Conditions(tones=(Tone.NEGATIVE,), question=True), False),
        (Conditions(tones=(Tone.NEGATIVE,), question=True, is_any=True), True),
        (Conditions(min_reach=1), False),
    ],
)
def test_holds(conditions: Conditions, expected: bool) -> None:
    assert holds(conditions, FACTS) is expected


def test_reach_is_compared() -> None:
    facts = replace(FACTS, reach=5000)
    assert holds(Conditions(min_reach=5000), facts)
    assert not holds(Conditions(min_reach=5001), facts)


def rule(id: int = 1, **actions: object) -> Rule:
    return Rule(id, f"r{id}", "", Conditions(), Actions(**actions))  # type: ignore[arg-type]


def test_the_default_rule_tickets_what_is_negative_or_waits() -> None:
    default = replace(default_rule(), id=1)
    assert default.name == "Негатив или нужен ответ"
    calm = replace(FACTS, brands=(GOOD,))
    unsure = replace(FACTS, brands=(BrandReading(1, Tone.NEGATIVE, 0.4),))
    for facts, count in (
        (FACTS, 2),
        (calm, 0),
        (unsure, 2),
        (replace(calm, needs_reply=True), 2),
    ):
        assert len(decide(facts, [default], {1}, {7, 8}).tickets) == count


def test_only_matched_rules_act() -> None:
    assert decide(FACTS, [rule(ticket=True)], set(), {7}).tickets == ()


def test_one_ticket_a_destination_the_most_pressing() -> None:
    rules = [rule(1, ticket=True), rule(2, ticket=True, destinations=(7,), priority=1)]
    effects = decide(FACTS, rules, {1, 2}, {7, 8})
    assert [(t.destination_id, t.rule_id, t.priority) for t in effects.tickets] == [
        (7, 2, 1),
        (8, 1, prioritise(FACTS).level),
    ]
    assert effects.priority == 1
    assert effects.tickets[0].reasons[0].key == "ticketizer-reason-rule"


def test_a_destination_that_is_off_gets_nothing() -> None:
    assert decide(FACTS, [rule(ticket=True, destinations=(9,))], {1}, {7}).tickets == ()


def test_hidden_means_no_ticket_and_tags_add_up() -> None:
    rules = [rule(1, ticket=True, tags=("a", "b")), rule(2, hide=True, tags=("b", "c"))]
    effects = decide(FACTS, rules, {1, 2}, {7})
    assert (effects.tickets, effects.tags, effects.is_hidden) == ((), ("a", "b", "c"), True)


@pytest.mark.parametrize(
    "wrong",
    [
        Rule(0, "r", "", Conditions(min_confidence=2), Actions(ticket=True)),
        Rule(0, "r", "", Conditions(min_reach=-1), Actions(ticket=True)),
        Rule(0, "r", "", Conditions(), Actions()),
        Rule(0, "r", "", Conditions(), Actions(priority=5)),
        Rule(0, "r", "", Conditions(), Actions(tags=(" ",))),
    ],
)
def test_what_cannot_be_meant_is_refused(wrong: Rule) -> None:
    with pytest.raises(RuleError):
        check(wrong)


def test_a_query_that_does_not_parse_is_refused() -> None:
    with pytest.raises(MolvaError):
        check(Rule(0, "r", '"незакрытая', Conditions(), Actions(ticket=True)))


def test_json_and_back() -> None:
    conditions = Conditions(brands=(1,), tones=(Tone.NEGATIVE,), is_any=True, min_reach=3)
    actions = Actions(ticket=True, destinations=(1, 2), tags=("т",), priority=2)
    assert Conditions.from_json(conditions.to_json()) == conditions
    assert Actions.from_json(actions.to_json()) == actions


def stored(id: int, story: int, text: str, day: int, **facts: object) -> Stored:
    moment = datetime(2025, 5, day, 23, tzinfo=UTC)
    changed = replace(FACTS, now=moment, published_at=moment, **facts)  # type: ignore[arg-type]
    document = Document(text=text, tone="negative", published_at=moment)
    return Stored(id, story, document, changed)


def test_a_dry_run_tells_what_would_have_been_done() -> None:
    tried = Rule(1, "r", "комиссия", Conditions(tones=(Tone.NEGATIVE,)), Actions(ticket=True))
    mentions = [
        stored(1, 1, "Сняли комиссию", 1),
        stored(2, 1, "Сняли комиссию (перепечатка)", 1),
        stored(3, 2, "О другом", 1),
        stored(4, 3, "Комиссии растут", 2),
        stored(5, 4, "Комиссий нет", 2, brands=(GOOD,)),
    ]
    found = dry_run(tried, mentions, {7, 8}, ZoneInfo("Europe/Moscow"))
    assert (found.looked_at, found.matched, found.tickets, found.joined) == (5, 3, 4, 1)
    # By the days of the person's own zone: 23:00 UTC is the next day in Moscow.
    assert found.per_day == {date(2025, 5, 2): 2, date(2025, 5, 3): 1}
    assert [example.mention_id for example in found.examples] == [4, 2, 1]
