"""Search over a million mentions: how fast it answers, how fast it is built, how large it is.

    python -m benchmarks.search [--mentions 1000000] [--database URL] [--elasticsearch URL]

Texts have words of the Russian dictionary by Zipf's law, in random forms of each; queries are
drawn from the same law, so that common words are asked for as often as they are said. A database
that has the mentions already is used as it is. With --rebuild an index that is there is made
anew, while another thread of the process searches in it and changes a mention now and then.
"""

import argparse
import gc
import json
import time
from collections.abc import Callable, Sequence, Sized
from dataclasses import replace
from datetime import timedelta
from functools import partial
from threading import Event, Thread
from typing import Any

from elasticsearch import Elasticsearch
from sqlalchemy import update

from benchmarks.world import AUTHORS, BRANDS, END, FREQUENT, SITES, World, fill
from mentions.query import parse
from mentions.store import documents
from mentions.store import tables as t
from mentions.store.database import Database, sql
from mentions.store.migrations import migrate
from search import (
    FACETS,
    ElasticSettings,
    Engine,
    Filters,
    Order,
    Progress,
    SearchRequest,
    SearchSettings,
    Suggestions,
    open_engine,
    rebuild,
)

PER_KIND = 200

Calls = Sequence[Callable[[], int]]
Figures = dict[str, float]


def kinds(world: World) -> dict[str, Callable[[], SearchRequest]]:
    """A maker of requests for the first page, all facets with it, of each kind of search."""
    word, chance = world.telling_word, world.chance

    def asked(make: Callable[[], str], **more: Any) -> Callable[[], SearchRequest]:
        return lambda: SearchRequest(query=parse(make()), facets=FACETS, **more)

    return {
        "everything": asked(str),
        "one word": asked(word),
        "a common word": asked(lambda: chance.choice(FREQUENT[30:])),
        "two words": asked(lambda: f"{word()} {word()}"),
        "phrase": asked(lambda: f'"{chance.choice(FREQUENT)} {word()}"'),
        "exact form": asked(lambda: f"!{word()}"),
        "exact in a phrase": asked(lambda: f'"!{chance.choice(FREQUENT)} {word()}"'),
        "prefix": asked(lambda: f"{word()[: chance.randint(3, 6)]}*"),
        "near": asked(lambda: f"{word()} NEAR/5 {chance.choice(FREQUENT[30:])}"),
        "a brand's query": asked(
            lambda: f"({word()} OR {word()} OR {word()}) -{word()} -{word()}"
        ),
        "word and fields": asked(
            lambda: f"{word()} tone:negative source:telegram site:site{world.zipf(SITES)}.ru"
        ),
        "author": asked(lambda: f'author:"Автор {world.zipf(AUTHORS)}"'),
        "reach or word": asked(lambda: f"{word()} reach:>5000"),
        "stories folded": asked(word, fold_stories=True),
        "by relevance": asked(lambda: f"{word()} {word()}", order=Order.RELEVANCE),
        "a common word by relevance": asked(
            lambda: chance.choice(FREQUENT[30:]), order=Order.RELEVANCE
        ),
        "a brand's negative week": lambda: SearchRequest(
            query=parse(""), facets=FACETS, fold_stories=True,
            filters=Filters(
                brand_ids=(world.zipf(BRANDS),), tones=("negative",),
                since=END - timedelta(days=7),
            ),
        ),
    }  # fmt: skip


def others(db: Database, engine: Engine, world: World, count: int) -> dict[str, Calls]:
    """What else is asked of the search: calls by name, each gives how many it has found."""
    suggestions, chance = Suggestions(db), world.chance

    def misspelt(word: str) -> str:
        at = chance.randrange(1, len(word) - 1)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    words = [word for _ in range(2 * PER_KIND) if len(word := world.telling_word()) > 4]
    return {
        "a word completed": [
            partial(_count, suggestions.complete, word[: chance.randint(2, 5)]) for word in words
        ],
        "an author completed": [
            partial(_count, suggestions.complete, "author:Авт")
            for _ in words
        ],
        "a typo mended": [
            partial(_count, suggestions.correct, misspelt(word), engine) for word in words
        ],
        "similar mentions": [
            partial(_count, engine.similar, chance.randint(1, count)) for _ in words
        ],
    }  # fmt: skip


def _count(ask: Callable[..., Sized | None], *arguments: object) -> int:
    return len(ask(*arguments) or ())


def measure(db: Database, engine: Engine, world: World, count: int) -> dict[str, Figures]:
    """p50 and p95 in milliseconds for each kind, and how many hits its pages had.

    Beside the clock the processor's time of this process, which a busy machine leaves as it is;
    for the embedded engine that is all there is.
    """
    found: dict[str, Figures] = {}
    gc.freeze()  # as the application does once it has started
    asked = {
        name: [partial(_hits, engine, make()) for _ in range(PER_KIND)]
        for name, make in kinds(world).items()
    }
    for name, calls in (asked | others(db, engine, world, count)).items():
        found[name] = timed(calls[:PER_KIND])
        print(f"{engine.name:14} {name:28} {found[name]}", flush=True)
    found["pages of 500, from the first to the end"] = last = timed_pages(engine)
    print(f"{engine.name:14} pages to the end: {last}", flush=True)
    return found


def _hits(engine: Engine, request: SearchRequest) -> int:
    return len(engine.search(request).hits)


