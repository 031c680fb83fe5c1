"""What watched rules match is known, whatever becomes of the mentions and of the rules."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from mentions.ingest import Ingest
from mentions.query import analyse, parse
from mentions.rules import Actions, Conditions, Rule
from mentions.store import alert_tables as a
from mentions.store import brands, mentions, retention, rules, watching
from mentions.store import tables as t
from mentions.store.alerts import series
from mentions.store.database import Database, Transaction
from mentions.types import Passage, State, Tone, Verdict
from tests.mentions.test_ingest import NOW, WordClassifier, ingest, item, put, rows
from tests.mentions.test_rematch import check_counts, finish, judge, rematch
from ticketizer.backlog import RuleBacklog
from ticketizer.rules import holds

assert ingest  # the fixture


class AskingClassifier(WordClassifier):
    """A question where there is its mark."""

    def classify(self, batch: list[Passage]) -> list[Verdict]:  # type: ignore[override]
        return [
            Verdict(v.tone, v.negative, v.neutral, v.positive, 0.9, 0, "?" in p.text, False)
            for p, v in zip(batch, super().classify(batch), strict=True)
        ]


def watched(name: str, query: str, **conditions: object) -> Rule:
    return Rule(0, name, query, Conditions(**conditions), Actions(watch=True))  # type: ignore[arg-type]


def add_rule(db: Database, rule: Rule) -> int:
    with db.write() as tx:
        return rules.add(tx, rule, NOW)


def judging(db: Database) -> Ingest:
    return Ingest(db, AskingClassifier(), judge, clock=lambda: NOW)


def look_back(db: Database, limit: int = 2) -> None:
    backlog = RuleBacklog(db, lambda: NOW)
    while backlog.run_once(limit):
        pass


def matched(db: Database) -> set[tuple[int, int]]:
    return {(row["rule_id"], row["mention_id"]) for row in rows(db, a.rule_matches)}  # type: ignore[misc]


def check_matches(db: Database) -> None:
    """What is noted is what all that is stored comes to, and so are the counts made of it."""
    with db.read() as tx:
        known = watching.watched(tx, rules.all_rules(tx))
        stored = rules.stored(tx, tx.execute(select(t.mentions.c.id)).scalars().all())
        expected = {
            (rule.id, one.mention_id)
            for rule in known
            for one in stored
            if one.facts.brands
            and holds(rule.conditions, one.facts)
            and parse(rule.query).match(analyse(one.document))
        }
        named = {one.mention_id for one in stored if one.facts.brands}
        assert {pair for pair in matched(db) if pair[1] in named} == expected
        brand_ids = [brand.id for brand in brands.all_brands(tx)]
        since, until = NOW - timedelta(days=1), NOW + timedelta(days=1)
        found = series.counts(tx, brand_ids, known, since, until)
        assert _summed(found) == _recount(tx, known, expected)


def _summed(found: list[series.Count]) -> Counter[tuple[object, ...]]:
    summed: Counter[tuple[object, ...]] = Counter()
    for one in found:
        summed[one.brand_id, one.tone, one.question, one.rule_id] += one.count
    return summed


def _recount(
    tx: Transaction, known: list[Rule], matches: set[tuple[int, int]]
) -> Counter[tuple[object, ...]]:
    expected: Counter[tuple[object, ...]] = Counter()
    m, b = t.mentions.c, t.mention_brands.c
    query = select(m.id, m.question, m.state, m.is_hidden, b.brand_id, b.tone)
    for row in tx.execute(query.join(t.mention_brands, b.mention_id == m.id)):
        if row.state == "irrelevant" or row.is_hidden:
            continue
        expected[row.brand_id, row.tone, row.question, None] += 1
        for rule in known:
            c = rule.conditions
            is_about = not c.brands or row.brand_id in c.brands
            if (rule.id, row.id) in matches and is_about and (not c.tones or row.tone in c.tones):
                expected[row.brand_id, row.tone, row.question, rule.id] += 1
    return expected


def test_ingestion_notes_what_watched_rules_match(db: Database, ingest: Ingest) -> None:
    assert ingest
    rule = add_rule(db, watched("Сбой", "сбой"))
    look_back(db)
    put(db, item("1", "Вектор: сбой"), item("2", "Вектор открылся"))
    judging(db).run_once()
    assert matched(db) == {(rule, 1)}
    with db.write() as tx:
        tx.execute(a.count_changes.delete())
    put(db, item("1", "Вектор: всё работает"), item("2", "Вектор: и тут сбой"))
    judging(db).run_once()
    assert matched(db) == {(rule, 2)}
    assert rows(db, a.count_changes), "an edit that counts the same changes what a rule matches"
    with db.write() as tx:
        mentions.remove(tx, [2], NOW)
    assert matched(db) == set()


def test_a_rule_is_looked_for_in_what_is_stored_before_it_is_watched(
    db: Database, ingest: Ingest
) -> None:
    put(db, *(item(str(n), f"Вектор {'сбой' if n % 3 else 'кофе'} {n}") for n in range(7)))
    ingest.run_once()
    rule = add_rule(db, watched("Сбой", "сбой", brands=(1,)))
    with db.read() as tx:
        assert watching.watched(tx, rules.all_rules(tx)) == []
    look_back(db)
    assert {mention for _, mention in matched(db)} == {2, 3, 5, 6}
    check_matches(db)
    with db.write() as tx:
        kept = rules.get(tx, rule)
        assert kept
        rules.edit(tx, Rule(rule, "Кофе", "кофе", kept.conditions, kept.actions))
    assert matched(db) == set()
    look_back(db)
    assert {mention for _, mention in matched(db)} == {1, 4, 7}
    with db.write() as tx:
        rules.set_enabled(tx, rule, False)
    assert matched(db) == set() and rows(db, a.rule_rematches) == []


def test_what_is_edited_while_a_rule_is_looked_for_is_read_again(
    db: Database, ingest: Ingest, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(db, item("1", "Вектор: сбой"))
    ingest.run_once()
    add_rule(db, watched("Сбой", "сбой"))
    read = rules.stored

    def edited(tx: Transaction, ids: list[int]) -> list[rules.Stored]:
        found = read(tx, ids)
        monkeypatch.setattr(rules, "stored", read)
        tx.rollback()  # SQLite has one writer, and PostgreSQL need not wait for the reader
        put(db, item("1", "Вектор: всё работает"))
        judging(db).run_once()
        return found

    monkeypatch.setattr(rules, "stored", edited)
    look_back(db)
    assert matched(db) == set()
    check_matches(db)


TEXTS = ("сбой", "сбой?", "ужас, сбой", "кофе?", "кофе у Полюса", "ужас у Полюса, сбой")
OPS = st.one_of(
    st.tuples(st.just("put"), st.integers(0, 4), st.sampled_from(TEXTS)),
    st.tuples(st.just("state"), st.integers(1, 5), st.sampled_from(list(State))),
    st.tuples(st.just("tone"), st.integers(1, 5), st.sampled_from(list(Tone))),
    st.tuples(st.just("remove"), st.integers(1, 5), st.none()),
    st.tuples(st.just("rule"), st.none(), st.sampled_from(("сбой", "кофе", "ужас OR кофе"))),
    st.tuples(st.just("brand"), st.none(), st.sampled_from(("полюс", "полюс ужас", "нигде"))),
    st.tuples(st.just("forget"), st.none(), st.none()),
)


LOST_AND_GAINED = [("put", 0, TEXTS[-1]), ("brand", None, "нигде"), ("brand", None, "полюс")]


@example(ops=LOST_AND_GAINED)
@given(ops=st.lists(OPS, min_size=3, max_size=12))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_nothing_that_is_done_leaves_a_wrong_count(
    sqlite_db: Database, ops: list[tuple[str, int, str]]
) -> None:
    db = sqlite_db
    _begin_anew(db)
    for kind, number, value in ops:
        _do(db, kind, number, value)
        look_back(db)
        finish(rematch(db, classifier=AskingClassifier()))
        check_counts(db)
        check_matches(db)


def _begin_anew(db: Database) -> None:
    with db.write() as tx:
        mentions.remove(tx, tx.execute(select(t.mentions.c.id)).scalars().all(), NOW)
        for table in (t.rules, t.items, t.brands, t.sources, t.inbox, t.outbox):
            tx.execute(table.delete())
        tx.execute(t.sources.insert().values(
            id=1, kind="feed", address="https://s.ru/rss", name="s", options={},
            every_seconds=3600, cursor={}, next_run_at=NOW, created_at=NOW,
        ))  # fmt: skip
        brands.add(tx, "Вектор", "вектор", NOW)
        brands.add(tx, "Полюс", "полюс", NOW)
        rules.add(tx, watched("О чём", "сбой"), NOW)
        polus = brands.find(tx, "Полюс")
        assert polus
        rules.add(tx, watched("Негатив", "", tones=(Tone.NEGATIVE,), brands=(polus.id,)), NOW)


def _do(db: Database, kind: str, number: int, value: str) -> None:
    if kind == "put":
        put(db, item(str(number), f"Вектор: {value}"))
        judging(db).run_once()
        return
    with db.write() as tx:
        ids = tx.execute(select(t.mentions.c.id).order_by(t.mentions.c.id)).scalars().all()
        mention = ids[number % len(ids)] if ids and number else 0
        if kind == "state" and mention:
            mentions.set_state(tx, mention, State(value), None, NOW)
        elif kind == "remove" and mention:
            mentions.remove(tx, [mention], NOW)
        elif kind == "tone" and mention:
            named = t.mention_brands.c.mention_id == mention
            brand = tx.execute(select(t.mention_brands.c.brand_id).where(named)).scalars().first()
            if brand:
                mentions.correct_tone(tx, mention, brand, Tone(value), None, NOW)
        elif kind == "rule":
            first = rules.all_rules(tx)[0]
            rules.edit(tx, Rule(first.id, first.name, value, first.conditions, first.actions))
        elif kind == "brand":
            polus = brands.find(tx, "Полюс")
            assert polus
            brands.edit(tx, polus.id, "Полюс", value, is_active=True, now=NOW)
    if kind == "forget":
        kept = retention.Kept(timedelta(days=30), timedelta(days=7))
        retention.forget_old(db, kept, NOW + timedelta(days=len(rows(db, t.mentions)) * 10))
