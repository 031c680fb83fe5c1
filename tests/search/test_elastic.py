"""Elasticsearch when it is away, lost or full, and killed for real."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pytest
from elasticsearch import Elasticsearch
from elasticsearch.exceptions import ConnectionError as NotThere

from mentions.query import Document, parse
from mentions.store.database import Database
from search import (
    EVERYTHING,
    ElasticSettings,
    Engine,
    Filters,
    Indexer,
    Order,
    SearchError,
    SearchRequest,
    SearchSettings,
    open_engine,
    rebuild,
    state,
)
from search import elastic as elastic_module
from search.elastic_reader import Cursor
from tests.search.conftest import ELASTICSEARCH
from tests.search.stored_mentions import change, found_ids, refresh, remove, store

NOWHERE = "http://127.0.0.1:9"
LAUNCHER = Path(__file__).parent / "elasticsearch"
PORT = 9261


def test_a_dead_cluster_leaves_search_working(sqlite_db: Database) -> None:
    store(sqlite_db, [Document(text="сбой банка", tone="negative"), Document(text="иное")])
    engine = open_engine(sqlite_db, SearchSettings(ElasticSettings(NOWHERE)))
    assert engine.needs_rebuild()
    with pytest.raises(SearchError) as told:
        Indexer(sqlite_db, engine).run_once()
    assert told.value.message.key == "search-elasticsearch-away"
    page = engine.search(SearchRequest(query=parse("сбой")))
    assert [hit.mention_id for hit in page.hits] == [1]
    assert page.notice is not None and page.notice.key == "search-away"
    assert page.behind == 2
    for tones, expected in ((("negative",), [1]), (("positive",), [])):
        request = SearchRequest(query=parse(""), filters=Filters(tones=tones))
        assert [hit.mention_id for hit in engine.search(request).hits] == expected
    health = engine.health()
    assert health.documents is None and health.error is not None and health.behind == 2


@pytest.mark.elasticsearch
def test_a_read_only_index_keeps_its_changes_waiting(
    sqlite_db: Database, elastic_settings: ElasticSettings
) -> None:
    engine = open_engine(sqlite_db, SearchSettings(elastic_settings))
    rebuild(engine)
    client = Elasticsearch(ELASTICSEARCH)
    block = "index.blocks.read_only_allow_delete"
    client.indices.put_settings(index=elastic_settings.alias, settings={block: True})
    (one,) = store(sqlite_db, [Document(text="сбой")])
    indexer = Indexer(sqlite_db, engine)
    with pytest.raises(SearchError) as told:
        indexer.run_once()
    assert told.value.message.key == "search-elasticsearch-read-only"
    assert engine.health().behind == 1
    client.indices.put_settings(index=elastic_settings.alias, settings={block: None})
    wait_until(lambda: indexer.run_once() == 1)
    assert found_ids(engine, "сбой") == [one]


@pytest.mark.elasticsearch
def test_a_lost_index_is_made_again(
    sqlite_db: Database, elastic_settings: ElasticSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elastic_module, "LOOK_SECONDS", 0.0)
    engine = open_engine(sqlite_db, SearchSettings(elastic_settings))
    rebuild(engine)
    ids = store(sqlite_db, [Document(text="сбой")] * 3)
    follow(sqlite_db, engine)
    client = Elasticsearch(ELASTICSEARCH)
    client.indices.delete(index=list(client.indices.get(index=f"{elastic_settings.alias}-*")))
    change(sqlite_db, ids[0], text="сбой опять")
    follow(sqlite_db, engine)
    assert found_ids(engine, "сбой") == ids[::-1]


@pytest.mark.elasticsearch
def test_no_search_is_cut_when_a_new_index_takes_the_place_of_the_old(
    sqlite_db: Database, elastic_settings: ElasticSettings
) -> None:
    engine = elastic_module.ElasticEngine(sqlite_db, elastic_settings)
    rebuild(engine)
    ids = store(sqlite_db, [Document(text="сбой")] * 3)
    follow(sqlite_db, engine)
    found_ids(engine, "сбой")  # and refreshes
    is_done, found, errors = Event(), 0, []

    def search() -> None:
        nonlocal found
        while not is_done.is_set():
            try:
                found += len(engine.search(SearchRequest(query=parse("сбой"))).hits) == len(ids)
            except SearchError as error:
                errors.append(error)

    searchers = [Thread(target=search) for _ in range(4)]
    for one in searchers:
        one.start()
    for _ in range(20):
        rebuild(engine)
    is_done.set()
    for one in searchers:
        one.join()
    assert found and not errors


@pytest.mark.elasticsearch
def test_what_no_generation_uses_is_deleted_a_look_later(
    sqlite_db: Database, elastic_settings: ElasticSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also what a process left that was killed, and a late write to an index that was deleted."""
    alias, client = elastic_settings.alias, Elasticsearch(ELASTICSEARCH)
    monkeypatch.setattr(elastic_module, "LOOK_SECONDS", 0.0)
    engine = elastic_module.ElasticEngine(sqlite_db, elastic_settings)
    rebuild(engine)
    (one,) = store(sqlite_db, [Document(text="сбой")])
    follow(sqlite_db, engine)
    rebuild(engine)
    engine.restart_rebuild()
    engine.restart_rebuild()
    for name in (f"{alias}-40", f"{alias}-40-2026.12", f"{alias}-other-1"):
        client.indices.create(index=name, settings={"number_of_replicas": 0})

    def left() -> set[str]:
        return {name.removeprefix(f"{alias}-") for name in client.indices.get(index=f"{alias}-*")}

    before = {"1", "2", "3", "4", "40", "40-2026.12", "other-1"}
    assert left() == before
    engine.needs_rebuild()
    assert left() == before, "somebody may be searching in them yet"
    engine.needs_rebuild()
    assert left() == {"2", "4", "other-1"}
    while engine.needs_rebuild():
        engine.rebuild_step()
    engine.needs_rebuild()
    assert left() == {"4", "other-1"}
    assert found_ids(engine, "сбой") == [one]


