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
from mentions.store.database import Database
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
        self._store(lambda tx: store.report(tx, name, sentence, now))

    def clear(self, name: str) -> None:
        with self._lock:
            if self._mine.pop(name, None) is None:
                return
        self._store(lambda tx: store.clear(tx, name))

    def all(self) -> list[Problem]:
        """This process's troubles, and what others have stored."""
        with self._lock:
            mine = dict(self._mine)
        try:
            with self._db.read() as tx:
                stored = {problem.name: problem for problem in store.all_problems(tx)}
        except MolvaError as error:
            now = self._clock()
            stored = {"store": Problem("store", error.message, now, now)}
        return sorted((stored | mine).values(), key=lambda problem: problem.since)

    def _store(self, change: Callable[..., None]) -> None:
        try:
            with self._db.write() as tx:
                change(tx)
        except MolvaError as error:
            log.warning("a problem could not be stored: %s", error)
