"""The command line as an administrator and their scripts use it, on the demo's town."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mentions.store import searches, users
from mentions.store.database import Database
from mentions.store.times import utc_now
from molva.demo import DemoServer, start_demo
from molva.demo.helpdesk import Temper
from tests.alerts.receivers import Receiver

MOLVA = Path(sys.executable).with_name("molva")


class Shell:
    """Runs `molva` over a data folder of its own."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        kept = {k: v for k, v in os.environ.items() if not k.startswith("MOLVA_")}
        self.environ = {**kept, "MOLVA_DATA": str(folder / "data"), **settings}
        self.database = f"sqlite:///{folder}/data/molva.db"

    def run(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [MOLVA, *arguments], cwd=self.folder, env=self.environ, input=stdin,
            capture_output=True, text=True, timeout=100,
        )  # fmt: skip

    def json(self, *arguments: str, stdin: str = "") -> Any:
        done = self.run(*arguments, "--json", stdin=stdin)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture(scope="module")
def town() -> Iterator[DemoServer]:
    server = start_demo(temper=lambda _key: Temper.CALM)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory, town: DemoServer) -> Shell:
    """A company that watches one bank in two feeds of the town."""
    shell = Shell(tmp_path_factory.mktemp("molva"), MOLVA_ALLOW_PRIVATE="127.0.0.0/8")
    name, query = town.brands[0]
    shell.json("brand", "add", name, "--query", query)
    for feed in town.feeds[:2]:
        shell.json("source", "add", "feed", feed.url, "--every", "1h", "--name", feed.name)
    secret = town.webhook_secret
    shell.json("destination", "add", "webhook", town.webhook_url, "--secret", secret)
    return shell


@pytest.fixture(scope="module")
def crawled(shell: Shell) -> Any:
    return shell.json("crawl", "--all", "--wait")


def test_one_command_goes_all_the_way(crawled: Any, shell: Shell, town: DemoServer) -> None:
    assert crawled["items_found"] >= 50
    assert crawled["ingested"]["new"] > 5
    assert crawled["tickets_sent"] == crawled["ingested"]["tickets"] > 0
    assert crawled["tickets_failed"] == crawled["tickets_waiting"] == 0
    keys = [ticket.key for ticket in town.town.desk.tickets()]
    assert len(keys) == len(set(keys)) == crawled["tickets_sent"]


def test_going_again_finds_no_old_thing_new(crawled: Any, shell: Shell) -> None:
    again = shell.json("crawl", "--all", "--wait")
    assert again["ingested"]["edited"] == 0
    assert again["items_new"] < 5  # the town goes on talking


def test_what_was_found_can_be_searched_shown_and_exported(crawled: Any, shell: Shell) -> None:
    found = shell.json("search", "вектор", "--limit", "3")
    assert len(found) == 3
    whole = shell.json("mention", "show", str(found[0]["id"]))
    assert whole["row"]["id"] == found[0]["id"]
    lines = shell.run("export", "", "--format", "jsonl").stdout.splitlines()
    exported = [json.loads(line) for line in lines]
    assert len(exported) >= crawled["ingested"]["new"]
    assert len({(one["source"], one["url"], one["id"]) for one in exported}) == len(exported)
    rows = list(csv.DictReader(io.StringIO(shell.run("export", "", "--format", "csv").stdout)))
    assert len(rows) == len(exported)
    negative = shell.run("export", "tone:negative").stdout.splitlines()
    assert 0 < len(negative) < len(exported)


def test_a_second_user_is_a_member(shell: Shell) -> None:
    first = shell.json("user", "add", "Anna", "--password-stdin", stdin="correct horse\n")
    second = shell.json("user", "add", "boris", "--password-stdin", stdin="battery staple\n")
    assert (first["login"], first["role"], second["role"]) == ("anna", "admin", "member")
    assert "password" not in json.dumps(shell.json("user", "list"))
    short = shell.run("user", "add", "vera", "--password-stdin", stdin="short\n")
    assert short.returncode == 4
    assert "10" in short.stderr


def test_secrets_are_not_shown_again(shell: Shell, town: DemoServer) -> None:
    for arguments in (("destination", "list"), ("status",)):
        assert town.webhook_secret not in shell.run(*arguments, "--json").stdout
    made = shell.json("destination", "add", "webhook", town.webhook_url, "--name", "second")
    assert made["secret"].startswith("whsec_")
    assert made["secret"] not in shell.run("destination", "list", "--json").stdout
    assert shell.json("destination", "disable", "second")["is_enabled"] is False


def test_status_and_check_answer(crawled: Any, shell: Shell) -> None:
    assert shell.json("status")["problems"] == []
    assert shell.json("check")["model"]


