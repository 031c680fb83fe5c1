"""Crawling sources that are due: claim, crawl in child processes, deposit what they bring."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from crawlers.crew import Crew
from crawlers.kinds import KINDS
from crawlers.wire import Job, Thread
from mentions.store import brands, conversations, leases, sources
from mentions.store.database import Database, Transaction
from mentions.store.intake import Deposited, deposit
from mentions.store.sources import Source
from mentions.store.times import utc_now
from mentions.types import CrawlResult

# Claimed at once: few enough that a lease outlives their crawl.
BATCH = 200
# Under way at once, and of them of one far end: the rest of its sources let others go first.
UNDER_WAY = 1000
OF_ONE_FAR_END = 50
PUT_OFF = timedelta(seconds=5)
# For how long conversations are followed, and how many of a source at most.
FOLLOW = timedelta(days=7)
FOLLOWED = 200


@dataclass(slots=True)
class CrawlReport:
    """What a round of crawling found; `results` has one entry for each source."""

    results: list[Deposited] = field(default_factory=list)

    @property
    def found(self) -> int:
        return sum(result.found for result in self.results)

    @property
    def new(self) -> int:
        return sum(result.new for result in self.results)


class Crawling:
    """Used by one thread at a time; several processes share the sources by their leases.

    Conversations under mentions are followed for `follow` after they began.
    """

    def __init__(
        self,
        db: Database,
        crew: Crew,
        clock: Callable[[], datetime] = utc_now,
        follow: timedelta = FOLLOW,
    ) -> None:
        self._db = db
        self._crew = crew
        self._clock = clock
        self._follow = follow
        # What is under way: each source's far end, and the source as it was when it was taken.
        self._left: dict[int, str] = {}
        self._taken: dict[int, Source] = {}

    def run_once(self, only: Sequence[int] | None = None) -> CrawlReport:
        """Crawl up to a batch of the sources that are due (of those in `only`)."""
        report = CrawlReport()
        with self._db.write() as tx:
            due = sources.claim_due(tx, self._clock(), leases.owner(), BATCH, only)
            jobs = self._take(tx, due)
        with self._releasing():
            for results in self._crew.crawl(jobs):
                report.results += self._deposit(results)
        return report

    def run(self, goes_on: Callable[[], bool]) -> None:
        """Crawl what is due and what becomes due meanwhile, for as long as it `goes_on`.

        A slow source holds up none but others of its host or service. Returns when nothing is due.
        """

        def more(given_back: Sequence[int]) -> list[Job]:
            self._release(given_back)
            return self._claim() if goes_on() else []

        jobs = self._claim()
        with self._releasing():
            for results in self._crew.crawl(jobs, more):
                self._deposit(results)

    def close(self) -> None:
        self._crew.close()

    def _claim(self) -> list[Job]:
        """Due sources, but no more of one far end than it is to have under way."""
        room = min(BATCH, UNDER_WAY - len(self._left))
        if room <= 0:
            return []
        busy = Counter(self._left.values())
        taken: list[Source] = []
        crowd: list[int] = []
        with self._db.write() as tx:
            now = self._clock()
            for source in sources.claim_due(tx, now, leases.owner(), room):
                far_end = self._crew.far_end(source.kind, source.address)
                if busy[far_end] < OF_ONE_FAR_END:
                    busy[far_end] += 1
                    taken.append(source)
                else:
                    crowd.append(source.id)
            sources.put_off(tx, crowd, now + PUT_OFF)
            return self._take(tx, taken)

    def _take(self, tx: Transaction, due: Sequence[Source]) -> list[Job]:
        for source in due:
            self._left[source.id] = self._crew.far_end(source.kind, source.address)
            self._taken[source.id] = source
        queries = {kind: queries_for(tx, kind) for kind in {source.kind for source in due}}
        return [
            Job(
                source.id,
                source.kind,
                source.address,
                source.options,
                source.cursor,
                queries=queries[source.kind],
                threads=self._threads_of(tx, source),
            )
            for source in due
        ]

    def _threads_of(self, tx: Transaction, source: Source) -> tuple[Thread, ...]:
        if not KINDS[source.kind].follows_threads:
            return ()
        since = self._clock() - self._follow
        begun = conversations.begun_since(tx, source.id, since, FOLLOWED)
        return tuple(Thread(one.key, one.url, one.published_at.timestamp()) for one in begun)

    def _deposit(self, results: Sequence[CrawlResult]) -> list[Deposited]:
        """Store what was brought. A source that a person has changed meanwhile is given back: its
        cursor would stand for another place."""
        with self._db.write() as tx:
            places = sources.places(tx, [result.source_id for result in results])
            changed = [key for key, place in places.items() if self._place(key) != place]
            sources.release(tx, changed)
            kept = [result for result in results if result.source_id not in changed]
            deposited = deposit(tx, kept, self._clock(), leases.owner())
        for result in results:
            self._forget(result.source_id)
        return deposited

    def _place(self, source_id: int) -> tuple[str, dict[str, Any]]:
        taken = self._taken[source_id]
        return taken.address, taken.options

    def _forget(self, source_id: int) -> None:
        self._left.pop(source_id, None)
        self._taken.pop(source_id, None)

    def _release(self, source_ids: Collection[int]) -> None:
        if not source_ids:
            return
        with self._db.write() as tx:
            sources.release(tx, sorted(source_ids))
        for source_id in source_ids:
            self._forget(source_id)

    @contextmanager
    def _releasing(self) -> Iterator[None]:
        """Give back what is left at the end, however that comes."""
        try:
            yield
        finally:
            left, self._left = list(self._left), {}
            self._release(left)


def queries_for(tx: Transaction, kind: str) -> tuple[str, ...]:
    """The active brands' queries, where the kind searches by them."""
    if not KINDS[kind].searches_brands:
        return ()
    return tuple(brand.query for brand in brands.all_brands(tx) if brand.is_active)
