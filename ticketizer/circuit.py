"""When a destination that does not answer is left in peace. Pure.

After `THRESHOLD` failures in a row nothing is sent for a while, then one ticket to try, and so on
at growing intervals; one that arrives opens the way for all.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mentions.store.outbox import LONGEST_WAIT

THRESHOLD = 5
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Circuit:
    """`failures` in a row; nothing is sent before `closed_until`."""

    failures: int = 0
    closed_until: datetime | None = None

    @property
    def is_suspect(self) -> bool:
        """Whether one ticket is to be tried before the others follow."""
        return self.failures >= THRESHOLD

    def is_closed(self, now: datetime) -> bool:
        """An end beyond any pause was set by a clock that has since been set back."""
        return self.closed_until is not None and now < self.closed_until <= now + LONGEST_WAIT


HEALTHY = Circuit()


def after_success(circuit: Circuit, now: datetime) -> Circuit:
    """A pause that others under way have brought about still runs its time."""
    if circuit == HEALTHY:
        return circuit
    return Circuit(0, circuit.closed_until if circuit.is_closed(now) else None)


def after_failure(
    circuit: Circuit, now: datetime, longest: timedelta, asked: timedelta | None = None
) -> Circuit:
    """`longest` bounds the pause; `asked` is what the far end asked for (Retry-After).

    Failures of requests that were under way when the circuit closed count no further.
    """
    failures, closed_until = circuit.failures, circuit.closed_until
    if not circuit.is_closed(now):
        failures += 1
        closed_until = None
        if failures >= THRESHOLD:
            doublings = min(failures - THRESHOLD, 16)
            closed_until = now + min(FIRST_PAUSE * 2**doublings, LONGEST_PAUSE, longest)
    if asked is not None:
        closed_until = max(closed_until or now, now + asked)
    return Circuit(failures, closed_until)
