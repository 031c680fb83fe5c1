"""An engine of each kind over an empty database."""

import os
from collections.abc import Iterator
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from mentions.store.database import Database
from search import ElasticSettings, Engine, SearchSettings, open_engine, rebuild

POSTGRES = os.environ.get("MOLVA_TEST_POSTGRES", "")
ELASTICSEARCH = os.environ.get("MOLVA_TEST_ELASTICSEARCH", "")


@pytest.fixture(scope="module")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL database for the tests of one file."""
    if not POSTGRES:
        pytest.skip("PostgreSQL: set MOLVA_TEST_POSTGRES to the address of a server")
    name = f"molva_test_{uuid4().hex}"
    address = make_url(POSTGRES).set(drivername="postgresql+psycopg")
    server = create_engine(address, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def elastic_settings() -> Iterator[ElasticSettings]:
    """A real cluster, and indices of the test's own in it, which go when it ends."""
    if not ELASTICSEARCH:
        pytest.skip("Elasticsearch: set MOLVA_TEST_ELASTICSEARCH to the address of a server")
    alias = f"molva-test-{uuid4().hex}"
    yield ElasticSettings(ELASTICSEARCH, alias=alias)
    client = Elasticsearch(ELASTICSEARCH)
    names = list(client.indices.get(index=f"{alias}-*").keys())
    if names:
        client.indices.delete(index=names)
    client.close()


@pytest.fixture(params=["database", "elasticsearch"])
def engine(request: pytest.FixtureRequest, db: Database) -> Engine:
    """The database's own engine (SQLite's, PostgreSQL's), then Elasticsearch beside SQLite."""
    settings = SearchSettings()
    if request.param == "elasticsearch":
        if not db.is_sqlite:
            pytest.skip("Elasticsearch is the same beside either database")
        settings = SearchSettings(request.getfixturevalue("elastic_settings"))
    opened = open_engine(db, settings)
    rebuild(opened)
    return opened
