"""10,000 sources on one machine: are all crawled, how politely, how evenly, in how much memory?

    python -m benchmarks.sources [--sources 10000]

Feeds of 5 entries on 500 loopback addresses are all due at once, and 100 sources of a host that
never answers with them. Prints what it took until all the others were stored, what the application
and its children held at most together (RSS, MiB), how many requests a host had at once, how long a
claim takes, and how the next crawls are spread. Exits with 1 where a target is missed.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import process_time

import psutil
from aiohttp import web

from crawlers.crew import Crew
from crawlers.wire import Settings
from mentions.store import leases, sources
from mentions.store.database import Database
from mentions.store.migrations import migrate
from mentions.store.times import utc_now
from mentions.types import Outcome
from molva.crawling import BATCH, Crawling

HOSTS, ENTRIES, SILENT = 500, 5, 100
MOST_MIB, MOST_AT_ONCE, MOST_IN_A_MINUTE = 500, 2, 2.0
SILENT_HOST = "127.200.0.1"


def feed(number: int) -> str:
    items = "".join(
        f"<item><title>Запись {entry} ленты {number}</title><guid>{number}:{entry}</guid>"
        f"<link>https://news.example/{number}/{entry}</link>"
        f"<description>{'Приложение банка не открывается второй день. ' * 8}</description></item>"
        for entry in range(ENTRIES)
    )
    return f'<rss version="2.0"><channel><title>{number}</title>{items}</channel></rss>'


async def serve() -> None:
    """Feeds at `/N.xml`; `/most` tells how many requests a host has had at once at most."""
    now: Counter[str] = Counter()
    most: Counter[str] = Counter()

    async def answer(request: web.Request) -> web.Response:
        host = request.host
        now[host] += 1
        most[host] = max(most[host], now[host])
        try:
            await asyncio.sleep(3600 if host.startswith(SILENT_HOST) else 0.05)
        finally:
            now[host] -= 1
        text = feed(int(request.match_info["number"]))
        return web.Response(text=text, content_type="application/rss+xml")

    async def tell(_: web.Request) -> web.Response:
        return web.json_response(max(most.values()))

    application = web.Application()
    application.router.add_get(r"/{number:\d+}.xml", answer)
    application.router.add_get("/most", tell)
    runner = web.AppRunner(application, access_log=None, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", 0, backlog=1000).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


@dataclass
class Memory:
    """The most that this process and its crawl children have held together."""

    most: float = 0.0
    children: float = 0.0

    def watch(self, stop: threading.Event, spared: int) -> None:
        me = psutil.Process()
        while not stop.wait(0.2):
            sizes = []
            for process in (me, *me.children(recursive=True)):
                if process.pid != spared:
                    try:
                        sizes.append(process.memory_info().rss / 2**20)
                    except psutil.NoSuchProcess:
                        continue
            if sum(sizes) > self.most:
                self.most, self.children = sum(sizes), sum(sizes[1:])


def add(db: Database, count: int, port: int) -> None:
    addresses = [
        f"http://127.1.{number % HOSTS // 250}.{1 + number % 250}:{port}/{number}.xml"
        for number in range(count)
    ]
    addresses += [f"http://{SILENT_HOST}:{port}/{number}.xml" for number in range(SILENT)]
    with db.write() as tx:
        sources.add_all(tx, "feed", [(address, "") for address in addresses], utc_now())
        every = [source.id for source in sources.all_sources(tx)]
        for start in range(0, len(every), 500):
            sources.request_now(tx, every[start : start + 500], utc_now())


def claim_milliseconds(db: Database) -> float:
    began = process_time()
    with db.write() as tx:
        claimed = sources.claim_due(tx, utc_now(), leases.owner(), BATCH)
        sources.release(tx, [source.id for source in claimed])
    return (process_time() - began) * 1000


def report(db: Database, count: int, began: datetime, memory: Memory) -> dict[str, float]:
    with db.read() as tx:
        good = [one for one in sources.all_sources(tx) if one.last_outcome is Outcome.NEW]
    answered = len(good)
    minutes = Counter(int(one.next_run_at.timestamp() // 60) for one in good)
    last = max(one.last_run_at for one in good if one.last_run_at)
    seconds = (last - began).total_seconds()
    return {
        "sources": count,
        "crawled": answered,
        "seconds": round(seconds, 1),
        "sources_a_second": round(answered / seconds, 1),
        "mib_at_most": round(memory.most),
        "of_that_children": round(memory.children),
        "next_in_one_minute": max(minutes.values()),
        "evenly": round(answered / 240, 1),
    }


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--sources", type=int, default=10_000)
    options.add_argument("--serve", action="store_true")
    given = options.parse_args()
    if given.serve:
        asyncio.run(serve())
        return 0
    command = [sys.executable, "-m", "benchmarks.sources", "--serve"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout
    port = int(server.stdout.readline())
    memory, stop = Memory(), threading.Event()
    threading.Thread(target=memory.watch, args=(stop, server.pid), daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        db = Database(f"sqlite:///{Path(folder) / 'molva.db'}")
        migrate(db)
        add(db, given.sources, port)
        claim = claim_milliseconds(db)
        crawling = Crawling(db, Crew(Settings(allowed_networks=("127.0.0.0/8",))))
        began = utc_now()
        crawling.run(lambda: True)
        stop.set()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/most") as answer:
            most = json.load(answer)
        found = report(db, given.sources, began, memory)
        crawling.close()
        db.close()
    server.kill()
    print(json.dumps(found | {"claim_milliseconds": round(claim, 1), "at_once_of_a_host": most}))
    is_spread = found["next_in_one_minute"] <= MOST_IN_A_MINUTE * max(found["evenly"], 10)
    is_small = found["mib_at_most"] <= MOST_MIB and most <= MOST_AT_ONCE
    return 0 if is_spread and is_small and found["crawled"] == given.sources else 1


if __name__ == "__main__":
    sys.exit(main())
