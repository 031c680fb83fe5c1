"""The application's side of crawling: starts the crawl children and streams what they bring.

A child is killed where it stops answering, and a dead one is replaced: its unfinished sources
are tried once more, then reported as broken. Nothing is lost with a child, since cursors move
only when the application has stored what they stand for.
"""

import contextlib
import os
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit
from zlib import crc32

from crawlers.kinds import asked_address
from crawlers.wire import GivenBack, Job, Settings
from crawlers.worker import Answer, Death, Worker
from mentions.messages import message
from mentions.types import CrawlResult, Outcome

# Jobs for which a second child is worth its start.
JOBS_PER_CHILD = 20
# A child is replaced after this long: its memory and its copies of robots.txt are fresh again.
LONGEST_LIFE = 3600.0
# Beyond a source's own time limit, before a silent child is taken for hung.
PATIENCE = 60.0
# Seconds for which results are gathered, since each batch is stored in a transaction of its own.
GATHER = 0.2
# Seconds between two questions for more jobs; sooner where so few are left and there were more.
ASK = 2.0
HUNGRY = 200

# Told which sources were given back uncrawled, it returns further jobs.
More = Callable[[Sequence[int]], list[Job]]


class Crew:
    """Crawls with up to `processes` children, which linger for a while to save their start.

    Used by one thread at a time. `linger` is in seconds.
    """

    def __init__(
        self, settings: Settings, processes: int | None = None, linger: float = 30.0
    ) -> None:
        self._settings = settings
        self._processes = processes or min(os.cpu_count() or 1, 4)
        self._linger = linger
        self._children: dict[int, Worker] = {}
        self._rest: threading.Timer | None = None
        self._lock = threading.Lock()

    def crawl(self, jobs: Iterable[Job], more: More | None = None) -> Iterator[list[CrawlResult]]:
        """A result for each job, in batches of what is there, as soon as it is there.

        Jobs whose turn does not come within `crawl_timeout` have none: they are to be crawled
        again. While some are under way, `more` is asked for others every two seconds; it ends
        when there are none.
        """
        with self._lock:
            self._stop_resting()
            try:
                yield from _Crawl(self._settings, self._children, self._processes).run(jobs, more)
            finally:
                self._start_resting()

    def preview(self, job: Job, limit: int = 5) -> CrawlResult:
        """What the first crawl of a source would bring, cut to `limit` items; nothing is kept."""
        job = replace(job, wanted=limit)
        (result,) = (one for batch in self.crawl([job]) for one in batch)
        return CrawlResult(
            result.source_id,
            result.outcome,
            items=result.items[:limit],
            message=result.message,
            address=result.address,
            name=result.name,
        )

    def far_end(self, kind: str, address: str) -> str:
        """What such a source asks: a name that is the same for all of a host or service."""
        return _far_end(kind, address, self._settings)

    def close(self) -> None:
        """End the children; a later crawl starts new ones."""
        with self._lock:
            self._stop_resting()
            self._dismiss()

    def _start_resting(self) -> None:
        for place, child in list(self._children.items()):
            if child.is_busy():  # the crawl was abandoned half-way
                self._children.pop(place).kill()
        self._rest = threading.Timer(self._linger, self.close)
        self._rest.daemon = True
        self._rest.start()

    def _stop_resting(self) -> None:
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None

    def _dismiss(self) -> None:
        while self._children:
            self._children.popitem()[1].dismiss()


class _Crawl:
    """One call of `Crew.crawl`: which jobs are under way, and with which child."""

    def __init__(self, settings: Settings, children: dict[int, Worker], processes: int) -> None:
        self._settings = settings
        self._children = children
        self._processes = processes
        self._answers: queue.Queue[Answer] = queue.Queue()
        self._left: set[int] = set()
        # One far end's sources go to one child, so that its limits hold.
        self._places: dict[str, int] = {}

    def run(self, jobs: Iterable[Job], more: More | None) -> Iterator[list[CrawlResult]]:
        self._begin(list(jobs))
        given_back: list[int] = []
        asked, is_more = time.monotonic(), True
        while True:
            is_time = time.monotonic() - asked >= ASK or not self._left
            if more is not None and (is_time or (is_more and len(self._left) < HUNGRY)):
                jobs = more(given_back)
                self._begin(jobs)
                given_back, asked, is_more = [], time.monotonic(), bool(jobs)
            if not self._left:
                return
            answers = self._gather()
            self._kill_silent()
            given_back += [one.source_id for one in answers if isinstance(one, GivenBack)]
            results = [one for one in answers if isinstance(one, CrawlResult)]
            for death in (one for one in answers if isinstance(one, Death)):
                results += self._after(death)
            self._left -= {*given_back, *(result.source_id for result in results)}
            if results:
                yield results

    def _begin(self, jobs: Sequence[Job]) -> None:
        self._left |= {job.source_id for job in jobs}
        wanted = min(self._processes, 1 + len(self._left) // JOBS_PER_CHILD)
        shares: dict[int, list[Job]] = {}
        for job in jobs:
            asked = _far_end(job.kind, job.address, self._settings)
            place = self._places.setdefault(asked, crc32(asked.encode()) % wanted)
            shares.setdefault(place, []).append(job)
        for place, share in shares.items():
            self._hand_out(place, share, tries=1)

    def _gather(self) -> list[Answer]:
        """The answers of a moment, or all that are left; none where a while has brought none."""
        try:
            found = [self._answers.get(timeout=ASK)]
        except queue.Empty:
            return []
        ends = time.monotonic() + GATHER
        with contextlib.suppress(queue.Empty):
            while len(found) < len(self._left):
                found.append(self._answers.get(timeout=max(0.0, ends - time.monotonic())))
        return found

    def _kill_silent(self) -> None:
        for child in self._children.values():
            if child.is_silent(self._settings.source_timeout + PATIENCE):
                child.kill()  # whose jobs its reading thread then reports

    def _after(self, death: Death) -> list[CrawlResult]:
        """Have a dead child's jobs done by another; results of those that were tried twice."""
        again = [job for job, tries in death.jobs if tries == 1]
        self._hand_out(death.place, again, tries=2)
        return [_lost(job) for job, tries in death.jobs if tries > 1]

    def _hand_out(self, place: int, jobs: Sequence[Job], tries: int) -> None:
        if not jobs:
            return
        child = self._children.get(place)
        is_old = child is not None and child.age() > LONGEST_LIFE and not child.is_busy()
        if child is None or child.is_over or is_old:
            if child is not None:
                child.dismiss()
            child = self._children[place] = Worker(self._settings, place)
        child.take(jobs, self._answers, tries)


def _far_end(kind: str, address: str, settings: Settings) -> str:
    return urlsplit(asked_address(kind, address, settings.bases)).hostname or kind


def _lost(job: Job) -> CrawlResult:
    return CrawlResult(
        job.source_id,
        Outcome.BROKEN,
        cursor=job.cursor,
        message=message("crawlers-child-died"),
    )
