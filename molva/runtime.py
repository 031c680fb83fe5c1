"""The threads of a running service, each doing one kind of work until told to stop."""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event, Thread

from mentions.messages import message
from mentions.store import clock, leases
from mentions.store.database import Database
from mentions.store.times import utc_now
from molva.problems import Problems

log = logging.getLogger(__name__)

# After an error: long enough not to fill the log, short enough that nobody waits for it.
PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)
HEARTBEAT = 20.0
ALIVE = timedelta(seconds=90)
# Wall clock against the monotonic one: more apart than this is a jump.
JUMP = 60.0
STOP_TIMEOUT = 30.0


class Runtime:
    """Runs pieces of work on threads. A piece that fails is tried again; its trouble is shown."""

    def __init__(
        self, db: Database, problems: Problems, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self.stop = Event()
        self._db = db
        self._problems = problems
        self._clock = clock
        self._threads: list[Thread] = []
        self._names: list[str] = []

    def repeat(self, name: str, step: Callable[[], bool], idle: float) -> None:
        """Call `step` for ever, at once again while it returns True, else after `idle` seconds."""
        self._start(name, lambda: self._repeat(name, step, idle))

    def run(self, name: str, work: Callable[[Event], None]) -> None:
        """Call `work`, which returns when the event is set, and again should it fail."""

        def step() -> bool:
            work(self.stop)
            return False

        self.repeat(name, step, idle=0.0)

    def start_heartbeat(self) -> None:
        """Have this process seen as alive, and a clock that was set back followed."""
        name = f"process {leases.owner()}"
        pendulum = _Pendulum(self._clock)

        def beat() -> bool:
            jumped = pendulum.jumped()
            if jumped:
                log.warning("the clock was set %+.0f seconds", jumped)
                key = "problems-clock-back" if jumped < 0 else "problems-clock-forward"
                self._problems.tell("clock", message(key, seconds=round(abs(jumped))))
            now = self._clock()
            with self._db.write() as tx:
                clock.follow(tx, now)
                details = {"works": self._names}
                leases.acquire(tx, name, leases.owner(), now + ALIVE, now, details)
            return False

        self.repeat("heartbeat", beat, HEARTBEAT)

    def wait(self) -> None:
        """Until `stop` is set, then until the threads have ended or had their time."""
        while not self.stop.wait(1.0):
            pass
        deadline = time.monotonic() + STOP_TIMEOUT
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _start(self, name: str, target: Callable[[], None]) -> None:
        thread = Thread(target=target, name=name, daemon=True)
        self._names.append(name)
        self._threads.append(thread)
        thread.start()

    def _repeat(self, name: str, step: Callable[[], bool], idle: float) -> None:
        failures = 0
        while not self.stop.is_set():
            try:
                is_busy = step()
            except Exception as error:
                self._problems.report(name, error)
                self.stop.wait(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1
                continue
            failures = 0
            self._problems.clear(name)
            if not is_busy:
                self.stop.wait(idle)


class _Pendulum:
    """Tells by how much the wall clock has been set since it was last asked."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._wall, self._steady = clock(), time.monotonic()

    def jumped(self) -> float:
        """Seconds, negative for back; 0 where the clock has merely run."""
        wall, steady = self._clock(), time.monotonic()
        drift = (wall - self._wall).total_seconds() - (steady - self._steady)
        self._wall, self._steady = wall, steady
        return drift if abs(drift) > JUMP else 0.0
