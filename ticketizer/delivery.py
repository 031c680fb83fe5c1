"""Delivery: every ticket of the outbox to its desk, each under one key, at least once.

    outbox ─► claim (lease) ─► lane of the destination ─► desk.request ─► POST ─► answer
       ▲                                                                           │
       └────── put off, or done: ticket, attempt, health in one transaction ◄──────┘

Each destination has a lane of its own, so one that is slow or dead delays no other. A kill between
sending and recording sends again with the same key. One thread moves the requests, another talks
to the database, so that neither waits for the other.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from threading import Event
from time import monotonic, perf_counter

from mentions.errors import MolvaError
from mentions.network import AddressPolicy
from mentions.store.database import Database
from mentions.store.destinations import Destination
from mentions.store.tickets import EXPIRED, REFUSED, SENT, Attempt, Result
from mentions.store.times import utc_now
from ticketizer.desks import kind_of
from ticketizer.handover import Claimed, Handover, Report
from ticketizer.lane import Lane
from ticketizer.results import attempt_of, verdict_on
from ticketizer.sample import sample_ticket
from ticketizer.sending import Sender, post
from ticketizer.settings import DeliverySettings

log = logging.getLogger(__name__)

# Results gather for this long, so that one commit (a wait for the disk) keeps many.
TICK = 0.1
IDLE = 0.5
PAUSE_AFTER_ERROR = 1.0
MOST_ERRORS = 5
# What is under way at a stop may end; after this it is cut off, and sent again later.
GRACE = 5.0


@dataclass(slots=True)
class Delivered:
    """How many tickets were sent, refused or expired, and how many failed and will be retried."""

    sent: int = 0
    refused: int = 0
    expired: int = 0
    retried: int = 0

    def count(self, result: Result) -> None:
        if result.retry_at is not None:
            self.retried += 1
        self.sent += result.state == SENT
        self.refused += result.state == REFUSED
        self.expired += result.state == EXPIRED


class Deliverer:
    """Delivers tickets, in the thread that calls it; several may share the work."""

    def __init__(
        self,
        db: Database,
        policy: AddressPolicy,
        settings: DeliverySettings | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._db = db
        self._policy = policy
        self._settings = settings or DeliverySettings()
        self._clock = clock

    def run_once(self) -> Delivered:
        """Deliver until nothing is due, and say what came of it.

        A MolvaError of the store is raised when it has lasted a while.
        """
        return self._work(Event(), until_empty=True)

    def run(self, stop: Event) -> None:
        """Deliver what falls due until `stop` is set; faults of the store are waited out."""
        self._work(stop, until_empty=False)

    def _work(self, stop: Event, *, until_empty: bool) -> Delivered:
        sender = Sender(self._policy, self._settings.in_all, self._settings.timeout)
        try:
            with ThreadPoolExecutor(1, "delivery-store") as store:
                handover = Handover(self._db, self._clock)
                shift = _Shift(handover, store, sender, self._settings, self._clock)
                shift.run(stop, until_empty=until_empty)
                return shift.delivered
        finally:
            sender.close()


class _Shift:
    """The open lanes, what they have to report, and the turn at the store that is under way."""

    def __init__(
        self,
        handover: Handover,
        store: ThreadPoolExecutor,
        sender: Sender,
        settings: DeliverySettings,
        clock: Callable[[], datetime],
    ) -> None:
        self._handover = handover
        self._store = store
        self._sender = sender
        self._settings = settings
        self._clock = clock
        self._lanes: dict[int, Lane] = {}
        self._report = Report()
        self._told = Report()
        self._turn: Future[list[Claimed]] | None = None
        self._next_turn = 0.0
        self._errors = 0
        self.delivered = Delivered()

    def run(self, stop: Event, *, until_empty: bool) -> None:
        while not stop.is_set():
            has_turned = self._end_turn(MOST_ERRORS if until_empty else None)
            self._close_lanes()
            self._start_requests()
            is_idle = has_turned and not (self._lanes or self._report)
            if is_idle and until_empty:
                return
            self._begin_turn(is_idle)
            self._sender.turn(TICK)
        self._stop()

    def _start_requests(self) -> None:
        """One request a lane in turn, while there is room for any."""
        is_moving = True
        while is_moving and self._sender.has_room:
            is_moving = False
            for destination_id, lane in list(self._lanes.items()):
                if lane.can_start and self._sender.has_room:
                    lane.start(lambda: self._report)
                    # To the back, so that no lane takes every slot that falls free.
                    self._lanes[destination_id] = self._lanes.pop(destination_id)
                    is_moving = True

    def _close_lanes(self) -> None:
        for destination_id in [key for key, lane in self._lanes.items() if lane.is_over]:
            self._lanes.pop(destination_id).leave(self._report)

    def _begin_turn(self, is_idle: bool) -> None:
        """Go to the store when it is time, a lane runs out of parcels, or all else is done."""
        if self._turn is not None:
            return
        refill = [key for key, lane in self._lanes.items() if lane.wants_refill]
        now = monotonic()
        if is_idle:
            self._next_turn = max(self._next_turn, now + IDLE)
        is_urgent = refill or (self._report and not self._sender.is_busy)
        if now < self._next_turn and (self._errors or not is_urgent):
            return
        self._next_turn = now + TICK
        self._told, self._report = self._report, Report()
        self._turn = self._store.submit(
            self._handover.turn, self._told, frozenset(self._lanes), refill
        )
        self._turn.add_done_callback(lambda _: self._sender.wake())

    def _end_turn(self, most_errors: int | None) -> bool:
        """Take what a turn has brought; True where one has ended that brought nothing to do."""
        if self._turn is None or not self._turn.done():
            return False
        turn, self._turn = self._turn, None
        try:
            claimed = turn.result()
        except MolvaError as error:
            self._told.extend(self._report)
            self._report, self._told = self._told, Report()
            self._errors += 1
            if most_errors is not None and self._errors >= most_errors:
                raise
            log.warning("delivery waits for the store: %s", error)
            self._next_turn = monotonic() + PAUSE_AFTER_ERROR
            return False
        self._errors = 0
        for result in self._told.results:
            self.delivered.count(result)
        for each in claimed:
            self._open(each)
        return not (claimed or self._told)

    def _open(self, claimed: Claimed) -> None:
        there = claimed.destination.id
        try:
            if there in self._lanes:
                self._lanes[there].take(claimed)
            elif claimed.parcels:
                self._lanes[there] = Lane(claimed, self._sender, self._settings, self._clock)
        except Exception:
            # A destination that cannot be understood (of a newer version's kind) delays no other;
            # its tickets come up again when their leases end.
            log.exception("nothing can be sent to destination %d", there)

    def _stop(self) -> None:
        """Let what is under way end, give the rest back, and record it all."""
        deadline = monotonic() + GRACE
        while self._sender.is_busy and monotonic() < deadline:
            self._sender.turn(TICK)
        if self._turn is not None:
            self._turn.exception()
            self._end_turn(None)
        for lane in self._lanes.values():
            lane.leave(self._report)
        try:
            self._handover.record(self._report)
        except MolvaError as error:
            log.warning("what was delivered last may be sent again: %s", error)


def send_test(
    destination: Destination,
    policy: AddressPolicy,
    settings: DeliverySettings,
    clock: Callable[[], datetime] = utc_now,
) -> Attempt:
    """Send the sample mention once, under a key of its own, and say how it went; nothing is kept.

    Raises DestinationError where there is nothing that could be sent.
    """
    at = clock()
    desk = kind_of(destination.kind).desk(destination, settings.base_address)
    content = sample_ticket(at, destination.options["language"])
    request = desk.request(content, at, is_test=True)
    started = perf_counter()
    answer = post(request, policy, settings.timeout)
    milliseconds = round(1000 * (perf_counter() - started))
    return attempt_of(answer, verdict_on(answer, at), at, milliseconds, request.secrets)
