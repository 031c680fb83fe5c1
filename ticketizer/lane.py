"""One destination's deliveries, from the claim to the ledger, while anything is due for it."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic, perf_counter

from mentions.errors import MolvaError
from mentions.messages import message
from mentions.store import destinations, leases, outbox, tickets
from mentions.store.database import Database
from mentions.store.destinations import Destination, DestinationError, Health
from mentions.store.outbox import TICKET, OutboxRow
from mentions.store.tickets import TicketContent
from ticketizer.answers import Answer, Meaning
from ticketizer.circuit import Circuit, after_failure, after_success
from ticketizer.desks import Desk, kind_of
from ticketizer.ledger import InStore, Ledger
from ticketizer.results import Verdict, attempt_of, result_of, verdict_on
from ticketizer.sending import NoAnswer, Sender
from ticketizer.settings import DeliverySettings

log = logging.getLogger(__name__)

BATCH = 256
LEASE = timedelta(minutes=5)
# A parcel that has lain in hand for longer is not sent: its lease might end under way.
SHELF_LIFE = LEASE.total_seconds() / 2


@dataclass(frozen=True, slots=True)
class Means:
    """What all lanes share. `slots` bounds the requests under way in all."""

    db: Database
    in_store: InStore
    sender: Sender
    ledger: Ledger
    slots: asyncio.Semaphore
    settings: DeliverySettings
    clock: Callable[[], datetime]
    is_stopping: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Parcel:
    """A ticket in hand; not to be sent after `expires` on the monotonic clock."""

    row: OutboxRow
    content: TicketContent
    expires: float


class Lane:
    """Sends what is due for one destination until nothing is, or it had better be left alone."""

    def __init__(self, destination_id: int, means: Means) -> None:
        self._id = destination_id
        self._means = means
        self._destination: Destination | None = None
        self._desk: Desk | None = None
        self._circuit = Circuit()
        self._parcels: deque[Parcel] = deque()
        self._stale: list[Parcel] = []
        self._filling = asyncio.Lock()
        self._ahead: asyncio.Task[None] | None = None
        self._is_dry = False
        self._is_ended = False

    async def run(self) -> None:
        """Send side by side; to a destination that has been failing, one to try."""
        try:
            await self._fill()
            width = 1 if self._circuit.is_suspect else self._means.settings.per_destination
            async with asyncio.TaskGroup() as workers:
                for _ in range(min(width, len(self._parcels))):
                    workers.create_task(self._work())
        finally:
            await self._give_back()

    async def _work(self) -> None:
        while (parcel := await self._next()) is not None:
            async with self._means.slots:
                await self._deliver(parcel)

    async def _next(self) -> Parcel | None:
        """The next parcel; more are claimed while the last ones are being sent."""
        if not self._parcels:
            await self._fill()
        elif len(self._parcels) < BATCH // 2 and not (self._is_dry or self._filling.locked()):
            self._ahead = asyncio.create_task(self._fill(BATCH // 2))
        while self._parcels and not self._is_over():
            parcel = self._parcels.popleft()
            if monotonic() < parcel.expires:
                return parcel
            self._stale.append(parcel)
        return None

    def _is_over(self) -> bool:
        return (
            self._is_ended
            or self._means.is_stopping()
            or self._circuit.is_closed(self._means.clock())
        )

    async def _fill(self, least: int = 1) -> None:
        """Claim a batch unless `least` parcels are in hand, or there were no more."""
        async with self._filling:
            if len(self._parcels) >= least or self._is_dry or self._is_over():
                return
            try:
                claimed = await self._means.in_store(self._claim)
            except MolvaError as error:
                log.warning("tickets for destination %d cannot be claimed: %s", self._id, error)
                claimed = []
            self._is_dry = len(claimed) < BATCH
            self._parcels.extend(claimed)

    def _claim(self) -> list[Parcel]:
        """In the store's thread: due rows under a lease, with what there is to tell of them."""
        means = self._means
        with means.db.write() as tx:
            destination = destinations.get(tx, self._id)
            if destination is None or not destination.is_enabled:
                return []
            self._open_desk(destination)
            limit = 1 if self._circuit.is_suspect else BATCH
            now = means.clock()
            rows = outbox.claim(tx, TICKET, leases.owner(), now, limit, LEASE, self._id)
        with means.db.read() as tx:
            contents = tickets.contents(tx, [row.ticket_id for row in rows if row.ticket_id])
        expires = monotonic() + SHELF_LIFE
        return [
            Parcel(row, contents[row.ticket_id], expires)
            for row in rows
            if row.ticket_id in contents
        ]

    def _open_desk(self, destination: Destination) -> None:
        """Anew when it has been edited; the circuit is the stored one at first, then our own."""
        before = self._destination
        if before is None:
            self._circuit = Circuit(destination.failures, destination.closed_until)
        kept = (destination.options, destination.secrets)
        if before is None or (before.options, before.secrets) != kept:
            desk = kind_of(destination.kind).desk
            self._desk = desk(destination, self._means.settings.base_address)
        self._destination = destination

    async def _deliver(self, parcel: Parcel) -> None:
        means, desk = self._means, self._desk
        assert desk is not None  # there are no parcels before `_open_desk`  # noqa: S101
        at, started = means.clock(), perf_counter()
        secrets: tuple[str, ...] = ()
        answer: Answer | NoAnswer
        try:
            request = desk.request(parcel.content, at)
            secrets = request.secrets
            answer = await means.sender.send(request)
        except DestinationError as error:
            answer = NoAnswer(error.message, is_final=True, is_outage=False)
        except Exception:
            # One ticket that our own code trips over must not hold up all behind it.
            log.exception("ticket %s cannot be sent", parcel.content.key)
            answer = NoAnswer(message("ticketizer-broken"), is_outage=False)
        milliseconds = round(1000 * (perf_counter() - started))
        now = means.clock()
        verdict = verdict_on(answer, now)
        receipt = None
        if isinstance(answer, Answer) and verdict.meaning is Meaning.SENT:
            receipt = desk.receipt(answer)
        attempt = attempt_of(answer, verdict, at, milliseconds, secrets)
        result = result_of(
            parcel.row, verdict, attempt, means.settings.retry_schedule, now, receipt
        )
        has_recovered = self._heed(verdict, now)
        means.ledger.add(result, self._health(verdict, now), has_recovered=has_recovered)

    def _heed(self, verdict: Verdict, now: datetime) -> bool:
        """Draw the consequence for the lane; True where the destination has come back."""
        was_suspect = self._circuit.is_suspect
        if verdict.is_outage:
            longest = timedelta(seconds=max(self._means.settings.retry_schedule))
            self._circuit = after_failure(self._circuit, now, longest, verdict.asked_to_wait)
        elif verdict.is_answered:
            self._circuit = after_success(self._circuit, now)
        has_recovered = was_suspect and not self._circuit.is_suspect
        # A lane that tried with one ticket ends here; the next one opens at full width.
        self._is_ended = self._is_ended or has_recovered or verdict.meaning is Meaning.GONE
        return has_recovered

    def _health(self, verdict: Verdict, now: datetime) -> Health:
        return Health(
            destination_id=self._id,
            failures=self._circuit.failures,
            closed_until=self._circuit.closed_until,
            last_success_at=now if verdict.meaning is Meaning.SENT else None,
            last_error=verdict.error,
            is_gone=verdict.meaning is Meaning.GONE,
        )

    async def _give_back(self) -> None:
        """Return what was claimed and not tried; where that fails, the leases lapse."""
        if self._ahead is not None:
            await self._ahead
        row_ids = [parcel.row.id for parcel in (*self._parcels, *self._stale)]
        if row_ids:
            await self._means.in_store(self._return, row_ids)

    def _return(self, row_ids: Sequence[int]) -> None:
        try:
            with self._means.db.write() as tx:
                outbox.give_back(tx, leases.owner(), row_ids)
        except MolvaError as error:
            log.warning("tickets in hand for destination %d stay leased: %s", self._id, error)
