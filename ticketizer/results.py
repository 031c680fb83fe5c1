"""From a desk's answer to what is kept of it. Pure."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mentions.messages import Message
from mentions.store.outbox import OutboxRow
from mentions.store.tickets import EXPIRED, PENDING, REFUSED, SENT, Attempt, Result
from ticketizer.answers import Answer, Meaning, Receipt, meaning_of, retry_after
from ticketizer.sending import NoAnswer

JITTER = 0.1
LONGEST_EXCERPT = 2000  # bytes
SHORTEST_SECRET = 4  # "1" would blot out every one


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an attempt came to, and what it says of the destination as a whole."""

    meaning: Meaning
    error: Message | None = None
    asked_to_wait: timedelta | None = None
    # Whether the destination is down, or has answered: what its circuit goes by.
    is_outage: bool = False
    is_answered: bool = False


ARRIVED = Verdict(Meaning.SENT, is_answered=True)


def verdict_on(answer: Answer | NoAnswer, now: datetime) -> Verdict:
    if isinstance(answer, NoAnswer):
        meaning = Meaning.REFUSED if answer.is_final else Meaning.RETRY
        return Verdict(meaning, answer.reason, is_outage=answer.is_outage)
    meaning, error = meaning_of(answer.status)
    if meaning is Meaning.SENT:
        return ARRIVED
    if meaning is not Meaning.RETRY:
        return Verdict(meaning, error, is_answered=True)
    return Verdict(meaning, error, retry_after(answer, now), is_outage=True)


def attempt_of(
    answer: Answer | NoAnswer,
    verdict: Verdict,
    at: datetime,
    milliseconds: int,
    secrets: tuple[str, ...],
) -> Attempt:
    told = answer if isinstance(answer, Answer) else None
    return Attempt(
        at=at,
        milliseconds=milliseconds,
        status=told.status if told else None,
        is_success=verdict.meaning is Meaning.SENT,
        error=verdict.error,
        reply=excerpt(told.body, secrets) if told else "",
    )


def result_of(
    row: OutboxRow,
    verdict: Verdict,
    attempt: Attempt,
    schedule: Sequence[float],
    now: datetime,
    receipt: Receipt | None = None,
) -> Result:
    """`schedule`: seconds before each attempt, counted from the one before it.

    A destination that is gone keeps its tickets waiting: they go when it is switched on again.
    """
    attempts = row.attempts + 1
    state, retry_at = _STATES[verdict.meaning], None
    if verdict.meaning is Meaning.GONE:
        attempts, retry_at = row.attempts, now
    elif verdict.meaning is Meaning.RETRY:
        if attempts < len(schedule):
            retry_at = now + wait(schedule[attempts], verdict.asked_to_wait)
        else:
            state = EXPIRED
    return Result(
        ticket_id=row.ticket_id or 0,
        row_id=row.id,
        state=state,
        attempt=attempt,
        attempts=attempts,
        retry_at=retry_at,
        external_id=receipt.external_id if receipt else None,
        external_url=receipt.external_url if receipt else None,
    )


def excerpt(body: bytes, secrets: Sequence[str]) -> str:
    """The start of a reply as text to be kept, with our own secrets blotted out of an echo.

    NUL is dropped, since PostgreSQL keeps none.
    """
    text = body[: 4 * LONGEST_EXCERPT].decode("utf-8", errors="replace").replace("\0", "")
    for secret in secrets:
        if len(secret) >= SHORTEST_SECRET:
            text = text.replace(secret, "•••")
    return text.encode()[:LONGEST_EXCERPT].decode(errors="ignore")


_STATES = {
    Meaning.SENT: SENT,
    Meaning.RETRY: PENDING,
    Meaning.REFUSED: REFUSED,
    Meaning.GONE: PENDING,
}


def wait(seconds: float, asked: timedelta | None = None) -> timedelta:
    """The scheduled wait, a tenth more or less so that failures do not come back as a crowd."""
    jittered = timedelta(seconds=seconds * random.uniform(1 - JITTER, 1 + JITTER))  # noqa: S311
    return max(jittered, asked) if asked is not None else jittered
