"""Which engine serves an installation."""

from dataclasses import dataclass

from mentions.store.database import Database
from search.elastic import ElasticEngine, ElasticSettings
from search.embedded import DatabaseEngine
from search.engine import Engine
from search.fallback import FallbackEngine
from search.fts5 import Fts5
from search.tsquery import TsQuery


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """`elasticsearch`: where the cluster is, if one is used; else the database searches."""

    elasticsearch: ElasticSettings | None = None


def open_engine(db: Database, settings: SearchSettings) -> Engine:
    """Makes its few tables where they are missing, and asks nothing of a cluster yet."""
    engine: Engine
    if settings.elasticsearch:
        engine = ElasticEngine(db, settings.elasticsearch)
    else:
        engine = DatabaseEngine(db, Fts5() if db.is_sqlite else TsQuery())
    return FallbackEngine(db, engine)
