"""An engine of each kind over an empty database."""

import os
from collections.abc import Iterator
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch

from mentions.store.database import Database
from search import ElasticSettings, Engine, SearchSettings, open_engine, rebuild

ELASTICSEARCH = os.environ.get("MOLVA_TEST_ELASTICSEARCH", "")


@pytest.fixture
def elastic_settings() -> Iterator[ElasticSettings]:
    """A real cluster, and indices of the test's own in it, which go when it ends."""
    if not ELASTICSEARCH:
        pytest.skip("Elasticsearch: set MOLVA_TEST_ELASTICSEARCH to the address of a server")
    alias = f"molva-test-{uuid4().hex}"
    yield ElasticSettings(ELASTICSEARCH, alias=alias, replicas=0)
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
