"""What is told besides surges: that nobody is on one, what rules want told, what is wrong here."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from alerts.delivery import NoticeDeliverer
from alerts.lookout import Lookout
from mentions.ingest import Ingest
from mentions.messages import message
from mentions.network import AddressPolicy
from mentions.rules import Actions, Conditions, Rule
from mentions.store import alert_tables as a
from mentions.store import brands, destinations, problems, rules, sources, users
from mentions.store import tables as t
from mentions.store.alerts import channels, notices, settings, surges
from mentions.store.alerts.channels import ESCALATION, WEBHOOK, ChannelForm
from mentions.store.alerts.notices import WITHDRAWN, Notice
from mentions.store.alerts.settings import AlertSettings, TroubleSetting
from mentions.store.alerts.surges import Series
from mentions.store.database import Database
from mentions.store.retention import Kept, forget_author, forget_old
from mentions.types import RawItem, Tone
from molva.application import todays_rules
from tests.alerts.receivers import Receiver
from tests.mentions.test_ingest import WordClassifier, put

NOW = datetime(2026, 1, 26, 11, 40, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SCHEDULE = (0.0, 60.0, 3600.0)
REASON = {
    "brand": "Вектор Банк", "kind": "negative", "since": NOW.isoformat(), "observed": 43,
    "expected": 7.2,
}  # fmt: skip


def only(place: "Place", **changed: TroubleSetting) -> None:
    """Switch all troubles off but those."""
    off = {kind: TroubleSetting(is_on=False) for kind in settings.TROUBLES}
    with place.db.write() as tx:
        settings.put(tx, AlertSettings(troubles={**off, **changed}))


class Place:
    """A database with a team's channel and one for escalation, and a clock to move."""

    def __init__(self, db: Database, receiver: Receiver) -> None:
        self.db, self.receiver, self.now = db, receiver, NOW
        only(self)
        with db.write() as tx:
            users.add(tx, "maria", "", NOW)
            brands.add(tx, "Вектор Банк", "вектор", NOW)
            for name, surges_told in (("Чат", "first"), ("Начальник", ESCALATION)):
                form = ChannelForm(name, WEBHOOK, receiver.address, SECRET, surges=surges_told)
                channels.add(tx, form, NOW)

    def look(self, after: timedelta = timedelta(0)) -> int:
        self.now += after
        lookout = Lookout(self.db, SCHEDULE)
        return lookout.run_once(self.now) + lookout.look_around(self.now)

    def deliver(self) -> int:
        policy = AddressPolicy.parse(["127.0.0.0/8"])
        clock = lambda: self.now  # noqa: E731
        return NoticeDeliverer(self.db, policy, "http://m", clock).run_once().sent

    def surge(self) -> int:
        """Found and told of now."""
        with self.db.write() as tx:
            made = surges.add(
                tx, Series(1, "negative"), started_at=self.now, found_at=self.now,
                peak_at=self.now, peak=9.0, observed=43, expected=7.0, told=43, reason=REASON,
                told_at=self.now,
            )  # fmt: skip
            notices.put(tx, f"surge-{made}", 1, made, "started", REASON, self.now, self.now)
        return made

    def told(self, surge_id: int) -> list[Notice]:
        with self.db.read() as tx:
            return notices.of_surge(tx, surge_id)

    @property
    def texts(self) -> list[str]:
        return [body.decode() for _, body in self.receiver.got]


@pytest.fixture
def place(db: Database, receiver: Receiver) -> Place:
    return Place(db, receiver)


# --- nobody is on a surge ----------------------------------------------------------------------


def test_somebody_else_is_called_once_when_nobody_is_on_it(place: Place) -> None:
    made = place.surge()
    assert place.deliver() == 1
    assert place.look(29 * MINUTE) == 0
    assert place.look(1 * MINUTE) == 1
    assert [place.look(after) for after in (MINUTE, 30 * MINUTE)] == [0, 0]
    assert [(one.kind, one.channel_id) for one in place.told(made)] == [
        ("started", 1),
        ("escalated", 2),
    ]
    assert place.deliver() == 1
    assert "за 30 минут никто не нажал «Вижу»" in place.texts[-1]


def test_i_see_it_stops_the_call(place: Place) -> None:
    early, late = place.surge(), place.surge()
    place.deliver()
    with place.db.write() as tx:
        surges.mark_seen(tx, early, 1, place.now)
    assert place.look(31 * MINUTE) == 1
    with place.db.write() as tx:
        surges.mark_seen(tx, late, 1, place.now)
    assert place.deliver() == 0  # called already, but nobody need come any more
    assert [one.state for one in place.told(late)] == ["sent", WITHDRAWN]


