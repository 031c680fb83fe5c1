"""The list of mentions and the page of one."""

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from mentions.store import mentions
from mentions.store import tables as t
from mentions.store.database import Database
from mentions.store.times import utc_now
from mentions.types import State, Tone
from tests.web.conftest import Visitor, token_in
from tests.web.world import OUTAGE, Post, add_posts
from web.services import Services


def found(page: str) -> int:
    number = re.search(r'data-found="(\d+)"', page)
    return int(number[1]) if number else 0


def tile(page: str, tone: str) -> int:
    number = re.search(rf'data-count="{tone}">([\d\s\xa0]+)<', page)
    assert number is not None
    return int(re.sub(r"\D", "", number[1]))


def test_a_story_is_shown_once_with_its_reprints(member: Visitor) -> None:
    page = member.get("/mentions").text
    assert page.count("клиенты жалуются на приложение") == 1
    assert "ещё 39 перепечаток" in page
    link = re.search(r'class="reprints" href="([^"]+)"', page)
    assert link is not None
    assert found(member.get(link[1]).text) == 40


def test_found_words_are_marked(member: Visitor) -> None:
    page = member.get("/mentions").text
    assert "Сбой в работе «<mark>Вектор Банка</mark>»" in page
    assert "В «<mark>Полдне</mark>» на Садовой <mark>кофе</mark>" in page


def test_filters_narrow_the_list_and_the_chart(member: Visitor) -> None:
    every = member.get("/mentions").text
    cafe = member.get("/mentions?brand=2").text
    assert 0 < found(cafe) < found(every)
    assert tile(cafe, "positive") == found(member.get("/mentions?brand=2&tone=positive").text)
    assert tile(cafe, "negative") == found(member.get("/mentions?brand=2&tone=negative").text)
    assert "Вектор" not in re.sub(r"<select.*?</select>", "", cafe, flags=re.DOTALL)
    day = member.get("/mentions?period=1&brand=2").text
    assert found(day) <= found(cafe)
    assert "По часам" in day


def test_what_cannot_be_read_in_the_address_is_left_out(member: Visitor) -> None:
    odd = "brand=x&tone=angry&source=99999999999999999999&state=?&period=-1&page=1-x&story=²"
    page = member.get(f"/mentions?{odd}&from=9999-12-31&to=0001-01-01")
    assert page.status_code == 200
    assert found(page.text) == found(member.get("/mentions").text)


