"""Runs functions at intervals, in one process at a time, whatever the clock does.

APScheduler runs them; a lease in the database tells which of several schedulers is in charge.
The others stand by, and one of them takes over within `LEASE` of its death (at once where it
died on the same host).
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from mentions.errors import MolvaError
from mentions.store import leases
from mentions.store.database import Database
from mentions.store.times import utc_now

logger = logging.getLogger(__name__)
# It warns whenever a function takes longer than its interval, which is nothing to worry about.
logging.getLogger("apscheduler").setLevel(logging.ERROR)

LEASE = timedelta(seconds=30)
HEARTBEAT_SECONDS = 5.0
LEASE_NAME = "scheduler"
# The clock was set back where it lost more than this against the time that has passed.
CLOCK_SLACK = timedelta(seconds=2)

Failed = Callable[[str, Exception], None]


def _log(name: str, error: Exception) -> None:
    logger.error("scheduled %s failed: %s", name, type(error).__name__)


class Scheduler:
    """`failed(name, error)` is told of a function that raised; it is run again all the same."""

    def __init__(
        self,
        database: Database,
        failed: Failed = _log,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._database = database
        self._failed = failed
        self._clock = clock
        self._jobs = BackgroundScheduler(timezone="UTC")
        self._stop = threading.Event()
        self._beat = threading.Thread(target=self._keep_beating, name="schedule", daemon=True)
        self._in_charge_until = 0.0  # of the monotonic clock

    def every(self, seconds: float, name: str, function: Callable[[], object]) -> None:
        """Run `function` every so often, at first at once, never twice at the same time.

        However many runs were missed, there is one.
        """

        def run() -> None:
            if self.is_in_charge:
                try:
                    function()
                except Exception as error:  # told, and tried again at the next interval
                    self._failed(name, error)

        self._jobs.add_job(
            run,
            IntervalTrigger(seconds=seconds, timezone="UTC"),
            id=name,
            next_run_time=datetime.now(self._jobs.timezone),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )

    @property
    def is_in_charge(self) -> bool:
        """Whether this process holds the lease; false as soon as it cannot be prolonged."""
        return time.monotonic() < self._in_charge_until

    def start(self) -> None:
        self._take_charge()
        self._jobs.start()
        self._beat.start()

    def stop(self) -> None:
        """Wait for the functions that are running, and leave the charge to another process."""
        self._stop.set()
        if self._beat.is_alive():
            self._beat.join()
        if self._jobs.running:
            self._jobs.shutdown(wait=True)
        if self.is_in_charge:
            self._in_charge_until = 0.0
            with self._database.write() as tx:
                leases.release(tx, LEASE_NAME, leases.owner())

    def _keep_beating(self) -> None:
        wall, passed = self._clock(), time.monotonic()
        while not self._stop.wait(HEARTBEAT_SECONDS):
            self._take_charge()
            wall, passed, before = self._clock(), time.monotonic(), (wall, passed)
            if wall - before[0] < timedelta(seconds=passed - before[1]) - CLOCK_SLACK:
                self._plan_anew()

    def _take_charge(self) -> None:
        began = time.monotonic()
        now = self._clock()
        try:
            with self._database.write() as tx:
                is_ours = leases.acquire(tx, LEASE_NAME, leases.owner(), now + LEASE, now)
        except MolvaError as error:
            self._failed(LEASE_NAME, error)
            return
        self._in_charge_until = began + LEASE.total_seconds() if is_ours else 0.0

    def _plan_anew(self) -> None:
        """The clock was set back: APScheduler would wait until it is again as late as it was."""
        for job in self._jobs.get_jobs():
            job.reschedule(job.trigger)
