"""The application's side of crawling: starts the crawl children and streams what they bring.

A child is killed where it stops answering, and a dead one is replaced: its unfinished sources
are tried once more, then reported as broken. Nothing is lost with a child, since cursors move
only when the application has stored what they stand for.
"""

import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, cast
from urllib.parse import urlsplit
from zlib import crc32

from crawlers import wire
from crawlers.kinds import asked_address
from crawlers.wire import Job, Settings
from mentions.messages import message
from mentions.types import CrawlResult, Outcome

# The module that is a child; the tests' own has kinds of theirs.
CHILD = "crawlers"
# Jobs for which a second child is worth its start.
JOBS_PER_CHILD = 20
# A child is replaced after this long: its memory and its copies of robots.txt are fresh again.
LONGEST_LIFE = 3600.0
# Beyond a source's own time limit, before a silent child is taken for hung.
PATIENCE = 60.0
# Seconds for which results are gathered, since each batch is stored in a transaction of its own.
GATHER = 0.05
# All of the environment that a process reading hostile bytes needs to see.
ENVIRONMENT = (
    "PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR",
    "SYSTEMROOT",
)  # fmt: skip


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
        self._children: dict[int, _Child] = {}
        self._rest: threading.Timer | None = None
        self._lock = threading.Lock()

    def crawl(self, jobs: Iterable[Job]) -> Iterator[list[CrawlResult]]:
        """A result for each job, in batches of what is there, as soon as it is there.

        After `crawl_timeout` the jobs that are left have none: they are to be crawled again.
        """
        with self._lock:
            self._stop_resting()
            try:
                yield from self._crawl(list(jobs))
            finally:
                self._start_resting()

    def preview(self, job: Job, limit: int = 5) -> CrawlResult:
        """What the first crawl of a source would bring, cut to `limit` items; nothing is kept."""
        (result,) = (one for batch in self.crawl([job]) for one in batch)
        return CrawlResult(
            result.source_id,
            result.outcome,
            items=result.items[:limit],
            message=result.message,
            address=result.address,
        )

    def close(self) -> None:
        """End the children; a later crawl starts new ones."""
        with self._lock:
            self._stop_resting()
            self._dismiss()

    def _crawl(self, jobs: list[Job]) -> Iterator[list[CrawlResult]]:
        answers: queue.Queue[_Answer] = queue.Queue()
        wanted = min(self._processes, 1 + len(jobs) // JOBS_PER_CHILD)
        for place in range(wanted):
            share = [job for job in jobs if self._far_end(job) % wanted == place]
            self._hand_out(place, share, answers, tries=1)
        left = len(jobs)
        ends = time.monotonic() + self._settings.crawl_timeout
        patience = self._settings.source_timeout + PATIENCE
        while left and (time_left := ends - time.monotonic()) > 0:
            try:
                first = answers.get(timeout=min(patience, time_left))
            except queue.Empty:
                if time_left <= patience:
                    break
                for child in self._children.values():
                    child.kill()  # whose jobs its reading thread then reports
                continue
            time.sleep(GATHER if left > 1 else 0)
            batch = [first]
            with contextlib.suppress(queue.Empty):
                while True:
                    batch.append(answers.get_nowait())
            results = [one for one in batch if isinstance(one, CrawlResult)]
            for death in (one for one in batch if isinstance(one, _Death)):
                if death.tries > 1:
                    results += [_lost(job) for job in death.jobs]
                else:
                    self._hand_out(death.place, death.jobs, answers, tries=2)
            left -= len(results)
            if results:
                yield results

    def _hand_out(
        self, place: int, jobs: list[Job], answers: "queue.Queue[_Answer]", tries: int
    ) -> None:
        if not jobs:
            return
        child = self._children.get(place)
        if child is None or not child.is_fit():
            if child is not None:
                child.dismiss()
            child = self._children[place] = _Child(self._settings, place)
        child.take(jobs, answers, tries)

    def _far_end(self, job: Job) -> int:
        """The same number for all that ask one far end, so that one child keeps its limits."""
        asked = asked_address(job, self._settings.bases)
        return crc32((urlsplit(asked).hostname or job.kind).encode())

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


class _Death:
    """A child has died with these jobs in hand."""

    def __init__(self, place: int, jobs: list[Job], tries: int) -> None:
        self.place = place
        self.jobs = jobs
        self.tries = tries


_Answer = CrawlResult | _Death


class _Child:
    """One `python -m crawlers`, and the thread that reads its results."""

    def __init__(self, settings: Settings, place: int) -> None:
        self._place = place
        self._born = time.monotonic()
        self._pending: dict[int, Job] = {}
        self._answers: queue.Queue[_Answer] | None = None
        self._tries = 1
        self._lock = threading.Lock()
        self._is_over = False
        self._process = subprocess.Popen(  # noqa: S603 (nothing in it comes from outside)
            [sys.executable, "-P", "-m", CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_environment(settings),
        )
        self._jobs = cast(IO[bytes], self._process.stdin)
        self._results = cast(IO[bytes], self._process.stdout)
        self._write(wire.settings_line(settings))
        threading.Thread(target=self._read, name=f"crawl-{place}", daemon=True).start()

    def is_fit(self) -> bool:
        return not self._is_over and time.monotonic() - self._born < LONGEST_LIFE

    def is_busy(self) -> bool:
        return bool(self._pending)

    def take(self, jobs: list[Job], answers: "queue.Queue[_Answer]", tries: int) -> None:
        with self._lock:
            self._answers = answers
            self._tries = tries
            self._pending = {job.source_id: job for job in jobs}
            is_over = self._is_over
        if is_over:
            self._report_death()
        else:
            self._write(b"".join(wire.job_line(job) for job in jobs))

    def kill(self) -> None:
        self._process.kill()

    def dismiss(self) -> None:
        """Close its input, at which it ends."""
        with contextlib.suppress(OSError):
            self._jobs.close()
        try:
            self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _write(self, data: bytes) -> None:
        # A dead child is noticed by the reading thread, which has the jobs reported.
        with contextlib.suppress(OSError):
            self._jobs.write(data)
            self._jobs.flush()

    def _read(self) -> None:
        with self._results as lines:
            for line in lines:
                if not line.endswith(b"\n"):
                    break  # it died while writing
                result = wire.read_result(line)
                with self._lock:
                    known = self._pending.pop(result.source_id, None)
                if known is not None and self._answers is not None:
                    self._answers.put(result)
        self._process.wait()
        with self._lock:
            self._is_over = True
        self._report_death()

    def _report_death(self) -> None:
        with self._lock:
            jobs, self._pending = list(self._pending.values()), {}
        if jobs and self._answers is not None:
            self._answers.put(_Death(self._place, jobs, self._tries))


def _environment(settings: Settings) -> dict[str, str]:
    """Without the application's secrets, and with no proxy but the one in the settings."""
    kept = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    proxies = {name: settings.proxy for name in ("http_proxy", "https_proxy") if settings.proxy}
    return kept | proxies | {"PYTHONPATH": str(Path(__file__).parents[1])}


def _lost(job: Job) -> CrawlResult:
    return CrawlResult(
        job.source_id,
        Outcome.BROKEN,
        cursor=job.cursor,
        message=message("crawlers-child-died"),
    )
