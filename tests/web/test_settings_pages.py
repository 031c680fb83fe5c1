"""Brands, sources, destinations, rules and the status page: their forms and what they keep."""

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import event

from mentions import rematch
from mentions.messages import message
from mentions.store import brands, destinations, leases, problems, rules, sources
from mentions.store import tables as t
from mentions.store.database import Database
from mentions.store.destinations import Health
from mentions.store.times import utc_now
from mentions.types import Tone
from schedules import scheduler
from tests.web.conftest import Visitor
from tests.web.services import make_services
from web import create_app

SECRET = "whsec_" + "c2VjcmV0LXRoYXQtbXVzdC1ub3Qtc2hvdw=="
JSON = {"Accept": "application/json"}


def errors(page: str) -> dict[str, str]:
    return dict(re.findall(r'class="error" id="([\w-]+)-error">([^<]*)<', page))


# --- brands ------------------------------------------------------------------------------------


def test_a_brand_is_added_changed_and_removed(admin: Visitor, world: Database) -> None:
    assert "Добавлено" in admin.post("/brands/add", name="Сбер", query="сбер").text
    admin.post("/brands/4", name="Сбер", query="сбер OR сбербанк")
    with world.read() as tx:
        brand = brands.get(tx, 4)
    assert brand is not None
    assert (brand.query, brand.is_active) == ("сбер OR сбербанк", False)
    assert "не отслеживается" in admin.get("/brands").text
    admin.post("/brands/4/remove")
    assert admin.get("/brands/4").status_code == 404


def test_errors_of_a_brand_stand_at_their_fields(admin: Visitor) -> None:
    empty = admin.post("/brands/add", name=" ", query="")
    assert empty.status_code == 422
    assert errors(empty.text) == {"name": "Заполните это поле.", "query": "Заполните это поле."}
    broken = admin.post("/brands/add", name="Сбер", query="(сбер")
    assert list(errors(broken.text)) == ["query"]
    assert "(сбер" in broken.text
    taken = admin.post("/brands/add", name="Сигнал", query="сигнал")
    assert "Сигнал" in errors(taken.text)["name"]
    long = admin.post("/brands/add", name="я" * 201, query="я" * 6000)
    assert "201" in errors(long.text)["name"]
    assert "query" in errors(long.text)


def test_what_a_query_would_match_is_told_while_it_is_typed(admin: Visitor) -> None:
    answer = admin.get("/queries/preview?query=ипотека", headers=JSON).json
    assert answer["text"] == "Подходит 1 упоминание"
    assert answer["examples"][0]["href"].startswith("/mentions/")
    assert "ничего не подходит" in admin.get("/queries/preview?query=жираф").json["text"]
    assert "error" in admin.get("/queries/preview?query=(").json
    assert admin.get("/queries/preview?query=").json["examples"] == []


def test_a_preview_whose_session_ended_says_so(visit: Any) -> None:
    answer = visit("").client.get("/queries/preview?query=a", headers=JSON)
    assert answer.status_code == 401
    assert answer.json == {"error": "Сеанс закончился. Войдите снова."}


# --- sources -----------------------------------------------------------------------------------


def test_health_is_told_in_words(admin: Visitor) -> None:
    page = admin.get("/sources").text
    for words in ("есть новое", "нового нет", "не пускает", "сломан", "каждые 4 часа", "10.0.0.7"):
        assert words in page, words
    assert "не пускает" in admin.get("/sources/4").text


def test_very_many_sources_are_paged_and_found(admin: Visitor, world: Database) -> None:
    with world.write() as tx:
        many = [(f"https://site{number}.example/", f"Лента {number:03}") for number in range(245)]
        sources.add_all(tx, "site", many, utc_now())
    first = admin.get("/sources").text
    assert first.count("Обойти сейчас") == 100
    assert "1–100 из 250" in first and "Страница 1 из 3" in first
    assert first.index("Закрытая газета") < first.index("Лента 000")
    last = admin.get("/sources?page=3").text
    assert "201–250 из 250" in last and "Дальше" not in last
    assert admin.get("/sources?page=99").text.count("Обойти сейчас") == 50
    found = admin.get("/sources?q=ЛЕНТА+00&kind=site").text
    assert found.count("Обойти сейчас") == 10
    off = re.search(r'href="([^"]+state=off[^"]*)"', found)
    assert off is not None
    assert "kind=site" in off[1] and "q=" in off[1]  # what was asked for stays in the address
    assert admin.get("/sources?state=unwell").text.count("Обойти сейчас") == 2
    assert "Таких источников нет" in admin.get("/sources?q=жираф").text
    for odd in ("page=x", "page=-1", "page=99999999999999999999", "state=odd", "kind=odd"):
        assert admin.get(f"/sources?{odd}").status_code == 200