def timed(calls: Calls) -> Figures:
    times, spent, hits = [], [], 0
    for call in calls:
        start, started = time.perf_counter(), time.process_time()
        hits += call()
        times.append((time.perf_counter() - start) * 1000)
        spent.append((time.process_time() - started) * 1000)
    return {
        "p50": quantile(times, 0.5),
        "p95": quantile(times, 0.95),
        "cpu p50": quantile(spent, 0.5),
        "cpu p95": quantile(spent, 0.95),
        "hits": round(hits / len(times), 1),
    }


def timed_pages(engine: Engine) -> Figures:
    """Walks all that there is, page by page: the last tenth of the pages beside the first.

    Raises SystemExit where a mention comes twice.
    """
    request = SearchRequest(query=parse(""), size=500, with_total=False)
    times: list[float] = []
    seen: set[int] = set()
    found = 0
    while True:
        start = time.perf_counter()
        page = engine.search(request)
        times.append((time.perf_counter() - start) * 1000)
        found += len(page.hits)
        seen.update(hit.mention_id for hit in page.hits)
        if page.next_cursor is None:
            break
        request = replace(request, cursor=page.next_cursor)
    if len(seen) != found:
        raise SystemExit(f"{found - len(seen)} mentions came twice")
    tenth = len(times) // 10 + 1
    return {
        "first p95": quantile(times[:tenth], 0.95),
        "last p95": quantile(times[-tenth:], 0.95),
        "hits": found,
    }


def quantile(values: list[float], part: float) -> float:
    return round(sorted(values)[int(len(values) * part)], 1)


class Visitor(Thread):
    """Searches and changes a mention four times a second, and remembers how long that took."""

    def __init__(self, db: Database, engine: Engine, world: World) -> None:
        super().__init__(daemon=True)
        makers = list(kinds(world).values())
        self._requests = [world.chance.choice(makers)() for _ in range(2_000)]
        self._db = db
        self._engine = engine
        self._is_done = Event()
        self.searching: list[float] = []
        self.writing: list[float] = []

    def run(self) -> None:
        for number, request in enumerate(self._requests, 1):
            start = time.perf_counter()
            self._engine.search(request)
            found = time.perf_counter()
            with self._db.write() as tx:
                tx.execute(update(t.mentions).where(t.mentions.c.id == number).values(priority=2))
            self.searching.append((found - start) * 1000)
            self.writing.append((time.perf_counter() - found) * 1000)
            if self._is_done.wait(0.25):
                break

    def stop(self) -> Figures:
        self._is_done.set()
        self.join()
        return {
            "searches": len(self.searching),
            "search p50": quantile(self.searching, 0.5),
            "search p95": quantile(self.searching, 0.95),
            "write p50": quantile(self.writing, 0.5),
            "write p95": quantile(self.writing, 0.95),
            "longest write": round(max(self.writing), 1),
        }


def build(engine: Engine) -> dict[str, int]:
    """Mentions a second of a rebuild, by the clock and by this process's time."""
    start, started, done, said = time.perf_counter(), time.process_time(), 0, 0

    def report(progress: Progress) -> None:
        nonlocal done, said
        done = progress.done
        if done - said >= 100_000:
            said = done
            spent = round(time.process_time() - started)
            passed = round(time.perf_counter() - start)
            print(f"{done:,} of {progress.total:,}: {passed} s, {spent} s of CPU", flush=True)

    rebuild(engine, report)
    return {
        "seconds": round(time.perf_counter() - start),
        "mentions a second": round(done / (time.perf_counter() - start)),
        "mentions a second of CPU": round(done / (time.process_time() - started)),
    }


def size(db: Database, elasticsearch: str) -> int:
    """Bytes of the whole database, or of the indices of a cluster."""
    if elasticsearch:
        client = Elasticsearch(elasticsearch)
        stats = client.indices.stats(index=f"{ElasticSettings.alias}-*", metric="store")
        return int(stats["_all"]["total"].get("store", {}).get("size_in_bytes", 0))
    with db.read() as tx:
        if not db.is_sqlite:
            return int(sql(tx, "SELECT pg_database_size(current_database())")[0][0])
        return int(sql(tx, "PRAGMA page_count")[0][0] * sql(tx, "PRAGMA page_size")[0][0])


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--mentions", type=int, default=1_000_000)
    arguments.add_argument("--database", default="sqlite:///search-benchmark.db")
    arguments.add_argument("--elasticsearch", default="")
    arguments.add_argument("--rebuild", action="store_true", help="also where there is an index")
    options = arguments.parse_args()
    db = Database(options.database)
    migrate(db)
    world = World()
    with db.read() as tx:
        count = documents.count(tx)
    if not count:
        fill(db, world, options.mentions)
    elastic = ElasticSettings(options.elasticsearch, replicas=0) if options.elasticsearch else None
    engine = open_engine(db, SearchSettings(elastic))
    figures: dict[str, Any] = {"engine": engine.name, "mentions": count or options.mentions}
    if engine.needs_rebuild() or options.rebuild:
        visitor = None if engine.health().documents == 0 else Visitor(db, engine, world)
        if visitor:
            visitor.start()
        before = size(db, options.elasticsearch)
        figures |= build(engine)
        if visitor:
            figures["beside it"] = visitor.stop()
        else:
            added = size(db, options.elasticsearch) - before
            figures["bytes a mention"] = round(added / figures["mentions"])
        print(figures, flush=True)
    figures["milliseconds"] = measure(db, engine, world, figures["mentions"])
    print(json.dumps(figures, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
