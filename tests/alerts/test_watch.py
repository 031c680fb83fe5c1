"""The watch over a real store: what it finds, tells once, and keeps through restarts."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import insert, select, update

from alerts.escalation import escalate
from alerts.sensitivity import Sensitivity
from alerts.watch import Watch
from alerts.wording import Reader, headline
from mentions.store import alert_tables as a
from mentions.store import counts
from mentions.store import tables as t
from mentions.store.alerts import channels, notices, settings, surges
from mentions.store.alerts.channels import ChannelForm
from mentions.store.alerts.notices import Notice
from mentions.store.alerts.settings import AlertSettings
from mentions.store.alerts.surges import NEGATIVE, Surge
from mentions.store.database import Database

NOW = datetime(2026, 1, 26, 11, 40, tzinfo=UTC)
READER = Reader("ru", "Europe/Moscow")
SITES = ("VK", "Дзен")
SAID = "В приложении опять сбой, не могу перевести деньги, поддержка молчит"


@pytest.fixture
def bank(sqlite_db: Database) -> Database:
    return _bank(sqlite_db)


def _bank(db: Database) -> Database:
    """Ten days of a bank of whom six an hour speak, one in three with anger; a channel."""
    with db.write() as tx:
        tx.execute(insert(t.brands).values(name="Вектор Банк", query="вектор", created_at=NOW))
        for name in SITES:
            source = {"kind": "feed", "address": name, "name": name, "options": {}, "cursor": {}}
            tx.execute(
                insert(t.sources).values(
                    **source, every_seconds=3600, next_run_at=NOW, created_at=NOW
                )
            )
        channels.add(tx, ChannelForm("Команда", "webhook", "http://127.0.0.1/"), NOW)
    rng = np.random.default_rng(3)
    start = NOW - timedelta(days=10)
    when = [
        start + timedelta(minutes=5 * step, seconds=int(rng.integers(300)))
        for step in range(10 * 288)
        for _ in range(rng.poisson(0.5))
    ]
    angry = rng.random(len(when)) < 1 / 3
    say(db, [(at, "negative" if bad else "neutral", "Вектор Банк, курс и отделения", 2)
             for at, bad in zip(when, angry, strict=True)])  # fmt: skip
    return db


def say(db: Database, posts: Iterable[tuple[datetime, str, str, int]]) -> None:
    """Store mentions of the bank (time, tone, text, source) as ingest does, counts included."""
    posts = list(posts)
    with db.write() as tx:
        last = tx.execute(select(t.mentions.c.id).order_by(t.mentions.c.id.desc())).first()
        first = 1 if last is None else last.id + 1
        ids = range(first, first + len(posts))
        story = {"title": "", "size": 1, "signature": b"", "shingles": 0}
        tx.execute(
            insert(t.stories),
            [{**story, "id": id, "first_at": p[0], "last_at": p[0]}
             for id, p in zip(ids, posts, strict=True)],
        )  # fmt: skip
        tx.execute(insert(t.mentions), [_mention(id, *p) for id, p in zip(ids, posts, strict=True)])
        sure = {"negative": 0, "neutral": 0, "positive": 0, "question": 0, "needs_reply": 0}
        tx.execute(
            insert(t.mention_brands),
            [{**sure, "mention_id": id, "brand_id": 1, "tone": p[1], "places": [],
              "is_corrected": False} for id, p in zip(ids, posts, strict=True)],
        )  # fmt: skip
        for some in range(0, len(posts), 500):
            counts.apply(tx, counts.of_mentions(tx, list(ids[some : some + 500])))


def _mention(id: int, at: datetime, tone: str, text: str, source: int) -> dict[str, object]:
    return {
        "id": id, "source_id": source, "item_key": str(id), "story_id": id, "url": "",
        "address_hash": "", "title": "", "text": text, "text_hash": "", "author": f"Автор {id}",
        "author_url": "", "site": "", "lang": "ru", "reach": id, "published_at": at,
        "collected_at": at, "updated_at": at, "tone": tone, "confidence": 1.0, "question": False,
        "needs_reply": False, "model": "", "is_hidden": False, "priority": 4, "version": 1,
        "extra": {},
    }  # fmt: skip


def outage(start: datetime, minutes: int = 20, each: float = 30.0) -> list[tuple[object, ...]]:
    """An angry post every `each` seconds."""
    return [
        (start + timedelta(seconds=each * i), "negative", SAID, 1)
        for i in range(int(minutes * 60 / each))
    ]


def look(db: Database, watch: Watch, *moments: datetime) -> tuple[list[Surge], list[Notice]]:
    for moment in moments:
        watch.run_once(moment)
    with db.read() as tx:
        found = surges.latest(tx)
        told = [one for surge in reversed(found) for one in notices.of_surge(tx, surge.id)]
    return found, told


def every_five(start: datetime, minutes: int) -> list[datetime]:
    return [start + timedelta(minutes=m) for m in range(5, minutes + 1, 5)]


def test_an_outage_is_told_of_once_with_its_reason(db: Database) -> None:
    bank = _bank(db)
    watch = Watch(bank)
    assert look(bank, watch, NOW)[1] == []
    say(bank, outage(NOW))
    found, told = look(bank, watch, *every_five(NOW, 20))
    assert [one.kind for one in told] == ["started"]
    negative = next(one for one in found if one.series.kind == NEGATIVE)
    assert abs(negative.started_at - NOW) <= timedelta(minutes=10)
    sentence = headline(told[0].content, READER, NOW + timedelta(minutes=20))
    assert "негатива о «Вектор Банк» в" in sentence or "пошёл негатив" in sentence
    assert "сбой" in sentence and "в источнике «VK»" in sentence
    assert "началось с «В приложении опять сбой" in sentence


def test_no_repeat_while_it_lasts_an_update_when_it_doubles_and_an_all_clear(
    bank: Database,
) -> None:
    watch = Watch(bank)
    watch.run_once(NOW)
    say(bank, outage(NOW, 60, each=40))
    assert [o.kind for o in look(bank, watch, *every_five(NOW, 60))[1]] == ["started"]
    hour = NOW + timedelta(hours=1)
    say(bank, outage(hour, 60, each=8))
    assert [o.kind for o in look(bank, watch, *every_five(hour, 60))[1]][:2] == [
        "started",
        "doubled",
    ]
    found, told = look(bank, watch, *every_five(hour + timedelta(hours=1), 240))
    assert [o.kind for o in told].count("started") == 1 and told[-1].kind == "ended"
    assert all(one.ended_at is not None for one in found)


def test_a_restart_neither_repeats_nor_swallows(bank: Database) -> None:
    Watch(bank).run_once(NOW)
    say(bank, outage(NOW))
    for minutes in (10, 20, 40):
        found, told = look(bank, Watch(bank), NOW + timedelta(minutes=minutes))
    assert [one.kind for one in told] == ["started"]
    assert len([one for one in found if one.series.kind == NEGATIVE]) == 1


def test_a_late_batch_is_seen_when_it_arrives(bank: Database) -> None:
    """Published ten hours before it was crawled: the watch had settled those hours."""
    watch = Watch(bank)
    look(bank, watch, NOW, NOW + timedelta(hours=10))
    say(bank, outage(NOW))
    found, told = look(bank, watch, NOW + timedelta(hours=10, minutes=5))
    assert [one.kind for one in told] == ["started"]
    assert abs(found[-1].started_at - NOW) <= timedelta(minutes=10)


def test_what_is_old_when_it_comes_to_light_is_kept_and_not_told(bank: Database) -> None:
    say(bank, outage(NOW - timedelta(days=3)))
    found, told = look(bank, Watch(bank), NOW)
    assert told == [] and any(one.series.kind == NEGATIVE for one in found)


def test_a_correction_takes_the_surge_away(bank: Database) -> None:
    watch = Watch(bank)
    watch.run_once(NOW)
    say(bank, outage(NOW))
    look(bank, watch, *every_five(NOW, 20))
    with bank.write() as tx:
        wrong = list(tx.execute(select(t.mentions.c.id).where(t.mentions.c.text == SAID)).scalars())
        before = counts.of_mentions(tx, wrong)
        tx.execute(update(t.mentions).where(t.mentions.c.id.in_(wrong)).values(state="irrelevant"))
        before.subtract({cell: 2 * count for cell, count in dict(before).items()})
        counts.apply(tx, before)
    found, told = look(bank, watch, NOW + timedelta(minutes=25))
    assert all(one.ended_at is not None for one in found)
    assert [one.kind for one in told] == ["started", "ended"]


def test_a_clock_set_back_tells_nothing_twice(bank: Database) -> None:
    watch = Watch(bank)
    watch.run_once(NOW)
    say(bank, outage(NOW))
    look(bank, watch, *every_five(NOW, 30))
    back = NOW - timedelta(hours=3)
    told = look(bank, watch, back, *every_five(NOW, 30))[1]
    assert [one.kind for one in told].count("started") == 1


def test_hours_that_no_crawl_saw_are_no_zeros(bank: Database) -> None:
    """After two silent days the usual flow is no surge."""
    with bank.write() as tx:
        gone = (a.five_minute_counts.c.start >= NOW - timedelta(days=3)) & (
            a.five_minute_counts.c.start < NOW - timedelta(days=1)
        )
        tx.execute(a.five_minute_counts.delete().where(gone))
        for hours in range(10 * 24):
            at = NOW - timedelta(hours=hours)
            if not timedelta(days=1) <= NOW - at < timedelta(days=3):
                for source in (1, 2):
                    tx.execute(
                        insert(t.crawls).values(
                            source_id=source, started_at=at, finished_at=at, outcome="nothing",
                            found=0, new=0,
                        )
                    )  # fmt: skip
    for sensitivity in Sensitivity:
        if sensitivity is not Sensitivity.KEEN:
            with bank.write() as tx:
                settings.put(tx, AlertSettings(sensitivity=sensitivity))
            found, told = look(bank, Watch(bank), NOW)
            assert told == [], [(s.series, s.started_at, s.observed, s.expected) for s in found]


def _sourcely(start: datetime, source: int, minutes: int = 30) -> list[tuple[object, ...]]:
    """A post every twenty seconds of one source, of no particular tone."""
    return [
        (start + timedelta(seconds=20 * i), "neutral", "Вектор Банк, акция", source)
        for i in range(minutes * 3)
    ]


def _set(bank: Database, **values: object) -> None:
    with bank.write() as tx:
        settings.put(tx, AlertSettings(**values))  # type: ignore[arg-type]


def _promotions(bank: Database, watch: Watch) -> list[Notice]:
    """A rise, its end, and half a day later the next, which lasts for four: first messages."""
    watch.run_once(NOW)
    say(bank, _sourcely(NOW, 1))
    look(bank, watch, *every_five(NOW, 120))
    later = NOW + timedelta(hours=12)
    say(bank, _sourcely(later, 2, minutes=240))
    told = look(bank, watch, *every_five(later, 240))[1]
    return [one for one in told if one.kind == "started"]


def test_a_pause_holds_a_brands_next_surge_back_and_tells_if_it_lasts(bank: Database) -> None:
    _set(bank, pause=15 * 60)
    first, second = _promotions(bank, Watch(bank))
    assert timedelta(hours=15) <= second.created_at - first.created_at <= timedelta(hours=15.1)
    with bank.read() as tx:
        held = next(one for one in surges.latest(tx) if one.id == second.surge_id)
    assert held.told_at == second.created_at > held.found_at and held.held_until is None


def test_without_a_pause_the_next_surge_is_told_at_once(bank: Database) -> None:
    _set(bank, pause=0)
    first, second = _promotions(bank, Watch(bank))
    assert second.created_at - first.created_at < timedelta(hours=13)


def test_what_ends_while_it_is_held_back_is_not_told(bank: Database) -> None:
    _set(bank, pause=24 * 60)
    assert len(_promotions(bank, Watch(bank))) == 1


def test_no_pause_holds_the_first_negative_back(bank: Database) -> None:
    _set(bank, pause=24 * 60)
    watch = Watch(bank)
    watch.run_once(NOW)
    say(bank, _sourcely(NOW, 1))
    look(bank, watch, *every_five(NOW, 30))
    later = NOW + timedelta(minutes=30)
    say(bank, outage(later))
    found, told = look(bank, watch, *every_five(later, 20))
    kinds = {one.id: one.series.kind for one in found}
    assert [kinds[one.surge_id or 0] for one in told if one.kind == "started"][-1] == NEGATIVE


def test_another_sensitivity_does_not_tell_of_what_is_over(bank: Database) -> None:
    """What the keen would have found yesterday is kept for the list, and is no news."""
    _set(bank, sensitivity="calm")
    start = NOW - timedelta(hours=12)
    say(bank, outage(start, 15, each=112))
    assert look(bank, Watch(bank), NOW) == ([], [])
    _set(bank, sensitivity="keen")
    found, told = look(bank, Watch(bank), NOW + timedelta(minutes=5))
    assert found and told == []


def test_an_update_and_the_all_clear_go_to_whoever_was_called(bank: Database) -> None:
    with bank.write() as tx:
        boss = ChannelForm("Начальник", "webhook", "http://127.0.0.1/", surges="escalation")
        channels.add(tx, boss, NOW)
        never = ChannelForm("Не о всплесках", "webhook", "http://127.0.0.1/", surges="none")
        channels.add(tx, never, NOW)
    watch = Watch(bank)
    watch.run_once(NOW)
    say(bank, outage(NOW, 60, each=40))
    look(bank, watch, *every_five(NOW, 60))
    assert escalate(bank, NOW + timedelta(hours=1)) == 1
    hour = NOW + timedelta(hours=1)
    say(bank, outage(hour, 60, each=8))
    told = look(bank, watch, *every_five(hour, 300))[1]
    by_channel = {c: [one.kind for one in told if one.channel_id == c] for c in (1, 2, 3)}
    assert by_channel[1][0] == "started" and by_channel[1][-1] == "ended"
    assert by_channel[2] == ["escalated", *by_channel[1][1:]] and by_channel[3] == []