def test_pages_lead_from_one_to_the_next(member: Visitor) -> None:
    address, seen = "/mentions?period=all", []
    while address:
        page = member.get(address).text
        seen += re.findall(r'id="mention-(\d+)"', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == found(page) - 39


def test_search_finds_all_forms_and_marks_them(member: Visitor) -> None:
    page = member.get("/mentions?q=ипотека").text
    assert found(page) == 1
    assert "<mark>Ипотеку</mark>" in page
    assert tile(page, "positive") == 1
    assert found(member.get("/mentions?q=ипотека -менеджер").text) == 0


def test_search_heeds_the_filters(member: Visitor) -> None:
    both = found(member.get("/mentions?q=приложение&period=all").text)
    negative = found(member.get("/mentions?q=приложение&period=all&tone=negative").text)
    assert 0 < negative <= both
    assert found(member.get("/mentions?q=приложение&brand=2").text) == 0


def test_a_search_is_ordered_by_what_fits_best_where_that_is_asked(member: Visitor) -> None:
    def shown(address: str) -> list[str]:
        return re.findall(r'id="mention-(\d+)"', member.get(address).text)

    newest = shown("/mentions?q=приложение&period=all")
    best = shown("/mentions?q=приложение&period=all&order=relevance")
    assert sorted(best) == sorted(newest) and best != newest
    assert shown("/mentions?q=приложение&period=all&order=x") == newest
    assert 'name="order"' not in member.get("/mentions").text


def test_later_pages_of_a_search_do_not_say_that_nothing_was_found(
    member: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.finding.PER_PAGE", 2)
    first = member.get("/mentions?q=приложение&period=all").text
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following and "0 текстов" not in first
    second = member.get(following[1].replace("&amp;", "&")).text
    assert 'id="mention-' in second and "0 текстов" not in second
    assert "к самым новым" in second


def test_a_wrong_query_is_told_where_it_is_wrong(member: Visitor) -> None:
    page = member.get("/mentions?q=(банк").text
    assert 'role="alert"' in page
    assert re.search(r'role="alert">[^<]*1[^<]*<', page)
    assert 'value="(банк"' in page


def test_a_tone_is_corrected_and_counts_follow(member: Visitor, services: Services) -> None:
    before = member.get("/mentions").text
    member.post("/mentions/1/tone", brand="1", tone="positive")
    services.search.index([1])
    after = member.get("/mentions").text
    assert tile(after, "negative") == tile(before, "negative") - 1
    assert tile(after, "positive") == tile(before, "positive") + 1
    whole = member.get("/mentions/1").text
    assert "Пётр: тон для «Вектор Банк» был «негатив», стал «позитив»" in whole
    assert "исправлено человеком" in whole
    assert found(member.get("/mentions?q=горячая линия&tone=positive").text) == 1


def test_irrelevant_ones_leave_the_list_and_the_counts(member: Visitor) -> None:
    before = member.get("/mentions").text
    answer = member.post("/mentions/1/state", state="irrelevant")
    assert "Состояние изменено" in answer.text
    assert "Пётр: было «новое», стало «нерелевантно»" in answer.text
    after = member.get("/mentions").text
    assert found(after) == found(before) - 1
    assert tile(after, "negative") == tile(before, "negative") - 1
    assert found(member.get("/mentions?state=irrelevant").text) == 1


def test_what_is_not_there_cannot_be_changed(member: Visitor) -> None:
    assert member.get("/mentions/999999").status_code == 404
    assert member.post("/mentions/999999/state", state="done").status_code == 404
    assert member.post("/mentions/1/tone", brand="2", tone="neutral").status_code == 404
    assert member.post("/mentions/1/tone", brand="1", tone="angry").status_code == 400
    assert member.post("/mentions/1/state", state="gone").status_code == 400


def test_a_mention_tells_its_whole_story(member: Visitor, world: Database) -> None:
    with world.write() as tx:
        old = {"title": "", "text": "Прежние слова"}
        mentions.add_event(tx, 2, "edited", None, old, utc_now())
        mentions.correct_tone(tx, 2, 1, Tone.NEUTRAL, 1, utc_now())
        mentions.set_state(tx, 2, State.WORKING, 1, utc_now())
    page = member.get("/mentions/2").text
    for told in (
        "Вести экономики", "Редакция", "охват 420\N{NO-BREAK SPACE}000", "88%", "tone-best-1",
        "<mark>вектор банка</mark>", "Ещё 39 перепечаток", "lenta-39.example", "Прежние слова",
        "Автор изменил текст", "Мария: тон для", "в работе", "Поддержка", "502", "не принято",
        "&lt;html&gt;Bad Gateway&lt;/html&gt;", "следующая попытка", "правило «Негатив и вопросы»",
    ):  # fmt: skip
        assert told in page, told
    sent = member.get("/mentions/1").text
    assert 'href="https://desk.example/tickets/1042"' in sent
    assert "REQ-1042" in sent


def test_times_are_those_of_the_reader(member: Visitor, world: Database) -> None:
    night = utc_now().replace(hour=22, minute=30, second=0, microsecond=0) - timedelta(days=3)
    hours = (utc_now() - night) / timedelta(hours=1)
    with world.write() as tx:
        post = Post(1, hours, "Ночью", "Вектор Банк", ((1, Tone.NEUTRAL, 0.9),))
        [mention_id] = add_posts(tx, [post], utc_now())
    in_moscow = night + timedelta(hours=3)
    assert f"{in_moscow:%H:%M}" in member.get(f"/mentions/{mention_id}").text
    member.post("/me", language="ru", time_zone="Asia/Vladivostok")
    in_vladivostok = night + timedelta(hours=10)
    page = member.get(f"/mentions/{mention_id}").text
    assert f"{in_vladivostok.day} " in page
    assert f"{in_vladivostok:%H:%M}" in page


def test_a_ticket_is_sent_again_under_its_key(member: Visitor, world: Database) -> None:
    answer = member.post("/tickets/1/replay", next="/tickets?state=pending")
    assert answer.request.path == "/tickets"
    assert "REQ-1042" in answer.text
    assert member.post("/tickets/99/replay").status_code == 404


def test_tickets_are_listed_by_state(member: Visitor) -> None:
    sent = member.get("/tickets?state=sent").text
    assert "REQ-1042" in sent
    assert OUTAGE.title not in sent
    assert OUTAGE.title in member.get("/tickets").text
    assert member.get("/tickets?state=odd&destination=x&before=-1").status_code == 200


def test_a_conversation_and_what_its_source_adds_are_shown(admin: Visitor, world: Database) -> None:
    extra = {
        "rating": 2, "answer": "<b>Разбираемся</b>, напишите нам", "is_deleted": True,
        "views": 12345, "forwarded_from": "Канал соседей", "attachments": ["https://a.ru/1.jpg"],
    }  # fmt: skip
    with world.write() as tx:
        m = t.mentions
        forum = select(m.c.id).where(m.c.source_id == 3).order_by(m.c.published_at).limit(3)
        first, second, third = tx.execute(forum).scalars()
        for mention, key, parent in ((first, "r", ""), (second, "a", "r"), (third, "b", "a")):
            values = {"item_key": key, "thread": "r", "parent": parent, "extra": extra}
            tx.execute(update(m).where(m.c.id == mention).values(values))
        tx.execute(update(m).where(m.c.id == second).values(author="Аня"))
    page = admin.get(f"/mentions/{third}").text
    for words in (
        "★ 2", "ответ есть", "удалено у источника", "потому что она была опубликована",
        "Разбираемся, напишите нам", "12 345", "Переслано из: Канал соседей",
        "Обсуждение: 3 записи", "отвечает: Аня", 'href="https://a.ru/1.jpg"',
    ):  # fmt: skip
        assert words in page.replace("\xa0", " "), words
    thread = page[page.index('id="thread"') :]
    places = [thread.index(f"/mentions/{one}#thread") for one in (first, second)]
    assert places == sorted(places)
    assert thread.index('aria-current="true"') > places[1]
    assert "★ 2" in admin.get("/mentions?source=3&period=all").text


def test_a_state_is_set_from_the_list(member: Visitor, world: Database) -> None:
    page = member.get("/mentions?tone=negative&period=all").text
    row = page.partition('id="mention-1"')[2].partition("</article>")[0]
    back = re.search(r'name="next" value="([^"]+)"', row)
    assert back is not None
    address = html.unescape(back[1])
    token = token_in(page)
    sent = {"csrf": token, "state": "done", "next": address}
    answer = member.client.post("/mentions/1/state", data=sent)
    assert answer.location == "/mentions?tone=negative&period=all#mention-1"
    page = member.get("/mentions?tone=negative&period=all").text
    row = page.partition('id="mention-1"')[2].partition("</article>")[0]
    assert re.search(r'value="done"[^>]* hidden', row)
    assert not re.search(r'value="new"[^>]* hidden', row)
