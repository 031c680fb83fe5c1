"""How much one crawl takes on; what is left is read at the next opportunity."""

import time

from crawlers.wire import Job

SECONDS = 30.0
ITEMS = 4000
# Of a source that is looked at before it is saved, which has no number yet.
ITEMS_OF_A_LOOK = 5


class Limits:
    def __init__(self, job: Job) -> None:
        self._ends = time.monotonic() + SECONDS
        self._items = ITEMS if job.source_id else ITEMS_OF_A_LOOK

    def spend(self, items: int) -> None:
        self._items -= items

    @property
    def are_reached(self) -> bool:
        return self._items <= 0 or time.monotonic() > self._ends
