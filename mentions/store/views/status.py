"""How the service does: what waits, what is wrong, who is at work."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from mentions.store import inbox, leases, outbox, problems, rematches, tickets
from mentions.store import tables as t
from mentions.store.database import Transaction
from mentions.store.destinations import Destination, all_destinations
from mentions.store.leases import Lease
from mentions.store.outbox import Waiting
from mentions.store.problems import Problem
from mentions.store.sources import Source
from mentions.store.views import sources
from mentions.store.views.sources import Tally

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Status:
    """All that the status page tells from the database.

    `rematch` mentions are still to be looked at for brands that were added or changed. `unwell` and
    `quiet` are the first few of those sources.
    """

    mentions: int
    collected_at: datetime | None
    inbox: dict[str, int]
    rematch: int
    search: Waiting
    tickets: Waiting
    ticket_states: dict[str, int]
    sources: Tally
    unwell: tuple[Source, ...]
    quiet: tuple[Source, ...]
    next_run_at: datetime | None
    destinations: tuple[Destination, ...]
    problems: tuple[Problem, ...]
    leases: tuple[Lease, ...]


def get_status(tx: Transaction, now: datetime) -> Status:
    tally = sources.tally(tx)
    earliest = select(func.min(t.sources.c.next_run_at)).where(t.sources.c.is_enabled)
    stored = select(func.count(), func.max(t.mentions.c.collected_at)).select_from(t.mentions)
    count, collected_at = tx.execute(stored).one()
    return Status(
        mentions=count,
        collected_at=collected_at,
        inbox=inbox.counts(tx),
        rematch=rematches.left(tx),
        search=outbox.waiting(tx, outbox.SEARCH, now),
        tickets=outbox.waiting(tx, outbox.TICKET, now),
        ticket_states=tickets.count_states(tx),
        sources=tally,
        unwell=tuple(sources.first(tx, sources.IS_UNWELL, SHOWN)),
        quiet=tuple(sources.first(tx, sources.IS_QUIET, SHOWN)),
        next_run_at=tx.execute(earliest).scalar(),
        destinations=tuple(all_destinations(tx)),
        problems=tuple(problems.all_problems(tx, now)),
        leases=tuple(leases.all_leases(tx)),
    )
