"""A helpdesk that drops, delays, and answers 500 after it has accepted."""

import json
import socket
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from threading import Lock

from tests.ticketizer.helpdesk import Helpdesk, Received, answer, raw

_CREATED = answer(201, b'{"id": 7, "url": "https://desk.example/7"}')
_SLOWLY_CREATED = answer(201, b'{"id": 8}', delay=0.05)
_DROP = raw()
_CUT_OFF = raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
_FAILED = answer(500)
_BUSY = answer(503, Retry_After="1")
# Those from ACCEPTS on come after the request was accepted.
ACCEPTS = 0.2
_MOODS = (
    (0.1, _DROP), (0.12, _BUSY), (ACCEPTS, _FAILED),
    (0.3, _FAILED), (0.38, _DROP), (0.42, _CUT_OFF), (0.5, _SLOWLY_CREATED), (1.0, _CREATED),
)  # fmt: skip


class FickleDesk:
    """What it accepted, whatever it answered: the keys under which each mention came."""

    def __init__(self, seed: int = 1) -> None:
        self.keys_of: defaultdict[int, set[str]] = defaultdict(set)
        self._random = Random(seed)
        self._lock = Lock()
        self._helpdesk = Helpdesk(self._reply)
        self.port, self.url = self._helpdesk.port, self._helpdesk.url

    @property
    def keys(self) -> set[str]:
        with self._lock:
            return set().union(*self.keys_of.values())

    def close(self) -> None:
        """Nobody answers at the address any more."""
        self._helpdesk.close()

    def reopen(self) -> None:
        self._helpdesk = Helpdesk(self._reply, port=self.port)

    def _reply(self, connection: socket.socket, request: Received) -> None:
        with self._lock:
            mood = self._random.random()
        if mood >= ACCEPTS:
            self._accept(request)
        reply = next(reply for chance, reply in _MOODS if mood < chance)
        reply(connection, request)

    def _accept(self, request: Received) -> None:
        mention = json.loads(request.body)["data"]["mention"]["id"]
        with self._lock:
            self.keys_of[mention].add(request.key)


@contextmanager
def fickle_desk(seed: int = 1) -> Iterator[FickleDesk]:
    desk = FickleDesk(seed)
    try:
        yield desk
    finally:
        desk.close()
