"""A file through an entrance: a dry run keeps nothing, and a repeat goes on where it ended."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from mentions.errors import MolvaError
from mentions.store import brands, entrances, imports, inbox
from mentions.store.database import Database
from mentions.store.imports import FileImport, Findings, Stage
from mentions.store.intake import Deposited
from molva import importing
from molva.cli import cli
from molva.importing import Imports

NOW = datetime(2026, 3, 5, 12, 30, tzinfo=UTC)
TABLE = "Текст,Ссылка\n" + "".join(f"Вектор {n},https://x.ru/{n}\n" for n in range(7))


def dying_at_its_third(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process is killed when the third batch is to be received."""
    receive, calls = entrances.receive, 0

    def dying(*given: object) -> Deposited:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise KeyboardInterrupt
        return receive(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(entrances, "receive", dying)


def look(db: Database, text: str = TABLE) -> Findings:
    return importing.look(db, "Архив", "a.csv", io.BytesIO(text.encode()), {}, NOW)


def bring(db: Database, text: str = TABLE) -> int:
    return importing.bring(db, "Архив", "a.csv", io.BytesIO(text.encode()), {}, NOW)


def waiting(db: Database) -> int:
    with db.read() as tx:
        return inbox.counts(tx)["pending"]


def test_a_dry_run_says_what_would_come_of_it(db: Database) -> None:
    with db.write() as tx:
        brands.add(tx, "Вектор", "вектор", NOW)
    tried = look(db, TABLE + "Погода,https://x.ru/p\n")
    assert (tried.items, tried.new, tried.named, len(tried.examples)) == (8, 8, 7, 5)
    with db.read() as tx:
        assert entrances.by_name(tx, "Архив") is None
    assert bring(db) == 7
    assert look(db).new == 0


def test_a_repeat_after_a_kill_goes_on_where_it_ended(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 3)
    dying_at_its_third(monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        bring(db)
    assert waiting(db) == 6
    assert bring(db) == 1
    assert waiting(db) == 7


# --- files taken on the pages ------------------------------------------------------------------


@pytest.fixture
def taken(db: Database, tmp_path: Path) -> Callable[[str], tuple[Imports, str]]:
    """Takes a file of this text; its id."""
    given = Imports(db, tmp_path / "imports", lambda: NOW)

    def take(text: str) -> tuple[Imports, str]:
        return given, given.take(io.BytesIO(text.encode()), "a.csv", "Архив", "Мария")

    return take


def state(db: Database, import_id: str) -> FileImport:
    with db.read() as tx:
        one = imports.get(tx, import_id)
    assert one is not None
    return one


def decide(db: Database, import_id: str, stage: Stage = Stage.BRINGING) -> None:
    one = state(db, import_id)
    with db.write() as tx:
        imports.put(tx, one.moved(stage, NOW))


def files_in(folder: Path) -> list[Path]:
    return list((folder / "imports").iterdir())


Take = Callable[[str], tuple[Imports, str]]


def test_a_taken_file_is_looked_at_brought_in_and_removed(
    db: Database, taken: Take, tmp_path: Path
) -> None:
    given, import_id = taken(TABLE + ",https://x.ru/empty\n")
    assert given.run_once()
    found = state(db, import_id).findings
    assert found is not None
    assert (found.items, found.new, found.wrong, len(found.examples)) == (7, 7, 1, 5)
    assert (found.mistakes[0].row, found.mistakes[0].field) == (9, "text")
    assert not given.run_once()
    assert waiting(db) == 0
    decide(db, import_id)
    assert given.run_once()
    given.run_once()
    done = state(db, import_id)
    assert (done.stage, waiting(db), files_in(tmp_path)) == (Stage.DONE, 7, [])
    assert done.findings is not None
    assert done.findings.examples == ()  # what it was decided by is needed no more


def test_an_import_goes_on_after_a_kill_with_its_count(
    db: Database, taken: Take, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(importing, "BATCH", 3)
    given, import_id = taken(TABLE)
    given.run_once()
    one = state(db, import_id)
    with db.write() as tx:
        imports.put(tx, one.moved(Stage.BRINGING, NOW, findings=Findings({})))
    dying_at_its_third(monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        given.run_once()
    assert waiting(db) == 6
    Imports(db, tmp_path / "imports", lambda: NOW).run_once()
    done = state(db, import_id)
    assert (done.stage, waiting(db)) == (Stage.DONE, 7)
    assert done.findings is not None
    assert done.findings.new == 7


def test_what_cannot_be_read_is_told_with_its_headings(db: Database, taken: Take) -> None:
    given, import_id = taken("Имя,Что сказали\nа,б\n")
    given.run_once()
    refused = state(db, import_id)
    assert refused.error is not None
    assert (refused.stage, refused.error.key) == (Stage.REFUSED, "import-no-text")
    assert refused.findings is not None
    assert refused.findings.columns == {"Имя": "", "Что сказали": ""}
    with db.write() as tx:
        anew = refused.moved(Stage.LOOKING, NOW, columns={"Что сказали": "text"}, error=None)
        imports.put(tx, anew)
    given.run_once()
    assert state(db, import_id).stage is Stage.LOOKED


def test_a_file_that_is_dropped_or_forgotten_is_removed(
    db: Database, taken: Take, tmp_path: Path
) -> None:
    given, dropped = taken(TABLE)
    with db.write() as tx:
        imports.remove(tx, dropped)
    given.run_once()
    assert files_in(tmp_path) == []
    given, forgotten = taken(TABLE)
    given.run_once()
    late = Imports(db, tmp_path / "imports", lambda: NOW + timedelta(hours=3))
    late.run_once()
    assert files_in(tmp_path) == []
    with db.read() as tx:
        assert imports.get(tx, forgotten) is None


def test_a_file_of_another_kind_or_on_a_full_disk_is_refused(
    db: Database, taken: Take, tmp_path: Path
) -> None:
    given, _ = taken(TABLE)
    before = files_in(tmp_path)
    with pytest.raises(MolvaError) as refused:
        given.take(io.BytesIO(b"%PDF"), "a.pdf", "Архив", "Мария")
    assert refused.value.message.key == "import-unknown-kind"

    class Full(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(28, "No space left on device")

    with pytest.raises(MolvaError) as refused:
        given.take(Full(b"x"), "a.csv", "Архив", "Мария")
    assert refused.value.message.key == "import-no-room"
    assert files_in(tmp_path) == before


def test_a_mistake_that_no_database_keeps_is_told(db: Database, taken: Take) -> None:
    given, import_id = taken('{"id": "1", "text": "a", "published_at": "\\ud83d\\u0000"}\n')
    path = given._folder / f"{import_id}.csv"
    path.rename(path.with_suffix(".jsonl"))
    one = state(db, import_id)
    with db.write() as tx:
        imports.put(tx, replace(one, name="a.jsonl"))
    given.run_once()
    found = state(db, import_id).findings
    assert found is not None
    assert (found.wrong, found.mistakes[0].field) == (1, "published_at")


def test_files_that_wait_their_turn_are_not_taken_for_lost(db: Database, taken: Take) -> None:
    given, first = taken(TABLE)
    _, second = taken(TABLE)
    long_ago = NOW - timedelta(minutes=30)
    for import_id in (first, second):
        with db.write() as tx:
            imports.put(tx, replace(state(db, import_id), seen_at=long_ago))
    note = given._noting(first)
    with db.write() as tx:
        note(tx, 3, 0)
    assert not state(db, second).is_left(NOW)
    assert state(db, first).rows == 3


def test_the_command_tells_in_words(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_text("Текст;Дата;Тональность\nВектор\x1b[31m лежит;26.11.2026;-\nа;не дата;+\n")
    env = {"MOLVA_DATA": str(tmp_path / "data"), "MOLVA_LANGUAGE": "ru"}
    tried = CliRunner().invoke(cli, ["import", str(file), "--dry-run"], env=env)
    assert tried.exit_code == 1  # a row was wrong
    for words in ("Текст → text", "Не взяты: Тональность", "Годных строк: 1", "Строка 3:",
                  "не дата", "Вектор"):  # fmt: skip
        assert words in tried.output
    assert "is_archive" not in tried.output
    assert "\x1b" not in tried.output
    done = CliRunner().invoke(cli, ["import", str(file)], env=env)
    assert "Загружено новых: 1" in done.output
    told = CliRunner().invoke(cli, ["import", str(file), "--json"], env=env)
    assert json.loads(told.stdout)["mistakes"][0]["row"] == 3
