"""Signing in and out, the first administrator, roles, and what each form must carry."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from mentions.store import users
from mentions.store.database import Database
from mentions.store.times import utc_now
from tests.web.conftest import HASH, PASSWORD, Visitor, token_in
from tests.web.services import SETUP_TOKEN, make_services
from web import create_app
from web.access import local_path

Visit = Callable[[str], Visitor]


def test_a_stranger_is_led_to_the_sign_in_and_back(visit: Visit) -> None:
    stranger = visit("")
    answer = stranger.client.get("/mentions?tone=negative&page=")
    assert answer.status_code == 302
    assert answer.location == "/sign-in?next=/mentions?tone%3Dnegative%26page%3D"
    page = stranger.get("/mentions?tone=negative")
    wanted = re.search(r'name="next" value="([^"]*)"', page.text)
    assert wanted is not None
    assert wanted[1] == "/mentions?tone=negative"
    answer = stranger.client.post(
        "/sign-in",
        data={"csrf": token_in(page.text), "login": "maria", "password": PASSWORD,
              "next": "/mentions?tone=negative"},
    )  # fmt: skip
    assert answer.location == "/mentions?tone=negative"


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil", "/\t/evil.example",
     "javascript:alert(1)", "", "evil", "/\n//evil.example"],
)  # fmt: skip
def test_next_never_leads_to_another_site(wanted: str) -> None:
    assert local_path(wanted) == "/"


def test_the_session_cookie_is_out_of_reach_of_scripts(visit: Visit) -> None:
    visitor = visit("")
    page = visitor.get("/sign-in")
    answer = visitor.client.post(
        "/sign-in", data={"csrf": token_in(page.text), "login": "maria", "password": PASSWORD}
    )
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if "molva_session" in c)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_over_https_the_cookie_stays_on_https(world: Database) -> None:
    app = create_app(make_services(world, base_address="https://molva.example.ru"))
    answer = app.test_client().get("/sign-in")
    assert "Secure" in answer.headers["Set-Cookie"]


def test_the_database_holds_no_token_of_a_session(visit: Visit, world: Database) -> None:
    visitor = visit("maria")
    cookie = visitor.client.get_cookie("molva_session")
    assert cookie is not None
    with world.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT token_hash FROM sessions").scalars().all()
    assert len(stored) == 1
    assert cookie.value not in stored


def test_signing_out_ends_the_session_for_good(visit: Visit) -> None:
    visitor = visit("maria")
    cookie = visitor.client.get_cookie("molva_session")
    assert cookie is not None
    visitor.post("/sign-out")
    visitor.client.set_cookie("molva_session", cookie.value)
    assert visitor.client.get("/mentions").status_code == 302


@pytest.mark.parametrize(("login", "password"), [("maria", "wrong"), ("nobody", PASSWORD)])
def test_a_wrong_sign_in_does_not_tell_what_was_wrong(
    visit: Visit, login: str, password: str
) -> None:
    answer = visit("").sign_in(login, password)
    assert answer.status_code == 403
    assert "Логин или пароль не подходит" in answer.text


def test_guessing_is_slowed_down_with_a_clear_sentence(visit: Visit) -> None:
    visitor = visit("")
    for _ in range(5):
        assert visitor.sign_in("maria", "wrong").status_code == 403
    answer = visitor.sign_in("maria")
    assert answer.status_code == 429
    assert 800 < int(answer.headers["Retry-After"]) <= 900
    assert "Слишком много попыток. Подождите 15 минут" in answer.text
    assert visitor.sign_in("petr").status_code == 200


POSTS = [
    "/searches", "/searches/1", "/searches/1/remove",
    "/sign-in", "/sign-out", "/setup", "/me", "/me/language", "/me/password", "/mentions/1/tone",
    "/mentions/1/state", "/tickets/1/replay", "/brands/add", "/brands/1", "/brands/1/remove",
    "/sources/check", "/sources/add", "/sources/1", "/sources/1/crawl", "/sources/1/switch",
    "/sources/1/remove", "/destinations/add", "/destinations/1/edit", "/destinations/1/test",
    "/destinations/1/secret", "/destinations/1/switch", "/destinations/1/replay",
    "/destinations/1/remove", "/destinations/1/drop", "/rules/add", "/rules/1",
    "/rules/1/switch", "/rules/1/remove",
    "/users/add", "/users/1", "/surges/1/seen", "/surges/settings", "/channels/add",
    "/channels/1", "/channels/1/switch", "/channels/1/remove", "/entrances/add",
    "/entrances/1/keys", "/entrances/1/switch", "/entrances/1/remove",
    "/mentions/1/replies", "/mentions/1/replies/1", "/digests/add", "/digests/1",
    "/digests/1/send", "/digests/1/switch", "/digests/1/remove",
    "/imports", "/imports/1/look", "/imports/1/bring", "/imports/1/drop",
]  # fmt: skip
# No browser's: each checks its sender by itself.
FOR_PROGRAMS = {"/api/mentions", "/api/webhooks/1", "/api/sources/1/push", "/unsubscribe/1"}


def test_all_that_takes_a_post_is_in_the_list(app: Flask) -> None:
    rules = {
        re.sub(r"<[^>]+>", "1", rule.rule)
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
    }
    assert rules == set(POSTS) | FOR_PROGRAMS


def test_no_form_is_taken_without_its_token(admin: Visitor, visit: Visit) -> None:
    for path in POSTS:
        for token in ({}, {"csrf": "wrong"}, {"csrf": "неверный"}):
            answer = admin.client.post(path, data=token)
            assert answer.status_code == 400, path
            assert "Страница устарела" in answer.text
        assert visit("").client.post(path).status_code == 400, path


def test_a_token_of_another_session_does_not_do(admin: Visitor, member: Visitor) -> None:
    token = token_in(member.get("/me").text)
    assert admin.client.post("/mentions/1/state", data={"csrf": token}).status_code == 400


ADMIN_PAGES = [
    "/brands", "/brands/add", "/brands/1", "/sources", "/sources/add", "/sources/1",
    "/destinations", "/destinations/add", "/destinations/1", "/destinations/1/edit", "/rules",
    "/rules/add", "/rules/1", "/rules/sources", "/users", "/users/add", "/users/1", "/status",
    "/queries/preview?query=a", "/entrances/add", "/surges/settings", "/imports",
]  # fmt: skip
MEMBER_PAGES = [
    "/mentions", "/mentions/1", "/mentions/2", "/tickets", "/surges", "/channels", "/channels/add",
    "/digests", "/digests/add", "/searches", "/searches/completions?query=a", "/me",
]  # fmt: skip


def test_every_page_is_tried_with_every_role(app: Flask) -> None:
    open_to_all = {"/", "/sign-in", "/setup", "/static/1"}
    pages = {
        re.sub(r"<[^>]+>", "1", rule.rule)
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
    }
    tried = {page.partition("?")[0] for page in [*ADMIN_PAGES, *MEMBER_PAGES]}
    # These are tried where there is such a thing: tests/web/test_surges.py, test_channels.py,
    # test_api.py, test_digests.py, test_imports.py.
    elsewhere = {"/surges/1", "/channels/1", "/entrances/1", "/digests/1", "/digests/1/xlsx",
                 "/unsubscribe/1", "/imports/1"}  # fmt: skip
    assert pages - open_to_all - elsewhere == tried - {"/mentions/2"}


def test_administration_is_for_administrators(admin: Visitor, member: Visitor) -> None:
    for path in ADMIN_PAGES:
        assert admin.get(path).status_code == 200, path
        refused = member.get(path)
        assert refused.status_code == 403, path
        assert "открыт только администраторам" in refused.text


def test_a_member_changes_no_settings(member: Visitor) -> None:
    own = {
        "sign-in", "sign-out", "setup", "me", "mentions", "tickets", "surges", "channels",
        "digests", "searches",
    }  # fmt: skip
    token = token_in(member.get("/me").text)
    for path in POSTS:
        if path.split("/")[1] not in own or path == "/surges/settings":
            assert member.client.post(path, data={"csrf": token}).status_code == 403, path


def test_members_work_with_mentions_and_tickets(member: Visitor) -> None:
    for path in MEMBER_PAGES:
        assert member.get(path).status_code == 200, path


def test_a_stranger_sees_no_page(visit: Visit) -> None:
    for path in [*ADMIN_PAGES, *MEMBER_PAGES]:
        assert visit("").client.get(path).status_code == 302


# --- the first administrator -------------------------------------------------------------------


@pytest.fixture
def fresh(sqlite_db: Database) -> Visitor:
    return Visitor(create_app(make_services(sqlite_db)))


def set_up(visitor: Visitor, token: str) -> str:
    answer = visitor.post(
        "/setup", seen_at="/setup", token=token, login="olga", name="Ольга", password=PASSWORD
    )
    return answer.text


def test_the_first_start_leads_to_the_setup(fresh: Visitor) -> None:
    assert "Первый запуск" in fresh.get("/").text
    assert "Первый запуск" in fresh.get("/sign-in").text


def test_whoever_has_the_token_becomes_the_administrator(fresh: Visitor) -> None:
    page = set_up(fresh, SETUP_TOKEN)
    assert "Добавить первый бренд" in page
    assert "Ольга" in page
    assert "Первый запуск" not in fresh.get("/setup").text


@pytest.mark.parametrize("token", ["", "guess", "угадал"])
def test_a_stranger_cannot_take_the_setup_over(
    fresh: Visitor, sqlite_db: Database, token: str
) -> None:
    assert "Код не подходит" in set_up(fresh, token)
    with sqlite_db.read() as tx:
        assert users.count(tx) == 0


def test_without_a_token_nobody_can_set_up(sqlite_db: Database) -> None:
    visitor = Visitor(create_app(make_services(sqlite_db, setup_token="")))
    assert "Код не подходит" in set_up(visitor, "")


def test_the_setup_is_closed_once_there_is_a_user(visit: Visit) -> None:
    assert visit("").client.get("/setup").location == "/sign-in"
    answer = visit("").post(
        "/setup", seen_at="/sign-in", token=SETUP_TOKEN, login="eve", password=PASSWORD
    )
    assert "Вход" in answer.text


def test_a_short_password_is_refused_with_the_remedy(fresh: Visitor) -> None:
    answer = fresh.post(
        "/setup", seen_at="/setup", token=SETUP_TOKEN, login="olga", password="short"
    )
    assert answer.status_code == 422
    assert "короче 10 знаков" in answer.text
    assert "short" not in answer.text


# --- own settings ------------------------------------------------------------------------------


def test_language_and_zone_are_kept(member: Visitor) -> None:
    member.post("/me", language="en", time_zone="Asia/Vladivostok")
    page = member.get("/mentions").text
    assert '<html lang="en">' in page
    assert "negative" in page
    whole = member.get("/mentions/1").text
    assert "UTC+10:00" in whole


def test_a_wrong_zone_is_named(member: Visitor) -> None:
    answer = member.post("/me", language="ru", time_zone="Mars/Phobos")
    assert answer.status_code == 422
    assert "Выберите один из предложенных вариантов" in answer.text


def test_the_switch_keeps_the_page(member: Visitor) -> None:
    answer = member.post("/me/language", language="en", next="/tickets?state=sent")
    assert answer.request.path == "/tickets"
    assert '<html lang="en">' in answer.text
    answer = member.post("/me/language", language="ru", next="https://evil.example/")
    assert answer.request.path == "/mentions"


def test_a_new_password_needs_the_old_one(visit: Visit, world: Database) -> None:
    member, elsewhere = visit("petr"), visit("petr")
    answer = member.post("/me/password", old_password="wrong", new_password="a new long password")
    assert "Нынешний пароль не подходит" in answer.text
    member.post("/me/password", old_password=PASSWORD, new_password="a new long password")
    assert member.get("/mentions").request.path == "/mentions"
    assert elsewhere.get("/mentions").request.path == "/sign-in"
    assert visit("").sign_in("petr", "a new long password").status_code == 200


def test_guessing_the_old_password_is_slowed_down_like_a_sign_in(visit: Visit) -> None:
    member = visit("petr")
    new = "a new long password"
    for _ in range(4):
        member.post("/me/password", old_password="wrong", new_password=new)
    # The right one is forgiven what went before, also where the new one will not do.
    assert member.post("/me/password", old_password=PASSWORD, new_password="x").status_code == 422
    for _ in range(5):
        answer = member.post("/me/password", old_password="wrong", new_password=new)
        assert answer.status_code == 422
    answer = member.post("/me/password", old_password=PASSWORD, new_password=new)
    assert answer.status_code == 429
    assert 800 < int(answer.headers["Retry-After"]) <= 900
    assert "Слишком много попыток. Подождите 15 минут" in answer.text
    assert visit("").sign_in("petr").status_code == 429
    assert member.get("/mentions").request.path == "/mentions"


def test_a_user_who_is_switched_off_is_out_at_once(admin: Visitor, member: Visitor) -> None:
    admin.post("/users/2", name="Пётр", role="member")
    assert member.get("/mentions").request.path == "/sign-in"
    assert member.sign_in("petr").status_code == 403


def test_users_are_added_and_the_last_administrator_stays(admin: Visitor, visit: Visit) -> None:
    admin.post("/users/add", login="anna", name="Анна", role="member", password=PASSWORD)
    assert "Анна" in visit("anna").get("/mentions").text
    taken = admin.post("/users/add", login="ANNA", name="", role="member", password=PASSWORD)
    assert "Логин «anna» уже занят" in taken.text
    last = admin.post("/users/1", name="Мария", role="member", is_active="on")
    assert last.status_code == 422
    assert "последний администратор" in last.text


def test_a_password_is_stored_as_argon2(world: Database) -> None:
    assert HASH.startswith("$argon2id$")
    with world.write() as tx:
        users.add(tx, "x", HASH, utc_now())
        found = users.find(tx, "x")
    assert found is not None
    assert PASSWORD not in found[1]
