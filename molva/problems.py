"""What is wrong now, from the threads that meet it to the page that says it.

Kept in this process and, where the database takes it, in the store too: a full disk or a dead
database is just what must be seen without writing to it.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Lock

from mentions.errors import MolvaError
from mentions.messages import Message, message
from mentions.store import problems as store
from mentions.store.database import Database, Transaction
from mentions.store.problems import Problem
from mentions.store.times import utc_now

log = logging.getLogger(__name__)


class Problems:
    """The troubles of this process, by name; safe to use from all of its threads."""

    def __init__(self, db: Database, clock: Callable[[], datetime] = utc_now) -> None:
        self._db = db
        self._clock = clock
        self._lock = Lock()
        self._mine: dict[str, Problem] = {}
        # Whether the store, when it last took something, has the trouble of that name.
        self._stored: dict[str, bool] = {}

    def report(self, name: str, error: BaseException) -> None:
        """Note that the work called `name` met `error`; the log has what a page must not show."""
        if isinstance(error, MolvaError):
            sentence = error.message
            log.warning("%s: %s", name, sentence)
        else:
            sentence = message("problems-unexpected", work=name)
            log.error("%s failed", name, exc_info=error)
        self.tell(name, sentence)

    def tell(self, name: str, sentence: Message) -> None:
        now = self._clock()
        with self._lock:
            known = self._mine.get(name)
            self._mine[name] = Problem(name, sentence, known.since if known else now, now)
        self._store(name, lambda tx: store.report(tx, name, sentence, now), has_it=True)

    def clear(self, name: str) -> None:
        """The work called `name` does well: its trouble is over, also one that the store has from
        a process that is no more. To be called as often as one likes.
        """
        with self._lock:
            if self._mine.pop(name, None) is None and self._stored.get(name) is False:
                return
        self._store(name, lambda tx: store.clear(tx, name), has_it=False)

    def all(self) -> list[Problem]:
        """This process's troubles, and what others have stored."""
        now = self._clock()
        try:
            with self._db.read() as tx:
                stored = {problem.name: problem for problem in store.all_problems(tx, now)}
        except MolvaError as error:
            stored = {"store": Problem("store", error.message, now, now)}
        mine = {problem.name: problem for problem in self._on(now)}
        return sorted((stored | mine).values(), key=lambda problem: problem.since)

    def unstored(self) -> list[Problem]:
        """Those of this process's troubles that the database did not take."""
        return [each for each in self._on(self._clock()) if not self._stored.get(each.name)]

    def _on(self, now: datetime) -> list[Problem]:
        with self._lock:
            return [problem for problem in self._mine.values() if problem.is_on(now)]

    def _store(self, name: str, change: Callable[[Transaction], None], *, has_it: bool) -> None:
        try:
            with self._db.write() as tx:
                change(tx)
        except MolvaError as error:
            log.warning("a problem could not be stored: %s", error)
            self._stored.pop(name, None)
        else:
            self._stored[name] = has_it
