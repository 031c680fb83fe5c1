"""Delivery: every ticket of the outbox to its desk, each under one key, at least once.

    outbox ─► claim (lease) ─► lane of the destination ─► desk.request ─► POST ─► answer
       ▲                                                                           │
       └────── put off, or done: ticket, attempt, health in one transaction ◄──────┘

Each destination has a lane of its own, so one that is slow or dead delays no other. A kill between
sending and recording sends again with the same key.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from threading import Event
from time import perf_counter
from typing import Any

from mentions.errors import MolvaError
from mentions.network import AddressPolicy
from mentions.store import outbox
from mentions.store.database import Database
from mentions.store.destinations import Destination
from mentions.store.tickets import Attempt
from mentions.store.times import utc_now
from ticketizer.desks import kind_of
from ticketizer.lane import Lane, Means
from ticketizer.ledger import Delivered, Ledger
from ticketizer.results import attempt_of, verdict_on
from ticketizer.sample import sample_ticket
from ticketizer.sending import Sender
from ticketizer.settings import DeliverySettings

log = logging.getLogger(__name__)

# Results gather for this long, so that one commit (a wait for the disk) keeps many.
TICK = 0.1
IDLE = 0.5
PAUSE_AFTER_ERROR = 1.0
MOST_ERRORS = 5
# What is under way at a stop may end; after this it is cut off, and sent again later.
GRACE = 5.0


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
        """Deliver until nothing is due, and say what came of it."""
        return asyncio.run(self._work(Event(), until_empty=True))

    def run(self, stop: Event) -> None:
        """Deliver what falls due until `stop` is set; faults of the store are waited out."""
        asyncio.run(self._work(stop, until_empty=False))

    async def _work(self, stop: Event, *, until_empty: bool) -> Delivered:
        with ThreadPoolExecutor(1, "delivery-store") as store:
            in_store = partial(asyncio.get_running_loop().run_in_executor, store)
            settings = self._settings
            means = Means(
                db=self._db,
                in_store=in_store,
                sender=Sender(self._policy, settings.in_all, settings.timeout),
                ledger=Ledger(self._db, in_store),
                slots=asyncio.Semaphore(settings.in_all),
                settings=settings,
                clock=self._clock,
                is_stopping=stop.is_set,
            )
            try:
                await _Shift(means, until_empty).run()
            finally:
                await means.sender.close()
            return means.ledger.delivered


class _Shift:
    """The lanes that are open, and the loop that opens them and keeps the ledger."""

    def __init__(self, means: Means, until_empty: bool) -> None:
        self._means = means
        self._until_empty = until_empty
        self._lanes: dict[int, asyncio.Task[None]] = {}

    async def run(self) -> None:
        errors = 0
        while not self._means.is_stopping():
            try:
                is_idle = await self._tick()
                errors = 0
            except MolvaError as error:
                errors += 1
                if self._until_empty and errors == MOST_ERRORS:
                    raise
                log.warning("delivery waits for the store: %s", error)
                await asyncio.sleep(PAUSE_AFTER_ERROR)
                continue
            if is_idle and self._until_empty:
                return
            await self._pause(is_idle)
        await self._close()

    async def _tick(self) -> bool:
        """Record what has come in and open lanes for what is due; True where nothing is."""
        was_open = bool(self._lanes)
        await self._means.ledger.flush()
        for destination_id in await self._means.in_store(self._due):
            if destination_id not in self._lanes:
                lane = asyncio.create_task(Lane(destination_id, self._means).run())
                self._lanes[destination_id] = lane
                lane.add_done_callback(partial(self._closed, destination_id))
        return not was_open and not self._lanes

    def _due(self) -> list[int]:
        with self._means.db.read() as tx:
            return outbox.due_destinations(tx, self._means.clock())

    def _closed(self, destination_id: int, lane: "asyncio.Task[None]") -> None:
        del self._lanes[destination_id]
        if not lane.cancelled() and lane.exception() is not None:
            log.error("lane of destination %d broke", destination_id, exc_info=lane.exception())

    async def _pause(self, is_idle: bool) -> None:
        if self._lanes:
            await asyncio.wait(self._lanes.values(), timeout=TICK)
        else:
            await asyncio.sleep(IDLE if is_idle else 0)

    async def _close(self) -> None:
        lanes = list(self._lanes.values())
        if lanes:
            _, cut_off = await asyncio.wait(lanes, timeout=GRACE)
            for lane in cut_off:
                lane.cancel()
            await asyncio.gather(*cut_off, return_exceptions=True)
        for _ in range(MOST_ERRORS):
            try:
                await self._means.ledger.flush()
                break
            except MolvaError as error:
                log.warning("results wait to be written: %s", error)
                await asyncio.sleep(PAUSE_AFTER_ERROR)


def send_test(
    destination: Destination,
    policy: AddressPolicy,
    settings: DeliverySettings,
    clock: Callable[[], datetime] = utc_now,
) -> Attempt:
    """Send the sample mention once, under a key of its own, and say how it went; nothing is kept.

    Raises DestinationError where there is nothing that could be sent.
    """
    return asyncio.run(_send_test(destination, policy, settings, clock))


async def _send_test(
    destination: Destination,
    policy: AddressPolicy,
    settings: DeliverySettings,
    clock: Callable[[], Any],
) -> Attempt:
    at = clock()
    desk = kind_of(destination.kind).desk(destination, settings.base_address)
    content = sample_ticket(at, destination.options["language"])
    request = desk.request(content, at, is_test=True)
    sender = Sender(policy, concurrency=1, timeout=settings.timeout)
    started = perf_counter()
    try:
        answer = await sender.send(request)
    finally:
        await sender.close()
    milliseconds = round(1000 * (perf_counter() - started))
    return attempt_of(answer, verdict_on(answer, at), at, milliseconds, request.secrets)
