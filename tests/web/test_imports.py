"""A file on the pages: a trial first, then the import, and what is refused on the way."""

import io
import re
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from mentions.store import imports, inbox
from mentions.store.database import Database
from mentions.store.imports import Stage
from mentions.store.times import utc_now
from molva.importing import Imports
from tests.web.conftest import Visitor, token_in
from web import Services

TABLE = (
    "Текст;Дата;Что сказали;Автор\n"
    "Вектор Банк молчит;26.11.2026 10:20;<script>alert(1)</script>;Инна\n"
    "Погода;не дата;;Анна\n"
    ";26.11.2026;;Олег\n"
    "Сигнал пропал;25.11.2026;;Пётр\n"
)


def upload(
    visitor: Visitor, text: str | bytes, name: str = "a.csv", into: str = ""
) -> TestResponse:
    data = text.encode() if isinstance(text, str) else text
    return visitor.post("/imports", file=(io.BytesIO(data), name), into=into)


def id_of(answer: TestResponse) -> str:
    return answer.request.path.rsplit("/", 1)[1]


def waiting(db: Database) -> int:
    with db.read() as tx:
        return inbox.counts(tx)["pending"]


Work = Callable[[], bool]


@pytest.fixture
def work(services: Services) -> Work:
    """What a thread of the service does from time to time."""
    assert isinstance(services.imports, Imports)
    return services.imports.run_once


def test_a_trial_then_the_import(admin: Visitor, world: Database, work: Work) -> None:
    before = waiting(world)
    answer = upload(admin, TABLE, into="Выгрузка")
    assert "просматривается" in answer.text
    assert 'http-equiv="refresh"' in answer.text
    path = answer.request.path
    work()
    looked = admin.get(path).text
    assert "refresh" not in looked
    assert "Загрузить 2 строки" in looked
    assert [int(n) for n in re.findall(r'<td class="number">(\d+)</td>', looked)] == [3, 4]
    assert "не дата" in looked and "Вектор Банк молчит" in looked and "Инна" in looked
    assert waiting(world) == before
    assert "загружаются" in admin.post(f"{path}/bring").text
    work()
    assert "Загружено 2 новых упоминания" in admin.get(path).text
    assert waiting(world) == before + 2
    admin.post(f"{path}/bring")  # a second press does nothing
    work()
    assert waiting(world) == before + 2
    assert "загружен" in admin.get("/imports").text


def test_a_column_is_named_on_the_page(admin: Visitor, world: Database, work: Work) -> None:
    answer = upload(admin, TABLE.replace("Текст", "Кто"))
    work()
    path = answer.request.path
    refused = admin.get(path).text
    assert "Не найдено столбца с текстом" in refused
    assert "<script>" not in refused.replace("<script src", "")
    admin.post(f"{path}/look", **{"column-0": "", "column-1": "odd", "column-2": "text"})
    work()
    looked = admin.get(path).text
    assert "&lt;script&gt;alert(1)" in looked and "<script>alert" not in looked
    assert "Загрузить 1 строку" in looked


def test_a_dropped_file_is_gone(admin: Visitor) -> None:
    path = upload(admin, TABLE).request.path
    assert "Удалено" in admin.post(f"{path}/drop").text
    gone = admin.get(path)
    assert gone.status_code == 404
    assert "Такого импорта нет" in gone.text
    for deed in ("look", "bring"):
        assert admin.post(f"{path}/{deed}").status_code == 404


def test_what_cannot_be_taken_is_told_at_the_field(admin: Visitor, services: Services) -> None:
    assert "Выберите файл" in admin.post("/imports", into="x").text
    assert "Читаются файлы" in upload(admin, b"%PDF", "a.pdf").text
    outside = upload(admin, TABLE, "../../etc/a.csv")
    assert "<h1>a.csv</h1>" in outside.text
    largest = services.imports.largest
    huge = upload(admin, b" " * (largest + 200_000))
    assert huge.status_code == 413
    assert "Файл больше 50 МБ" in huge.text


def test_only_an_administrator_may_send_so_much(member: Visitor) -> None:
    token = token_in(member.get("/me").text)
    sent = {"csrf": token, "file": (io.BytesIO(b" " * 1_200_000), "a.csv")}
    assert member.client.post("/imports", data=sent).status_code == 413
    small = {"csrf": token, "file": (io.BytesIO(b"x"), "a.csv")}
    assert member.client.post("/imports", data=small).status_code == 403


def test_who_had_the_file_is_no_more(admin: Visitor, world: Database) -> None:
    answer = upload(admin, TABLE)
    with world.write() as tx:
        one = imports.get(tx, id_of(answer))
        assert one is not None
        silent = one.moved(Stage.LOOKING, utc_now() - 2 * imports.SILENCE)
        imports.put(tx, silent)
    page = admin.get(answer.request.path).text
    assert "остановился и не продолжил" in page
    assert "refresh" not in page


def test_a_week_later_nothing_is_left(admin: Visitor, world: Database) -> None:
    import_id = id_of(upload(admin, TABLE))
    with world.write() as tx:
        imports.forget_old(tx, utc_now() + imports.KEEP / 2)
        assert imports.get(tx, import_id) is not None
        imports.forget_old(tx, utc_now() + 2 * imports.KEEP)
        assert imports.recent(tx) == []


def test_the_form_is_ready_for_a_known_entrance(admin: Visitor) -> None:
    assert 'value="Выгрузка"' in admin.get("/imports?into=Выгрузка").text
