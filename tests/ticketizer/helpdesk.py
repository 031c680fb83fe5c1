"""A helpdesk on loopback that behaves as badly as it is told to."""

import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Received:
    """One request, and whether the desk took it in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def key(self) -> str:
        return self.headers["webhook-id"]


Reply = Callable[[socket.socket, Received], None]


def answer(
    status: int = 200, body: bytes = b"{}", **headers: str
) -> Callable[[socket.socket, Received], None]:
    """An ordinary answer; `Retry_After="5"` becomes a header of that name."""

    def reply(connection: socket.socket, _: Received) -> None:
        lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    return reply


def drop(connection: socket.socket, _: Received) -> None:
    """Take the request and hang up without a word."""
    connection.shutdown(socket.SHUT_RDWR)


def drop_in_the_middle(connection: socket.socket, _: Received) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
    connection.shutdown(socket.SHUT_RDWR)


@dataclass
class Helpdesk:
    """Answers each request by `reply`, in a thread for each connection."""

    reply: Reply = field(default_factory=answer)
    received: list[Received] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/hook"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    @property
    def keys(self) -> Counter[str]:
        return Counter(request.key for request in self.received)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines:
            try:
                for request in iter(lambda: _read(lines), None):
                    with self._lock:
                        self.received.append(request)
                    self.reply(connection, request)
            except OSError:
                return


def _read(lines: object) -> Received | None:
    first = lines.readline().decode()  # type: ignore[attr-defined]
    if not first.strip():
        return None
    headers = {}
    while line := lines.readline().decode().strip():  # type: ignore[attr-defined]
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    body = lines.read(int(headers.get("content-length", 0)))  # type: ignore[attr-defined]
    return Received(first.split()[1], headers, body)


@contextmanager
def helpdesk(reply: Reply | None = None) -> Iterator[Helpdesk]:
    desk = Helpdesk(reply or answer())
    try:
        yield desk
    finally:
        desk.close()
