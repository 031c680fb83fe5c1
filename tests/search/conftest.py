"""An engine of each kind over an empty database."""

from collections.abc import Iterator

import pytest

from mentions.store.database import Database
from search import Engine, SearchSettings, open_engine, rebuild


@pytest.fixture
def engine(db: Database) -> Iterator[Engine]:
    """The engine in the database: embedded, and PostgreSQL's where a server is."""
    engine = open_engine(db, SearchSettings())
    rebuild(engine)
    yield engine
