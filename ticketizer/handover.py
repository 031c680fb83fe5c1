"""What passes between the store and the lanes: one turn at the store does it all."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import NamedTuple

from mentions.store import destinations, leases, outbox, tickets
from mentions.store.database import Database, Transaction
from mentions.store.destinations import Destination, Health
from mentions.store.outbox import TICKET, OutboxRow
from mentions.store.tickets import Result, TicketContent
from ticketizer.circuit import Circuit

# A lane begins with this many tickets, and asks for twice as many each time that it runs out, so
# that a slow desk holds few and a fast one waits for few commits.
FIRST_BATCH = 128
LARGEST_BATCH = 2048
LEASE = timedelta(minutes=5)
# A parcel that has lain in hand for longer is not sent: its lease might end under way.
SHELF_LIFE = LEASE.total_seconds() / 2


class Parcel(NamedTuple):
    """A ticket in hand; not to be sent after `expires` on the monotonic clock."""

    row: OutboxRow
    content: TicketContent
    expires: float


@dataclass(frozen=True, slots=True)
class Claimed:
    """What was got for one destination; fewer parcels than asked for means that no more is due."""

    destination: Destination
    parcels: tuple[Parcel, ...]
    is_all: bool


@dataclass(slots=True)
class Report:
    """What the lanes have to tell: results, how destinations stand, rows given back untried."""

    results: list[Result] = field(default_factory=list)
    health: dict[int, Health] = field(default_factory=dict)
    returned: list[int] = field(default_factory=list)

    def health_of(self, destination_id: int) -> Health:
        """To be filled in."""
        found = self.health.get(destination_id)
        if found is None:
            found = self.health[destination_id] = Health()
        return found

    def __bool__(self) -> bool:
        return bool(self.results or self.returned)


class Handover:
    """The store's side of delivery."""

    def __init__(self, db: Database, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._clock = clock

    def turn(
        self, report: Report, lanes: Collection[int], refill: Mapping[int, int]
    ) -> tuple[list[Claimed], frozenset[int]]:
        """Record the report; claim for the lanes to `refill`, and for what is due without a lane.

        `refill`: how many tickets each of these lanes would have; one whose destination has been
        removed gets no answer. All in one transaction, so a kill leaves each result recorded or
        its row leased still. The second value are rows in hand that are not to be sent any more.
        """
        now, holder = self._clock(), leases.owner()
        with self._db.read() as tx:
            due = outbox.due_destinations(tx, now, apart_from=lanes)
            has_work = report or refill or due or (lanes and tickets.recalled(tx, holder))
        if not has_work:
            return [], frozenset()
        with self._db.write() as tx:
            self._record(tx, report)
            wishes = {**dict.fromkeys(due, FIRST_BATCH), **refill}
            claimed = [self._claim(tx, there, most, now) for there, most in sorted(wishes.items())]
            gone = tickets.take_recalled(tx, holder)
        with self._db.read() as tx:
            found = [self._with_contents(tx, *one, gone) for one in claimed if one is not None]
        return found, gone

    def record(self, report: Report) -> None:
        """Record the report and claim nothing more."""
        if report:
            with self._db.write() as tx:
                self._record(tx, report)

    def _record(self, tx: Transaction, report: Report) -> None:
        holder = leases.owner()
        tickets.record(tx, holder, report.results)
        outbox.give_back(tx, holder, report.returned)
        # In one order everywhere, so that two workers never wait for each other in a ring.
        for destination_id, health in sorted(report.health.items()):
            destinations.record_health(tx, destination_id, health)
            if health.has_recovered:
                outbox.hurry(tx, destination_id, self._clock())

    def _claim(
        self, tx: Transaction, destination_id: int, most: int, now: datetime
    ) -> tuple[Destination, list[OutboxRow], int] | None:
        destination = destinations.get(tx, destination_id)
        if destination is None:
            return None
        circuit = Circuit(destination.failures, destination.closed_until)
        limit = 1 if circuit.is_suspect else most
        if not destination.is_enabled or circuit.is_closed(now):
            return destination, [], limit
        rows = outbox.claim(tx, TICKET, leases.owner(), now, limit, LEASE, destination_id)
        return destination, rows, limit

    def _with_contents(
        self,
        tx: Transaction,
        destination: Destination,
        rows: Sequence[OutboxRow],
        limit: int,
        gone: Collection[int],
    ) -> Claimed:
        contents = tickets.contents(tx, [row.ticket_id for row in rows if row.ticket_id])
        expires = monotonic() + SHELF_LIFE
        parcels = tuple(
            Parcel(row, contents[row.ticket_id], expires)
            for row in rows
            if row.ticket_id in contents and row.id not in gone
        )
        return Claimed(destination, parcels, is_all=len(rows) < limit or limit == 1)
