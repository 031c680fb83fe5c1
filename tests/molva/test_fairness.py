"""One slow host or one enormous source delays nobody else."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest

from crawlers.crew import Crew, More
from crawlers.wire import Job
from mentions.store import sources
from mentions.store.database import Database
from mentions.store.times import utc_now
from mentions.types import CrawlResult, Outcome
from molva.crawling import OF_ONE_FAR_END, Crawling
from tests.crawlers import samples
from tests.crawlers.conftest import SETTINGS
from tests.crawlers.server import Reply, Seen, Server, send

NOW = datetime(2025, 10, 6, 12, 0, tzinfo=UTC)
SLOW_HOST = "127.0.0.231"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as running:
        running.replies["/rss"] = Reply(samples.RSS.encode())
        yield running


def add_due(db: Database, address: str) -> int:
    with db.write() as tx:
        source = sources.add(tx, "feed", address, utc_now())
        sources.request_now(tx, [source.id], utc_now())
    return source.id


def is_crawled(db: Database, source_id: int) -> bool:
    with db.read() as tx:
        return sources.get(tx, source_id).last_run_at is not None


def wait(condition: Callable[[], object], seconds: float = 50.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_what_becomes_due_while_a_host_hangs_is_crawled_at_once(
    db: Database, server: Server
) -> None:
    released, stop = threading.Event(), threading.Event()

    async def hang(_seen: Seen, writer: asyncio.StreamWriter) -> None:
        while not released.is_set():
            await asyncio.sleep(0.05)
        await send(writer, Reply(samples.RSS.encode(), headers={"Connection": "close"}))

    slow = [add_due(db, server.url(f"/slow/{n}", SLOW_HOST)) for n in range(2)]
    server.replies |= {f"/slow/{n}": hang for n in range(2)}
    settings = replace(SETTINGS, page_timeout=60.0, source_timeout=60.0)
    crawling = Crawling(db, Crew(settings, processes=1, linger=0))
    thread = threading.Thread(target=lambda: crawling.run(lambda: not stop.is_set()))
    thread.start()
    wait(lambda: server.counts["/slow/0"] and server.counts["/slow/1"])
    fast = add_due(db, server.url("/rss"))
    wait(lambda: is_crawled(db, fast))
    assert not any(is_crawled(db, one) for one in slow)
    stop.set()
    released.set()
    thread.join()
    crawling.close()


class Filling(Crew):
    """Begins whatever it is given, ends nothing, and asks for more until there is none."""

    def __init__(self, clock: list[datetime]) -> None:
        super().__init__(SETTINGS, processes=1)
        self.begun: list[list[Job]] = []
        self._clock = clock

    def crawl(self, jobs: Iterable[Job], more: More | None = None) -> Iterator[list[CrawlResult]]:
        self.begun.append(list(jobs))
        for _ in range(4):
            self._clock[0] += timedelta(seconds=2)
            assert more is not None
            self.begun.append(more([]))
        yield [CrawlResult(job.source_id, Outcome.NOTHING) for job in chain(*self.begun)]


def test_a_crowd_at_one_host_lets_others_go_first(db: Database) -> None:
    clock = [NOW]
    with db.write() as tx:
        crowd = [(f"https://crowd.example/{n}", "") for n in range(450)]
        others = [(f"https://other-{n}.example/", "") for n in range(20)]
        sources.add_all(tx, "feed", crowd + others, NOW)
        every = [source.id for source in sources.all_sources(tx)]
        sources.request_now(tx, every[:450], NOW - timedelta(seconds=60))
        sources.request_now(tx, every[450:], NOW)
    crew = Filling(clock)
    Crawling(db, crew, lambda: clock[0]).run(lambda: True)
    begun = [job.source_id for jobs in crew.begun for job in jobs]
    assert len(set(begun)) == len(begun) == OF_ONE_FAR_END + 20
    assert {job.source_id for jobs in crew.begun[:3] for job in jobs} >= set(every[450:])
    with db.read() as tx:
        late = max(sources.get(tx, one).next_run_at for one in every[:450] if one not in begun)
    assert late <= clock[0] + timedelta(seconds=10), "and they come next"
