"""Fixtures that every room shares: an empty, migrated database of each kind."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from mentions.store.database import Database
from mentions.store.migrations import migrate
from tests.alerts.receivers import Receiver

POSTGRES = os.environ.get("MOLVA_TEST_POSTGRES", "")
# Services whose tests must not be skipped, as the reasons of the skips name them.
REQUIRED = tuple(filter(None, os.environ.get("MOLVA_TEST_REQUIRED", "").split(",")))


def _skips(reporter: pytest.TerminalReporter) -> Counter[str]:
    """How many tests were skipped for want of each thing: "Chromium: not found" counts for it."""
    reasons = (report.longrepr[2] for report in reporter.getreports("skipped"))
    return Counter(reason.removeprefix("Skipped: ").partition(":")[0] for reason in reasons)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skips = _skips(terminalreporter)
    if skips:
        wanted = ", ".join(f"{name} ({count})" for name, count in skips.most_common())
        terminalreporter.write_line(f"Skipped, since these were not to be had: {wanted}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    missing = [name for name in REQUIRED if reporter and _skips(reporter)[name]]
    if missing:
        reporter.write_line(f"Tests of {', '.join(missing)} were skipped, but are required.")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a new, empty database; PostgreSQL's is dropped afterwards."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/molva.db"
        return
    if not POSTGRES:
        pytest.skip("PostgreSQL: set MOLVA_TEST_POSTGRES to the address of a server")
    name = f"molva_test_{uuid4().hex}"
    server = create_engine(
        make_url(POSTGRES).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """An empty database with today's tables, once on SQLite and once on PostgreSQL."""
    database = Database(database_url)
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def sqlite_db(tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database, for what does not depend on the kind."""
    database = Database(f"sqlite:///{tmp_path}/molva.db")
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    running = Receiver()
    yield running
    running.close()
