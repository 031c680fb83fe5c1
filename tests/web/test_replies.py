"""Answering a mention from its page, where its source takes answers; and where far ends push."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from mentions.messages import message
from mentions.store import replies
from mentions.store.database import Database
from mentions.store.times import utc_now
from tests.web.conftest import Visitor
from tests.web.services import FEED, Sources, make_services
from web import brake, create_app
from web.services import Kind, PushAnswer, Services


class Answerable(Sources):
    kinds = (Kind("feed", FEED.label, fields=FEED.fields, takes_replies=True, takes_pushes=True),)


@pytest.fixture
def services(world: Database, request: pytest.FixtureRequest) -> Services:
    changes = {} if "plain" in request.keywords else {"sources": Answerable()}
    return make_services(world, **changes)


def send(member: Visitor, text: str, key: str = "k1") -> str:
    return member.post("/mentions/1/replies", text=text, key=key).text


def test_a_reply_is_kept_once_and_shown_with_who_and_how_it_went(
    member: Visitor, world: Database
) -> None:
    page = member.get("/mentions/1").text
    assert re.search(r'name="key" value="[0-9a-f]{32}"', page)
    for _ in range(2):
        page = send(member, "Спасибо!\r\nРазберёмся")
    assert page.count("Спасибо!\nРазберёмся") == 1
    assert "Пётр" in page
    assert "отправляется" in page
    with world.write() as tx:
        (reply,) = replies.of_mention(tx, 1)
        replies.refused(tx, reply.id, message("crawlers-vk-reply-gone", code=100))
    page = member.get("/mentions/1").text
    assert "записи или комментария больше нет" in page
    page = member.post(f"/mentions/1/replies/{reply.id}").text
    assert "отправляется" in page
    with world.write() as tx:
        replies.sent(tx, reply.id, "https://vk.com/wall-1_2?reply=3", utc_now())
    assert 'href="https://vk.com/wall-1_2?reply=3"' in member.get("/mentions/1").text


def test_an_empty_or_endless_reply_comes_back_with_a_word(member: Visitor, world: Database) -> None:
    assert "Заполните" in send(member, "   ")
    page = send(member, "ж" * 4001)
    assert "ж" * 4001 in page
    with world.read() as tx:
        assert replies.of_mention(tx, 1) == []


def test_a_hostile_reply_is_shown_as_text(member: Visitor) -> None:
    page = send(member, "<script>alert(1)</script>")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.plain
def test_where_nobody_can_answer_there_is_no_form(member: Visitor, world: Database) -> None:
    assert 'id="replies"' not in member.get("/mentions/1").text
    answer = member.post("/mentions/1/replies", text="Спасибо", key="k1")
    assert answer.status_code == 404
    with world.read() as tx:
        assert replies.of_mention(tx, 1) == []


def test_a_stranger_answers_nothing(visit: Callable[[str], Visitor]) -> None:
    stranger = visit("")
    answer = stranger.post("/mentions/1/replies", seen_at="/sign-in", text="Я", key="k1")
    assert answer.status_code == 401


def test_a_far_end_pushes_without_a_session_or_a_forms_token(app: Flask) -> None:
    answer = app.test_client().post("/api/sources/7/push", data=b"{}")
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "7 2", "text/plain")
    assert "Set-Cookie" not in answer.headers
    assert app.test_client().get("/api/sources/7/push").status_code == 405


def test_who_tries_the_secret_of_a_push_is_slowed_down(world: Database) -> None:
    def receive(source_id: int, body: bytes) -> PushAnswer:
        if body == b"confirmation":
            return PushAnswer(200, "a1b2c3")
        return PushAnswer(200, "ok", knows_secret=True) if body == b"secret" else PushAnswer(403)

    far_end = create_app(make_services(world, receive=receive)).test_client()

    def send(body: bytes, to: int = 7) -> int:
        return far_end.post(f"/api/sources/{to}/push", data=body).status_code

    assert send(b"secret") == 200
    for _ in range(brake.ATTEMPTS // 2):
        assert send(b"guess", 8) == 403
        assert send(b"confirmation", 8) == 200  # which anybody may ask for
    assert send(b"secret", 8) == 429
    assert send(b"secret") == 200  # it has worked from here
    slowed = far_end.post("/api/sources/8/push", data=b"guess")
    assert (slowed.status_code, slowed.mimetype) == (429, "text/plain")
    assert 0 < int(slowed.headers["Retry-After"]) <= brake.WINDOW


def test_a_sources_page_gives_the_address_to_push_to(admin: Visitor) -> None:
    assert "http://127.0.0.1:8080/api/sources/1/push" in admin.get("/sources/1").text
