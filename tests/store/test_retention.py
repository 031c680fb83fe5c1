"""What is deleted on request."""

from pathlib import Path

from mentions.query import Document
from mentions.store import documents, retention
from mentions.store.database import Database, sql
from mentions.store.times import utc_now
from tests.search.stored_mentions import change, store


def test_an_author_is_forgotten_however_the_name_is_written(db: Database) -> None:
    theirs, addressed, others = store(
        db,
        [
            Document(text="раз", author="Иван Петров"),
            Document(text="два", author="Ваня"),
            Document(text="три", author="Пётр Иванов"),
        ],
    )
    change(db, addressed, author_url="https://vk.com/ivan")
    with db.read() as tx:
        assert retention.names_of(tx, "иван ПЕТРОВ") == ["Иван Петров"]
        assert retention.names_of(tx, "https://vk.com/ivan") == ["Ваня"]
    assert retention.forget_author(db, "иван ПЕТРОВ", utc_now()) == 1
    assert retention.forget_author(db, "https://vk.com/ivan", utc_now()) == 1
    assert retention.forget_author(db, "Никто", utc_now()) == 0
    with db.read() as tx:
        assert documents.versions(tx, theirs, others).keys() == {others}


def test_a_forgotten_text_is_overwritten_in_the_file(sqlite_db: Database, tmp_path: Path) -> None:
    """Also where it filled whole pages, which are given up as they are."""
    text = "Вектор, вот мой адрес: улица Ленина. " * 1000
    store(sqlite_db, [Document(text=text, author="Иван")])
    assert _holds(sqlite_db, tmp_path, "Ленина")
    retention.forget_author(sqlite_db, "Иван", utc_now())
    assert not _holds(sqlite_db, tmp_path, "Ленина")


def _holds(db: Database, folder: Path, word: str) -> bool:
    with db.engine.connect() as connection:
        sql(connection, "PRAGMA wal_checkpoint(TRUNCATE)")
    return word.encode() in (folder / "molva.db").read_bytes()
