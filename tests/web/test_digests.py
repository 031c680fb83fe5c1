"""Digests on the pages: one's own only, a mail at once, and the way out that needs no sign-in."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from mentions.messages import message
from mentions.store import brands
from mentions.store.alerts import digests
from mentions.store.alerts.digests import DigestForm
from mentions.store.database import Database
from mentions.store.times import utc_now
from tests.web.conftest import Visitor
from tests.web.test_settings_pages import errors
from web.services import Services

FORM = {
    "kind": "weekly", "hour": "9", "weekday": "4", "address": "pr@example.ru", "is_enabled": "on",
}  # fmt: skip
TOKEN = "t0ken-of-a-mail"


def _all(world: Database, user_id: int = 2) -> list[digests.Digest]:
    with world.read() as tx:
        return digests.of_user(tx, user_id)


def _add(world: Database, user_id: int = 2) -> int:
    with world.write() as tx:
        made = digests.add(tx, user_id, DigestForm("daily", 9, 0, "pr@example.ru"), utc_now())
        digests.add_link(tx, made, TOKEN, utc_now())
    return made


def test_a_digest_is_added_changed_switched_and_removed(member: Visitor, world: Database) -> None:
    assert "Сводок пока нет" in member.get("/digests").text
    added = member.post("/digests/add", **FORM, brands=["1", "3"], skips_quiet="on").text
    assert "Добавлено" in added and "По пятницам в 09:00" in added
    (kept,) = _all(world)
    assert kept.form == DigestForm("weekly", 9, 4, "pr@example.ru", (1, 3), skips_quiet=True)
    assert "Вектор Банк, Сигнал" in member.get("/digests").text
    changed = {**FORM, "kind": "daily", "hour": "0", "has_file": "on"}
    assert "Каждый день в 00:00" in member.post("/digests/1", **changed).text
    (kept,) = _all(world)
    assert kept.form == DigestForm("daily", 0, 4, "pr@example.ru", has_file=True)
    assert "Включить" in member.post("/digests/1/switch", is_enabled="off").text
    member.post("/digests/1/remove")
    assert _all(world) == []


def test_a_form_that_cannot_be_kept_says_why_beside_the_field(member: Visitor) -> None:
    for fields, name in (
        ({"kind": "hourly"}, "kind"),
        ({"hour": "24"}, "hour"),
        ({"weekday": "x"}, "weekday"),
        ({"address": ""}, "address"),
        ({"address": "Пресс-служба"}, "address"),
        ({"address": "a@b.ru\r\nBcc: c@d.ru"}, "address"),
    ):
        answer = member.post("/digests/add", **{**FORM, **fields})
        assert answer.status_code == 422 and name in errors(answer.text), fields


def test_a_person_has_so_many_and_no_more(member: Visitor, world: Database) -> None:
    with world.write() as tx:
        for _ in range(20):
            digests.add(tx, 2, DigestForm("daily", 9, 0, "a@b.ru"), utc_now())
    assert "Сводок уже 20" in member.post("/digests/add", **FORM).text
    assert len(_all(world)) == 20


def test_each_sees_their_own_only(admin: Visitor, member: Visitor, world: Database) -> None:
    _add(world)
    assert "pr@example.ru" in member.get("/digests").text
    assert "pr@example.ru" not in admin.get("/digests").text
    for path in ("/digests/1", "/digests/1/xlsx"):
        assert admin.get(path).status_code == 404
    for deed in ("", "/switch", "/remove", "/send"):
        assert admin.post(f"/digests/1{deed}", **FORM).status_code == 404


def test_one_is_sent_at_once_and_the_page_says_what_came_of_it(
    member: Visitor, world: Database, services: Services
) -> None:
    _add(world)
    assert "Письмо отправлено" in member.post("/digests/1/send").text
    services.digests.error = message(  # type: ignore[attr-defined]
        "digest-refused-for-good", stage="recipient", code=550, reply="<b>No such user</b>"
    )
    failed = member.post("/digests/1/send").text
    assert "Письмо не ушло" in failed and "не знает такого получателя" in failed
    assert "<b>No such user" not in failed
    assert services.digests.sent == [1, 1]  # type: ignore[attr-defined]


def test_the_last_results_are_told_in_words(member: Visitor, world: Database) -> None:
    now = utc_now()
    _add(world)
    with world.write() as tx:
        digest = digests.get(tx, 1)
        assert digest is not None
        busy = message("digest-refused-for-now", stage="data", code=451, reply="Greylisted")
        ids = [digests.put(tx, digest, f"daily-{n}", now, now, now) or 0 for n in range(4)]
        for mail_id, state in zip(ids, ("sent", "quiet", "refused"), strict=False):
            digests.settle(tx, mail_id, state, now, busy if state == "refused" else None)
        digests.put_off(tx, ids[3], now + timedelta(minutes=9), busy)
    page = member.get("/digests/1").text
    for words in ("отправлена", "было тихо", "отказано", "повторим", "снова в", "Greylisted"):
        assert words in page, words
    assert "повторим" in member.get("/digests").text


def test_the_workbook_is_downloaded(member: Visitor, world: Database) -> None:
    _add(world)
    answer = member.get("/digests/1/xlsx")
    assert answer.data == b"PK of daily"
    assert re.search(r"molva-daily-[\d-]+\.xlsx", answer.headers["Content-Disposition"])


def test_a_link_leads_out_without_signing_in(
    visit: Callable[[str], Visitor], world: Database
) -> None:
    _add(world)
    stranger = visit("")
    asked = stranger.get(f"/unsubscribe/{TOKEN}")
    assert asked.status_code == 200 and "<button" in asked.text
    assert "pr@example.ru" not in asked.text
    assert _all(world)[0].form.is_enabled, "to look changes nothing"
    done = stranger.client.post(f"/unsubscribe/{TOKEN}", data={"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200 and "Вы отписаны" in done.text
    assert not _all(world)[0].form.is_enabled
    assert stranger.client.post(f"/unsubscribe/{TOKEN}").status_code == 200
    assert "Отписка по ссылке" in visit("petr").get("/digests").text


@pytest.mark.parametrize("token", ["nobodys", "t0ken-of-a-mai", "%00", "x" * 2000])
def test_a_wrong_token_leads_nowhere(
    visit: Callable[[str], Visitor], world: Database, token: str
) -> None:
    _add(world)
    for answer in (visit("").get(f"/unsubscribe/{token}"),
                   visit("").client.post(f"/unsubscribe/{token}")):  # fmt: skip
        assert answer.status_code == 404
    assert _all(world)[0].form.is_enabled


def test_only_hashes_of_tokens_are_kept(world: Database) -> None:
    _add(world)
    with world.read() as tx:
        found = digests.by_token(tx, TOKEN)
        assert found is not None and found.id == 1
        assert digests.by_token(tx, digests.token_hash(TOKEN)) is None
    kept = Path(world.url.removeprefix("sqlite:///"))
    for file in kept.parent.glob(f"{kept.name}*"):
        assert TOKEN.encode() not in file.read_bytes()


def test_a_brand_that_is_gone_is_left_out(member: Visitor, world: Database) -> None:
    with world.write() as tx:
        digests.add(tx, 2, DigestForm("daily", 9, 0, "a@b.ru", (2,)), utc_now())
        brands.remove(tx, 2)
    assert member.get("/digests").status_code == member.get("/digests/1").status_code == 200
