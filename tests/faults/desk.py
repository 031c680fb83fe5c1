"""A helpdesk that drops, delays, and answers 500 after it has accepted."""

import json
import socket
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from threading import Lock

from tests.ticketizer.helpdesk import Helpdesk, Received, answer, drop, drop_in_the_middle

_CREATED = answer(201, b'{"id": 7, "url": "https://desk.example/7"}')


class FickleDesk:
    """What it accepted, whatever it answered: the keys under which each mention came."""

    def __init__(self, seed: int = 1) -> None:
        self.keys_of: defaultdict[int, set[str]] = defaultdict(set)
        self._random = Random(seed)
        self._lock = Lock()
        self._helpdesk = Helpdesk(self._reply)
        self.url = self._helpdesk.url

    @property
    def keys(self) -> set[str]:
        with self._lock:
            return set().union(*self.keys_of.values())

    def close(self) -> None:
        self._helpdesk.close()

    def _reply(self, connection: socket.socket, request: Received) -> None:
        with self._lock:
            mood = self._random.random()
        if mood < 0.1:
            drop(connection, request)
        elif mood < 0.12:
            answer(503, Retry_After="1")(connection, request)
        elif mood < 0.2:
            answer(500)(connection, request)
        else:
            self._accept(request)
            if mood < 0.3:
                answer(500)(connection, request)
            elif mood < 0.38:
                drop(connection, request)
            elif mood < 0.42:
                drop_in_the_middle(connection, request)
            else:
                if mood < 0.5:
                    time.sleep(0.05)
                _CREATED(connection, request)

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
