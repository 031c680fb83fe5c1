"""Webhooks out, against a bare aiohttp client that posts the same bodies at the same concurrency.

    python -m benchmarks.delivery [--tickets 100000] [--concurrency 64] [--rounds 3]

The receiver runs in a process of its own and does the least that HTTP asks for. Rounds alternate
between the two, so that both see the same machine; the ratio is of the best round of each. Delivery
starts with the tickets in a SQLite outbox and ends when each is recorded as sent.
"""

import argparse
import asyncio
import gc
import json
import multiprocessing
import tempfile
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from time import perf_counter

import aiohttp

from mentions.network import AddressPolicy
from mentions.store.database import Database
from mentions.store.migrations import migrate
from molva.cli import COLLECT_AFTER
from tests.ticketizer.world import add_destination, add_tickets
from ticketizer.delivery import Deliverer
from ticketizer.settings import DeliverySettings

TEXT = "банк снова списал комиссию за перевод а поддержка молчит второй день подряд почему так"
ANSWER = (
    b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{"id":12345}'
)


class Receiver(asyncio.Protocol):
    """Answers 200 to each request whose head and body have arrived."""

    def __init__(self) -> None:
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end].lower()
            start = head.index(b"content-length:") + len(b"content-length:")
            length = int(head[start:].split(b"\r\n", 1)[0])
            if len(self._buffer) < end + 4 + length:
                return
            self._buffer = self._buffer[end + 4 + length :]
            self._transport.write(ANSWER)  # type: ignore[attr-defined]


def receive(tell_port: Connection) -> None:
    async def serve() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Receiver, "127.0.0.1", 0, backlog=512)
        tell_port.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


async def bare(url: str, bodies: list[bytes], concurrency: int) -> float:
    """Seconds for a plain client to post all bodies."""
    left = iter(bodies)
    headers = {"Content-Type": "application/json", "webhook-id": "x" * 36}

    async def post(session: aiohttp.ClientSession) -> None:
        for body in left:
            async with session.post(url, data=body, headers=headers) as response:
                await response.read()

    connector = aiohttp.TCPConnector(limit=concurrency)
    async with aiohttp.ClientSession(connector=connector) as session:
        started = perf_counter()
        await asyncio.gather(*(post(session) for _ in range(concurrency)))
        return perf_counter() - started


def delivered(url: str, texts: list[str], concurrency: int) -> float:
    """Seconds for tickets in an outbox to be sent and recorded."""
    with tempfile.TemporaryDirectory() as folder:
        db = Database(f"sqlite:///{Path(folder) / 'molva.db'}")
        migrate(db)
        there = add_destination(db, url)
        for start in range(0, len(texts), 1000):
            add_tickets(db, [there], len(texts[start : start + 1000]), datetime.now(UTC))
        settings = DeliverySettings(per_destination=concurrency, in_all=concurrency)
        deliverer = Deliverer(db, AddressPolicy.parse(["127.0.0.0/8"]), settings)
        started = perf_counter()
        outcome = deliverer.run_once()
        seconds = perf_counter() - started
        assert outcome.sent == len(texts), outcome
        db.close()
        return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--concurrency", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    gc.set_threshold(*COLLECT_AFTER)  # as every command does
    ours, theirs = multiprocessing.Pipe()
    receiver = multiprocessing.Process(target=receive, args=(theirs,), daemon=True)
    receiver.start()
    url = f"http://127.0.0.1:{ours.recv()}/hook"
    random, words = Random(1), TEXT.split()
    texts = [" ".join(random.choices(words, k=40)) for _ in range(arguments.tickets)]
    bodies = [json.dumps({"text": text, "more": "x" * 700}).encode() for text in texts]
    bare_seconds, our_seconds = [], []
    for _ in range(arguments.rounds):
        bare_seconds.append(asyncio.run(bare(url, bodies, arguments.concurrency)))
        our_seconds.append(delivered(url, texts, arguments.concurrency))
    receiver.terminate()
    count = arguments.tickets
    report = {
        "tickets": count,
        "concurrency": arguments.concurrency,
        "bare_per_second": round(count / min(bare_seconds)),
        "delivered_per_second": round(count / min(our_seconds)),
        "ratio": round(min(bare_seconds) / min(our_seconds), 3),
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
