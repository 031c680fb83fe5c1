"""One whole round in this process: crawl, ingest, deliver, index, until nothing is left to do."""

import time
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import timedelta

from mentions.ingest import Ingest
from mentions.messages import Message
from mentions.report import IngestReport
from mentions.store import clock, inbox, outbox, sources
from mentions.store.outbox import Waiting
from mentions.types import Outcome
from molva.application import Application
from molva.crawling import CrawlReport

# A retry further away than this is left to the service.
PATIENCE = timedelta(seconds=30)
# How often to look whether another process is done with what it has in hand.
POLL = 0.5

FAILED = (Outcome.BLOCKED, Outcome.BROKEN, Outcome.STOPPED)


@dataclass(slots=True)
class Summary:
    """What a round came to; counts of sources by outcome, of items, mentions and tickets."""

    sources: dict[str, int] = field(default_factory=dict)
    items_found: int = 0
    items_new: int = 0
    ingested: IngestReport = field(default_factory=IngestReport)
    tickets_sent: int = 0
    tickets_failed: int = 0
    tickets_waiting: int = 0
    broken_sources: list[dict[str, str | Message | None]] = field(default_factory=list)

    @property
    def has_failures(self) -> bool:
        return bool(self.broken_sources or self.tickets_failed or self.ingested.broken)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a round is: sources still to crawl, items to ingest, tickets to send."""

    sources: int
    items: int
    tickets: int


class Journey:
    """Crawls each of the sources once, or until it has no more to fetch than it shows at once.

    `report` is told of the progress after each step.
    """

    def __init__(
        self,
        application: Application,
        source_ids: Collection[int],
        report: Callable[[Progress], None],
    ) -> None:
        self._app = application
        self._source_ids = source_ids
        self._report = report
        self._started = application.clock()
        self._crawling = application.crawling()
        self._summary = Summary()
        self._more: set[int] = set()

    def run(self) -> Summary:
        """Go all the way."""
        with self._app.db.write() as tx:
            clock.follow(tx, self._app.clock())
        ingest, rematch = self._app.ingest(), self._app.rematch()
        deliverer = self._app.deliverer()
        while True:
            left = self._uncrawled()
            crawled = self._crawling.run_once(left) if left else CrawlReport()
            self._count_crawl(crawled)
            ingested = self._ingest_all(ingest)
            while rematch.run_once():
                self._tell()
            sent = deliverer.run_once()
            self._summary.tickets_sent += sent.sent
            self._summary.tickets_failed += sent.refused + sent.expired
            is_busy = bool(crawled.results or ingested)
            if not is_busy and self._is_done():
                break
        self._index_all()
        self._name_broken()
        return self._summary

    def _name_broken(self) -> None:
        with self._app.db.read() as tx:
            self._summary.broken_sources = [
                {"address": source.address, "reason": source.last_message}
                for source in sources.all_sources(tx)
                if source.id in self._source_ids and source.last_outcome in FAILED
            ]

    def close(self) -> None:
        self._crawling.close()

    def _uncrawled(self) -> list[int]:
        with self._app.db.read() as tx:
            return [
                source.id
                for source in sources.all_sources(tx)
                if source.id in self._source_ids
                and source.is_enabled
                and source.is_crawled
                and (
                    source.last_run_at is None
                    or source.last_run_at < self._started
                    or source.id in self._more
                )
            ]

    def _count_crawl(self, crawled: CrawlReport) -> None:
        summary = self._summary
        outcomes = Counter(summary.sources)
        outcomes.update(
            result.outcome.value for result in crawled.results if result.source_id not in self._more
        )
        self._more -= {result.source_id for result in crawled.results}
        self._more |= {result.source_id for result in crawled.results if result.has_more}
        summary.sources = dict(outcomes)
        summary.items_found += crawled.found
        summary.items_new += crawled.new

    def _ingest_all(self, ingest: Ingest) -> int:
        taken = 0
        while (report := ingest.run_once()).taken:
            taken += report.taken
            self._summary.ingested.add(report)
            self._tell()
        return taken

    def _is_done(self) -> bool:
        """Whether nothing is left; waits a little where something is, in whoever's hands."""
        now = self._app.clock()
        left, waiting = self._tell()
        soon = waiting.next_at is not None and waiting.next_at <= now + PATIENCE
        if not soon and not left.items and not left.sources:
            self._summary.tickets_waiting = waiting.count
            return True
        time.sleep(POLL)
        return False

    def _tell(self) -> tuple[Progress, Waiting]:
        with self._app.db.read() as tx:
            items = inbox.counts(tx)["pending"]
            waiting = outbox.waiting(tx, outbox.TICKET, self._app.clock())
        left = Progress(len(self._uncrawled()), items, waiting.count)
        self._report(left)
        return left, waiting

    def _index_all(self) -> None:
        indexer = self._app.indexer()
        while indexer.run_once() or self._app.engine.needs_rebuild():
            pass
