"""How the service does: what waits, what is wrong, who is at work."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from mentions.store import inbox, leases, outbox, problems, rematches, tickets
from mentions.store.database import Transaction
from mentions.store.destinations import Destination, all_destinations
from mentions.store.leases import Lease
from mentions.store.outbox import Waiting
from mentions.store.problems import Problem
from mentions.store.sources import Source, all_sources
from mentions.store.tables import mentions
from mentions.types import Outcome

UNWELL = (Outcome.BLOCKED, Outcome.BROKEN, Outcome.STOPPED)


@dataclass(frozen=True, slots=True)
class Status:
    """All that the status page tells from the database.

    `rematch` mentions are still to be looked at for brands that were added or changed.
    """

    mentions: int
    collected_at: datetime | None
    inbox: dict[str, int]
    rematch: int
    search: Waiting
    tickets: Waiting
    ticket_states: dict[str, int]
    sources: int
    sources_off: int
    unwell: tuple[Source, ...]
    next_run_at: datetime | None
    destinations: tuple[Destination, ...]
    problems: tuple[Problem, ...]
    leases: tuple[Lease, ...]


def get_status(tx: Transaction, now: datetime) -> Status:
    every = all_sources(tx)
    on = [source for source in every if source.is_enabled]
    unwell = [source for source in every if source.last_outcome in UNWELL or source.quiet]
    stored = select(func.count(), func.max(mentions.c.collected_at)).select_from(mentions)
    count, collected_at = tx.execute(stored).one()
    return Status(
        mentions=count,
        collected_at=collected_at,
        inbox=inbox.counts(tx),
        rematch=rematches.left(tx),
        search=outbox.waiting(tx, outbox.SEARCH, now),
        tickets=outbox.waiting(tx, outbox.TICKET, now),
        ticket_states=tickets.count_states(tx),
        sources=len(every),
        sources_off=len(every) - len(on),
        unwell=tuple(unwell),
        next_run_at=min((source.next_run_at for source in on), default=None),
        destinations=tuple(all_destinations(tx)),
        problems=tuple(problems.all_problems(tx, now)),
        leases=tuple(leases.all_leases(tx)),
    )
