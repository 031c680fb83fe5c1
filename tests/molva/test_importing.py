"""A file through an entrance: a dry run keeps nothing, and a repeat goes on where it ended."""

from datetime import UTC, datetime

import pytest

from mentions.store import brands, entrances, inbox
from mentions.store.database import Database
from mentions.store.intake import Deposited
from molva import importing
from molva.importing import Import, import_file

NOW = datetime(2026, 3, 5, 12, 30, tzinfo=UTC)
TABLE = "Текст,Ссылка\n" + "".join(f"Вектор {n},https://x.ru/{n}\n" for n in range(7))


def bring(db: Database, text: str = TABLE, *, is_dry: bool = False) -> Import:
    return import_file(db, "Архив", ("a.csv", text.encode()), {}, NOW, is_dry=is_dry)


def waiting(db: Database) -> int:
    with db.read() as tx:
        return inbox.counts(tx)["pending"]


def test_a_dry_run_says_what_would_come_of_it(db: Database) -> None:
    with db.write() as tx:
        brands.add(tx, "Вектор", "вектор", NOW)
    tried = bring(db, TABLE + "Погода,https://x.ru/p\n", is_dry=True)
    assert (tried.items, tried.new, tried.named, len(tried.examples)) == (8, 8, 7, 5)
    with db.read() as tx:
        assert entrances.by_name(tx, "Архив") is None
    assert bring(db).new == 7
    assert bring(db, is_dry=True).new == 0


def test_a_repeat_after_a_kill_goes_on_where_it_ended(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 3)
    receive, calls = entrances.receive, 0

    def dying(*given: object) -> Deposited:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise KeyboardInterrupt
        return receive(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(entrances, "receive", dying)
    with pytest.raises(KeyboardInterrupt):
        bring(db)
    assert waiting(db) == 6
    assert bring(db).new == 1
    assert waiting(db) == 7
