"""One crawl child, `python -m crawlers`, and the thread that reads what it answers."""

import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from crawlers import wire
from crawlers.wire import GivenBack, Job, Settings
from mentions.types import CrawlResult

# The module that is a child; the tests' own has kinds of theirs.
CHILD = "crawlers"
# All of the environment that a process reading hostile bytes needs to see.
ENVIRONMENT = (
    "PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR",
    "SYSTEMROOT",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Death:
    """A child has died with these jobs in hand, each with how often it was tried."""

    place: int
    jobs: tuple[tuple[Job, int], ...]


Answer = CrawlResult | GivenBack | Death


class Worker:
    """Takes jobs at any time; its answers go into the queue that came with them."""

    def __init__(self, settings: Settings, place: int) -> None:
        self._place = place
        self._born = self._heard = time.monotonic()
        self._pending: dict[int, tuple[Job, int]] = {}
        self._answers: queue.Queue[Answer] | None = None
        self._lock = threading.Lock()
        self.is_over = False
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

    def age(self) -> float:
        return time.monotonic() - self._born

    def is_busy(self) -> bool:
        return bool(self._pending)

    def is_silent(self, seconds: float) -> bool:
        """Whether it has said nothing for so long, although it has jobs."""
        return self.is_busy() and time.monotonic() - self._heard > seconds

    def take(self, jobs: Sequence[Job], answers: "queue.Queue[Answer]", tries: int) -> None:
        with self._lock:
            if not self._pending:
                self._heard = time.monotonic()
            self._answers = answers
            self._pending |= {job.source_id: (job, tries) for job in jobs}
            is_over = self.is_over
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
                try:
                    answer = wire.read_answer(line)
                except (LookupError, TypeError, ValueError, AttributeError):
                    break  # it died while writing, or is of no more use
                with self._lock:
                    self._heard = time.monotonic()
                    known = self._pending.pop(answer.source_id, None)
                if known is not None and self._answers is not None:
                    self._answers.put(answer)
        self._process.kill()
        self._process.wait()
        with self._lock:
            self.is_over = True
        self._report_death()

    def _report_death(self) -> None:
        with self._lock:
            jobs, self._pending = tuple(self._pending.values()), {}
        if jobs and self._answers is not None:
            self._answers.put(Death(self._place, jobs))


def _environment(settings: Settings) -> dict[str, str]:
    """Without the application's secrets, and with no proxy but the one in the settings."""
    kept = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    proxies = {name: settings.proxy for name in ("http_proxy", "https_proxy") if settings.proxy}
    return kept | proxies | {"PYTHONPATH": str(Path(__file__).parents[1])}
