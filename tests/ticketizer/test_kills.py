"""Workers killed at random instants, against a desk that drops, delays and accepts with a 500.

MOLVA_KILLS sets how many kills (the short run's 25 by default).
"""

import json
import os
import random
import socket
import time
from collections import defaultdict
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from threading import Event

import pytest

from mentions.store.database import Database
from tests.ticketizer.helpdesk import Received, Reply, answer, helpdesk, raw
from tests.ticketizer.world import LOOPBACK, add_destination, add_tickets, all_tickets, states
from ticketizer.delivery import Deliverer
from ticketizer.settings import DeliverySettings

KILLS = int(os.environ.get("MOLVA_KILLS", "25"))
SECONDS = 60 + KILLS
# Forked from a process that has imported all, a worker is at work within milliseconds.
processes = get_context("forkserver")
processes.set_forkserver_preload([__name__])


def work(url: str) -> None:
    settings = DeliverySettings(retry_schedule=(0, *[0.05] * 500), timeout=2)
    Deliverer(Database(url), LOOPBACK, settings).run(Event())


def start(url: str) -> BaseProcess:
    worker = processes.Process(target=work, args=(url,), daemon=True)
    worker.start()
    return worker


def moody(chance: random.Random) -> Reply:
    moods = [answer(200)] * 5 + [answer(500), raw(), raw(b"HTTP/1.1 200"), answer(200, delay=0.05)]

    def reply(connection: socket.socket, request: Received) -> None:
        chance.choice(moods)(connection, request)

    return reply


def feed_and_kill(db: Database, url: str, there: int, workers: int) -> None:
    chance = random.Random(7)
    alive = [start(url) for _ in range(workers)]
    for _ in range(KILLS):
        add_tickets(db, [there], 4)
        time.sleep(chance.uniform(0, 0.25))
        victim = alive.pop(0)
        victim.kill()
        victim.join()
        alive.append(start(url))
    deadline = time.monotonic() + SECONDS
    while states(db)["pending"] and time.monotonic() < deadline:
        time.sleep(0.1)
    for worker in alive:
        worker.kill()
        worker.join()


@pytest.mark.timeout(120 + 2 * KILLS)
def test_every_key_arrives_whatever_dies(db: Database, database_url: str) -> None:
    """With one worker at a time on SQLite, and two side by side on PostgreSQL."""
    with helpdesk(moody(random.Random(8))) as desk:
        there = add_destination(db, desk.url)
        feed_and_kill(db, database_url, there, 1 if db.is_sqlite else 2)
    assert states(db) == {"sent": 4 * KILLS}
    assert {row.key for row in all_tickets(db)} == set(desk.keys)
    keys_of = defaultdict(set)
    for request in desk.received:
        keys_of[json.loads(request.body)["data"]["mention"]["id"]].add(request.key)
    assert all(len(keys) == 1 for keys in keys_of.values())
    assert len(keys_of) == 4 * KILLS


def test_two_workers_send_each_ticket_once(db: Database, database_url: str) -> None:
    """Nothing dies and nothing fails, so that not even a key comes twice."""
    with helpdesk() as desk:
        there = add_destination(db, desk.url)
        add_tickets(db, [there], 1500)
        workers = [start(database_url) for _ in range(2)]
        deadline = time.monotonic() + 60
        while states(db)["pending"] and time.monotonic() < deadline:
            time.sleep(0.1)
        for worker in workers:
            worker.kill()
            worker.join()
    assert states(db)["sent"] == 1500
    assert set(desk.keys.values()) == {1}
