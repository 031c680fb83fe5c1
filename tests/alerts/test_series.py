"""What else is watched of a brand: questions, what a rule matches, one story's growth."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from alerts.sensitivity import Sensitivity
from alerts.spans import Span
from alerts.stories import BARS, Spread, surge_of
from alerts.telling import Rise, are_same
from alerts.watch import Watch
from alerts.wording import Reader, headline, word
from mentions.rules import Actions, Conditions, Rule
from mentions.store import counts, rules, watching
from mentions.store import mentions as mention_store
from mentions.store import tables as t
from mentions.store.alerts import settings, surges
from mentions.store.alerts.notices import Notice
from mentions.store.alerts.settings import AlertSettings
from mentions.store.alerts.surges import ALL, NEGATIVE, QUESTION, RULE, STORY, Series, Surge
from mentions.store.database import Database
from mentions.types import State
from tests.alerts.test_watch import NOW, READER, _bank, every_five, look, outage, say
from ticketizer.backlog import RuleBacklog

ENGLISH = Reader("en", "Europe/Moscow")
QUIETLY = "Вектор Банк, курс и отделения"


@pytest.fixture
def bank(sqlite_db: Database) -> Database:
    return _bank(sqlite_db)


def at_the_usual_rate(start: datetime, hours: float, text: str) -> list[tuple[object, ...]]:
    """A post every ten minutes, as many as there are anyway."""
    return [
        (start + timedelta(minutes=10 * n), "neutral", text, 2) for n in range(round(hours * 6))
    ]


def ask(db: Database, posts: Iterable[tuple[object, ...]]) -> list[int]:
    """The same, all of them questions; their ids."""
    return _told(db, posts, question=True)


def spread(db: Database, start: datetime, minutes: Iterable[float], tone: str = "neutral") -> int:
    """A story mentioned so many minutes after its start; its id."""
    posts = [(start + timedelta(minutes=m), tone, "Вектор Банк продаёт долю", 1) for m in minutes]
    ids = _told(db, posts)
    with db.write() as tx:
        these = t.mentions.c.id.in_(ids)
        tx.execute(update(t.mentions).where(these).values(story_id=ids[0]))
        size = {"size": len(ids), "last_at": posts[-1][0]}
        tx.execute(update(t.stories).where(t.stories.c.id == ids[0]).values(size))
    return ids[0]


def _told(db: Database, posts: Iterable[tuple[object, ...]], question: bool = False) -> list[int]:
    with db.read() as tx:
        before = tx.execute(select(t.mentions.c.id)).scalars().all()
    say(db, posts)  # type: ignore[arg-type]
    with db.write() as tx:
        new = select(t.mentions.c.id).where(t.mentions.c.id > max(before))
        ids = list(tx.execute(new).scalars())
        if question:
            old = counts.of_mentions(tx, ids)
            tx.execute(update(t.mentions).where(t.mentions.c.id.in_(ids)).values(question=True))
            now = counts.of_mentions(tx, ids)
            now.subtract(old)
            counts.apply(tx, now)
    return ids


def of_kind(found: Iterable[Surge], kind: str) -> list[Surge]:
    return [one for one in found if one.series.kind == kind]


def headlines(notice: Notice) -> list[str]:
    return [headline(notice.content, each, NOW) for each in (READER, ENGLISH)]


def test_questions_swell_while_no_more_is_said(bank: Database) -> None:
    watch = Watch(bank)
    assert look(bank, watch, NOW)[1] == []
    ask(bank, at_the_usual_rate(NOW, 2, "Вектор Банк, когда заработает перевод?"))
    told = look(bank, watch, *every_five(NOW, 120))[1]
    assert [one.kind for one in told] == ["started"]
    ru, en = headlines(told[0])
    assert "пошли вопросы о «Вектор Банк»" in ru or "вопросов о «Вектор Банк» в" in ru
    assert "questions about “Vector" in en or "questions about “Вектор Банк”" in en
    # More of them within the hour, then none: an update at twice as many, and the end.
    ask(bank, [(NOW + timedelta(hours=2, minutes=n), "neutral", "Почему?", 2) for n in range(60)])
    hours = every_five(NOW + timedelta(hours=2), 240)
    found, told = look(bank, Watch(bank), *hours)
    kinds = [one.kind for one in told if one.content["kind"] == QUESTION]
    assert kinds[0] == "started" and kinds[-1] == "ended" and "doubled" in kinds
    assert kinds.count("started") == kinds.count("ended") == 1
    (surge,) = of_kind(found, QUESTION)
    assert surge.peak >= 30 and surge.ended_at is not None
    assert look(bank, Watch(bank), hours[-1] + timedelta(minutes=5))[1] == told


def _watch_for(db: Database, query: str, **conditions: object) -> int:
    rule = Rule(0, "Обман", query, Conditions(**conditions), Actions(watch=True))  # type: ignore[arg-type]
    with db.write() as tx:
        rule_id = rules.add(tx, rule, NOW)
    _look_back(db)
    return rule_id


def _look_back(db: Database) -> None:
    backlog = RuleBacklog(db, lambda: NOW)
    while backlog.run_once():
        pass


def _match(db: Database, rule_id: int, posts: Iterable[tuple[object, ...]]) -> list[int]:
    """Posts that the rule matches, noted as ingestion notes them."""
    ids = _told(db, posts)
    with db.write() as tx:
        watching.put(tx, [(rule_id, key) for key in ids])
    return ids


FRAUD = "Вектор Банк, меня обманули мошенники"


def test_what_a_rule_matches_swells_and_is_told_of_by_its_name(bank: Database) -> None:
    rule_id = _watch_for(bank, "обман* OR мошенник")
    watch = Watch(bank)
    assert look(bank, watch, NOW)[1] == []
    ids = _match(bank, rule_id, at_the_usual_rate(NOW, 3, FRAUD))
    look(bank, watch, NOW + timedelta(hours=1), NOW + timedelta(hours=2))
    # By another process: nothing again, nothing less.
    look(bank, Watch(bank), NOW + timedelta(hours=2, minutes=30))
    found, told = look(bank, watch, NOW + timedelta(hours=3))
    assert [one.kind for one in told] == ["started"]
    ru, en = headlines(told[0])
    assert "по правилу «Обман»" in ru and "that match the rule “Обман”" in en
    (surge,) = of_kind(found, RULE)
    assert surge.series.rule_id == rule_id and not of_kind(found, NEGATIVE)
    with bank.write() as tx:
        for key in ids:
            mention_store.set_state(tx, key, State.IRRELEVANT, None, NOW)
    found, told = look(bank, watch, NOW + timedelta(hours=3, minutes=10))
    assert [one.kind for one in told] == ["started", "ended"]
    assert "по правилу «Обман»" in word("ended", told[1].content, 1, READER, "", NOW).title


def test_a_rule_watched_anew_knows_its_past_and_tells_of_none_of_it(bank: Database) -> None:
    """What was over when the rule was watched is kept for the list."""
    Watch(bank).run_once(NOW - timedelta(hours=8))
    ids = _told(bank, at_the_usual_rate(NOW - timedelta(hours=6), 3, FRAUD))
    rule_id = _watch_for(bank, "обман* OR мошенник")
    with bank.read() as tx:
        series = Series(1, RULE, rule_id=rule_id)
        known = surges.times(tx, series, NOW - timedelta(days=1), NOW)
    assert sorted(known) == ids
    found, told = look(bank, Watch(bank), NOW)
    (surge,) = of_kind(found, RULE)
    assert surge.ended_at is not None and not surge.told
    assert [one for one in told if one.content["kind"] == RULE] == []


def test_a_rule_that_is_no_longer_watched_ends_without_an_all_clear(bank: Database) -> None:
    rule_id = _watch_for(bank, "обман* OR мошенник")
    watch = Watch(bank)
    watch.run_once(NOW)
    _match(bank, rule_id, at_the_usual_rate(NOW, 2, FRAUD))
    assert len(look(bank, watch, *every_five(NOW, 120))[1]) == 1
    with bank.write() as tx:
        rules.set_enabled(tx, rule_id, False)
    found, told = look(bank, watch, NOW + timedelta(minutes=125))
    assert [one.kind for one in told] == ["started"]
    assert all(one.ended_at for one in of_kind(found, RULE))
    with bank.write() as tx:
        rules.remove(tx, rule_id)
    assert of_kind(look(bank, watch, NOW + timedelta(minutes=130))[0], RULE) == []


def test_one_message_where_a_rule_is_what_the_negative_is(db: Database) -> None:
    bank = _bank(db)
    rule_id = _watch_for(bank, "обман* OR мошенник")
    watch = Watch(bank)
    watch.run_once(NOW)
    angry = [(at, "negative", FRAUD, 1) for at, *_ in outage(NOW)]
    _match(bank, rule_id, angry)
    found, told = look(bank, watch, *every_five(NOW, 30))
    assert len(of_kind(found, RULE)) == len(of_kind(found, NEGATIVE)) == 1
    assert [one.kind for one in told] == ["started"] and told[0].content["kind"] == NEGATIVE


def test_a_rule_is_told_of_beside_something_else(bank: Database) -> None:
    """A promotion is on when people begin to speak of fraud."""
    with bank.write() as tx:
        settings.put(tx, AlertSettings(pause=0))
    rule_id = _watch_for(bank, "обман* OR мошенник")
    watch = Watch(bank)
    watch.run_once(NOW)
    say(bank, [(NOW + timedelta(seconds=20 * n), "neutral", "Вектор Банк, акция", 1)
               for n in range(3 * 180)])  # fmt: skip
    look(bank, watch, *every_five(NOW, 60))
    _match(bank, rule_id, at_the_usual_rate(NOW + timedelta(hours=1), 2, FRAUD))
    told = look(bank, watch, *every_five(NOW + timedelta(hours=1), 120))[1]
    started = [one.content["kind"] for one in told if one.kind == "started"]
    assert started == [ALL, RULE]


@pytest.mark.parametrize("kinds", [(RULE, ALL), (ALL, RULE)])
def test_a_rules_usual_share_of_a_surge_is_no_news(bank: Database, kinds: tuple[str, str]) -> None:
    """Five times as much is said, and five times as much of it is what the rule matches."""
    new, known = (_rise(kind, 5.0) for kind in kinds)
    with bank.read() as tx:
        assert are_same(tx, new, known, NOW)
        other = {RULE: _rise(RULE, 50.0), ALL: _rise(ALL, 5.0)}
        assert not are_same(tx, other[kinds[0]], other[kinds[1]], NOW)


def _rise(kind: str, growth: float) -> Rise:
    expected = 20.0 if kind == ALL else 1.0
    start = (NOW - timedelta(days=2)).timestamp()
    span = Span(start, start, None, expected * growth, expected, 1.0, start)
    return Rise(Series(1, kind, rule_id=1 if kind == RULE else None), span)


def test_a_story_that_spreads_unusually_fast(bank: Database) -> None:
    for day in range(9, 1, -1):
        spread(bank, NOW - timedelta(days=day), [0, 20, 40, 200])
    watch = Watch(bank)
    assert look(bank, watch, NOW)[1] == []
    slow = spread(bank, NOW, range(0, 100, 25))
    story_id = spread(bank, NOW + timedelta(minutes=2), range(0, 50, 6))
    found, told = look(bank, watch, NOW + timedelta(minutes=60))
    assert [one.series.story_id for one in of_kind(found, STORY)] == [story_id] != [slow]
    assert [one.kind for one in told] == ["started"]
    assert look(bank, Watch(bank), NOW + timedelta(minutes=65))[1] == told
    back = NOW - timedelta(hours=2)
    told = look(bank, watch, back, *every_five(NOW + timedelta(hours=1), 180))[1]
    kinds = [one.kind for one in told if one.content["kind"] == STORY]
    assert kinds.count("started") == 1 and kinds[-1] == "ended"
    ru, en = headlines(told[0])
    assert "необычно быстро расходится публикация о «Вектор Банк»" in ru
    assert "у других – не больше 3 за час" in ru and "others have 3 an hour at most" in en
    assert "началось с «Вектор Банк продаёт долю»" in ru and "охват" in ru


def test_one_message_where_a_story_is_what_the_negative_is(db: Database) -> None:
    bank = _bank(db)
    watch = Watch(bank)
    watch.run_once(NOW)
    spread(bank, NOW, [n / 2 for n in range(40)], tone="negative")
    found, told = look(bank, watch, *every_five(NOW, 30))
    assert of_kind(found, STORY) and of_kind(found, NEGATIVE)
    assert [one.kind for one in told] == ["started"]


def test_a_story_whose_mentions_are_hidden_is_over(bank: Database) -> None:
    watch = Watch(bank)
    watch.run_once(NOW)
    story_id = spread(bank, NOW, range(0, 50, 6))
    assert of_kind(look(bank, watch, NOW + timedelta(minutes=60))[0], STORY)
    with bank.write() as tx:
        of_story = select(t.mentions.c.id).where(t.mentions.c.story_id == story_id)
        for key in tx.execute(of_story).scalars().all():
            mention_store.set_state(tx, key, State.IRRELEVANT, None, NOW)
    found = look(bank, watch, NOW + timedelta(minutes=65))[0]
    assert all(one.ended_at for one in of_kind(found, STORY))


def test_each_brand_by_its_own_word(bank: Database) -> None:
    """Of two brands of which the same is said, the one that is to be watched keenly."""
    with bank.write() as tx:
        tx.execute(insert(t.brands).values(id=2, name="Полюс", query="полюс", created_at=NOW))
        ids = list(tx.execute(select(t.mentions.c.id)).scalars())
        _name_too(tx, ids)
        settings.put(tx, AlertSettings(sensitivity="calm", brands={2: "keen"}))
    watch = Watch(bank)
    watch.run_once(NOW)
    ids = _told(bank, outage(NOW, 15, each=112))
    with bank.write() as tx:
        _name_too(tx, ids)
    found, told = look(bank, watch, *every_five(NOW, 30))
    assert {one.series.brand_id for one in found} == {2} and len(told) == 1
    with bank.write() as tx:
        settings.put(tx, AlertSettings(sensitivity="keen"))
    found, told = look(bank, watch, NOW + timedelta(minutes=35))
    assert {one.series.brand_id for one in found} == {1, 2}


def _name_too(tx: object, ids: list[int]) -> None:
    """Have these mentions name the second brand as they name the first."""
    rows = tx.execute(  # type: ignore[attr-defined]
        select(t.mention_brands).where(t.mention_brands.c.mention_id.in_(ids))
    ).all()
    before = counts.of_mentions(tx, ids)  # type: ignore[arg-type]
    tx.execute(insert(t.mention_brands), [{**row._mapping, "brand_id": 2} for row in rows])  # type: ignore[attr-defined]
    now = counts.of_mentions(tx, ids)  # type: ignore[arg-type]
    now.subtract(before)
    counts.apply(tx, now)  # type: ignore[arg-type]


HOUR = 3600.0
TIMES = st.lists(st.floats(0, 40 * HOUR), min_size=1, max_size=40)


@given(times=TIMES, others=st.lists(TIMES, max_size=5))
def test_a_storys_hour_is_measured_by_those_before_it(
    times: list[float], others: list[list[float]]
) -> None:
    """By a count of all hours anew: what is told is at least twice the best hour of any other."""
    bar = BARS[Sensitivity.USUAL]
    spreads = [Spread.of(each) for each in others]
    span = surge_of(Spread.of(times), spreads, bar, until=100 * HOUR)

    def best(each: list[float], before: float) -> int:
        ends = [at for at in each if at < before]
        return max((sum(end - HOUR < at <= end for at in each) for end in ends), default=0)

    told_at = None
    for at in sorted(times):
        hour = sum(at - HOUR < one <= at for one in times)
        usual = max((best(each, at) for each in others), default=0)
        if hour >= max(bar.least, bar.times * usual):
            told_at = at
            break
    assert (span is None) is (told_at is None)
    if span and told_at is not None:
        assert span.found_at == (told_at // 300 + 1) * 300
        assert span.started_at > told_at - HOUR and span.observed >= bar.least