def test_the_wait_begins_when_the_message_came_through(place: Place) -> None:
    """Held back by quiet hours, it has reached nobody; held up by failures, it must not wait."""
    quiet, failing = place.surge(), place.surge()
    with place.db.write() as tx:
        tx.execute(a.notices.update().values(next_at=NOW + timedelta(hours=8)))
        notices.put_off(tx, [2], NOW + timedelta(hours=1), message("alerts-test"))
    assert place.look(30 * MINUTE) == 1
    assert len(place.told(failing)) == 2 and len(place.told(quiet)) == 1
    assert place.look(timedelta(hours=7, minutes=59)) == 0
    assert place.look(2 * MINUTE) == 1


def test_no_call_where_it_is_off_or_over_or_nobody_to_call(place: Place) -> None:
    place.surge()
    with place.db.write() as tx:
        settings.put(tx, AlertSettings(escalate_after=0))
    assert place.look(timedelta(hours=2)) == 0
    with place.db.write() as tx:
        settings.put(tx, AlertSettings())
        channels.switch(tx, 2, is_enabled=False)
    assert place.look() == 0
    with place.db.write() as tx:
        channels.switch(tx, 2, is_enabled=True)
        surges.change(tx, 1, ended_at=place.now)
    assert place.look() == 0


def test_a_kill_before_the_commit_calls_later_and_once(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = place.surge()
    place.deliver()
    with monkeypatch.context() as patch:
        patch.setattr(notices, "put", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            place.look(30 * MINUTE)
    assert len(place.told(made)) == 1
    assert (place.look(), place.look()) == (1, 0)


# --- what rules want told ----------------------------------------------------------------------


def ingest(place: Place, *posts: tuple[str, int], source_id: int = 1) -> None:
    """Take in posts (text, reach) that were published just now."""
    with place.db.write() as tx:
        if not sources.all_sources(tx):
            sources.add(tx, "feed", "https://a.ru/rss", NOW, "Вести")
    items = [
        RawItem(f"{place.now} {n}", f"https://a.ru/{place.now.timestamp()}/{n}", "", text,
                author="Иван", reach=reach, published_at=place.now)
        for n, (text, reach) in enumerate(posts)
    ]  # fmt: skip
    put(place.db, *items, source_id=source_id)
    worker = Ingest(place.db, WordClassifier(), todays_rules(), clock=lambda: place.now)
    assert worker.run_once().taken == len(posts)


def rule(place: Place, query: str = "", pause: int = 0, **conditions: object) -> int:
    actions = Actions(tell=True, channels=(1,), tell_pause=pause)
    with place.db.write() as tx:
        made = Rule(0, query or "Громкий негатив", query, Conditions(**conditions), actions)  # type: ignore[arg-type]
        return rules.add(tx, made, NOW)


SUED = (
    "Суд обязал Вектор вернуть комиссию вкладчику из Твери: решение вступит в силу через месяц",
    "В арбитражном суде рассмотрят иск подрядчика к компании Вектор о неуплате за ремонт здания",
    "Вектор проиграл в суде спор с налоговой службой о льготах за прошлый и позапрошлый год",
)


def test_what_matches_within_a_minute_comes_as_one_message(place: Place) -> None:
    rule(place, "суд")
    ingest(place, (SUED[0], 500), ("Вектор открыл новое отделение в Казани у вокзала", 10))
    assert place.look(30 * timedelta(seconds=1)) == 0
    ingest(place, (SUED[1], 90_000))
    assert place.look(MINUTE / 2) == 1
    assert place.deliver() == 1
    (text,) = place.texts
    assert "«суд»: 2 новых упоминания" in text and "охват 90" in text
    assert text.index("арбитражном") < text.index("обязал"), "the greatest reach first"
    assert [place.look(after) for after in (MINUTE, 60 * MINUTE)] == [0, 0]


def test_a_reprint_is_not_told_of_again(place: Place) -> None:
    rule(place, "суд")
    ingest(place, (SUED[0], 500))
    assert place.look(MINUTE) == 1
    ingest(place, (SUED[0], 700))
    assert place.look(2 * MINUTE) == 0


def test_a_pause_gathers(place: Place) -> None:
    rule(place, "суд", pause=60)
    ingest(place, (SUED[0], 500))
    assert place.look(MINUTE) == 1
    for text in SUED[1:]:
        place.now += 5 * MINUTE
        ingest(place, (text, 1))
        assert place.look(2 * MINUTE) == 0
    assert place.look(50 * MINUTE) == 1
    assert place.deliver() == 2 and len(place.texts) == 1  # what waits in a channel goes as one
    assert "«суд»: 2 новых упоминания" in place.texts[0]


def test_somebody_with_a_great_reach_wrote_something_negative(place: Place) -> None:
    rule(place, tones=(Tone.NEGATIVE,), min_reach=100_000)
    ingest(
        place,
        ("Вектор ужасный банк, я снял все деньги и ушёл к соседям напротив", 250_000),
        ("Ужас, а не банк этот Вектор: час в очереди и никого у окна", 99_999),
        ("Вектор выпустил карту с рисунком моста, довольно красиво", 900_000),
    )
    assert place.look(MINUTE) == 1 and place.deliver() == 1
    assert "1 новое упоминание" in place.texts[0] and "негатив" in place.texts[0]


def test_the_past_of_a_new_source_and_what_is_hidden_are_not_told(place: Place) -> None:
    rule(place, "суд")
    ingest(place, (SUED[0], 1), (SUED[1], 1))
    m = t.mentions.c
    with place.db.write() as tx:
        old = {"published_at": NOW - timedelta(days=2)}
        tx.execute(update(t.mentions).where(m.id == 1).values(old))
        tx.execute(update(t.mentions).where(m.id == 2).values(is_hidden=True))
    assert place.look(MINUTE) == 0


def test_a_kill_while_a_match_is_told_tells_once(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule(place, "суд")
    ingest(place, (SUED[0], 1))
    with monkeypatch.context() as patch:
        patch.setattr(notices, "put", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            place.look(MINUTE)
    assert (place.look(), place.look(MINUTE)) == (1, 0)


def test_a_clock_set_back_holds_nothing_up(place: Place) -> None:
    rule(place, "суд", pause=60)
    ingest(place, (SUED[0], 1))
    assert place.look(MINUTE) == 1
    place.now -= timedelta(days=3)
    ingest(place, (SUED[1], 1))
    assert place.look(MINUTE) == 1


# --- what is wrong with the service ------------------------------------------------------------


def problem(place: Place, name: str = "ingest") -> None:
    with place.db.write() as tx:
        problems.report(tx, name, message("store-locked"), place.now)


def test_a_trouble_is_told_once_it_has_lasted_and_when_it_is_over(place: Place) -> None:
    only(place, service=TroubleSetting(after=10, channels=(1,)))
    problem(place)
    assert [place.look(after) for after in (timedelta(0), 9 * MINUTE)] == [0, 0]
    assert [place.look(after) for after in (MINUTE, MINUTE, 60 * MINUTE)] == [1, 0, 0]
    with place.db.write() as tx:
        problems.clear(tx, "ingest")
    assert [place.look(after) for after in (MINUTE, MINUTE)] == [1, 0]
    assert place.deliver() == 2 and len(place.texts) == 1
    assert "Молва: неполадка службы" in place.texts[0] and "устранена" in place.texts[0]


def test_a_trouble_that_comes_and_goes_is_told_of_once_in_a_pause(place: Place) -> None:
    only(place, service=TroubleSetting(after=0, pause=360))
    told = 0
    for _ in range(10):
        problem(place)
        told += place.look(10 * MINUTE)
        with place.db.write() as tx:
            problems.clear(tx, "ingest")
        told += place.look(10 * MINUTE)
    assert told == 4, "one message and one all-clear to each of two channels"
    place.now += timedelta(hours=4)
    problem(place)
    assert place.look() == 2


def test_a_trouble_that_nobody_was_told_of_ends_in_silence(place: Place) -> None:
    only(place, service=TroubleSetting(after=30))
    problem(place)
    place.look()
    with place.db.write() as tx:
        problems.clear(tx, "ingest")
    assert [place.look(20 * MINUTE) for _ in range(3)] == [0, 0, 0]


def test_a_source_that_fails_or_has_become_quiet(place: Place) -> None:
    only(place, source=TroubleSetting(after=24 * 60, channels=(1,)))
    s, at = t.sources.c, NOW - timedelta(hours=40)
    with place.db.write() as tx:
        for name in ("Вести", "Сломанный", "Недавно сломанный", "Выключенный"):
            sources.add(tx, "feed", f"https://{name}.ru", NOW - timedelta(hours=30), name)
        quiet = message("sources-quiet", days=3, usual=40).to_json()
        tx.execute(update(t.sources).where(s.id == 1).values(quiet=quiet))
        tx.execute(update(t.sources).where(s.id > 1).values(failures=4))
        crawl = {"started_at": at, "finished_at": at, "outcome": "nothing", "found": 0, "new": 0}
        tx.execute(insert(t.crawls).values(source_id=2, **crawl))
        crawl["finished_at"] = NOW - timedelta(hours=2)
        tx.execute(insert(t.crawls).values(source_id=3, **crawl))
        sources.disable(tx, 4)
    assert place.look() == 1 and place.deliver() == 1
    (text,) = place.texts
    assert "«Вести»: 0 новых за 3 дня" in text
    assert "«Сломанный»: ни одного удачного обхода за 40 ч" in text
    assert "Недавно" not in text and "Выключенный" not in text
    with place.db.write() as tx:
        tx.execute(update(t.sources).values(quiet=None))
    assert place.look(MINUTE) == 1 and place.deliver() == 1
    assert "источники снова в порядке" in place.texts[1] and "Вести" in place.texts[1]
    assert "Сломанный" not in place.texts[1]


def test_a_queue_that_waits(place: Place) -> None:
    only(place, queue=TroubleSetting(after=30, channels=(1,)))
    with place.db.write() as tx:
        sources.add(tx, "feed", "https://a.ru/rss", NOW, "Вести")
        tx.execute(insert(t.inbox).values(source_id=1, item_key="k", payload={}, fetched_at=NOW))
    assert [place.look(after) for after in (29 * MINUTE, MINUTE)] == [0, 1]
    assert place.deliver() == 1 and "ждёт разбора 30 мин" in place.texts[0]


def test_a_desk_that_is_down_and_a_channel_that_fails(place: Place) -> None:
    only(place, desk=TroubleSetting(after=15, channels=(1,)))
    with place.db.write() as tx:
        destinations.add(tx, "webhook", "Поддержка", {"url": "http://d"}, [SECRET], NOW)
        shut = {"failures": 9, "closed_until": NOW + timedelta(days=1)}
        tx.execute(t.destinations.update().values(shut))
        tx.execute(a.alert_channels.update().where(a.alert_channels.c.id == 2).values(failures=3))
    assert [place.look(after) for after in (timedelta(0), 15 * MINUTE)] == [0, 1]
    assert place.deliver() == 1
    assert "«Поддержка»" in place.texts[0] and "«Начальник»" in place.texts[0]


def test_tickets_that_will_soon_be_given_up(place: Place) -> None:
    only(place, tickets=TroubleSetting(after=30, channels=(1,)))
    with place.db.write() as tx:
        destinations.add(tx, "webhook", "Поддержка", {"url": "http://d"}, [SECRET], NOW)
        for attempts in (0, 1, 2):
            tx.execute(
                insert(t.outbox).values(
                    channel="ticket", mention_id=1, destination_id=1, attempts=attempts,
                    created_at=NOW, next_at=NOW + timedelta(minutes=20),
                )
            )  # fmt: skip
    assert place.look() == 1 and place.deliver() == 1
    assert "«Поддержка»: 1 обращение" in place.texts[0], "one has only its last attempt left"


# --- forgetting --------------------------------------------------------------------------------


def test_who_is_forgotten_is_gone_from_what_was_told_too(place: Place) -> None:
    rule(place, "суд")
    ingest(place, (SUED[0], 500))
    place.look(MINUTE)
    made = place.surge()
    example = {"mention_id": 1, "excerpt": SUED[0], "source": "Вести"}
    with place.db.write() as tx:
        reason = {**REASON, "authors": ["Иван", "Анна"], "first": example, "examples": [example]}
        surges.change(tx, made, reason=reason)
    assert forget_author(place.db, "иван", place.now) == 1
    with place.db.read() as tx:
        found = surges.get(tx, made)
        told = tx.execute(select(a.notices.c.content)).scalars().all()
    assert found is not None
    assert (found.reason["authors"], found.reason["first"]) == (["Анна"], None)
    assert "Иван" not in str(told) and SUED[0] not in str((told, found.reason))


def test_old_surges_go_with_what_was_told_of_them(place: Place) -> None:
    old, lasting = place.surge(), place.surge()
    place.deliver()
    with place.db.write() as tx:
        surges.change(tx, old, ended_at=NOW)
    later = NOW + timedelta(days=400)
    forget_old(place.db, Kept(timedelta(days=365), timedelta(days=7)), later)
    with place.db.read() as tx:
        assert surges.get(tx, old) is None and surges.get(tx, lasting) is not None
    assert place.told(old) == []
