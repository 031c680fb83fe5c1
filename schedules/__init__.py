"""What runs when. `Scheduler` runs functions at intervals in the one process that is in charge."""

from schedules.scheduler import Scheduler

__all__ = ["Scheduler"]
