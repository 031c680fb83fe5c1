"""Ingestion: from the inbox to stored mentions with stories, counts, rules and outbox.

    python -m benchmarks.ingest [--mentions 20000] [--model best --of-them 1000]

Posts of about 35 words by Zipf's law, half of them HTML, half with a title, nine of ten naming one
or two of 20 brands; ten rules; SQLite. Without the model it is measured in mentions a second, and
against a bare loop of SQLite inserts of the very rows that came out of it. With `--model`, the time
of ingestion against the bare model's on the same passages, alternating batch by batch, so that both
see the same machine.
"""

import argparse
import gc
import json
import multiprocessing
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import accumulate
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from benchmarks.matching import vocabulary
from mentions.ingest import Classifier, Ingest
from mentions.rules import Actions, Conditions, Rule
from mentions.store import brands, destinations, rules, sources
from mentions.store.database import Database
from mentions.store.intake import deposit
from mentions.store.migrations import migrate
from mentions.store.times import utc_now
from mentions.types import CrawlResult, Outcome, Passage, RawItem, Tone, Verdict
from molva.application import todays_rules
from molva.cli import COLLECT_AFTER
from ticketizer.desks import DESKS
from ticketizer.signing import new_secret

BRANDS = """
    Вектор Ладья Мегасвязь Кофейня Аврора Полюс Ромашка Гранит Сокол Лазурит Заря Орбита Каскад
    Меридиан Парус Янтарь Олимп Вершина Исток Магнолия
    """.split()  # noqa: SIM905
SOURCES = 40
# Four times what the service takes, which has a model's seconds to think of.
AT_ONCE = 1024
TABLES = ("stories", "story_bands", "mentions", "mention_brands", "outbox", "tickets")


class WordClassifier:
    """In the model's place where the model is not what is measured."""

    version = "words"

    def classify(self, batch: Sequence[Passage]) -> list[Verdict]:
        return [_VERDICTS[len(passage.text) % 10 == 0] for passage in batch]


def _verdict(tone: Tone) -> Verdict:
    p = {each: 0.9 if each is tone else 0.05 for each in Tone}
    return Verdict(tone, p[Tone.NEGATIVE], p[Tone.NEUTRAL], p[Tone.POSITIVE], 0, 0, False, False)


_VERDICTS = (_verdict(Tone.NEUTRAL), _verdict(Tone.NEGATIVE))


def posts(count: int) -> Iterator[RawItem]:
    """So many different posts, each made when it is asked for."""
    random = Random(1)
    words = vocabulary(40_000, random)
    up_to = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
    now = utc_now()
    for number in range(count):
        length = max(6, round(random.gauss(35, 10)))
        text = random.choices(words, cum_weights=up_to, k=length)
        for _ in range(random.choice((0, 1, 1, 1, 1, 1, 1, 1, 1, 2))):
            text.insert(random.randrange(len(text)), random.choice(BRANDS))
        body, is_html = " ".join(text), number % 2 == 0
        if is_html:
            middle = len(body) // 2
            body = f"<p>{body[:middle]}</p>\n<p>{body[middle:]} <a href='/x'>&hellip;</a></p>"
        yield RawItem(
            key=f"post-{number}",
            url=f"https://site{number % 100}.example/{number}?utm_source=rss",
            title=" ".join(text[:6]).capitalize() if number % 4 < 2 else "",
            text=body,
            is_html=is_html,
            author=f"{random.choice(BRANDS)} {number % 5000}",
            published_at=now - timedelta(minutes=random.randrange(30 * 24 * 60)),
            reach=random.choice((None, 100, 10_000)),
        )


def furnish(db: Database) -> list[int]:
    """Brands, rules, a destination, and sources, whose ids are returned."""
    migrate(db)
    now = utc_now()
    with db.write() as tx:
        for name in BRANDS:
            brands.add(tx, name, f'{name.lower()} OR "{name.lower()} банк" -вакансия', now)
        for number in range(10):
            conditions = Conditions(tones=(Tone.NEGATIVE,)) if number % 2 else Conditions()
            query = f"{BRANDS[number].lower()} (деньги OR карта OR связь)"
            rule = Rule(0, f"Правило {number}", query, conditions, Actions(ticket=number < 3))
            rules.add(tx, rule, now)
        options = DESKS["webhook"].check({"url": "http://127.0.0.1:9/"})
        destinations.add(tx, "webhook", "desk", options, [new_secret()], now)
        return [
            sources.add(tx, "feed", f"https://feed{number}.example/", now).id
            for number in range(SOURCES)
        ]


def fill(db: Database, items: Sequence[RawItem], source_ids: Sequence[int]) -> None:
    """Put the items into the inbox."""
    for number, source_id in enumerate(source_ids):
        share = tuple(items[number :: len(source_ids)])
        with db.write() as tx:
            deposit(tx, [CrawlResult(source_id, Outcome.NEW, share)], utc_now())


