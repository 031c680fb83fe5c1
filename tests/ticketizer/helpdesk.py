"""A helpdesk on loopback that behaves as badly as it is told to."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import IO


@dataclass(frozen=True)
class Received:
    path: str
    headers: dict[str, str]
    body: bytes
    at: float = field(default_factory=time.monotonic)

    @property
    def key(self) -> str:
        return self.headers["webhook-id"]


Reply = Callable[[socket.socket, Received], None]


def answer(status: int = 200, body: bytes = b"{}", delay: float = 0, **headers: str) -> Reply:
    """An ordinary answer; `Retry_After="5"` becomes a header of that name."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    whole = "\r\n".join(lines).encode() + b"\r\n\r\n" + body

    def reply(connection: socket.socket, _: Received) -> None:
        time.sleep(delay)
        connection.sendall(whole)

    return reply


def raw(*pieces: bytes, hang: float = 0) -> Reply:
    """Send these bytes as they are, wait, and hang up."""

    def reply(connection: socket.socket, _: Received) -> None:
        for piece in pieces:
            connection.sendall(piece)
        time.sleep(hang)
        connection.shutdown(socket.SHUT_RDWR)

    return reply


def endless(head: bytes, piece: bytes, pause: float = 0) -> Reply:
    """Never stop answering."""

    def reply(connection: socket.socket, _: Received) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(piece)
            time.sleep(pause)

    return reply


def in_turn(*replies: Reply) -> Reply:
    """The first request gets the first, and so on; the last one stays."""
    left = list(replies)

    def reply(connection: socket.socket, request: Received) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(connection, request)

    return reply


@dataclass
class Helpdesk:
    """Answers each request by `reply`, in a thread for each connection."""

    reply: Reply
    received: list[Received] = field(default_factory=list)
    port: int = 0

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self.port), backlog=512)
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/hook"
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def keys(self) -> Counter[str]:
        return Counter(request.key for request in self.received)

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection, connection.makefile("rb") as lines:
            while (request := _read(lines)) is not None:
                self.received.append(request)
                self.reply(connection, request)


def _read(lines: IO[bytes]) -> Received | None:
    first = lines.readline().decode()
    if not first.strip():
        return None
    headers = {}
    while line := lines.readline().decode().strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return Received(first.split()[1], headers, lines.read(int(headers["content-length"])))


@contextmanager
def helpdesk(reply: Reply | None = None) -> Iterator[Helpdesk]:
    desk = Helpdesk(reply or answer())
    try:
        yield desk
    finally:
        desk.close()
