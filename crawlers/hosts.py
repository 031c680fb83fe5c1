"""What a child knows of the hosts that it crawls: whose turn it is, and who is to be left alone.

A host that hangs would hold up its hundred sources for a minute each, and one that asks for fewer
requests would get a hundred more: its other sources are told the same without being fetched.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawlers.errors import CrawlError

TIMEOUTS_IN_A_ROW = 3
PAUSE_SECONDS = 60.0


@dataclass(slots=True)
class _Health:
    timeouts: int = 0
    left_alone_until: float = 0.0
    reason: CrawlError | None = None


class Hosts:
    def __init__(
        self, connections_per_host: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._turns: defaultdict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(connections_per_host)
        )
        self._health: defaultdict[str, _Health] = defaultdict(_Health)

    def turn(self, address: str) -> asyncio.Semaphore:
        """To be held while a source of this host is crawled."""
        return self._turns[urlsplit(address).hostname or ""]

    def check(self, address: str) -> None:
        """Raise what the host's other sources have just met, where it is to be left alone."""
        health = self._health[urlsplit(address).netloc]
        if health.reason is not None and self._clock() < health.left_alone_until:
            raise health.reason

    def note(self, address: str, error: CrawlError | None) -> None:
        """How a crawl of this host went."""
        health = self._health[urlsplit(address).netloc]
        key = error.message.key if error else ""
        health.timeouts = health.timeouts + 1 if key == "crawlers-timeout" else 0
        if key == "crawlers-too-often" or health.timeouts >= TIMEOUTS_IN_A_ROW:
            health.reason = error
            health.left_alone_until = self._clock() + PAUSE_SECONDS
