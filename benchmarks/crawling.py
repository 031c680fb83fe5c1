"""Crawling 1,000 feeds of 50 entries and storing them, beside `reader` with its workers.

The same feeds, on servers of 50 loopback addresses, are crawled by both in turn in one run: the
first time, and again when nothing has changed, from servers that honour conditional requests and
from servers that do not. `reader` is timed with several numbers of workers, and the best counts.

    python -m benchmarks.crawling [--feeds 1000]
"""

import argparse
import asyncio
import hashlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from aiohttp import web

from crawlers.crew import Crew
from crawlers.wire import Job, Settings
from mentions.store import intake, leases, sources
from mentions.store.database import Database
from mentions.store.migrations import migrate
from mentions.store.times import utc_now

ENTRIES = 50
HOSTS = 50
WORKERS = (4, 10)
FIRST_TARGET, NEXT_TARGET = 1.5, 3.0
WORDS = re.findall(
    r"\w+",
    """банк карта перевод очередь приложение офис кофе связь сбой вклад кредит ипотека тариф отзыв
    сотрудник служба поддержка деньги клиент вернули обещали звонок не работает второй день""",
)


def feed(number: int) -> bytes:
    """An RSS feed as a news site has it: about 100 KB."""
    choose = random.Random(number)
    items = "".join(
        f"<item><title>{' '.join(choose.choices(WORDS, k=7))}</title>"
        f"<link>https://news.example/{number}/{entry}?utm_source=rss</link>"
        f"<guid>tag:news.example:{number}:{entry}</guid>"
        f"<pubDate>Mon, 06 Oct 2025 {entry % 24:02d}:10:00 +0300</pubDate>"
        f"<description><![CDATA[<p>{' '.join(choose.choices(WORDS, k=90))}</p>"
        f'<p><a href="/{entry}">{" ".join(choose.choices(WORDS, k=30))}</a></p>]]></description>'
        f"<author>a{entry}@news.example (Автор {entry})</author></item>"
        for entry in range(ENTRIES)
    )
    head = f"<title>Лента {number}</title><link>https://news.example/{number}</link>"
    return f'<rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


async def serve(count: int, honours_conditions: bool) -> None:
    bodies = [feed(number) for number in range(count)]
    tags = [f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"' for body in bodies]

    async def answer(request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        headers = {"ETag": tags[number]} if honours_conditions else {}
        if honours_conditions and request.headers.get("If-None-Match") == tags[number]:
            return web.Response(status=304, headers=headers)
        return web.Response(
            body=bodies[number], content_type="application/rss+xml", headers=headers
        )

    application = web.Application()
    application.router.add_get(r"/{number:\d+}.xml", answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "0.0.0.0", 0, backlog=1000)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


def addresses(port: int, count: int) -> list[str]:
    return [f"http://127.0.0.{1 + number % HOSTS}:{port}/{number}.xml" for number in range(count)]


def start_server(count: int, honours_conditions: bool) -> tuple["subprocess.Popen[str]", int]:
    command = [sys.executable, "-m", "benchmarks.crawling", "--serve", "--feeds", str(count)]
    if honours_conditions:
        command.append("--conditional")
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout
    return server, int(server.stdout.readline())


def time_molva(folder: Path, feeds: list[str]) -> list[float]:
    """Seconds of the first and of the next crawl, until everything is stored."""
    database = Database(f"sqlite:///{folder}/molva.db")
    migrate(database)
    with database.write() as tx:
        sources.add_all(tx, "feed", [(address, "") for address in feeds], utc_now())
        ids = [source.id for source in sources.all_sources(tx)]
    crew = Crew(Settings(allowed_networks=("127.0.0.0/8",)))
    took = [_timed(lambda: _crawl(database, crew, ids)) for _ in range(2)]
    crew.close()
    database.close()
    return took


def _crawl(database: Database, crew: Crew, ids: list[int]) -> None:
    with database.write() as tx:
        sources.request_now(tx, ids, utc_now())
        due = sources.claim_due(tx, utc_now(), leases.owner(), len(ids))
    jobs = [
        Job(source.id, source.kind, source.address, source.options, source.cursor) for source in due
    ]
    done = 0
    for results in crew.crawl(jobs):
        with database.write() as tx:
            done += len(intake.deposit(tx, results, utc_now()))
    if done != len(ids):
        raise SystemExit(f"{done} of {len(ids)} feeds were crawled")


def time_reader(folder: Path, feeds: list[str], workers: int) -> list[float]:
    from reader import make_reader

    path = folder / f"reader-{workers}.db"
    with make_reader(str(path)) as reader:
        for address in feeds:
            reader.add_feed(address)
        took = [
            _timed(lambda: reader.update_feeds(scheduled=False, workers=workers)) for _ in range(2)
        ]
        stored = reader.get_entry_counts().total
    if stored != len(feeds) * ENTRIES:
        raise SystemExit(f"reader stored {stored} entries")
    return took


def _timed(run: Callable[[], None]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def compare(count: int, honours_conditions: bool) -> bool:
    """Print the figures of one kind of server; whether they reach the targets."""
    server, port = start_server(count, honours_conditions)
    feeds = addresses(port, count)
    folder = Path(tempfile.mkdtemp(prefix="molva-bench-"))
    try:
        runs = [time_reader(folder, feeds, workers) for workers in WORKERS]
        ours = time_molva(folder, feeds)
    finally:
        server.kill()
        server.wait()
        shutil.rmtree(folder)
    kind = "honour" if honours_conditions else "ignore"
    is_reached = True
    for place, (name, target) in enumerate((("first", FIRST_TARGET), ("next", NEXT_TARGET))):
        best = min(run[place] for run in runs)
        ratio = best / ours[place]
        is_reached &= ratio >= target
        shown = ", ".join(
            f"{workers} workers {run[place]:.2f} s"
            for workers, run in zip(WORKERS, runs, strict=True)
        )
        print(
            f"servers that {kind} conditions, {name} crawl of {count} feeds: "
            f"Molva {ours[place]:.2f} s; reader {shown}; {ratio:.1f} × (target {target})",
            flush=True,
        )
    return is_reached


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--feeds", type=int, default=1000)
    options.add_argument("--serve", action="store_true")
    options.add_argument("--conditional", action="store_true")
    given = options.parse_args()
    if given.serve:
        asyncio.run(serve(given.feeds, given.conditional))
    reached = [compare(given.feeds, honours) for honours in (True, False)]
    return 0 if all(reached) else 1


if __name__ == "__main__":
    sys.exit(main())
