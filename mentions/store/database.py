"""The one database: how it is opened, and the two kinds of transaction."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    Column,
    ColumnElement,
    Connection,
    Engine,
    Table,
    any_,
    create_engine,
    event,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError

from mentions import quick_json
from mentions.errors import MolvaError
from mentions.messages import message
from mentions.store.times import UtcTime, to_micros

# What other rooms hold and hand to the store's functions; only the store looks inside.
Transaction = Connection

SQLITE_BUSY_MS = 10_000


class DatabaseError(MolvaError):
    """The database cannot be used as it is."""


class DatabaseBusyError(DatabaseError):
    """Another process holds the lock for too long; the work was rolled back and can be retried."""


class DiskFullError(DatabaseError):
    """No room to write; the work was rolled back and can be retried when there is."""


class Database:
    """A SQLite file (WAL) or a PostgreSQL database, by its SQLAlchemy address."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A transaction that sees one state of the data throughout, and writes nothing."""
        with _told_apart(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A transaction that is kept whole on leaving, or not at all on an error.

        On SQLite it takes the write lock at once, so it never fails half-way for want of it.
        """
        with _told_apart(), self.engine.connect() as connection:
            connection = connection.execution_options(writes=True)
            with connection.begin():
                yield connection

    def close(self) -> None:
        self.engine.dispose()


def sql(tx: Transaction, statement: str, **parameters: Any) -> Sequence[tuple[Any, ...]]:
    """Run one statement with `:named` parameters; its rows as the driver has them, or none.

    For the search engines, whose tables (FTS5, tsvector) are no part of the schema. Ten thousand
    rows cost half without SQLAlchemy's own around each.
    """
    result = tx.execute(text(statement), parameters)
    if not result.returns_rows:
        return ()
    rows: Sequence[tuple[Any, ...]] = result.cursor.fetchall()
    result.close()
    return rows


def sql_many(tx: Transaction, statement: str, rows: Sequence[dict[str, Any]]) -> None:
    """Run one statement for each row of `:named` parameters."""
    if rows:
        tx.execute(text(statement), list(rows))


def run_many(tx: Transaction, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Run a statement with `?` marks for each row, whose values are as the columns keep them.

    Past all that SQLAlchemy does for each value, which for many small rows is most of the work.
    """
    if rows:
        if tx.dialect.name != "sqlite":
            statement = statement.replace("?", "%s")
        tx.exec_driver_sql(statement, list(rows))


def insert_rows(
    tx: Transaction, table: Table, names: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Insert rows of the named columns, as `run_many` does, with values as Python has them."""
    to_stored = [
        (place, stored)
        for place, name in enumerate(names)
        if (stored := _stored_as(table.c[name])) is not None
    ]
    ready = []
    for row in rows:
        values = list(row)
        for place, stored in to_stored:
            if values[place] is not None:
                values[place] = stored(values[place])
        ready.append(tuple(values))
    marks = ", ".join("?" for _ in names)
    listed = ", ".join(f'"{name}"' for name in names)
    run_many(tx, f"INSERT INTO {table.name} ({listed}) VALUES ({marks})", ready)  # noqa: S608


def _stored_as(column: Column[Any]) -> Callable[[Any], Any] | None:
    """What makes of a value what the driver is given; None where that is the value itself."""
    if isinstance(column.type, UtcTime):
        return to_micros
    return _json if isinstance(column.type, JSON) else None


def _json(value: Any) -> str:
    return quick_json.dumps(value).decode()


def new_ids(tx: Transaction, table: Table, count: int) -> list[int]:
    """Ids for so many new rows, ascending, that no other row has or will be given.

    Rows that bring their ids go in by one statement run many times; asked for the id that each was
    given, SQLAlchemy sends SQLite a statement a row. For a transaction that writes.
    """
    if tx.dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(table.name, "id")
        numbers = func.generate_series(1, count).table_valued("number")
        return list(tx.execute(select(func.nextval(sequence)).select_from(numbers)).scalars())
    last = tx.execute(select(func.max(table.c.id))).scalar() or 0
    if table.dialect_kwargs.get("sqlite_autoincrement"):
        given = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        last = max(last, tx.execute(given, {"name": table.name}).scalar() or 0)
    return list(range(last + 1, last + 1 + count))


def one_of(
    tx: Transaction, column: ColumnElement[Any], values: Collection[int] | Collection[str]
) -> ColumnElement[bool]:
    """`column IN (values)` with all of them as one parameter: a thousand of their own take longer
    to be prepared than to be looked up. No string may hold a NUL.
    """
    if tx.dialect.name == "postgresql":
        return column == any_(literal(list(values), ARRAY(column.type)))
    listed = func.json_each(_json(list(values))).table_valued("value")
    return column.in_(select(listed.c.value))


def serialise_ingest(tx: Transaction) -> None:
    """Let one transaction at a time decide what is a duplicate of what.

    SQLite has one writer anyway; PostgreSQL takes an advisory lock until the commit.
    """
    if tx.dialect.name == "postgresql":
        tx.execute(text("SELECT pg_advisory_xact_lock(7233521)"))


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise DatabaseError(message("store-url-unreadable")) from error
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    elif parsed.get_backend_name() != "sqlite":
        raise DatabaseError(message("store-url-kind", kind=parsed.get_backend_name()))
    elif parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        engine = create_engine(
            parsed,
            pool_pre_ping=parsed.get_backend_name() == "postgresql",
            json_deserializer=quick_json.loads,
        )
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise DatabaseError(message("store-no-driver")) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # BEGIN is ours, see _begin_sqlite
    for pragma in (
        f"busy_timeout = {SQLITE_BUSY_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",  # a commit outlives a power cut
        "foreign_keys = ON",
        "cache_size = -8000",  # KB, of each connection
        # Some builds of SQLite write zeros over each page that is given up: twice the writing of an
        # index, and a minute's lock when a large one is dropped.
        "secure_delete = FAST",
        # Pages of 4 KB in the log before they are copied home, with two waits for the disk more:
        # at SQLite's 1,000 nearly every batch would.
        "wal_autocheckpoint = 4000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _told_apart() -> Iterator[None]:
    """Give the two faults that pass by themselves a name of their own."""
    try:
        yield
    except OperationalError as error:
        reason = str(error.orig)
        if "database is locked" in reason:
            raise DatabaseBusyError(message("store-locked")) from error
        if "disk is full" in reason or "No space left" in reason or "disk I/O" in reason:
            raise DiskFullError(message("store-disk-full")) from error
        if "connection" in reason or "connect" in reason:
            raise DatabaseError(message("store-unreachable")) from error
        raise
