"""A brand added or changed is looked for in what is stored, and a person's word stands."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from alerts.matches import tell_matches
from mentions.ingest import Ingest
from mentions.rematch import Rematch
from mentions.rules import Actions, Conditions, Rule
from mentions.store import alert_tables as a
from mentions.store import brands, counts, destinations, mentions, rematches, rules
from mentions.store import tables as t
from mentions.store.alerts import channels
from mentions.store.alerts.channels import WEBHOOK, ChannelForm
from mentions.store.database import Database, Transaction
from mentions.types import Passage, RawItem, State, Tone, Verdict
from tests.mentions.test_ingest import NOW, WordClassifier, ingest, item, put, rows
from tests.ticketizer.world import add_destination
from ticketizer.judge import Judge
from ticketizer.rules import default_rule

assert ingest  # the fixture
RECENT = timedelta(days=7)


def judge(tx: Transaction) -> Judge:
    names = {brand.id: brand.name for brand in brands.all_brands(tx)}
    return Judge(rules.enabled(tx), destinations.enabled_ids(tx), names)


def rematch(db: Database, now: datetime = NOW, classifier: WordClassifier | None = None) -> Rematch:
    return Rematch(db, classifier or WordClassifier(), judge, RECENT, lambda: now)


def finish(work: Rematch, limit: int = 2) -> None:
    while work.run_once(limit):
        pass


def add(db: Database, name: str, query: str) -> int:
    with db.write() as tx:
        return brands.add(tx, name, query, NOW)


def edit(db: Database, brand_id: int, query: str, is_active: bool = True) -> None:
    with db.write() as tx:
        brand = brands.get(tx, brand_id)
        assert brand
        brands.edit(tx, brand_id, brand.name, query, is_active, NOW)


def named(db: Database) -> dict[str, set[int]]:
    """The brands of each mention, by its key."""
    with db.read() as tx:
        found: dict[str, set[int]] = {
            key: set() for key in tx.execute(select(t.mentions.c.item_key)).scalars()
        }
        pairs = select(t.mentions.c.item_key, t.mention_brands.c.brand_id)
        for key, brand in tx.execute(pairs.join(t.mention_brands)):
            found[key].add(brand)
    return found


def check_counts(db: Database) -> None:
    """Counts are what a recount comes to."""
    with db.read() as tx:
        now = counts.of_mentions(tx, list(tx.execute(select(t.mentions.c.id)).scalars()))
        for table, recount in (
            (t.hourly_counts, counts.by_hour(now)),
            (a.five_minute_counts, now),
        ):
            cells = select(*table.primary_key, table.c["count"])
            kept = {counts.Cell(*cell): count for *cell, count in tx.execute(cells) if count}
            assert kept == dict(recount)


@pytest.fixture
def stored(db: Database, ingest: Ingest) -> Database:
    """Five mentions of the brand 1."""
    put(
        db,
        item("1", "Вектор и Полюс открылись"),
        item("2", "Вектор открылся, а Полюс это ужас"),
        item("3", "Вектор открылся"),
        item("4", "Вектор и полюсы"),
        item("5", "Вектор у Полюса"),
    )
    assert ingest.run_once().new == 5
    with db.write() as tx:
        tx.execute(t.outbox.delete())
    return db


def test_a_new_brand_is_found_in_what_is_stored(stored: Database) -> None:
    polus = add(stored, "Полюс", "полюс")
    finish(rematch(stored))
    assert named(stored) == {
        "1": {1, polus},
        "2": {1, polus},
        "3": {1},
        "4": {1, polus},
        "5": {1, polus},
    }
    gained = {
        row["mention_id"]: row for row in rows(stored, t.mention_brands) if row["brand_id"] == polus
    }
    assert gained[2]["tone"] == "negative"
    assert gained[1]["places"] == [["text", 9, 14]]
    assert {row["id"]: row["version"] for row in rows(stored, t.mentions)} == {
        1: 2, 2: 2, 3: 1, 4: 2, 5: 2
    }  # fmt: skip
    assert sorted(row["mention_id"] for row in rows(stored, t.outbox)) == [1, 2, 4, 5]  # type: ignore[type-var]
    marks = {row["brand_id"] for row in rows(stored, a.count_changes)}
    assert marks == {1, polus}
    check_counts(stored)
    assert rows(stored, t.rematches) == []


def test_a_changed_query_loses_what_it_no_longer_matches(stored: Database) -> None:
    polus = add(stored, "Полюс", "полюс")
    finish(rematch(stored))
    edit(stored, polus, "полюс ужас")
    finish(rematch(stored))
    assert {key for key, found in named(stored).items() if polus in found} == {"2"}
    (moved,) = [row for row in rows(stored, t.mention_brands) if row["brand_id"] == polus]
    assert len(moved["places"]) == 2  # type: ignore[arg-type]
    check_counts(stored)
    edit(stored, 1, "нигде")
    finish(rematch(stored))
    assert named(stored) == {"1": set(), "2": {polus}, "3": set(), "4": set(), "5": set()}
    check_counts(stored)
    edit(stored, 1, "вектор")
    finish(rematch(stored))
    assert all(1 in found for found in named(stored).values())
    check_counts(stored)


def test_what_a_person_has_said_stays(stored: Database) -> None:
    polus = add(stored, "Полюс", "полюс")
    finish(rematch(stored))
    with stored.write() as tx:
        mentions.correct_tone(tx, 2, polus, Tone.POSITIVE, None, NOW)
        mentions.correct_tone(tx, 4, polus, Tone.NEGATIVE, None, NOW)
        mentions.set_state(tx, 5, State.IRRELEVANT, None, NOW)
    edit(stored, polus, "полюс ужас")
    finish(rematch(stored))
    assert {key for key, found in named(stored).items() if polus in found} == {"2", "4"}
    tones = {
        row["mention_id"]: row["tone"]
        for row in rows(stored, t.mention_brands)
        if row["brand_id"] == polus
    }
    assert tones == {2: "positive", 4: "negative"}
    check_counts(stored)


def test_a_brand_that_is_on_again_has_missed_nothing(stored: Database) -> None:
    polus = add(stored, "Полюс", "полюс")
    edit(stored, polus, "полюс", is_active=False)
    finish(rematch(stored))
    assert not any(polus in found for found in named(stored).values())
    edit(stored, polus, "полюс")
    finish(rematch(stored))
    assert sum(polus in found for found in named(stored).values()) == 4


def test_only_mentions_of_late_make_tickets(stored: Database) -> None:
    add_destination(stored, "http://desk.example.org/")
    with stored.write() as tx:
        rules.add(tx, default_rule(), NOW)
        ids = tx.execute(select(t.tickets.c.id)).all()
    assert not ids
    polus = add(stored, "Полюс", "полюс")
    finish(rematch(stored, NOW + RECENT + timedelta(hours=1)))
    assert rows(stored, t.tickets) == []
    with stored.write() as tx:
        brands.remove(tx, polus)
    add(stored, "Полюс", "полюс")
    finish(rematch(stored, NOW + RECENT - timedelta(hours=1)))
    (ticket,) = rows(stored, t.tickets)
    assert ticket["mention_id"] == 2
    add(stored, "Открытие", "открылся")
    finish(rematch(stored))
    assert len(rows(stored, t.tickets)) == 1


def test_rules_that_tell_hear_of_news_that_is_found_late(stored: Database) -> None:
    """Told as at ingest: what was published within a day, one of a story, and nothing twice."""
    with stored.write() as tx:
        actions = Actions(tell=True)
        rules.add(tx, Rule(0, "О Полюсе", 'brand:"Полюс"', Conditions(), actions), NOW)
        channels.add(tx, ChannelForm("Чат", WEBHOOK, "https://a.ru", ""), NOW)
        m = t.mentions.c
        old = {"published_at": NOW - timedelta(days=2)}
        tx.execute(t.mentions.update().where(m.id == 2).values(old))
        tx.execute(t.mentions.update().where(m.id == 4).values(state=State.DONE.value))
    add(stored, "Полюс", "полюс")
    finish(rematch(stored))
    assert {row["mention_id"] for row in rows(stored, a.alert_matches)} == {1, 2, 5}
    assert tell_matches(stored, NOW + timedelta(minutes=1)) == 1
    (notice,) = rows(stored, a.notices)
    told = notice["content"]
    assert isinstance(told, dict) and told["count"] == 2
    assert {one["mention_id"] for one in told["examples"]} == {1, 5}
    with stored.write() as tx:
        rematches.begin(tx, 2, NOW)
    finish(rematch(stored))
    assert tell_matches(stored, NOW + timedelta(minutes=2)) == 0


def test_what_was_collected_long_ago_is_not_told(stored: Database) -> None:
    with stored.write() as tx:
        rules.add(tx, Rule(0, "Всё", "", Conditions(), Actions(tell=True)), NOW)
    add(stored, "Полюс", "полюс")
    finish(rematch(stored, NOW + RECENT + timedelta(hours=1)))
    assert rows(stored, a.alert_matches) == []


def test_a_brand_changed_under_way_is_begun_anew(stored: Database) -> None:
    polus = add(stored, "Полюс", "полюс")

    class Meddled(WordClassifier):
        def classify(self, batch: Sequence[Passage]) -> list[Verdict]:
            if batch and not self.has_meddled:
                self.has_meddled = True
                edit(stored, polus, "полюс ужас")
            return super().classify(batch)

        has_meddled = False

    meddled = Meddled()
    finish(rematch(stored, classifier=meddled))
    assert meddled.has_meddled
    assert {key for key, found in named(stored).items() if polus in found} == {"2"}
    check_counts(stored)


def test_a_mention_changed_under_way_is_read_again(stored: Database) -> None:
    polus = add(stored, "Полюс", "полюс")

    class Meddled(WordClassifier):
        has_meddled = False

        def classify(self, batch: Sequence[Passage]) -> list[Verdict]:
            if not self.has_meddled:
                self.has_meddled = True
                with stored.write() as tx:
                    mentions.correct_tone(tx, 5, 1, Tone.POSITIVE, None, NOW)
                    mentions.remove(tx, [1], NOW)
            return super().classify(batch)

    finish(rematch(stored, classifier=Meddled()), limit=5)
    assert named(stored) == {"2": {1, polus}, "3": {1}, "4": {1, polus}, "5": {1, polus}}
    tones = {
        (row["mention_id"], row["brand_id"]): row["tone"] for row in rows(stored, t.mention_brands)
    }
    assert tones[5, 1] == "positive"
    check_counts(stored)


def test_what_was_read_before_a_brand_came_is_read_again(db: Database, ingest: Ingest) -> None:
    """Else a mention that was in hand meanwhile would never be looked at for the brand."""
    put(db, item("0", "Вектор открылся"))
    ingest.run_once()
    put(db, item("1", "Вектор и Полюс"), item("2", "Полюс один"))
    polus: list[int] = []
    classify: Callable[[Sequence[Passage]], list[Verdict]] = WordClassifier().classify

    class Meddled(WordClassifier):
        def classify(self, batch: Sequence[Passage]) -> list[Verdict]:
            if not polus:
                polus.append(add(db, "Полюс", "полюс"))
            return classify(batch)

    meddled = Ingest(db, Meddled(), lambda _tx: judge(_tx), clock=lambda: NOW)
    assert meddled.run_once().new == 0
    while meddled.run_once().taken:
        pass
    finish(rematch(db))
    assert named(db) == {"0": {1}, "1": {1, polus[0]}, "2": {polus[0]}}
    check_counts(db)


def test_brands_that_came_one_by_one_go_on_together(stored: Database, ingest: Ingest) -> None:
    polus = add(stored, "Полюс", "полюс")
    work = rematch(stored)
    assert work.run_once(2)
    put(stored, item("6", "Вектор, Полюс, Гранит"))
    ingest.run_once()
    granit = add(stored, "Гранит", "гранит OR открылся")
    finish(work)
    found = named(stored)
    assert {key for key, brand in found.items() if polus in brand} == {"1", "2", "4", "5", "6"}
    assert {key for key, brand in found.items() if granit in brand} == {"1", "2", "3", "6"}
    with stored.read() as tx:
        assert rematches.left(tx) == 0
    check_counts(stored)


def test_answers_follow_what_they_answer(db: Database, ingest: Ingest) -> None:
    """Also those that do not name the brand, or were stored before what they answer."""
    answer = RawItem("2", "", text="И у меня так же", published_at=NOW, thread="1", parent="1")
    early = RawItem("0", "", text="Вектор, ау", published_at=NOW, thread="1", parent="1")
    put(db, early)
    ingest.run_once()
    put(db, item("1", "Вектор и Полюс закрылись"), answer)
    assert ingest.run_once().new == 2
    polus = add(db, "Полюс", "полюс")
    finish(rematch(db), limit=1)
    assert named(db) == {"0": {1, polus}, "1": {1, polus}, "2": {1, polus}}
    edit(db, 1, "вектор -закрылись")
    finish(rematch(db), limit=1)
    assert named(db) == {"0": {1, polus}, "1": {polus}, "2": {polus}}
    check_counts(db)


def test_an_answer_to_what_is_deleted_keeps_its_brand(db: Database, ingest: Ingest) -> None:
    answer = RawItem("2", "", text="И у меня так же", published_at=NOW, thread="1", parent="1")
    put(db, item("1", "Вектор закрылся"), answer)
    ingest.run_once()
    with db.write() as tx:
        mentions.remove(tx, [1], NOW)
    edit(db, 1, "вектор OR vector")
    finish(rematch(db))
    assert named(db) == {"2": {1}}
    check_counts(db)


def test_a_source_of_one_brand_keeps_it(stored: Database) -> None:
    with stored.write() as tx:
        tx.execute(t.sources.update().where(t.sources.c.id == 1).values(brand_id=1))
    edit(stored, 1, "нигде")
    finish(rematch(stored))
    assert all(found == {1} for found in named(stored).values())
    assert {str(row["places"]) for row in rows(stored, t.mention_brands)} == {"[]"}
