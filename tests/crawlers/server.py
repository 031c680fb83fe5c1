"""A web server on loopback that serves feeds, and every kind of trouble.

It listens on all of 127.0.0.0/8, so that each case can have a host of its own.
"""

import asyncio
import contextlib
import gzip
import ssl
import threading
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import brotli

Headers = dict[str, str]


@dataclass(frozen=True)
class Seen:
    """A request as it came in; header names are in lower case."""

    host: str
    path: str
    headers: Headers


@dataclass(frozen=True)
class Reply:
    body: bytes = b""
    status: int = 200
    headers: Headers = field(default_factory=dict)


Behaviour = Callable[[Seen, asyncio.StreamWriter], Awaitable[None]]


class Server:
    """`replies` maps a path to what it answers; what is not there is 404."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.replies: dict[str, Reply | Behaviour] = {}
        self.seen: list[Seen] = []
        self.counts: Counter[str] = Counter()
        self.port = 0
        self._tls = tls
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Server":
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def url(self, path: str, host: str = "127.0.0.130") -> str:
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}{path}"

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._serve, "0.0.0.0", 0, ssl=self._tls)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        for task in (tasks := asyncio.all_tasks(self._loop)):
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                headers = {
                    name.lower(): value.strip()
                    for name, _, value in (line.partition(":") for line in head[1:] if line)
                }
                path = head[0].split(" ")[1]
                seen = Seen(headers.get("host", ""), path, headers)
                self.seen.append(seen)
                self.counts[path] += 1
                reply = self.replies.get(path, Reply(status=404))
                if not isinstance(reply, Reply):
                    await reply(seen, writer)
                    break
                await send(writer, reply)
        writer.close()


async def send(writer: asyncio.StreamWriter, reply: Reply) -> None:
    headers = {"Content-Length": str(len(reply.body)), **reply.headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(f"HTTP/1.1 {reply.status} X\r\n{head}\r\n".encode("latin-1") + reply.body)
    await writer.drain()


def conditional(body: bytes, tag: str = '"v1"') -> Behaviour:
    """Answers 304 to whoever has this version already."""

    async def behave(seen: Seen, writer: asyncio.StreamWriter) -> None:
        if seen.headers.get("if-none-match") == tag:
            await send(writer, Reply(status=304, headers={"ETag": tag}))
        else:
            await send(writer, Reply(body, headers={"ETag": tag, "Connection": "close"}))

    return behave


async def never_answer(_seen: Seen, _writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(30)


async def drip(_seen: Seen, writer: asyncio.StreamWriter) -> None:
    """One byte at a time, slower than anybody should wait for."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(300):
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.1)


async def never_end(_seen: Seen, writer: asyncio.StreamWriter) -> None:
    """A body that goes on for as long as somebody reads it."""
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
        await writer.drain()


async def announce_too_much(_seen: Seen, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n<rss>")
    await asyncio.sleep(30)


async def break_off(_seen: Seen, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n<rss><channel>")
    await writer.drain()


async def hang_up(_seen: Seen, _writer: asyncio.StreamWriter) -> None:
    """Closes without a word."""


async def talk_nonsense(_seen: Seen, writer: asyncio.StreamWriter) -> None:
    writer.write(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
    await writer.drain()


def gzip_bomb(megabytes: int) -> Reply:
    return Reply(gzip.compress(b" " * (megabytes << 20)), headers={"Content-Encoding": "gzip"})


def packed(body: bytes, encoding: str) -> Reply:
    pack = {"gzip": gzip.compress, "br": brotli.compress}[encoding]
    return Reply(pack(body), headers={"Content-Encoding": encoding})


def redirect(to: str, status: int = 302) -> Reply:
    return Reply(status=status, headers={"Location": to})