def test_a_source_is_looked_at_and_then_added(admin: Visitor, world: Database) -> None:
    fields = {"kind": "feed", "address": "https://gorod.example/rss", "every": "3600"}
    checked = admin.post("/sources/check", **fields).text
    assert "Запись 4" in checked
    assert 'value="Лента города"' in checked
    answer = admin.post("/sources/add", name="Лента города", **fields, **{"option-full_text": "on"})
    assert "Обход поставлен в очередь" in answer.text
    with world.read() as tx:
        source = sources.find(tx, "https://gorod.example/rss")
    assert source is not None
    assert source.options == {"full_text": True}
    assert source.next_run_at <= utc_now()
    again = admin.post("/sources/add", name="", **fields)
    assert "address" in errors(again.text)


def test_a_source_that_cannot_be_asked_says_why(admin: Visitor) -> None:
    fields = {"kind": "feed", "address": "https://slomano.example/x", "every": "14400"}
    checked = admin.post("/sources/check", **fields)
    assert "внутреннюю сеть" in errors(checked.text)["address"]
    assert "Добавить без проверки" in checked.text
    assert "Обход поставлен" in admin.post("/sources/add", name="x", **fields).text
    odd = admin.post("/sources/check", kind="feed", address="javascript:1", every="14400")
    assert "http" in errors(odd.text)["address"]
    assert admin.post("/sources/check", kind="odd").status_code == 404


def test_a_source_is_changed_stopped_crawled_and_removed(admin: Visitor, world: Database) -> None:
    admin.post("/sources/1", address="https://vesti.example/new", name="Вести", every="900")
    admin.post("/sources/1/switch", is_enabled="off")
    with world.read() as tx:
        source = sources.get(tx, 1)
    assert (source.name, source.every.total_seconds(), source.is_enabled) == ("Вести", 900, False)
    assert "выключен" in admin.get("/sources/1").text
    admin.post("/sources/1/switch", is_enabled="on")
    admin.post("/sources/1/crawl")
    with world.read() as tx:
        assert sources.get(tx, 1).next_run_at <= utc_now()
    assert admin.post("/sources/1/remove").status_code == 400
    assert admin.post("/sources/5/remove").status_code == 200
    assert admin.get("/sources/5").status_code == 404


# --- destinations ------------------------------------------------------------------------------

DESK = {"kind": "webhook", "name": "Вторая", "option-url": "https://help.example/in?key=k3y"}


def test_a_new_key_is_shown_once(admin: Visitor, world: Database) -> None:
    page = admin.post("/destinations/add", **DESK).text
    shown = re.search(r"data-secret>(whsec_[^<]+)<", page)
    assert shown is not None
    with world.read() as tx:
        desk = destinations.get(tx, 2)
    assert desk is not None
    assert desk.secrets == (shown[1],)
    for path in ("/destinations/2", "/destinations/2/edit", "/destinations", "/status"):
        seen = admin.get(path).text
        assert shown[1] not in seen
        assert "k3y" not in seen


def test_a_key_of_ones_own_is_checked_and_changed_with_overlap(
    admin: Visitor, world: Database
) -> None:
    refused = admin.post("/destinations/add", **DESK, secret="whsec_short")
    assert "whsec_" in errors(refused.text)["secret"]
    page = admin.post("/destinations/1/secret").text
    shown = re.search(r"data-secret>(whsec_[^<]+)<", page)
    assert shown is not None
    with world.read() as tx:
        desk = destinations.get(tx, 1)
    assert desk is not None
    assert desk.secrets == (shown[1], SECRET)
    assert SECRET not in page


def test_masked_options_keep_their_values(admin: Visitor, world: Database) -> None:
    secretive = DESK | {"option-headers": "Authorization: Bearer t0ken\nX-Team: pr"}
    admin.post("/destinations/add", **secretive)
    page = admin.get("/destinations/2/edit").text
    assert "t0ken" not in page
    kept = {
        "option-url": re.search(r'id="option-url"[^>]*value="([^"]*)"', page),
        "option-headers": re.search(r'id="option-headers"[^>]*>([^<]*)<', page),
    }
    sent = {name: value[1] for name, value in kept.items() if value}
    admin.post("/destinations/2/edit", name="Новое имя", **sent)
    with world.read() as tx:
        desk = destinations.get(tx, 2)
    assert desk is not None
    assert desk.name == "Новое имя"
    assert desk.options["url"] == "https://help.example/in?key=k3y"
    assert desk.options["headers"] == {"Authorization": "Bearer t0ken", "X-Team": "pr"}


