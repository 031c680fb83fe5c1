"""One destination's deliveries while anything is due for it: who goes next, and what came of it."""

import logging
from collections import deque
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from time import monotonic, perf_counter

from mentions.messages import message
from mentions.store.destinations import DestinationError, Health
from ticketizer.answers import Answer, Meaning
from ticketizer.circuit import Circuit, after_failure, after_success
from ticketizer.desks import kind_of
from ticketizer.handover import FIRST_BATCH, LARGEST_BATCH, Claimed, Parcel, Report
from ticketizer.requests import Request
from ticketizer.results import Verdict, attempt_of, result_of, verdict_on
from ticketizer.sending import NoAnswer, Sender
from ticketizer.settings import DeliverySettings

log = logging.getLogger(__name__)


class Lane:
    """Sends a destination's parcels through the common sender, so many at a time."""

    def __init__(
        self,
        claimed: Claimed,
        sender: Sender,
        settings: DeliverySettings,
        clock: Callable[[], datetime],
    ) -> None:
        self._sender = sender
        self._settings = settings
        self._clock = clock
        self._parcels: deque[Parcel] = deque()
        self._under_way = 0
        self._is_ended = False
        self._batch = FIRST_BATCH
        destination = claimed.destination
        self.destination_id = destination.id
        self._circuit = Circuit(destination.failures, destination.closed_until)
        self._width = 1 if self._circuit.is_suspect else settings.per_destination
        self.take(claimed)

    def take(self, claimed: Claimed) -> None:
        """More parcels, and the destination as it is configured now."""
        self._batch = min(2 * self._batch, LARGEST_BATCH)
        self._is_ended = self._is_ended or not claimed.destination.is_enabled
        self._is_dry = claimed.is_all
        self._parcels.extend(claimed.parcels)
        # Options can be edited while the lane is open.
        kind = kind_of(claimed.destination.kind)
        self._desk = kind.desk(claimed.destination, self._settings.base_address)

    @property
    def wish(self) -> int:
        """How many parcels more it would have."""
        has_enough = self._is_dry or len(self._parcels) >= self._batch // 4
        return 0 if has_enough or self._must_wait() else self._batch

    def end(self) -> None:
        """Start nothing more: the destination has been removed."""
        self._is_ended = True

    def drop(self, row_ids: Collection[int]) -> None:
        """Do not send these after all."""
        self._parcels = deque(one for one in self._parcels if one.row.id not in row_ids)

    @property
    def can_start(self) -> bool:
        return bool(self._parcels) and self._under_way < self._width and not self._must_wait()

    @property
    def is_over(self) -> bool:
        has_work = bool(self._parcels) or not self._is_dry
        return not self._under_way and (self._must_wait() or not has_work)

    def _must_wait(self) -> bool:
        if self._circuit.closed_until is None:
            return self._is_ended
        return self._is_ended or self._circuit.is_closed(self._clock())

    def leave(self, report: Report) -> None:
        """Give back what was not tried."""
        report.returned += [parcel.row.id for parcel in self._parcels]
        self._parcels.clear()

    def start(self, report: Callable[[], Report]) -> None:
        """Begin to send the next parcel; what comes of it goes to the report of then."""
        parcel = self._parcels.popleft()
        if monotonic() >= parcel.expires:
            report().returned.append(parcel.row.id)
            return
        at, started = self._clock(), perf_counter()

        def done(answer: Answer | NoAnswer) -> None:
            self._under_way -= 1
            milliseconds = round(1000 * (perf_counter() - started))
            self._conclude(parcel, answer, at, milliseconds, secrets, report())

        self._under_way += 1
        request = self._request(parcel, at)
        if isinstance(request, NoAnswer):
            secrets: tuple[str, ...] = ()
            done(request)
        else:
            secrets = request.secrets
            self._sender.start(request, done)

    def _request(self, parcel: Parcel, at: datetime) -> Request | NoAnswer:
        try:
            return self._desk.request(parcel.content, at)
        except DestinationError as error:
            return NoAnswer(error.message, is_final=True, is_outage=False)
        except Exception:
            # One ticket that our own code trips over must not hold up all behind it.
            log.exception("ticket %s cannot be made", parcel.content.key)
            return NoAnswer(message("ticketizer-broken"), is_outage=False)

    def _conclude(
        self,
        parcel: Parcel,
        answer: Answer | NoAnswer,
        at: datetime,
        milliseconds: int,
        secrets: tuple[str, ...],
        report: Report,
    ) -> None:
        now = self._clock()
        verdict = verdict_on(answer, now)
        receipt = None
        if isinstance(answer, Answer) and verdict.meaning is Meaning.SENT:
            receipt = self._desk.receipt(answer)
        attempt = attempt_of(answer, verdict, at, milliseconds, secrets)
        schedule = self._settings.retry_schedule
        result = result_of(parcel.row, verdict, attempt, schedule, now, receipt)
        report.results.append(result)
        self._heed(verdict, now, report.health_of(self.destination_id))

    def _heed(self, verdict: Verdict, now: datetime, health: Health) -> None:
        """Draw the consequences for the lane, and note how the destination stands."""
        was_suspect = self._circuit.is_suspect
        if verdict.is_outage:
            longest = timedelta(seconds=max(self._settings.retry_schedule))
            self._circuit = after_failure(self._circuit, now, longest, verdict.asked_to_wait)
        elif verdict.is_answered:
            self._circuit = after_success(self._circuit, now)
            health.has_recovered |= was_suspect
        health.failures = self._circuit.failures
        health.closed_until = self._circuit.closed_until
        health.last_error = verdict.error or health.last_error
        if verdict.meaning is Meaning.SENT:
            health.last_success_at = now
        health.is_gone |= verdict.meaning is Meaning.GONE
        # A lane that has tried with one ticket ends; the next one opens at full width.
        is_tried = was_suspect and self._width == 1
        self._is_ended |= is_tried or health.is_gone
