"""Transactions, time, and the faults that are told apart."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select

from mentions.store import brands, database
from mentions.store import tables as t
from mentions.store.database import Database, DatabaseBusyError, DatabaseError, DiskFullError
from mentions.store.service_tables import settings
from mentions.store.times import from_micros, to_micros

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)


@given(st.datetimes(timezones=st.just(UTC)))
def test_times_survive_the_database_to_the_microsecond(moment: datetime) -> None:
    assert from_micros(to_micros(moment)) == moment


def test_a_time_of_another_zone_is_the_same_moment() -> None:
    moscow = timezone(timedelta(hours=3))
    assert from_micros(to_micros(datetime(2026, 3, 5, 15, tzinfo=moscow))) == NOW


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        to_micros(datetime(2026, 3, 5))


def test_an_error_undoes_the_whole_transaction(db: Database) -> None:
    with pytest.raises(RuntimeError), db.write() as tx:
        brands.add(tx, "Вектор", "вектор", NOW)
        raise RuntimeError
    with db.read() as tx:
        assert brands.all_brands(tx) == []


def test_a_read_sees_one_state(db: Database) -> None:
    with db.read() as reader:
        before = len(reader.execute(select(t.brands)).all())
        with db.write() as writer:
            brands.add(writer, "Вектор", "вектор", NOW)
        if db.is_sqlite:
            assert len(reader.execute(select(t.brands)).all()) == before


def test_two_writers_take_turns(db: Database) -> None:
    def add(number: int) -> None:
        with db.write() as tx:
            brands.add(tx, f"Бренд {number}", "вектор", NOW)

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with db.read() as tx:
        assert len(brands.all_brands(tx)) == 8


def test_a_locked_database_is_told_in_words(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "SQLITE_BUSY_MS", 50)
    other = Database(sqlite_db.url)
    with sqlite_db.write(), pytest.raises(DatabaseBusyError), other.write():
        pass
    with other.write() as tx:
        brands.add(tx, "Вектор", "вектор", NOW)
    other.close()


def test_a_full_disk_is_told_in_words_and_loses_nothing(sqlite_db: Database) -> None:
    with sqlite_db.write() as tx:
        brands.add(tx, "Вектор", "вектор", NOW)
    with sqlite_db.read() as tx:
        pages = tx.exec_driver_sql("PRAGMA page_count").scalar_one()
        tx.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskFullError), sqlite_db.write() as tx:
        tx.execute(insert(settings).values(name="big", value="я" * 100_000))
    with sqlite_db.read() as tx:
        assert [brand.name for brand in brands.all_brands(tx)] == ["Вектор"]


@pytest.mark.parametrize("url", ["mysql://a/b", "not a url", "postgresql://127.0.0.1:1/none"])
def test_a_database_that_cannot_be_used_is_told_in_words(url: str) -> None:
    with pytest.raises(DatabaseError), Database(url).read():
        pass


def test_a_password_never_stands_in_an_error() -> None:
    with pytest.raises(DatabaseError) as refused, Database("mysql://u:secret@h/d").read():
        pass
    assert "secret" not in str(refused.value)


def test_json_that_only_python_reads_comes_back(db: Database) -> None:
    """Of PostgreSQL's own accord such values never get in."""
    odd = {"half a pair": "\ud83d"} if db.is_sqlite else {"whole": "слово"}
    values = {"kind": "webhook", "name": "d", "options": odd, "secret": "", "is_enabled": True}
    with db.write() as tx:
        tx.execute(insert(t.destinations).values(**values, created_at=NOW))
    with db.read() as tx:
        assert tx.execute(select(t.destinations.c.options)).scalar() == odd
