"""Opening the engine that serves an installation."""

from mentions.store.database import Database
from search.embedded import DatabaseEngine
from search.engine import Engine
from search.fallback import FallbackEngine
from search.fts5 import Fts5
from search.settings import SearchSettings
from search.tsquery import TsQuery


def open_engine(db: Database, settings: SearchSettings) -> Engine:
    """Makes its few tables where they are missing, and asks nothing of a cluster yet."""
    engine: Engine
    if settings.elasticsearch:
        # Half a second and 30 MB that only those pay who have a cluster.
        from search.elastic import ElasticEngine

        engine = ElasticEngine(db, settings.elasticsearch)
    else:
        engine = DatabaseEngine(db, Fts5() if db.is_sqlite else TsQuery())
    return FallbackEngine(db, engine)
