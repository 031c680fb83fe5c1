"""Results of deliveries on their way into the store, many to a transaction."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mentions.store import destinations, leases, outbox, tickets
from mentions.store.database import Database
from mentions.store.destinations import Health
from mentions.store.tickets import EXPIRED, REFUSED, SENT, Result

InStore = Callable[..., Awaitable[Any]]
"""Runs a function with its arguments in the one thread that talks to the database."""


@dataclass(slots=True)
class Delivered:
    """How many tickets were sent, refused or expired, and how many failed and will be retried."""

    sent: int = 0
    refused: int = 0
    expired: int = 0
    retried: int = 0

    def count(self, results: Sequence[Result]) -> None:
        for result in results:
            if result.retry_at is not None:
                self.retried += 1
            elif result.state == SENT:
                self.sent += 1
            elif result.state == REFUSED:
                self.refused += 1
            elif result.state == EXPIRED:
                self.expired += 1


class Ledger:
    """Takes results and writes them in batches; what cannot be written is kept for later."""

    def __init__(self, db: Database, in_store: InStore) -> None:
        self._db = db
        self._in_store = in_store
        self._results: list[Result] = []
        self._health: dict[int, Health] = {}
        self._recovered: set[int] = set()
        self.delivered = Delivered()

    def add(self, result: Result, health: Health, *, has_recovered: bool) -> None:
        self._results.append(result)
        self._note(health)
        if has_recovered:
            self._recovered.add(health.destination_id)

    async def flush(self) -> None:
        """Write all that has come in; it is kept where that fails."""
        if not self._results:
            return
        results, health, recovered = self._results, self._health, self._recovered
        self._results, self._health, self._recovered = [], {}, set()
        try:
            await self._in_store(self._write, results, list(health.values()), recovered)
        except BaseException:
            self._results = results + self._results
            newer, self._health = self._health, health
            for each in newer.values():
                self._note(each)
            self._recovered |= recovered
            raise
        self.delivered.count(results)

    def _note(self, health: Health) -> None:
        """Keep the later health, with what only the earlier one knew."""
        before = self._health.get(health.destination_id, health)
        self._health[health.destination_id] = replace(
            health,
            last_success_at=health.last_success_at or before.last_success_at,
            last_error=health.last_error or before.last_error,
            is_gone=health.is_gone or before.is_gone,
        )

    def _write(
        self, results: Sequence[Result], health: Sequence[Health], recovered: Collection[int]
    ) -> None:
        now = max(result.attempt.at for result in results)
        with self._db.write() as tx:
            tickets.record(tx, leases.owner(), results)
            # In one order everywhere, so that two workers never wait for each other in a ring.
            for each in sorted(health, key=lambda health: health.destination_id):
                destinations.record_health(tx, each)
                if each.destination_id in recovered:
                    outbox.hurry(tx, each.destination_id, now)
