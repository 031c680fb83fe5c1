"""The memory of ingestion, from an inbox of a million items.

    python -m benchmarks.memory [--items 1000000]

Prints a line after each fortieth of the items: what the process holds (RSS, MiB), the most that it
has held, and how many items it took for a second of CPU, which shows what a growing table costs.
Texts are as in `benchmarks.ingest`; half of them have a word cut in two, so words never end.
"""

import argparse
import gc
import json
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

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
STEPS = 40


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
        taken, most, said, cpu = 0, 0.0, 0, process_time()
        while more := ingest.run_once().taken:
            taken += more
            held = process.memory_info().rss / 2**20
            most = max(most, held)
            if taken - said >= count / STEPS or taken == count:
                rate = (taken - said) / (process_time() - cpu)
                step = {"items": taken, "mib": round(held), "mib_at_most": round(most)}
                print(json.dumps(step | {"per_second_of_cpu": round(rate)}), flush=True)
                said, cpu = taken, process_time()
        db.close()


if __name__ == "__main__":
    main()
