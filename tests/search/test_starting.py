"""Processes that start at once, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from mentions.store.database import Database
from search.engine import rebuild
from search.opening import SearchSettings, open_engine


def test_many_open_the_engine_and_begin_its_index_at_once(db: Database) -> None:
    together = Barrier(4)

    def start(_: int) -> bool:
        together.wait()
        engine = open_engine(db, SearchSettings())
        while engine.needs_rebuild():
            engine.rebuild_step()
        return engine.health().is_rebuilding

    with ThreadPoolExecutor(4) as pool:
        assert not any(pool.map(start, range(4)))
    engine = open_engine(db, SearchSettings())
    rebuild(engine)
    assert engine.differences() == []
