"""kill -9 at random instants of the whole journey, and then everything is counted.

    python -m benchmarks.kills [--kills 1000] [--crawls 0.05] [--seed 1]

Worlds of known mentions and tickets go through real processes on SQLite, or on PostgreSQL too
where MOLVA_TEST_POSTGRES names a server (there two workers share the work). Each process lives for
a random time and is then killed; `--crawls` is the share of kills that come while real crawl
children fetch from a local server, the others begin with the inbox. The helpdesk drops, delays,
and answers 500 after it has accepted. Prints one line; the exit code is 1 if anything was lost or
doubled.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter
from uuid import uuid4

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests.crawlers.server import Server
from tests.faults.census import Findings
from tests.faults.nursery import Nursery, nursery
from tests.faults.scene import scene
from tests.faults.world import World

KILLS_PER_EDITION = 10
# What a process lives at most, in seconds: about as long as its work takes undisturbed.
WORKING, CRAWLING = 1.0, 5.0
AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Act:
    """One world to be gone through: its number is the seed of all that is random in it."""

    number: int
    crawls: bool
    is_postgres: bool


@contextmanager
def database(act: Act, folder: Path) -> Iterator[str]:
    if not act.is_postgres:
        yield f"sqlite:///{folder}/molva.db"
        return
    url = make_url(os.environ["MOLVA_TEST_POSTGRES"])
    name = f"molva_kills_{uuid4().hex}"
    server = create_engine(url.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()


def play(act: Act, children: Nursery) -> tuple[int, Findings]:
    """The number of kills, and what was wrong after them."""
    random = Random(act.number)
    killed = 0
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        url = stack.enter_context(database(act, folder))
        server = stack.enter_context(Server()) if act.crawls else None
        world = World(random.randint(1, 4), random.randint(8, 40), act.number)
        stage = stack.enter_context(
            scene(children, url, folder, world, server=server, seed=act.number)
        )
        for edition in (0, 1):
            stage.publish(edition)
            killed += stage.disturb(
                KILLS_PER_EDITION,
                random,
                CRAWLING if act.crawls else WORKING,
                workers=2 if act.is_postgres else random.randint(1, 2),
            )
        return killed, stage.census()


def acts(crawls: float, seed: int) -> Iterator[Act]:
    """Worlds without end; every other one on PostgreSQL where there is one."""
    random = Random(seed)
    number = seed * 1_000_000
    while True:
        number += 1
        is_postgres = "MOLVA_TEST_POSTGRES" in os.environ and number % 2 == 0
        yield Act(number, random.random() < crawls, is_postgres)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--crawls", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    killed = {False: 0, True: 0}
    findings = Findings()
    started = perf_counter()
    with (
        TemporaryDirectory() as folder,
        nursery(Path(folder) / "log") as children,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        coming = acts(arguments.crawls, arguments.seed)
        while sum(killed.values()) < arguments.kills:
            wave = [next(coming) for _ in range(AT_ONCE)]
            for act, (kills, found) in zip(
                wave, pool.map(play, wave, [children] * AT_ONCE), strict=True
            ):
                killed[act.is_postgres] += kills
                if found:
                    print(act, found, file=sys.stderr)
                findings.add(found)
    report = {
        "kills": sum(killed.values()),
        "of_them_on_postgresql": killed[True],
        "lost": len(findings.lost),
        "doubled": len(findings.doubled),
        "wrong": len(findings.wrong),
        "seconds": round(perf_counter() - started),
    }
    print(json.dumps(report))
    return int(bool(findings))


if __name__ == "__main__":
    sys.exit(main())