def test_a_digest_is_printed_and_written(crawled: Any, shell: Shell, town: DemoServer) -> None:
    brand = town.brands[0][0]
    printed = shell.run("digest", "--weekly", "--brand", brand).stdout
    assert "Сводка за неделю" in printed and f"— {brand}:" in printed
    told = shell.json("digest", "--weekly")
    assert [line["name"] for line in told["brands"]] == [brand]
    made = shell.json("digest", "--weekly", "--xlsx", "week.xlsx")
    assert (shell.folder / "week.xlsx").stat().st_size == made["bytes"] > 0


def test_a_backup_is_a_database(crawled: Any, shell: Shell) -> None:
    made = shell.json("backup", "copy.db")
    assert (shell.folder / "copy.db").stat().st_size == made["bytes"]
    copy = Shell(shell.folder, MOLVA_DATABASE_URL=f"sqlite:///{shell.folder}/copy.db")
    assert len(copy.json("search", "вектор", "--limit", "3")) == 3


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("brand", "add", "x", "--query", "(вектор"), 4, "Скобка"),
        (("source", "add", "feed", "javascript:alert(1)"), 4, ""),
        (("source", "add", "nowhere", "https://a.ru"), 2, "nowhere"),
        (("source", "disable", "нет такого"), 4, "molva source list"),
        (("destination", "add", "webhook", "ftp://a.ru"), 4, ""),
        (("mention", "show", "999"), 4, "999"),
        (("crawl",), 2, ""),
        (("replay",), 2, ""),
        (("backup", "/no/such/folder/x.db"), 4, "/no/such/folder"),
        (("digest", "--brand", "нет такого"), 4, "molva brand list"),
        (("digest", "--xlsx", "/no/such/folder/x.xlsx"), 4, "/no/such/folder"),
        (("digest", "--time-zone", "Mars/Base"), 4, "Mars/Base"),
    ],
)
def test_what_is_wrong_is_named_and_has_an_exit_code(
    shell: Shell, arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = shell.run(*arguments)
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


def test_wrong_settings_stop_everything_at_once(tmp_path: Path) -> None:
    done = Shell(tmp_path, MOLVA_ADDRESS="nowhere", MOLVA_KEEP_DAYS="x").run("status")
    assert done.returncode == 3
    assert "MOLVA_ADDRESS" in done.stderr
    assert "MOLVA_KEEP_DAYS" in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_source_that_breaks_is_told_and_fails_the_command(tmp_path: Path) -> None:
    shell = Shell(tmp_path, MOLVA_ALLOW_PRIVATE="127.0.0.0/8")
    shell.json("source", "add", "feed", "http://127.0.0.1:9/rss")
    done = shell.run("crawl", "--all", "--wait", "--json")
    assert done.returncode == 1
    (broken,) = json.loads(done.stdout)["broken_sources"]
    assert broken["address"] == "http://127.0.0.1:9/rss"
    assert "Нет связи" in broken["reason"]
    (shown,) = shell.json("source", "list")
    assert shown["last_message"] == broken["reason"]
    shell.environ["MOLVA_LANGUAGE"] = "en"
    (shown,) = shell.json("source", "list")
    assert "No connection" in shown["last_message"]


def test_private_addresses_are_refused_unless_allowed(tmp_path: Path, town: DemoServer) -> None:
    shell = Shell(tmp_path)
    shell.json("source", "add", "feed", town.feeds[0].url)
    done = shell.run("crawl", "--all", "--wait", "--json")
    assert done.returncode == 1
    (broken,) = json.loads(done.stdout)["broken_sources"]
    assert "MOLVA_ALLOW_PRIVATE" in broken["reason"]


def test_queries_match_lines_of_text(shell: Shell) -> None:
    lines = [
        {"id": "a", "text": "Банки подняли ставки"},
        {"id": "b", "text": "Кофе остыл"},
        {"id": 3, "title": "Сбой в банке", "text": ""},
    ]
    stdin = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    done = shell.run("query", "match", "--query", "банк", stdin=stdin)
    assert done.stdout.split() == ["a", "3"]
    bad = [
        "{oops",
        "[1]",
        '{"text": "банк"}',
        '{"id": 9, "text": "банк", "reach": 1e999}',
        '{"id": "\\ud800", "text": "банк"}',
        '{"id": 8, "text": "банк", "published_at": "вчера"}',
    ]
    broken = shell.run("query", "match", "--query", "банк", stdin="\n".join([*bad, stdin]))
    assert (broken.returncode, broken.stdout.split()) == (1, ["a", "3"])
    assert broken.stderr.count("Строка") == len(bad)
    assert "Строка 4: поле «reach»" in broken.stderr
    assert "Строка 6: поле «published_at»" in broken.stderr


def test_a_day_without_a_zone_is_a_day_in_utc(shell: Shell) -> None:
    stdin = '{"id": 1, "text": "банк", "published_at": "2026-11-22"}'
    for query, expected in (("банк after:2026-11-20", ["1"]), ("банк before:2026-11-20", [])):
        done = shell.run("query", "match", "--query", query, stdin=stdin)
        assert done.stdout.split() == expected


def test_a_query_is_explained(shell: Shell) -> None:
    lines = shell.run("query", "explain", 'банки -"горячая линия"').stdout.splitlines()
    assert lines[:2] == ["and", "  word банки = банк, банка"]
    assert "касса" not in lines[2] and "банками" in lines[2]
    assert lines[3:5] == ["  not", '    phrase "горячая линия"']
    told = shell.json("query", "explain", "сбер кофе")
    assert [part["terms"] for part in told["tree"]["parts"]][1] == ["кофе"]
    assert told["engine"] == "sqlite" and "MATCH" in told["sql"]


def test_what_somebody_saved_is_searched(crawled: Any, shell: Shell) -> None:
    with closing(Database(shell.database)) as db, db.write() as tx:
        people = [users.add(tx, login, "", utc_now(), name=login) for login in ("vera", "gleb")]
        filters = {"tone": "negative", "period": "all"}
        searches.add(tx, people[0], "Беды", "вектор", filters, utc_now())
    found = shell.json("search", "--saved", "Беды", "--limit", "3")
    assert found and {one["tone"] for one in found} == {"negative"}
    assert "Сохранённого поиска «нет» нет" in shell.run("search", "--saved", "нет").stderr
    with closing(Database(shell.database)) as db, db.write() as tx:
        searches.add(tx, people[1], "Беды", "вектор", {}, utc_now())
    several = shell.run("search", "--saved", "Беды")
    assert several.returncode == 4 and "vera, gleb" in several.stderr
    assert shell.json("search", "--saved", "Беды", "--owner", "gleb", "--limit", "1")


def test_a_search_is_ordered_as_asked(crawled: Any, shell: Shell) -> None:
    def found(*order: str) -> list[str]:
        query = "сбой OR приложение OR карта"
        return [one["published_at"] for one in shell.json("search", query, "--limit", "50", *order)]

    newest, best = found(), found("--order", "relevance")
    assert newest == sorted(newest, reverse=True)
    assert sorted(best) == sorted(newest) and best != newest


def test_a_channel_is_added_tested_listed_and_removed(shell: Shell) -> None:
    receiver = Receiver()
    try:
        added = shell.json("channel", "add", receiver.address, "--name", "Дежурные",
                           "--surges", "escalation", "--quiet", "22:00-08:00",
                           "--time-zone", "Asia/Yekaterinburg", "--language", "en")  # fmt: skip
        assert added["secret"].startswith("whsec_") and added["surges"] == "escalation"
        assert (added["quiet"], added["language"]) == ("22:00-08:00", "en")
        assert shell.json("channel", "test", "Дежурные") == {"is_success": True, "error": None}
        receiver.answers = [(429, {"Retry-After": "60"})]
        busy = shell.run("channel", "test", "Дежурные", "--json")
        assert busy.returncode == 1 and "429" in json.loads(busy.stdout)["error"]
    finally:
        receiver.close()
    (listed,) = shell.json("channel", "list")
    assert listed["address"] == "http://127.0.0.1/…" and "secret" not in listed
    assert (listed["quiet"], listed["time_zone"]) == ("22:00-08:00", "Asia/Yekaterinburg")
    assert "22:00-08:00" in shell.run("channel", "list").stdout
    edited = shell.json("channel", "edit", "Дежурные", "--quiet", "none", "--off")
    assert (edited["quiet"], edited["is_enabled"]) == (None, False)
    assert (edited["surges"], edited["language"]) == ("escalation", "en"), "not named, not changed"
    edited = shell.json("channel", "edit", "Дежурные", "--quiet", "23:30 – 7:05", "--on")
    assert (edited["quiet"], edited["is_enabled"]) == ("23:30-07:05", True)
    for wrong in ("25:00-08:00", "22:00", "22:60-08:00", ""):
        refused = shell.run("channel", "edit", "Дежурные", "--quiet", wrong)
        assert refused.returncode == 4 and "Тихие часы" in refused.stderr
    assert shell.run("channel", "add", "nosuch://x").returncode == 4
    assert shell.run("channel", "add", "json://a.ru/x", "--user", "nobody").returncode == 4
    assert shell.json("channel", "remove", "Дежурные", "--yes")["name"] == "Дежурные"
    assert shell.json("channel", "list") == []
