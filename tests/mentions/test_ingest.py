"""Ingestion on the real database: stored once, told apart, counted, and undone by nothing."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from sqlalchemy import func, insert, select

from mentions.batch import Candidate
from mentions.ingest import Ingest
from mentions.store import brands, destinations, inbox, intake, mentions, retention, sources
from mentions.store import tables as t
from mentions.store.database import Database
from mentions.types import Effects, Passage, RawItem, State, TicketEffect, Tone, Verdict

NOW = datetime(2026, 3, 5, 12, 30, tzinfo=UTC)

ARTICLE = (
    "Банк «Вектор» сообщил о сбое в мобильном приложении: клиенты не могли войти в него с самого "
    "утра вторника, переводы между счетами проходили с задержкой, а карты работали как обычно."
)

ARCHIVE = {"is_archive": True}
TWO_TEXTS = (("1", "Вектор закрылся"), ("2", "Кофе остыл"))


class WordClassifier:
    """Tone by two words: enough for what is tested here, which is not the tone."""

    version = "words-1"

    def classify(self, batch: Sequence[Passage]) -> list[Verdict]:
        return [self._verdict(passage.text) for passage in batch]

    def _verdict(self, text: str) -> Verdict:
        if "взорвись" in text:
            raise RuntimeError("a text that the model cannot bear")
        tone = Tone.NEGATIVE if "ужас" in text else Tone.NEUTRAL
        p = {each: 0.9 if each is tone else 0.05 for each in Tone}
        return Verdict(
            tone, p[Tone.NEGATIVE], p[Tone.NEUTRAL], p[Tone.POSITIVE], 0.1, 0.1, False, False
        )


def no_effects(_candidate: Candidate) -> Effects:
    return Effects()


@pytest.fixture
def ingest(db: Database) -> Ingest:
    with db.write() as tx:
        for number in (1, 2):
            tx.execute(
                insert(t.sources).values(
                    kind="feed", address=f"https://s{number}.ru/rss", name=f"s{number}",
                    options={}, every_seconds=3600, cursor={}, next_run_at=NOW, created_at=NOW,
                )
            )  # fmt: skip
        brands.add(tx, "Вектор", "вектор", NOW)
    return Ingest(db, WordClassifier(), lambda _tx: no_effects, clock=lambda: NOW)


def put(db: Database, *items: RawItem, source_id: int = 1) -> None:
    with db.write() as tx:
        for item in items:
            known = (t.items.c.source_id == source_id) & (t.items.c.item_key == item.key)
            if tx.execute(select(t.items).where(known)).first() is None:
                tx.execute(
                    insert(t.items).values(
                        source_id=source_id, item_key=item.key, content_hash="", seen_at=NOW
                    )
                )
        inbox.put(tx, source_id, items, NOW)


def item(key: str, text: str, url: str = "", title: str = "") -> RawItem:
    return RawItem(key=key, url=url, title=title, text=text, published_at=NOW)


def rows(db: Database, table: object) -> list[dict[str, object]]:
    with db.read() as tx:
        return [dict(row._mapping) for row in tx.execute(select(table))]  # type: ignore[call-overload]


def total(db: Database) -> int:
    with db.read() as tx:
        return int(
            tx.execute(select(func.coalesce(func.sum(t.hourly_counts.c.count), 0))).scalar_one()
        )


def test_an_item_that_names_a_brand_becomes_one_mention(db: Database, ingest: Ingest) -> None:
    put(db, item("1", "Векторы и <b>Вектор</b> — ужас", "https://a.ru/1?utm_source=x"))
    report = ingest.run_once()
    assert (report.taken, report.new, report.unmatched) == (1, 1, 0)
    (mention,) = rows(db, t.mentions)
    assert mention["text"] == "Векторы и Вектор — ужас"
    assert mention["url"] == "https://a.ru/1"
    assert mention["tone"] == "negative"
    (brand,) = rows(db, t.mention_brands)
    assert brand["places"] == [["text", 0, 7], ["text", 10, 16]]
    assert rows(db, t.inbox) == []
    assert total(db) == 1
    assert [row["channel"] for row in rows(db, t.outbox)] == ["search"]


def test_an_item_without_a_brand_waits_for_one(db: Database, ingest: Ingest) -> None:
    put(db, item("1", "Кофе на углу остыл"))
    assert ingest.run_once().unmatched == 1
    assert ingest.run_once().taken == 0
    with db.write() as tx:
        brands.add(tx, "Кофе", "кофе", NOW)
    assert ingest.run_once().new == 1


def test_the_same_item_again_changes_nothing(db: Database, ingest: Ingest) -> None:
    put(db, item("1", "Вектор как вектор"))
    ingest.run_once()
    put(db, item("1", "Вектор как вектор"))
    assert ingest.run_once().known == 1
    assert len(rows(db, t.mentions)) == 1
    assert total(db) == 1


def test_an_edit_is_kept_and_doubles_nothing(db: Database, ingest: Ingest) -> None:
    put(db, item("1", "Вектор работает"))
    ingest.run_once()
    put(db, item("1", "Вектор это ужас"))
    assert ingest.run_once().edited == 1
    (mention,) = rows(db, t.mentions)
    assert (mention["text"], mention["tone"], mention["version"]) == (
        "Вектор это ужас",
        "negative",
        2,
    )
    (event,) = rows(db, t.mention_events)
    assert event["kind"] == "edited"
    assert event["details"]["text"] == "Вектор работает"  # type: ignore[index]
    counted = {row["tone"]: row["count"] for row in rows(db, t.hourly_counts)}
    assert counted == {"neutral": 0, "negative": 1}


def test_an_edit_that_names_the_brand_no_more_is_kept_too(db: Database, ingest: Ingest) -> None:
    put(db, item("1", "Вектор это ужас"), item("2", "Вектор, вектор"))
    ingest.run_once()
    with db.write() as tx:
        mentions.correct_tone(tx, 2, 1, Tone.POSITIVE, None, NOW)
    put(db, item("1", "Они закрылись"), item("2", "И вектор"))
    assert ingest.run_once().edited == 2
    told = {row["id"]: (row["text"], row["tone"]) for row in rows(db, t.mentions)}
    assert told == {1: ("Они закрылись", "neutral"), 2: ("И вектор", "positive")}
    stand = {row["mention_id"]: row["places"] for row in rows(db, t.mention_brands)}
    assert stand == {1: [], 2: [["text", 2, 8]]}
    assert rows(db, t.inbox) == []


def test_two_versions_in_one_batch_are_taken_in_order(db: Database, ingest: Ingest) -> None:
    put(db, item("1", "Вектор работает"), item("1", "Вектор это ужас"))
    assert ingest.run_once().new == 1
    assert ingest.run_once().edited == 1
    assert rows(db, t.mentions)[0]["text"] == "Вектор это ужас"


@pytest.mark.parametrize("batches", [1, 2])
def test_one_page_found_by_two_sources_is_one_mention(
    db: Database, ingest: Ingest, batches: int
) -> None:
    put(db, item("1", ARTICLE, "https://www.news.ru/a/?utm_source=rss"))
    if batches == 2:
        ingest.run_once()
    put(db, item("x", ARTICLE[:90], "http://news.ru/a"), source_id=2)
    report = ingest.run_once()
    assert report.seen_elsewhere == 1
    (mention,) = rows(db, t.mentions)
    assert {row["mention_id"] for row in rows(db, t.items)} == {mention["id"]}


def test_posts_of_one_thread_are_not_one_page(db: Database, ingest: Ingest) -> None:
    put(
        db,
        item("1", "Вектор вчера списал деньги дважды", "https://forum.ru/t/5"),
        item("2", "А мне вектор всё вернул за час", "https://forum.ru/t/5"),
    )
    assert ingest.run_once().new == 2


@pytest.mark.parametrize("batches", [1, 2])
def test_reprints_share_a_story(db: Database, ingest: Ingest, batches: int) -> None:
    put(db, item("1", ARTICLE, "https://a.ru/1"))
    if batches == 2:
        ingest.run_once()
    put(db, item("1", ARTICLE.replace("вторника", "среды"), "https://b.ru/2"), source_id=2)
    put(db, item("2", "Совсем другое: " + ARTICLE[::-1] + " вектор", "https://b.ru/3"), source_id=2)
    report = ingest.run_once()
    assert report.reprints == 1
    assert sorted(row["size"] for row in rows(db, t.stories)) == [1, 2]  # type: ignore[type-var]
    assert len(rows(db, t.mentions)) == 3


def test_short_posts_are_nobodys_reprints(db: Database, ingest: Ingest) -> None:
    put(db, item("1", "Вектор опять лежит"), item("2", "Вектор опять лежит"))
    assert (ingest.run_once().reprints, len(rows(db, t.stories))) == (0, 2)


def test_a_text_that_breaks_the_model_is_set_aside_with_a_reason(
    db: Database, ingest: Ingest
) -> None:
    put(db, item("1", "Вектор один"), item("2", "Вектор взорвись"), item("3", "Вектор три"))
    report = ingest.run_once()
    assert (report.new, report.broken) == (2, 1)
    (left,) = rows(db, t.inbox)
    assert (left["state"], left["item_key"]) == ("broken", "2")
    assert left["error"] == {"key": "ingest-unreadable"}


def test_corrections_move_counts_and_survive_an_edit(db: Database, ingest: Ingest) -> None:
    put(db, item("1", "Вектор это ужас"))
    ingest.run_once()
    with db.write() as tx:
        mentions.correct_tone(tx, 1, 1, Tone.POSITIVE, None, NOW)
    put(db, item("1", "Вектор это ужас как хорошо"))
    ingest.run_once()
    (mention,) = rows(db, t.mentions)
    assert (mention["tone"], mention["confidence"]) == ("positive", 1.0)
    counted = {row["tone"]: row["count"] for row in rows(db, t.hourly_counts) if row["count"]}
    assert counted == {"positive": 1}


def test_an_irrelevant_mention_is_not_counted(db: Database, ingest: Ingest) -> None:
    put(db, item("1", "Вектор силы"))
    ingest.run_once()
    with db.write() as tx:
        mentions.set_state(tx, 1, State.IRRELEVANT, None, NOW)
    assert total(db) == 0
    with db.write() as tx:
        mentions.set_state(tx, 1, State.NEW, None, NOW)
    assert total(db) == 1
    with db.write() as tx:
        mentions.remove(tx, [1], NOW)
    assert total(db) == 0
    assert rows(db, t.mentions) == []


def test_a_date_in_the_future_is_the_time_of_fetching(db: Database, ingest: Ingest) -> None:
    future = NOW + timedelta(days=400)
    put(db, RawItem(key="1", url="", text="вектор", published_at=future))
    ingest.run_once()
    assert rows(db, t.mentions)[0]["published_at"] == NOW


def test_an_archive_makes_no_ticket(ingest: Ingest, db: Database) -> None:
    with db.write() as tx:
        desk = destinations.add(tx, "webhook", "desk", {}, [], NOW)
    judged = Effects(tickets=(TicketEffect(desk, None, 1),), tags=("важное",))
    ingest = Ingest(db, WordClassifier(), lambda _tx: lambda _candidate: judged, lambda: NOW)
    put(db, item("new", "вектор сегодня"), replace(item("old", "вектор давно"), extra=ARCHIVE))
    ingest.run_once()
    tagged = {row["mention_id"] for row in rows(db, t.mention_tags)}
    (ticket,) = rows(db, t.tickets)
    mention_of = {row["item_key"]: row["id"] for row in rows(db, t.mentions)}
    assert tagged == set(mention_of.values())
    assert ticket["mention_id"] == mention_of["new"]


def test_an_edit_of_what_is_irrelevant_makes_no_ticket(db: Database, ingest: Ingest) -> None:
    put(db, item("1", "вектор силы"))
    ingest.run_once()
    with db.write() as tx:
        desk = destinations.add(tx, "webhook", "desk", {}, [], NOW)
        mentions.set_state(tx, 1, State.IRRELEVANT, None, NOW)
    judged = Effects(tickets=(TicketEffect(desk, None, 1),))
    ingest = Ingest(db, WordClassifier(), lambda _tx: lambda _candidate: judged, lambda: NOW)
    put(db, item("1", "вектор силы приложен к рычагу"))
    assert ingest.run_once().edited == 1
    assert rows(db, t.tickets) == []


def test_two_who_find_it_irrelevant_at_once_take_it_out_of_the_counts_once(
    db: Database, ingest: Ingest
) -> None:
    put(db, item("1", "вектор силы"))
    ingest.run_once()
    started = Event()

    def second() -> None:
        started.set()
        with db.write() as tx:
            mentions.set_state(tx, 1, State.IRRELEVANT, None, NOW)

    with ThreadPoolExecutor(1) as pool:
        with db.write() as tx:
            mentions.set_state(tx, 1, State.IRRELEVANT, None, NOW)
            waits = pool.submit(second)
            started.wait()
            # Long enough to read what it will change; then it waits for this transaction.
            wait([waits], timeout=0.2)
        waits.result()
    assert total(db) == 0
    assert len(rows(db, t.mention_events)) == 1


def test_a_later_version_waits_for_the_worker_that_has_the_earlier(
    db: Database, ingest: Ingest
) -> None:
    put(db, item("1", "Вектор работает"))
    with db.write() as tx:
        (earlier,) = inbox.claim(tx, "elsewhere:1:1", NOW, 1)
    put(db, item("1", "Вектор это ужас"))
    ingest.run_once()
    assert rows(db, t.mentions) == []
    with db.write() as tx:
        inbox.release(tx, [earlier.id])
    ingest.run_once()
    ingest.run_once()
    assert rows(db, t.mentions)[0]["text"] == "Вектор это ужас"


def test_a_version_that_was_set_aside_undoes_no_later_one(db: Database) -> None:
    now = NOW
    with db.write() as tx:
        source = sources.add(tx, "feed", "https://s.ru/rss", NOW)
        brands.add(tx, "Вектор", "вектор", NOW)
    ingest = Ingest(db, WordClassifier(), lambda _tx: no_effects, clock=lambda: now)
    for text in ("Кофе остыл", "Вектор: кофе остыл"):
        now += timedelta(hours=1)
        with db.write() as tx:
            intake.put_items(tx, source.id, [item("1", text)], now)
        ingest.run_once()
    with db.write() as tx:
        brands.add(tx, "Кофе", "кофе", now)
    assert ingest.run_once().known == 1
    assert rows(db, t.mentions)[0]["text"] == "Вектор: кофе остыл"
    assert rows(db, t.inbox) == []


def test_of_a_forgotten_author_nothing_is_left(db: Database, ingest: Ingest) -> None:
    theirs = [replace(item(key, text), author="Иван &amp; Ко") for key, text in TWO_TEXTS]
    put(db, *theirs, item("3", "Вектор открылся"))
    ingest.run_once()
    assert len(rows(db, t.inbox)) == 1, "what named no brand"
    assert retention.forget_author(db, "иван & ко", NOW) == 1
    assert rows(db, t.inbox) == []
    assert [row["title"] for row in rows(db, t.stories)] == ["Вектор открылся"]
    assert [row["text"] for row in rows(db, t.mentions)] == ["Вектор открылся"]


def test_what_is_forgotten_while_a_worker_reads_it_is_not_kept(
    db: Database, ingest: Ingest, monkeypatch: pytest.MonkeyPatch
) -> None:
    classify = ingest._classify

    def and_forget(found: object) -> object:
        retention.forget_author(db, "Иван", NOW)
        return classify(found)  # type: ignore[arg-type]

    monkeypatch.setattr(ingest, "_classify", and_forget)
    put(db, replace(item("1", "Вектор закрылся"), author="Иван"), item("2", "Вектор открылся"))
    assert ingest.run_once().new == 1
    assert [row["item_key"] for row in rows(db, t.mentions)] == ["2"]
