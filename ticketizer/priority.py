"""How pressing a mention is: importance by urgency, never who shouted last. Pure.

                 urgency   high   some   little
importance high              1      2      3
           some              2      3      4
           little            3      4      4
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum

from mentions.messages import Message, message
from mentions.rules import Facts
from mentions.types import Tone

LEAST = 4


class Level(IntEnum):
    LITTLE = 0
    SOME = 1
    HIGH = 2


@dataclass(frozen=True, slots=True)
class Priority:
    """1 (the highest) to 4, and why."""

    level: int
    reasons: tuple[Message, ...]


GREAT_REACH = 100_000
SOME_REACH = 10_000
MANY_REPRINTS = 10
# A public rating stays where others choose by it.
RATED_SOURCES = ("reviews", "appstore", "googleplay")
UNSURE = 0.6

FRESH = timedelta(days=1)
STALE = timedelta(days=3)
LONG_UNANSWERED = timedelta(hours=2)
# Reprints an hour that make a story a growing one.
FAST_GROWTH = 3.0


def prioritise(facts: Facts) -> Priority:
    """The priority of a mention at `facts.now`, with each reason that moved it."""
    reasons: list[Message] = []
    importance = _importance(facts, reasons)
    urgency = _urgency(facts, reasons)
    return Priority(min(LEAST, 5 - importance - urgency), tuple(reasons))


def _importance(facts: Facts, reasons: list[Message]) -> Level:
    level = Level.LITTLE
    if facts.reach is not None and facts.reach >= SOME_REACH:
        level = Level.HIGH if facts.reach >= GREAT_REACH else Level.SOME
        reasons.append(message("ticketizer-reason-reach", reach=facts.reach))
    if facts.story_size >= MANY_REPRINTS:
        level = Level.HIGH
        reasons.append(message("ticketizer-reason-reprints", count=facts.story_size - 1))
    if facts.source_kind in RATED_SOURCES:
        level = max(level, Level.SOME)
        reasons.append(message("ticketizer-reason-rated"))
    against = [b.confidence for b in facts.brands if b.tone is Tone.NEGATIVE]
    if against and max(against) >= UNSURE:
        level = max(level, Level.SOME)
        percent = round(100 * max(against))
        reasons.append(message("ticketizer-reason-negative", percent=percent))
    elif against:
        reasons.append(message("ticketizer-reason-unsure", percent=round(100 * max(against))))
    return level


def _urgency(facts: Facts, reasons: list[Message]) -> Level:
    age = max(facts.now - facts.published_at, timedelta())
    if _growth(facts) >= FAST_GROWTH:
        reasons.append(message("ticketizer-reason-growth", count=round(_growth(facts))))
        return Level.HIGH
    if age > STALE:
        reasons.append(message("ticketizer-reason-stale", days=age.days))
        return Level.LITTLE
    if facts.question or facts.needs_reply:
        what = "question" if facts.question else "reply"
        if age < LONG_UNANSWERED:
            reasons.append(message(f"ticketizer-reason-{what}"))
        else:
            hours = age // timedelta(hours=1)
            reasons.append(message(f"ticketizer-reason-{what}-waits", hours=hours))
        return Level.HIGH
    if age <= FRESH:
        reasons.append(message("ticketizer-reason-fresh"))
        return Level.SOME
    return Level.LITTLE


def _growth(facts: Facts) -> float:
    """Reprints an hour since the story began; a story of a few minutes counts as of one hour."""
    if facts.story_first_at is None:
        return 0.0
    hours = (facts.now - facts.story_first_at) / timedelta(hours=1)
    return (facts.story_size - 1) / max(hours, 1.0)
