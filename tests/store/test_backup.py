"""A backup is whole, private, and never written over."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mentions.store import brands
from mentions.store.backup import BackupError, back_up
from mentions.store.database import Database

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)


def test_a_backup_holds_what_was_committed(sqlite_db: Database, tmp_path: Path) -> None:
    with sqlite_db.write() as tx:
        brands.add(tx, "Вектор", "вектор", NOW)
    target = tmp_path / "copy.db"
    with sqlite_db.write() as tx:
        brands.add(tx, "Кофе", "кофе", NOW)  # not committed when the copy is made
        assert back_up(sqlite_db, target) == target.stat().st_size
    assert target.stat().st_mode & 0o077 == 0
    copy = Database(f"sqlite:///{target}")
    with copy.read() as tx:
        assert [brand.name for brand in brands.all_brands(tx)] == ["Вектор"]
    copy.close()


def test_a_backup_never_replaces_a_file(sqlite_db: Database, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("mine")
    with pytest.raises(BackupError):
        back_up(sqlite_db, target)
    assert target.read_text() == "mine"


def test_a_failed_backup_leaves_nothing(sqlite_db: Database, tmp_path: Path) -> None:
    with pytest.raises(BackupError):
        back_up(sqlite_db, tmp_path / "no such folder" / "copy.db")