def ingested(db: Database, classifier: Classifier) -> int:
    """Ingest all that waits; how many items that was."""
    return _ingested(Ingest(db, classifier, todays_rules()))


def _ingested(ingest: Ingest) -> int:
    taken = 0
    while report := ingest.run_once(AT_ONCE).taken:
        taken += report
    return taken


def _work(url: str, work: Connection) -> None:
    """A worker process: each time it is told to, it ingests until nothing is left."""
    gc.set_threshold(*COLLECT_AFTER)
    ingest = Ingest(Database(url), WordClassifier(), todays_rules())
    while work.recv():
        work.send(_ingested(ingest))


def with_two_workers(count: int) -> dict[str, float]:
    """Two processes side by side, as two `molva worker`s."""
    with TemporaryDirectory() as name:
        url = f"sqlite:///{name}/molva.db"
        db = Database(url)
        source_ids, items = furnish(db), list(posts(2 * count))
        workers = []
        for _ in range(2):
            ours, theirs = multiprocessing.Pipe()
            multiprocessing.Process(target=_work, args=(url, theirs), daemon=True).start()
            workers.append(ours)
        for half in (items[:count], items[count:]):
            fill(db, half, source_ids)
            started = perf_counter()
            for worker in workers:
                worker.send(True)
            taken = sum(worker.recv() for worker in workers)
            seconds = perf_counter() - started
        for worker in workers:
            worker.send(False)
        db.close()
    return {"per_second_by_two_workers": round(taken / seconds)}


def bare_inserts(path: Path, folder: Path) -> float:
    """Seconds for plain sqlite3 to insert the rows that are in the database at `path`."""
    empty = Database(f"sqlite:///{folder}/bare.db")
    migrate(empty)
    empty.close()
    source = sqlite3.connect(path)
    target = sqlite3.connect(folder / "bare.db", isolation_level=None)
    target.execute("PRAGMA journal_mode = WAL")
    target.execute("PRAGMA synchronous = FULL")
    tables = {name: source.execute(f"SELECT * FROM {name}").fetchall() for name in TABLES}
    batches = len(tables["mentions"]) // AT_ONCE + 1
    started = perf_counter()
    for batch in range(batches):
        target.execute("BEGIN IMMEDIATE")
        for name, rows in tables.items():
            marks = ", ".join("?" * len(rows[0])) if rows else ""
            share = len(rows) // batches + 1
            for row in rows[batch * share : (batch + 1) * share]:
                target.execute(f"INSERT INTO {name} VALUES ({marks})", row)
        target.execute("COMMIT")
    return perf_counter() - started


def without_model(count: int) -> dict[str, float]:
    """Once with a cold cache of words, then, as a service runs, with the same words seen before."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        db = Database(f"sqlite:///{folder}/molva.db")
        source_ids, items = furnish(db), list(posts(2 * count))
        rates = []
        for half in (items[:count], items[count:]):
            fill(db, half, source_ids)
            started, cpu = perf_counter(), process_time()
            taken = ingested(db, WordClassifier())
            seconds, cpu = perf_counter() - started, process_time() - cpu
            rates.append((taken / seconds, taken / cpu))
        db.close()
        bare = 2 * count / bare_inserts(folder / "molva.db", folder)
    (cold, _), (warm, warm_cpu) = rates
    return {
        "per_second_cold": round(cold),
        "per_second": round(warm),
        "per_second_of_cpu": round(warm_cpu),
        "bare_inserts_per_second": round(bare),
        "of_bare_inserts": round(warm / bare, 3),
    }


class Timed:
    """The model, with the time it takes when ingestion asks, and the bare one's beside it."""

    def __init__(self, model: Classifier) -> None:
        self._model = model
        self.version = model.version
        self.bare = 0.0

    def classify(self, batch: Sequence[Passage]) -> list[Verdict]:
        started = perf_counter()
        self._model.classify(batch)
        self.bare += perf_counter() - started
        return self._model.classify(batch)


def with_model(name: str, count: int) -> dict[str, float]:
    # The application's class knows where its weights are.
    from sentiment import Classifier as ToneModel

    with TemporaryDirectory() as folder:
        db = Database(f"sqlite:///{folder}/molva.db")
        fill(db, list(posts(count)), furnish(db))
        model = Timed(ToneModel.load(name))
        started = perf_counter()
        taken = ingested(db, model)
        seconds = perf_counter() - started - model.bare
        db.close()
    return {
        "with_model_per_second": round(taken / seconds),
        "of_bare_model": round(model.bare / seconds, 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--mentions", type=int, default=20_000)
    parser.add_argument("--model", default="")
    parser.add_argument("--of-them", type=int, default=1000)
    arguments = parser.parse_args()
    gc.set_threshold(*COLLECT_AFTER)  # as every command does
    report = {"mentions": arguments.mentions, **without_model(arguments.mentions)}
    report |= with_two_workers(arguments.mentions)
    if arguments.model:
        report |= with_model(arguments.model, arguments.of_them)
    print(json.dumps(report))


if __name__ == "__main__":
    main()