def test_a_test_ticket_is_sent_and_its_answer_shown(admin: Visitor) -> None:
    page = admin.post("/destinations/1/test").text
    assert "Проверочное обращение принято" in page
    assert "REQ-1" in page


def test_a_template_is_tried_on_a_sample_before_it_is_kept(admin: Visitor) -> None:
    good = DESK | {"option-template": '{"t": {{ mention.title | tojson }}}', "do": "sample"}
    assert "Проверка связи" in admin.post("/destinations/add", **good).text
    bad = admin.post("/destinations/add", **(DESK | {"option-template": "{{ mention"}))
    assert "Ошибка в шаблоне" in errors(bad.text)["options"]


def test_a_helpdesk_is_switched_replayed_and_removed(admin: Visitor, world: Database) -> None:
    admin.post("/destinations/1/switch", is_enabled="off")
    assert "выключено" in admin.get("/destinations").text
    assert "поставлены в очередь" in admin.post("/destinations/1/replay").text
    admin.post("/destinations/1/remove")
    assert admin.get("/destinations/1").status_code == 404


# --- rules -------------------------------------------------------------------------------------

RULE = {
    "name": "Суды", "query": "суд OR иск*", "brands": ["1"], "sources": ["1", "3", "x"],
    "tones": ["negative"], "min_confidence": "75", "min_reach": "1 000", "needs_reply": "on",
    "is_any": "on", "ticket": "on", "destinations": ["1"], "tags": "юристы, срочно,",
    "priority": "1",
}  # fmt: skip


def test_a_rule_is_kept_as_the_form_has_it(admin: Visitor, world: Database) -> None:
    admin.post("/rules/add", **RULE)
    with world.read() as tx:
        rule = rules.get(tx, 2)
    assert rule is not None
    assert rule.conditions.sources == (1, 3)
    assert rule.conditions.tones == (Tone.NEGATIVE,)
    assert (rule.conditions.min_confidence, rule.conditions.min_reach) == (0.75, 1000)
    assert (rule.actions.tags, rule.actions.priority) == (("юристы", "срочно"), 1)
    assert not rule.is_enabled
    page = admin.get("/rules/2").text
    for shown in ("суд OR иск*", 'value="75"', "юристы, срочно"):
        assert shown in page
    assert "юристы" in admin.get("/rules").text
    admin.post("/rules/2/switch", is_enabled="on")
    with world.read() as tx:
        assert [one.is_enabled for one in rules.all_rules(tx)] == [True, True]
    admin.post("/rules/2/remove")
    assert admin.get("/rules/2").status_code == 404


def test_a_dry_run_shows_and_keeps_nothing(admin: Visitor, world: Database) -> None:
    tried = admin.post("/rules/add", **(RULE | {"query": "приложение", "do": "try"})).text
    matched = re.search(r"data-matched>(\d+)<", tried)
    assert matched is not None
    assert int(matched[1]) > 0
    assert 'value="Суды"' in tried
    with world.read() as tx:
        assert len(rules.all_rules(tx)) == 1


def test_errors_of_a_rule_stand_at_their_fields(admin: Visitor) -> None:
    page = admin.post("/rules/add", name="", query="(", min_confidence="много", ticket="on").text
    assert set(errors(page)) == {"name", "query", "min_confidence"}
    idle = admin.post("/rules/add", name="Пустое", query="")
    assert "ничего не делает" in errors(idle.text)["actions"]


def test_a_rule_of_very_many_sources_finds_them_by_name(admin: Visitor, world: Database) -> None:
    with world.write() as tx:
        many = [(f"https://site{number}.example/", f"Лента {number:04}") for number in range(3_000)]
        sources.add_all(tx, "site", many, utc_now())
        first, last = (sources.find(tx, many[number][0]) for number in (7, 2999))
    assert first and last
    empty = admin.get("/rules/add").text
    assert len(empty) < 40_000
    assert 'name="sources"' not in empty

    chosen = [str(first.id), str(last.id)]
    found = admin.post("/rules/add", **RULE | {"sources": chosen, "do": "find", "find": "ЛЕНТА 29"})
    assert found.status_code == 200
    ticks = re.findall(r'name="sources" value="(\d+)"( checked)?', found.text)
    assert [one for one, is_ticked in ticks if is_ticked] == chosen
    assert len(ticks) == 2 + 50
    assert "1–50 из 100" in found.text
    assert 'value="Суды"' in found.text and not errors(found.text)

    admin.post("/rules/add", **RULE | {"sources": [*chosen, "99999", "x"]})
    with world.read() as tx:
        assert rules.get(tx, 2).conditions.sources == tuple(map(int, chosen))
    kept = admin.get("/rules/2").text
    assert re.findall(r'name="sources" value="(\d+)" checked', kept) == chosen
    again = admin.post("/rules/2", **RULE | {"sources": chosen, "do": "find", "find": "жираф"})
    assert "Таких источников нет" in again.text

    answer = admin.get("/rules/sources?q=site2999.", headers=JSON).json
    assert [one["name"] for one in answer["sources"]] == ["Лента 2999"]
    assert admin.get("/rules/sources?q=", headers=JSON).json == {"sources": [], "text": ""}


