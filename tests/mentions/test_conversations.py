"""What is about a brand without naming it, and what its source adds, edits and takes away."""

from dataclasses import replace
from itertools import permutations

import pytest

from mentions.ingest import Ingest
from mentions.store import brands, inbox, sources
from mentions.store import tables as t
from mentions.store.database import Database
from mentions.types import RawItem
from tests.mentions.test_ingest import NOW, ingest, item, put, rows

__all__ = ["ingest"]

VECTOR = 1
POST = replace(item("post", "Вектор закрыл отделение"), thread="post")
REPLY = replace(item("a", "И правильно сделал"), thread="post", parent="post")
DEEPER = replace(item("b", "А мне было удобно"), thread="post", parent="a")


def texts(db: Database) -> list[object]:
    return sorted(str(row["text"]) for row in rows(db, t.mentions))


def ingest_all(ingest: Ingest) -> None:
    while ingest.run_once(limit=1).taken:
        pass


def set_brand(db: Database, brand_id: int | None, source_id: int = 1) -> None:
    with db.write() as tx:
        old = sources.get(tx, source_id)
        sources.edit(
            tx, source_id, address=old.address, name=old.name, options=old.options,
            every=old.every, brand_id=brand_id, now=NOW,
        )  # fmt: skip


def test_all_of_a_brands_own_source_is_about_it(db: Database, ingest: Ingest) -> None:
    put(db, item("1", "Приложение не открывается"), source_id=1)
    put(db, item("2", "Приложение не открывается, ужас"), source_id=2)
    assert ingest.run_once().unmatched == 2
    set_brand(db, VECTOR)
    assert ingest.run_once().new == 1, "what came before the brand was named"
    (mention,) = rows(db, t.mentions)
    (reading,) = rows(db, t.mention_brands)
    assert (mention["source_id"], reading["brand_id"], reading["places"]) == (1, VECTOR, [])


def test_a_brand_named_in_its_own_source_keeps_its_places(db: Database, ingest: Ingest) -> None:
    set_brand(db, VECTOR)
    put(db, item("1", "Вектор не открывается"))
    ingest.run_once()
    assert rows(db, t.mention_brands)[0]["places"] == [["text", 0, 6]]


def test_a_deleted_or_idle_brand_leaves_its_source_as_any_other(
    db: Database, ingest: Ingest
) -> None:
    set_brand(db, VECTOR)
    with db.write() as tx:
        brands.edit(tx, VECTOR, "Вектор", "вектор", is_active=False, now=NOW)
    put(db, item("1", "Приложение не открывается"))
    assert ingest.run_once().unmatched == 1
    with db.write() as tx:
        brands.remove(tx, VECTOR)
        assert sources.get(tx, 1).brand_id is None
        brands.add(tx, "Кофе", "кофе", NOW)  # which may get the id that has become free
    assert ingest.run_once().unmatched == 1
    assert rows(db, t.mentions) == []


@pytest.mark.parametrize("order", list(permutations((POST, REPLY, DEEPER))))
@pytest.mark.parametrize("limit", [1, 3])
def test_answers_to_a_mention_are_mentions_in_whatever_order_they_come(
    db: Database, ingest: Ingest, order: tuple[RawItem, ...], limit: int
) -> None:
    put(db, *order)
    for _ in range(10):
        ingest.run_once(limit=limit)
    assert texts(db) == sorted(one.text for one in order)
    assert {row["brand_id"] for row in rows(db, t.mention_brands)} == {VECTOR}
    assert rows(db, t.inbox) == []
    stored = {row["item_key"]: (row["thread"], row["parent"]) for row in rows(db, t.mentions)}
    assert stored["b"] == ("post", "a")


def test_answers_of_a_post_that_names_no_brand_or_another_source_are_none(
    db: Database, ingest: Ingest
) -> None:
    put(db, replace(POST, text="Погода хорошая"), REPLY, DEEPER)
    put(db, POST, source_id=2)
    ingest_all(ingest)
    assert texts(db) == ["Вектор закрыл отделение"]
    with db.read() as tx:
        assert inbox.counts(tx)["unmatched"] == 3


