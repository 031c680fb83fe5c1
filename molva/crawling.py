"""Crawling sources that are due: claim, crawl in child processes, deposit what they bring."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crawlers.crew import Crew
from crawlers.kinds import KINDS
from crawlers.wire import Job, Thread
from mentions.store import brands, conversations, leases, sources
from mentions.store.database import Database, Transaction
from mentions.store.intake import Deposited, deposit
from mentions.store.sources import Source
from mentions.store.times import utc_now

# Claimed at once: few enough that a lease outlives their crawl.
BATCH = 200
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

    def run_once(self, only: Sequence[int] | None = None) -> CrawlReport:
        """Crawl up to a batch of the sources that are due (of those in `only`)."""
        with self._db.write() as tx:
            due = sources.claim_due(tx, self._clock(), leases.owner(), BATCH, only)
            jobs = [self._job(tx, source) for source in due]
        report = CrawlReport()
        if not due:
            return report
        left = {source.id for source in due}
        try:
            for results in self._crew.crawl(jobs):
                with self._db.write() as tx:
                    report.results += deposit(tx, results, self._clock())
                left -= {result.source_id for result in results}
        finally:
            if left:
                with self._db.write() as tx:
                    sources.release(tx, sorted(left))
        return report

    def _job(self, tx: Transaction, source: Source) -> Job:
        return Job(
            source.id,
            source.kind,
            source.address,
            source.options,
            source.cursor,
            queries=queries_for(tx, source.kind),
            threads=self._threads_of(tx, source),
        )

    def _threads_of(self, tx: Transaction, source: Source) -> tuple[Thread, ...]:
        if not KINDS[source.kind].follows_threads:
            return ()
        since = self._clock() - self._follow
        begun = conversations.begun_since(tx, source.id, since, FOLLOWED)
        return tuple(Thread(one.key, one.url, one.published_at.timestamp()) for one in begun)

    def close(self) -> None:
        self._crew.close()


def queries_for(tx: Transaction, kind: str) -> tuple[str, ...]:
    """The active brands' queries, where the kind searches by them."""
    if not KINDS[kind].searches_brands:
        return ()
    return tuple(brand.query for brand in brands.all_brands(tx) if brand.is_active)
