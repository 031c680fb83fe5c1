"""Programs at the door: tokens, signatures, idempotence, and mistakes that are named."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from standardwebhooks import Webhook
from werkzeug.test import TestResponse

from mentions.store import entrances, inbox, sources
from mentions.store.database import Database
from mentions.store.entrances import Keys
from mentions.store.sources import Source
from mentions.store.times import utc_now
from tests.web.conftest import Visitor
from web import brake

Visit = Callable[[str], Visitor]

POST = {"id": "42", "text": "Вектор Банк молчит", "author": "Инна", "rating": 1}


@pytest.fixture
def opened(world: Database) -> tuple[Source, Keys]:
    with world.write() as tx:
        return entrances.add(tx, "Обзвон", utc_now())


@pytest.fixture
def program(app: Flask) -> FlaskClient:
    return app.test_client(use_cookies=False)


def push(program: FlaskClient, token: str, body: Any, **headers: str) -> TestResponse:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {"Authorization": f"Bearer {token}", "Accept-Language": "en", **headers}
    return program.post("/api/mentions", data=data, headers=sent)


def signed(keys: Keys, body: bytes, at: datetime) -> dict[str, str]:
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(keys.signing).sign("msg_1", at, body.decode()),
    }


def waiting(db: Database) -> int:
    with db.read() as tx:
        return inbox.counts(tx)["pending"]


def test_a_repeat_doubles_nothing(
    program: FlaskClient, opened: tuple[Source, Keys], world: Database
) -> None:
    entrance, keys = opened
    before = waiting(world)
    answers = [push(program, keys.token, body) for body in (POST, [POST, {**POST, "id": 43}])]
    assert [(one.status_code, one.json) for one in answers] == [
        (202, {"received": 1, "new": 1}),
        (202, {"received": 2, "new": 1}),
    ]
    assert waiting(world) == before + 2
    with world.write() as tx:
        rows = inbox.claim(tx, "test", utc_now(), 100)
    items = [row for row in rows if row.source_id == entrance.id]
    assert {row.item.key: row.item.extra for row in items} == {
        "42": {"rating": 1.0},
        "43": {"rating": 1.0},
    }


def test_who_has_no_token_is_refused(
    program: FlaskClient, opened: tuple[Source, Keys], world: Database
) -> None:
    entrance, keys = opened
    assert push(program, "", POST).status_code == 401
    assert push(program, keys.token + "x", POST).status_code == 401
    assert program.post("/api/mentions", json=POST).status_code == 401
    with world.write() as tx:
        renewed = entrances.renew_keys(tx, entrance)
    assert push(program, keys.token, POST).status_code == 401
    assert push(program, renewed.token, POST).status_code == 202
    with world.write() as tx:
        sources.disable(tx, entrance.id)
    answer = push(program, renewed.token, POST)
    assert answer.status_code == 401
    assert "valid token" in answer.json["error"]  # type: ignore[index]


def test_who_tries_tokens_is_slowed_down_and_nobody_else(
    program: FlaskClient, opened: tuple[Source, Keys], world: Database, visit: Visit
) -> None:
    entrance, keys = opened
    with world.write() as tx:
        other = entrances.add(tx, "Другой", utc_now())[1]
    assert push(program, keys.token, POST).status_code == 202
    for number in range(brake.ATTEMPTS):
        assert push(program, f"molva_{number}", POST).status_code == 401
    slowed = push(program, "molva_x", POST)
    assert (slowed.status_code, list(slowed.json or {})) == (429, ["error"])
    assert "Too many wrong tokens or signatures" in slowed.json["error"]  # type: ignore[index]
    assert 0 < int(slowed.headers["Retry-After"]) <= brake.WINDOW
    assert push(program, other.token, POST).status_code == 429  # not even the right one
    assert push(program, keys.token, POST).status_code == 202  # it has worked from here
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    sent = {"Authorization": f"Bearer {other.token}"}
    answer = program.post("/api/mentions", json=POST, headers=sent, environ_base=elsewhere)
    assert answer.status_code == 202
    assert visit("").sign_in("maria").status_code == 200
    with world.write() as tx:
        entrances.renew_keys(tx, entrance)
    assert push(program, keys.token, POST).status_code == 401
    assert push(program, keys.token, POST).status_code == 429  # no longer welcome


def test_the_brake_lets_go_and_keeps_little() -> None:
    now = 0.0
    held = brake.Brake(lambda: now)
    for _ in range(brake.ATTEMPTS):
        assert held.begin("2001:db8:0:1::1", "x") == 0
    assert held.begin("2001:db8:0:1::2", "y") == brake.WINDOW + 1
    assert held.begin("2001:db8:0:2::1", "y") == 0
    now = brake.WINDOW
    assert held.begin("2001:db8:0:1::1", "x") == 0
    for number in range(2 * brake.MOST_ADDRESSES):
        held.begin(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}", "x")
    assert len(held._seen) == brake.MOST_ADDRESSES


def test_a_webhook_is_taken_by_its_signature_only(
    program: FlaskClient, opened: tuple[Source, Keys]
) -> None:
    entrance, keys = opened
    body, now = json.dumps([POST]).encode(), datetime.now(UTC)
    path = f"/api/webhooks/{entrance.id}"
    good = program.post(path, data=body, headers=signed(keys, body, now))
    assert (good.status_code, good.json) == (202, {"received": 1, "new": 1})
    late = signed(keys, body, now - timedelta(hours=1))
    for data, headers in ((body + b" ", signed(keys, body, now)), (body, late), (body, {})):
        assert program.post(path, data=data, headers=headers).status_code == 401
    assert (
        program.post("/api/webhooks/1", data=body, headers=signed(keys, body, now)).status_code
        == 401
    )


def test_who_tries_signatures_is_slowed_down_and_nobody_else(
    program: FlaskClient, opened: tuple[Source, Keys], world: Database
) -> None:
    entrance, keys = opened
    with world.write() as tx:
        other, other_keys = entrances.add(tx, "Другой", utc_now())

    def send(to: int, key: Keys, body: bytes = json.dumps(POST).encode()) -> TestResponse:
        signature = signed(key, body, datetime.now(UTC))
        return program.post(f"/api/webhooks/{to}", data=body, headers=signature)

    assert send(entrance.id, keys).status_code == 202
    for number in range(brake.ATTEMPTS):
        assert send(other.id if number % 2 else 999, keys).status_code == 401
    assert send(999, keys).status_code == 429
    slowed = send(other.id, other_keys)
    assert (slowed.status_code, list(slowed.json or {})) == (429, ["error"])
    assert 0 < int(slowed.headers["Retry-After"]) <= brake.WINDOW
    assert push(program, other_keys.token, POST).status_code == 429  # it is one brake
    assert send(entrance.id, keys).status_code == 202  # its key has worked from here
    with world.write() as tx:
        renewed = entrances.renew_keys(tx, entrance)
    assert send(entrance.id, renewed).status_code == 429


MISTAKES: list[tuple[Any, int, str, str]] = [
    (b"{", 400, "", "JSON"),
    (b"\xff", 400, "", "JSON"),
    (b"[" * 100_000, 400, "", "JSON"),
    ("text", 422, "", "JSON object"),
    ({"id": "1"}, 422, "text", "neither a text"),
    ({**POST, "rating": 9}, 422, "rating", "9"),
    ({**POST, "published_at": "вчера"}, 422, "published_at", "вчера"),
    ({**POST, "id": ["x"]}, 422, "id", "x"),
    ({**POST, "colour": 1}, 422, "colour", "colour"),
    ({**POST, "reach": float("inf")}, 422, "reach", "inf"),
    ({**POST, "text": 5}, 422, "text", "5"),
    ({**POST, "published_at": 1_764_000_000_000_000_000}, 422, "published_at", "1764"),
]


@pytest.mark.parametrize(("body", "status", "field", "said"), MISTAKES)
def test_a_mistake_is_named_and_nothing_is_taken(
    program: FlaskClient, opened: tuple[Source, Keys], world: Database,
    body: Any, status: int, field: str, said: str,
) -> None:  # fmt: skip
    before = waiting(world)
    sent = body if isinstance(body, bytes) else [POST, body]
    answer = push(program, opened[1].token, sent)
    assert answer.status_code == status
    told = answer.json
    assert told is not None
    if status == 422:
        assert [(one["index"], one["field"]) for one in told["errors"]] == [(1, field)]
        assert said in told["errors"][0]["error"]
    else:
        assert said in told["error"]
    assert waiting(world) == before


def test_half_a_surrogate_pair_is_taken(
    program: FlaskClient, opened: tuple[Source, Keys], world: Database
) -> None:
    broken = (
        b'{"id": "\\ud83d", "text": "\\ud83d!", "author": "\\ude00", "url": "https://a.example/"}'
    )
    assert push(program, opened[1].token, broken).status_code == 202
    with world.write() as tx:
        rows = inbox.claim(tx, "test", utc_now(), 100)
    items = [row.item for row in rows if row.source_id == opened[0].id]
    assert [(item.key, item.text, item.author) for item in items] == [("?", "?!", "?")]


def test_too_much_at_once_is_refused(program: FlaskClient, opened: tuple[Source, Keys]) -> None:
    many = [{**POST, "id": number} for number in range(1001)]
    assert push(program, opened[1].token, many).status_code == 413
    assert push(program, opened[1].token, many[:1000]).json == {"received": 1000, "new": 1000}
    huge = push(program, opened[1].token, b" " * 9_000_000)
    assert (huge.status_code, list(huge.json or {})) == (413, ["error"])


def test_an_entrance_is_opened_on_the_pages(
    admin: Visitor, member: Visitor, world: Database
) -> None:
    page = admin.post("/entrances/add", name="Выгрузка")
    assert "molva_" in page.text and "whsec_" in page.text
    with world.read() as tx:
        entrance = entrances.by_name(tx, "Выгрузка")
    assert entrance is not None
    again = admin.get(f"/sources/{entrance.id}").text
    assert "Выгрузка" in again and "whsec_" not in again
    assert "Обойти сейчас" not in again
    assert "уже есть" in admin.post("/entrances/add", name="Выгрузка").text
    assert member.get(f"/entrances/{entrance.id}").status_code == 403
    assert member.post(f"/entrances/{entrance.id}/keys").status_code == 403