@pytest.mark.elasticsearch
@pytest.mark.parametrize("is_deleted", [True, False])
def test_pages_by_relevance_go_on_when_their_point_in_time_is_gone(
    sqlite_db: Database, elastic_settings: ElasticSettings, is_deleted: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Passed, or with an index that another took the place of."""
    monkeypatch.setattr(elastic_module, "LOOK_SECONDS", 0.0)
    engine = elastic_module.ElasticEngine(sqlite_db, elastic_settings)
    rebuild(engine)
    ids = store(sqlite_db, [Document(text="сбой")] * 30)
    follow(sqlite_db, engine)
    refresh(engine)
    hits, cursor = [], None
    while True:
        page = engine.search(
            SearchRequest(query=parse("сбой"), order=Order.RELEVANCE, size=10, cursor=cursor)
        )
        hits += [hit.mention_id for hit in page.hits]
        cursor = page.next_cursor
        if cursor is None:
            break
        if is_deleted:
            rebuild(engine)
            engine.needs_rebuild()
            engine.needs_rebuild()
        else:
            point = Cursor.read(cursor).point
            if point:
                Elasticsearch(ELASTICSEARCH).close_point_in_time(id=point)
    assert hits == ids[::-1]


@pytest.mark.elasticsearch
def test_an_index_of_a_database_that_is_no_more_is_not_searched(
    sqlite_db: Database, elastic_settings: ElasticSettings
) -> None:
    """As after a backup was restored, in which the cluster's latest rebuilds are not."""
    engine = elastic_module.ElasticEngine(sqlite_db, elastic_settings)
    rebuild(engine)
    with sqlite_db.read() as tx:
        known = state.read(tx)
    (one,) = store(sqlite_db, [Document(text="сбой")])
    follow(sqlite_db, engine)
    rebuild(engine)
    with sqlite_db.write() as tx:
        state.put(tx, "elastic_generation", known["elastic_generation"])
    rebuild(engine)
    assert found_ids(engine, "сбой") == [one]


@pytest.mark.elasticsearch
def test_a_late_write_never_wins(sqlite_db: Database, elastic_settings: ElasticSettings) -> None:
    """Two workers read one mention, and the one that read first writes last."""
    early = elastic_module.ElasticEngine(sqlite_db, elastic_settings)
    later = elastic_module.ElasticEngine(sqlite_db, elastic_settings)
    rebuild(early)
    changed, deleted = store(sqlite_db, [Document(text="старое"), Document(text="старое")])
    read_early = early._made([changed, deleted], lambda stored: False)
    change(sqlite_db, changed, text="новое")
    remove(sqlite_db, deleted)
    later.index([changed, deleted])
    early._made = lambda ids, is_new: read_early  # type: ignore[method-assign]
    early.index([changed, deleted])
    assert found_ids(later, "старое") == []
    assert found_ids(later, "новое") == [changed]


@pytest.mark.elasticsearch
def test_a_large_index_gets_another_with_the_month(
    sqlite_db: Database, elastic_settings: ElasticSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elastic_module, "LARGE", 2)
    monkeypatch.setattr(elastic_module, "utc_now", lambda: datetime(2026, 11, 30, tzinfo=UTC))
    engine = open_engine(sqlite_db, SearchSettings(elastic_settings))
    rebuild(engine)
    first = store(sqlite_db, [Document(text="сбой")] * 3)
    follow(sqlite_db, engine)
    assert found_ids(engine, "сбой") == first[::-1]  # and refreshes, so that they are counted
    last = store(sqlite_db, [Document(text="сбой")])
    follow(sqlite_db, engine)
    last += store(
        sqlite_db, [Document(text="сбой")], collected_at=datetime(2026, 12, 1, tzinfo=UTC)
    )
    follow(sqlite_db, engine)
    client = Elasticsearch(ELASTICSEARCH)
    names = sorted(client.indices.get(index=f"{elastic_settings.alias}-*"))
    assert names[-1].endswith("-2026.12") and len(names) == 2
    assert found_ids(engine, "сбой") == (first + last)[::-1]
    assert client.count(index=names[-1])["count"] == 1
    change(sqlite_db, first[0], text="исправлено")
    remove(sqlite_db, last[1])
    follow(sqlite_db, engine)
    assert found_ids(engine, "") == [last[0], *first[::-1]]
    assert engine.differences() == []


class Server:
    """A node of our own, to be killed."""

    def __init__(self, folder: Path) -> None:
        self.url = f"http://127.0.0.1:{PORT}"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [str(LAUNCHER / "start.sh"), str(self._folder), str(PORT)]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        client = Elasticsearch(self.url)
        wait_until(lambda: self._is_up(client), seconds=300)
        client.close()

    def kill(self) -> None:
        if self._process:
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _is_up(self, client: Elasticsearch) -> bool:
        try:
            return client.cluster.health()["status"] in ("green", "yellow")
        except NotThere:
            return False


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    if not (ELASTICSEARCH and (LAUNCHER / "target" / "classes").exists()):
        pytest.skip("Elasticsearch: run tests/search/elasticsearch/start.sh once to build the node")
    node = Server(tmp_path)
    node.start()
    yield node
    node.kill()


@pytest.mark.elasticsearch
@pytest.mark.timeout(900)
def test_a_server_killed_again_and_again_misses_nothing(
    sqlite_db: Database, server: Server
) -> None:
    settings = ElasticSettings(server.url, alias="molva-test-chaos")
    engine = open_engine(sqlite_db, SearchSettings(settings))
    embedded = open_engine(sqlite_db, SearchSettings())
    rebuild(engine)
    stop = Event()
    worker = Thread(target=Indexer(sqlite_db, engine).run, args=(stop,))
    worker.start()
    try:
        ids: list[int] = []
        for round_ in range(3):
            ids += store(sqlite_db, [Document(text=f"сбой {n % 50}") for n in range(3_000)])
            for one in ids[:: 97 + round_]:
                change(sqlite_db, one, text=f"правка {round_}")
            for one in ids[5 :: 301 + round_]:
                remove(sqlite_db, one)
            if round_ == 1:
                engine.restart_rebuild()
            waiting = behind(sqlite_db)
            # The worker may be pausing after the last kill.
            wait_until(lambda: behind(sqlite_db) < waiting, seconds=90)  # noqa: B023 - called here
            server.kill()
            assert behind(sqlite_db) > 0, "it was killed too late to matter"
            assert engine.needs_rebuild() or round_ != 1
            assert engine.search(SearchRequest(query=parse("сбой"))).notice is not None
            server.start()
        wait_until(lambda: engine.health().behind == 0 and not engine.needs_rebuild(), seconds=180)
    finally:
        stop.set()
        worker.join()
    assert engine.differences() == []
    rebuild(embedded)
    for query in ("", "сбой", "правка", "сбой 7", "сбой -17"):
        assert all_ids(engine, query) == all_ids(embedded, query)


def behind(db: Database) -> int:
    with db.read() as tx:
        return state.behind(tx)


def all_ids(engine: Engine, query: str) -> list[int]:
    request = SearchRequest(query=parse(query), filters=EVERYTHING, size=9_000)
    page = engine.search(request)
    assert page.notice is None
    return [hit.mention_id for hit in page.hits]


def follow(db: Database, engine: Engine) -> None:
    indexer = Indexer(db, engine)
    while indexer.run_once() or engine.needs_rebuild():
        pass


def wait_until(is_so: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if is_so():
                return
        except SearchError:
            pass
        time.sleep(0.05)
    raise TimeoutError
