"""What is told besides surges as they are found.

surges that nobody is on ─┐
mentions that rules want ─┤
answers that are soon due ┼─► notices, in the transaction that says so ─► delivery
what is wrong here       ─┘
"""

from dataclasses import dataclass
from datetime import datetime

from alerts.deadlines import tell_deadlines
from alerts.escalation import escalate
from alerts.matches import tell_matches
from alerts.troubles import tell_troubles
from mentions.store.database import Database


@dataclass(frozen=True, slots=True)
class Lookout:
    """One at a time over a database (hold a lease); `retry_schedule` is that of tickets."""

    db: Database
    retry_schedule: tuple[float, ...]

    def run_once(self, now: datetime) -> int:
        """What people wait for: every few seconds. How many notices were put."""
        return escalate(self.db, now) + tell_matches(self.db, now) + tell_deadlines(self.db, now)

    def look_around(self, now: datetime) -> int:
        """What is wrong here: every minute or so. How many notices were put."""
        return tell_troubles(self.db, self.retry_schedule, now)
