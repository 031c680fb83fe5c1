"""Deadlines of answers on the pages: set, shown, filtered by, and by what the command exports."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from mentions.query import Document, analyse, parse
from mentions.store import alert_tables as a
from mentions.store import deadlines, mentions
from mentions.store import tables as t
from mentions.store.database import Database
from mentions.store.deadlines import AnswerTimes
from mentions.store.records import matching
from mentions.store.times import utc_now
from mentions.types import State
from tests.web.conftest import Visitor
from tests.web.test_channels import SETTINGS, _add
from tests.web.test_mentions import found
from tests.web.test_settings_pages import errors

MINUTE = timedelta(minutes=1)


def put_deadlines(
    world: Database, minutes: tuple[float, float, float] = (-125, 20.4, 600)
) -> tuple[int, int, int]:
    """Three mentions of three stories want an answer: one is late, one due soon, one has time."""
    of_stories = {one.story_id: one.id for one in matching(world, parse(""))}
    wanting = sorted(of_stories.values())[:3]
    with world.write() as tx:
        tx.execute(update(t.mentions).values(needs_reply=t.mentions.c.id.in_(wanting)))
        for mention_id, left in zip(wanting, minutes, strict=True):
            due = utc_now() + left * MINUTE
            tx.execute(insert(a.deadlines).values(mention_id=mention_id, due_at=due))
        deadlines.set_times(tx, AnswerTimes(usual=240, warning=30))
    first, second, third = wanting
    return first, second, third


def in_order(page: str) -> list[int]:
    return list(map(int, re.findall(r'<article [^>]*id="mention-(\d+)"', page)))


def listed(page: str) -> set[int]:
    return set(in_order(page))


def test_the_most_urgent_come_first_on_every_page(
    member: Visitor, world: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead, soon, late = put_deadlines(world, minutes=(600, 20.4, -125))
    monkeypatch.setattr("web.finding.PER_PAGE", 1)
    for query in ("", "%20OR%20".join(("вектор", "сбой", "банк", "полдень", "кофе"))):
        shown: list[int] = []
        page = member.get(f"/mentions?due=open&period=all&q={query}").text
        while following := re.search(r'rel="next" href="([^"]+)">([^<]+)<', page):
            assert following[2] == "Показать ещё"
            shown += in_order(page)
            page = member.get(following[1].replace("&amp;", "&")).text
        assert [*shown, *in_order(page)] == [late, soon, ahead]


def test_the_list_says_what_is_due_and_narrows_by_it(member: Visitor, world: Database) -> None:
    late, soon, ahead = put_deadlines(world)
    every = member.get("/mentions?due=open&period=all").text
    assert listed(every) == {late, soon, ahead} and found(every) == 3
    for said in ("просрочено на 2 ч", "ответить за 20 мин", "ответить за 10 ч"):
        assert said in every
    assert listed(member.get("/mentions?due=soon&period=all").text) == {soon}
    assert listed(member.get("/mentions?due=late&period=all").text) == {late}
    assert found(member.get("/mentions?due=never").text) == found(member.get("/mentions").text)
    with world.write() as tx:
        mentions.set_state(tx, late, State.DONE, 1, utc_now())
    assert listed(member.get("/mentions?due=late&period=all").text) == set()
    page = member.get(f"/mentions/{late}").text
    assert "Ответить до" in page and "Отвечено" in page and "позже срока" in page
    assert "просрочено на" not in page


def test_a_search_goes_together_with_deadlines(member: Visitor, world: Database) -> None:
    late, soon, ahead = put_deadlines(world)
    texts = {one.id: one for one in matching(world, parse("")) if one.id in (late, soon, ahead)}
    word = re.findall(r"\w{6,}", texts[late].text)[0]
    query = parse(word)
    wanted = {
        key
        for key, one in texts.items()
        if query.match(analyse(Document(title=one.title, text=one.text))) is not None
    }
    page = member.get("/mentions", query_string={"q": word, "due": "open", "period": "all"}).text
    assert late in wanted and listed(page) == wanted
    assert 'class="error"' in member.get("/mentions?q=(&due=open").text
    nothing = member.get("/mentions?q=тарабарщина&due=open").text
    assert listed(nothing) == set()


def test_a_search_by_deadline_is_saved(member: Visitor, world: Database) -> None:
    put_deadlines(world)
    saved = member.post("/searches", name="Горит", q="", due="late", period="all").text
    assert "Горит" in saved and "due=late" in saved


def test_times_are_set_for_all_and_for_brands(admin: Visitor, world: Database) -> None:
    _add(world, "Чат")
    given = {**SETTINGS, "answer_usual": "240", "answer_warning": "45", "answer_2": "60",
             "answer_3": "0", "answer_channels": "1"}  # fmt: skip
    assert "Сохранено" in admin.post("/surges/settings", **given).text
    with world.read() as tx:
        assert deadlines.times(tx) == AnswerTimes(240, 45, {2: 60, 3: 0}, (1,))
    again = admin.get("/surges/settings").text
    assert re.search(r'name="answer_2"[^>]*value="60"', again)
    assert re.search(r'name="answer_1"[^>]*value=""', again)
    wrong = admin.post("/surges/settings", **{**given, "answer_usual": "-5", "answer_2": "soon"})
    assert wrong.status_code == 422 and set(errors(wrong.text)) == {"answer_usual", "answer_2"}


def test_an_export_has_them(world: Database) -> None:
    late, *_ = put_deadlines(world)
    with world.write() as tx:
        mentions.set_state(tx, late, State.DONE, 1, utc_now())
    record = next(one for one in matching(world, parse("")) if one.id == late)
    assert record.answer_by and record.answered_at and record.answered_at > record.answer_by
