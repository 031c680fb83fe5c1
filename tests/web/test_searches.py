"""Saved searches, completion, what was meant, and what is similar."""

import re
from collections.abc import Callable

from mentions.store import searches
from mentions.store.database import Database
from mentions.store.times import utc_now
from tests.web.conftest import Visitor
from tests.web.test_mentions import found
from web import Services


def link_of(page: str, name: str) -> str:
    """Where a saved search of this name leads."""
    place = re.search(rf'href="([^"]+)"[^>]*>{name}</a>', page)
    assert place is not None
    return place[1].replace("&amp;", "&")


def test_a_search_is_kept_with_its_filters(member: Visitor) -> None:
    asked = "/mentions?q=приложение&tone=negative&period=all"
    member.post("/searches", name="Беды", q="приложение", tone="negative", period="all", page="x")
    page = member.get("/mentions").text
    again = member.get(link_of(page, "Беды")).text
    assert found(again) == found(member.get(asked).text) > 0


def test_a_search_is_kept_with_its_order(member: Visitor) -> None:
    member.post("/searches", name="Лучшее", q="приложение", order="relevance", period="all")
    address = link_of(member.get("/mentions").text, "Лучшее")
    assert '<option value="relevance" selected>' in member.get(address).text


def test_own_searches_are_seen_by_their_owner_and_shared_ones_by_all(
    member: Visitor, admin: Visitor
) -> None:
    member.post("/searches", name="Моё", q="кофе")
    member.post("/searches", name="Наше", q="кофе", is_shared="on")
    assert "Моё" in member.get("/mentions").text
    seen = admin.get("/mentions").text
    assert "Наше" in seen and "Моё" not in seen
    assert "Общий, сохранён: Пётр" in admin.get("/searches").text


def test_a_search_is_renamed_shared_and_removed(member: Visitor, world: Database) -> None:
    member.post("/searches", name="Старое", q="кофе")
    member.post("/searches/1", name="Новое", is_shared="on")
    with world.read() as tx:
        (one,) = searches.named(tx, "Новое")
    assert one.is_shared and one.query == "кофе"
    assert "Сохранённых поисков пока нет" in member.post("/searches/1/remove").text


def test_only_the_owner_or_an_administrator_of_a_shared_one_may_change_it(
    visit: Callable[[str], Visitor], world: Database
) -> None:
    with world.write() as tx:
        own = searches.add(tx, 1, "Своё", "кофе", {}, utc_now())
        shared = searches.add(tx, 1, "Общее", "кофе", {}, utc_now(), is_shared=True)
        members = searches.add(tx, 2, "Петра", "кофе", {}, utc_now(), is_shared=True)
    petr, maria = visit("petr"), visit("maria")
    for number in (own, shared, 999):
        assert petr.post(f"/searches/{number}", name="Чужое").status_code == 404
        assert petr.post(f"/searches/{number}/remove").status_code == 404
    assert maria.post(f"/searches/{members}/remove").status_code == 200
    with world.read() as tx:
        assert {one.name for one in searches.seen_by(tx, 1)} == {"Своё", "Общее"}


def test_a_name_that_is_taken_is_told_and_what_was_asked_is_not_lost(member: Visitor) -> None:
    member.post("/searches", name="Кофе", q="кофе")
    refused = member.post("/searches", name="Кофе", q="латте", brand="2", is_shared="on")
    assert refused.status_code == 422
    assert "Поиск с названием «Кофе» у вас уже есть" in refused.text
    assert 'name="q" value="латте"' in refused.text and 'name="brand" value="2"' in refused.text
    assert member.post("/searches", name="", q="кофе").status_code == 422
    member.post("/searches", name="Чай", q="чай")
    refused = member.post("/searches/2", name="Кофе")
    assert refused.status_code == 422 and "у вас уже есть" in refused.text


def test_words_are_completed(member: Visitor, visit: Callable[[str], Visitor]) -> None:
    answer = member.get("/searches/completions?q=сбой прил").json
    assert answer is not None
    assert "сбой приложение" in [one["query"] for one in answer["completions"]]
    assert member.get("/searches/completions?q=").json == {"completions": []}
    assert "Пароль" in visit("").get("/searches/completions?q=прил").text


def test_what_was_meant_is_offered_where_nothing_is_found(member: Visitor) -> None:
    page = member.get("/mentions?q=ипатека&tone=positive").text
    assert "Возможно, вы искали" in page
    meant = re.search(r'href="([^"]+)">ипотек\w*</a>', page)
    assert meant is not None
    assert found(member.get(meant[1].replace("&amp;", "&")).text) == 1
    assert "Возможно" not in member.get("/mentions?q=ипатека&tone=negative").text
    assert "Возможно" not in member.get("/mentions?q=абракадабра").text


def test_a_mention_shows_others_on_its_subject(member: Visitor, services: Services) -> None:
    page = member.get("/mentions/1").text
    shown = page.partition('id="similar"')[2].partition("</section>")[0]
    ids = [int(number) for number in re.findall(r'href="/mentions/(\d+)"', shown)]
    assert 0 < len(ids) <= 6 and 1 not in ids
    found_by_engine = {hit.mention_id for hit in services.search.similar(1, 50)}
    assert set(ids) <= found_by_engine