# --- status ------------------------------------------------------------------------------------


def test_the_status_page_says_what_is_wrong(admin: Visitor, world: Database) -> None:
    with world.write() as tx:
        problems.report(tx, "ingest", message("store-disk-full"), utc_now())
        gone = Health(4, utc_now() + timedelta(hours=1), None, message("store-unreachable"))
        destinations.record_health(tx, 1, gone)
    page = admin.get("/status").text
    for told in ("кончилось место", "«Поддержка» не отвечает, неудач подряд: 4", "Старый блог",
                 "SQLite", "0.1.0", "Закрытая газета"):  # fmt: skip
        assert told in page, told


def test_the_status_page_says_who_is_at_work(admin: Visitor, world: Database) -> None:
    now = utc_now()
    with world.write() as tx:
        for name in ("process server-1:77:1", scheduler.LEASE_NAME, rematch.NAME):
            leases.acquire(tx, name, "server-1:77:1", now + timedelta(minutes=1), now)
    page = admin.get("/status").text
    for told in ("Процесс Молвы", "Расписание", "Просмотр сохранённых", "server-1, номер 77"):
        assert told in page, told
    assert "server-1:77" not in page


def test_a_database_that_takes_no_write_is_told_on_the_page(
    admin: Visitor, world: Database
) -> None:
    world.engine.dispose()
    event.listen(world.engine, "connect", lambda c, _: c.execute("PRAGMA busy_timeout = 20"))
    with world.write():
        page = admin.get("/status")
    assert page.status_code == 200
    told = "База данных занята другим процессом"  # also of the source that is broken
    assert page.text.count(told) == admin.get("/status").text.count(told) + 1


def test_what_this_process_knows_is_told_too(world: Database) -> None:
    app = create_app(make_services(world, problems=lambda: [message("store-locked")]))
    visitor = Visitor(app)
    visitor.sign_in("maria")
    assert "занята другим процессом" in visitor.get("/status").text


def test_what_waits_for_a_desk_that_is_off_can_be_dropped(admin: Visitor) -> None:
    admin.post("/destinations/1/switch", is_enabled="off")
    assert "2 обращения ждут и уйдут" in admin.get("/destinations/1").text
    page = admin.post("/destinations/1/drop").text
    assert "Ожидавшие обращения сняты" in page
    assert "ждут и уйдут" not in page
    assert "Администратор снял с очереди" in admin.get("/tickets?state=dropped").text


def test_a_withdrawn_ticket_says_so_on_its_mention(admin: Visitor) -> None:
    assert "отозвано" in admin.post("/mentions/2/state", state="irrelevant").text
    assert "обращение не ушло" in admin.get("/mentions/2").text
    assert "ждёт отправки" in admin.post("/mentions/2/state", state="new").text


def test_a_source_can_be_about_one_brand(admin: Visitor, world: Database) -> None:
    fields = {"kind": "feed", "address": "https://gorod.example/app", "every": "14400"}
    assert "Вектор Банк" in admin.get("/sources/add").text
    admin.post("/sources/add", name="Отзывы", brand="1", **fields)
    with world.read() as tx:
        source = sources.find(tx, "Отзывы")
    assert source is not None
    assert source.brand_id == 1
    assert '<option value="1" selected>' in admin.get(f"/sources/{source.id}").text
    refused = admin.post(f"/sources/{source.id}", name="Отзывы", brand="99", **fields)
    assert refused.status_code == 422
    admin.post(f"/sources/{source.id}", name="Отзывы", brand="", **fields)
    with world.write() as tx:
        assert sources.get(tx, source.id).brand_id is None


def test_a_quiet_source_is_told_of_on_its_line_and_on_the_status_page(
    admin: Visitor, world: Database
) -> None:
    with world.write() as tx:
        told = message("sources-quiet", days=3, usual=40)
        tx.execute(t.sources.update().where(t.sources.c.id == 1).values(quiet=told.to_json()))
    for page in ("/sources", "/sources/1", "/status"):
        assert "0 новых за 3 дня, обычно 40 в день" in admin.get(page).text, page
    assert "Источник «Вести экономики»: 0 новых" in admin.get("/status").text
