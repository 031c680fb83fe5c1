"""A world with its servers and an empty database for it, in which processes may be killed."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from mentions.store import brands, destinations, sources
from mentions.store.intake import deposit
from mentions.store.times import utc_now
from mentions.types import CrawlResult, Outcome
from search.engine import rebuild
from tests.crawlers.server import Reply, Server
from tests.faults import census
from tests.faults.census import Findings
from tests.faults.child import Application, Task, open_application
from tests.faults.desk import FickleDesk, fickle_desk
from tests.faults.nursery import KILLED, Child, Nursery
from tests.faults.world import BRAND, World, atom
from ticketizer.desks import DESKS
from ticketizer.signing import new_secret


@dataclass
class Scene:
    """One world, its database, its helpdesk, and the processes that work on it.

    Items come through the crawl children where there is a `server`, else straight into the inbox.
    Without a `nursery` the work is done in the test's own process.
    """

    nursery: Nursery | None
    database_url: str
    folder: Path
    world: World
    desk: FickleDesk
    server: Server | None
    application: Application
    edition: int = 0

    def publish(self, edition: int) -> None:
        """Have the feeds show this edition of the world."""
        self.edition = edition
        if self.server:
            for feed in self.world.feeds:
                body = atom(self.world.of_feed(feed, edition))
                headers = {"Content-Type": "application/atom+xml"}
                self.server.replies[f"/{feed}"] = Reply(body, headers=headers)
            return
        results = [
            CrawlResult(
                feed + 1,
                Outcome.NEW,
                tuple(post.as_item() for post in self.world.of_feed(feed, edition)),
            )
            for feed in self.world.feeds
        ]
        with self.application.db.write() as tx:
            deposit(tx, results, self.application.clock())

    def start(self, dies_at: int = 0, dies: str = "before") -> Child:
        """A process at work; it dies at that commit, or ends when there is nothing left to do."""
        task = Task(self.database_url, str(self.folder), bool(self.server), dies_at, dies)
        assert self.nursery
        return self.nursery.start(task)

    def disturb(self, kills: int, random: Random, longest: float, workers: int = 1) -> int:
        """Kill so many of the processes at work at random instants, then let the work be done.

        They live `longest` seconds at most; one that has ended by itself was not killed. The
        number of those that were.
        """
        killed = 0
        with ExitStack() as stack:
            at_work = [stack.enter_context(self.start()) for _ in range(workers)]
            for _ in range(kills):
                place = random.randrange(workers)
                if at_work[place].wait(random.uniform(0, longest / workers)) is None:
                    killed += at_work[place].kill() == KILLED
                at_work[place] = stack.enter_context(self.start())
            for child in at_work:
                assert child.end() == 0
        return killed

    def census(self) -> Findings:
        app = self.application
        return census.take(app.db, app.engine, self.world, self.edition, self.desk)


@contextmanager
def scene(
    nursery: Nursery | None,
    database_url: str,
    folder: Path,
    world: World,
    *,
    server: Server | None = None,
    seed: int = 1,
    clock: Callable[[], datetime] = utc_now,
) -> Iterator[Scene]:
    """A scene with a brand, a source for each feed and a destination; nothing is published yet."""
    with fickle_desk(seed) as desk:
        if database_url.startswith("sqlite:///"):
            Path(database_url.removeprefix("sqlite:///")).write_bytes(_empty())
        application = open_application(database_url, str(folder), clock)
        _furnish(application, world, desk, server)
        try:
            yield Scene(nursery, database_url, folder, world, desk, server, application)
        finally:
            application.db.close()


@cache
def _empty() -> bytes:
    """An SQLite file with all tables: to copy it is faster than to migrate anew."""
    with TemporaryDirectory() as folder:
        application = open_application(f"sqlite:///{folder}/molva.db", folder)
        rebuild(application.engine)
        application.db.close()
        return Path(folder, "molva.db").read_bytes()


def _furnish(
    application: Application, world: World, desk: FickleDesk, server: Server | None
) -> None:
    now = application.clock()
    options = DESKS["webhook"].check({"url": desk.url})
    with application.db.write() as tx:
        brands.add(tx, BRAND, BRAND.lower(), now)
        destinations.add(tx, "webhook", "desk", options, [new_secret()], now)
        for feed in world.feeds:
            address = server.url(f"/{feed}") if server else f"https://site{feed}.example/feed"
            sources.add(tx, "feed", address, now)
