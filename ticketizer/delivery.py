"""Delivery: every ticket of the outbox to its desk, each under one key, at least once.

    outbox ─► claim (lease) ─► lane of the destination ─► desk.request ─► POST ─► answer
       ▲                                                                           │
       └────── put off, or done: ticket, attempt, health in one transaction ◄──────┘

Each destination has a lane of its own, so one that is slow or dead delays no other. A kill between
sending and recording sends again with the same key. One thread does it all: requests go on in the
kernel while it talks to the database, a few hundred tickets at a time.
"""

import logging
from collections.abc import Callable
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
TICK = 0.25
IDLE = 0.5
STOP_DELAY = 0.1
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
            shift = _Shift(Handover(self._db, self._clock), sender, self._settings, self._clock)
            shift.run(stop, until_empty=until_empty)
            return shift.delivered
        finally:
            sender.close()


class _Shift:
    """The open lanes and what they have to report, between turns at the store."""

    def __init__(
        self,
        handover: Handover,
        sender: Sender,
        settings: DeliverySettings,
        clock: Callable[[], datetime],
    ) -> None:
        self._handover = handover
        self._sender = sender
        self._settings = settings
        self._clock = clock
        self._lanes: dict[int, Lane] = {}
        self._report = Report()
        self._next_turn = 0.0
        self._errors = 0
        self.delivered = Delivered()

    def run(self, stop: Event, *, until_empty: bool) -> None:
        while not stop.is_set():
            is_idle = False
            if self._is_time():
                is_idle = self._turn(MOST_ERRORS if until_empty else None)
            self._close_lanes()
            if is_idle and until_empty:
                return
            self._start_requests()
            self._sender.turn(min(STOP_DELAY, max(0.0, self._next_turn - monotonic())))
        self._stop()

    def _is_time(self) -> bool:
        """Whether to go to the store: the tick has passed, a lane runs out, or all else is done."""
        if monotonic() >= self._next_turn:
            return True
        is_urgent = (self._report and not self._sender.is_busy) or any(
            lane.wish for lane in self._lanes.values()
        )
        return is_urgent and not self._errors

    def _turn(self, most_errors: int | None) -> bool:
        """Hand over what has come in and take what is due; True where there was neither."""
        refill = {key: lane.wish for key, lane in self._lanes.items() if lane.wish}
        try:
            claimed, recalled = self._handover.turn(self._report, self._lanes.keys(), refill)
        except MolvaError as error:
            self._errors += 1
            if most_errors is not None and self._errors >= most_errors:
                raise
            log.warning("delivery waits for the store: %s", error)
            self._next_turn = monotonic() + PAUSE_AFTER_ERROR
            return False
        self._errors = 0
        for result in self._report.results:
            self.delivered.count(result)
        is_idle = not (claimed or self._report or self._lanes)
        self._report = Report()
        if recalled:
            for lane in self._lanes.values():
                lane.drop(recalled)
        for each in claimed:
            self._open(each)
        for removed in refill.keys() - {each.destination.id for each in claimed}:
            self._lanes[removed].end()
        self._next_turn = monotonic() + (IDLE if is_idle else TICK)
        return is_idle

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
            self._sender.turn(STOP_DELAY)
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
