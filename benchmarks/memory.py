"""The memory of ingestion, from an inbox of a million items.

    python -m benchmarks.memory [--items 1000000]

Prints what the process holds (RSS, MiB) after a tenth of the items and after all of them, and the
most in between. Texts are as in `benchmarks.ingest`; their words are drawn anew for every item, so
no cache of words ever has them all.
"""

import argparse
import gc
import json
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import psutil

from benchmarks.ingest import WordClassifier, furnish, posts
from mentions.ingest import Ingest
from mentions.store.database import Database
from mentions.store.intake import deposit
from mentions.store.times import utc_now
from mentions.types import CrawlResult, Outcome
from molva.application import todays_rules
from molva.cli import COLLECT_AFTER

AT_ONCE = 1000


def fill(db: Database, count: int) -> None:
    """Put so many items into the inbox, never holding more than a thousand."""
    ids = furnish(db)
    coming = posts(count)
    for number in range(0, count, AT_ONCE):
        source_id = ids[number // AT_ONCE % len(ids)]
        items = tuple(islice(coming, min(AT_ONCE, count - number)))
        with db.write() as tx:
            deposit(tx, [CrawlResult(source_id, Outcome.NEW, items)], utc_now())


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--items", type=int, default=1_000_000)
    count = parser.parse_args().items
    gc.set_threshold(*COLLECT_AFTER)  # as every command does
    process = psutil.Process()
    with TemporaryDirectory() as folder:
        db = Database(f"sqlite:///{Path(folder) / 'molva.db'}")
        fill(db, count)
        ingest = Ingest(db, WordClassifier(), todays_rules())
        started, taken, held = perf_counter(), 0, []
        while more := ingest.run_once().taken:
            taken += more
            held.append((taken, process.memory_info().rss / 2**20))
        seconds = perf_counter() - started
        db.close()
    after_tenth = next(size for done, size in held if done >= taken / 10)
    report = {
        "items": taken,
        "mib_after_a_tenth": round(after_tenth),
        "mib_at_the_end": round(held[-1][1]),
        "mib_at_most": round(max(size for _, size in held)),
        "growth": round(held[-1][1] / after_tenth, 3),
        "seconds": round(seconds),
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
