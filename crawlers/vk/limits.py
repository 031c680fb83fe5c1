"""How much one crawl takes on; what is left is read at the next opportunity."""

import time

SECONDS = 30.0
ITEMS = 4000


class Limits:
    def __init__(self) -> None:
        self._ends = time.monotonic() + SECONDS
        self._items = ITEMS

    def spend(self, items: int) -> None:
        self._items -= items

    @property
    def are_reached(self) -> bool:
        return self._items <= 0 or time.monotonic() > self._ends
