"""Which engine serves an installation."""

from dataclasses import dataclass

from mentions.store.database import Database
from search.embedded import DatabaseEngine
from search.engine import Engine
from search.fts5 import Fts5
from search.tsquery import TsQuery


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """Where Elasticsearch is, if one is used."""

    elasticsearch_url: str = ""


def open_engine(db: Database, settings: SearchSettings) -> Engine:
    return DatabaseEngine(db, Fts5() if db.is_sqlite else TsQuery())
