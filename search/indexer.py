"""The worker that makes the index follow the outbox.

    outbox (channel search) ─► claim ─► engine.index(mention ids) ─► done
                                            └─ cannot now ─► put off, longer each time

What is claimed is read from the mentions as they are, not as they were, so rows may be repeated
or arrive in any order. A rebuild is done by the same worker, a step between batches.
"""

import logging
from datetime import datetime, timedelta
from threading import Event

from mentions.errors import MolvaError
from mentions.store import leases, outbox
from mentions.store.database import Database
from mentions.store.outbox import OutboxRow, PutOff
from mentions.store.times import utc_now
from search.engine import Engine

log = logging.getLogger(__name__)

AT_ONCE = 1_000
LEASE = timedelta(minutes=5)
IDLE_SECONDS = 1.0
LONGEST_PAUSE = timedelta(seconds=60)


class Indexer:
    def __init__(self, db: Database, engine: Engine) -> None:
        self._db = db
        self._engine = engine
        self._failures = 0
        self._in_hand: list[int] = []

    def run_once(self, now: datetime | None = None) -> int:
        """Bring one batch into the index, and do a step of a rebuild if one is needed.

        The number of changes that were taken in; with 0 and no rebuild there is nothing to do.
        Raises what the engine raises, after putting the batch off.
        """
        if self._engine.needs_rebuild():
            self._engine.rebuild_step()
        now = now or utc_now()
        with self._db.write() as tx:
            # What a call that failed has left, so that it does not wait for its lease to end.
            outbox.give_back(tx, leases.owner(), self._in_hand)
            rows = outbox.claim(tx, outbox.SEARCH, leases.owner(), now, AT_ONCE, LEASE)
        self._in_hand = [row.id for row in rows]
        if not rows:
            return 0
        try:
            self._engine.index(sorted({row.mention_id for row in rows}))
        except MolvaError:
            self._failures += 1
            self._put_off(rows, now)
            self._in_hand = []
            raise
        self._failures = 0
        with self._db.write() as tx:
            outbox.done(tx, [row.id for row in rows])
        self._in_hand = []
        return len(rows)

    def run(self, stop: Event) -> None:
        """Until told to stop; an engine that cannot take anything is asked again, less often."""
        while not stop.is_set():
            try:
                taken = self.run_once()
                busy = taken > 0 or self._engine.needs_rebuild()
                pause = 0.0 if busy else IDLE_SECONDS
            except MolvaError as error:
                log.warning("The index is not following: %s", error)
                pause = _pause(self._failures).total_seconds()
            stop.wait(pause)

    def _put_off(self, rows: list[OutboxRow], now: datetime) -> None:
        due = now + _pause(self._failures)
        with self._db.write() as tx:
            failed = [PutOff(row.id, row.attempts + 1, due) for row in rows]
            outbox.put_off(tx, leases.owner(), failed)


def _pause(failures: int) -> timedelta:
    return min(timedelta(seconds=2.0 ** min(failures, 10)), LONGEST_PAUSE)