def test_an_answer_read_while_its_post_is_being_kept_is_not_lost(
    db: Database, ingest: Ingest
) -> None:
    """Two workers: one has the post in hand when the other reads the answer."""
    put(db, REPLY)
    classify = ingest._classify

    def and_meanwhile(found: object) -> object:
        ingest._classify = classify  # type: ignore[method-assign]
        with db.write() as tx:
            tx.execute(t.inbox.update().values(lease_owner="another", lease_until=NOW))
        put(db, POST)
        Ingest(db, ingest._classifier, ingest._rules, clock=lambda: NOW).run_once(limit=2)
        return classify(found)  # type: ignore[arg-type]

    ingest._classify = and_meanwhile  # type: ignore[assignment,method-assign]
    ingest.run_once(limit=1)
    ingest_all(ingest)
    assert texts(db) == sorted((POST.text, REPLY.text))


def extra(**values: object) -> RawItem:
    return replace(item("1", "Вектор обманул", "https://a.ru/1"), extra=dict(values), reach=10)


def test_a_rating_and_an_answer_are_edits_kept_beside_the_text(
    db: Database, ingest: Ingest
) -> None:
    put(db, extra(rating=1, likes=5))
    ingest.run_once()
    put(db, extra(rating=1, likes=6))
    assert ingest.run_once().known == 1, "likes are no edit"
    put(db, replace(extra(rating=4, answer="Исправили", likes=7), reach=25))
    assert ingest.run_once().edited == 1
    (mention,) = rows(db, t.mentions)
    assert mention["extra"] == {"rating": 4, "answer": "Исправили", "likes": 7}
    assert mention["reach"] == 25
    events = {row["kind"]: row["details"] for row in rows(db, t.mention_events)}
    assert events == {
        "rated": {"from": 1, "to": 4},
        "answered": {"from": None, "to": "Исправили"},
    }


def test_what_its_source_takes_away_is_marked_and_kept(db: Database, ingest: Ingest) -> None:
    put(db, extra(rating=1))
    ingest.run_once()
    gone = RawItem("1", "https://a.ru/1", extra={"is_deleted": True})
    put(db, gone)
    ingest.run_once()
    put(db, gone)
    ingest.run_once()
    (mention,) = rows(db, t.mentions)
    assert (mention["text"], mention["state"]) == ("Вектор обманул", "new")
    assert mention["extra"] == {"rating": 1, "is_deleted": True}
    assert [row["kind"] for row in rows(db, t.mention_events)] == ["withdrawn"]
    assert rows(db, t.inbox) == []
    put(db, extra(rating=1))
    assert ingest.run_once().edited == 1
    assert rows(db, t.mentions)[0]["extra"] == {"rating": 1}
    assert [row["kind"] for row in rows(db, t.mention_events)] == ["withdrawn", "restored"]


def test_what_is_taken_away_before_it_was_read_is_marked_too(db: Database, ingest: Ingest) -> None:
    put(db, extra(), RawItem("1", "https://a.ru/1", extra={"is_deleted": True}))
    put(db, RawItem("never seen", "https://a.ru/2", extra={"is_deleted": True}))
    ingest_all(ingest)
    (mention,) = rows(db, t.mentions)
    assert mention["extra"] == {"is_deleted": True}
    assert rows(db, t.inbox) == []


def test_what_is_taken_away_and_put_back_at_once_is_there(db: Database, ingest: Ingest) -> None:
    put(db, extra())
    ingest.run_once()
    put(db, RawItem("1", "https://a.ru/1", extra={"is_deleted": True}), extra())
    while ingest.run_once().taken:
        pass
    assert rows(db, t.mentions)[0]["extra"] == {}
    assert [row["kind"] for row in rows(db, t.mention_events)] == ["withdrawn", "restored"]
    assert rows(db, t.inbox) == []


def test_answers_at_their_posts_address_are_told_apart_by_their_keys(
    db: Database, ingest: Ingest
) -> None:
    at = "https://a.ru/post"
    put(db, *(replace(one, url=at) for one in (POST, replace(REPLY, text="Вектор закрыл"), DEEPER)))
    assert ingest.run_once().new == 3
