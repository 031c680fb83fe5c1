"""Claims become jobs with what their kinds ask for; results are deposited as they come."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawlers.crew import Crew
from crawlers.kind import Field
from crawlers.wire import Job, Settings
from mentions.ingest import Ingest
from mentions.store import brands, sources
from mentions.store.database import Database
from mentions.store.intake import deposit
from mentions.types import CrawlResult, Outcome, RawItem
from molva.crawling import Crawling
from molva.source_forms import masked, read
from tests.crawlers import fakes
from tests.mentions.test_ingest import WordClassifier, no_effects

NOW = datetime(2025, 10, 6, 12, 0, tzinfo=UTC)
KINDS = ("feed", "board")


class Noting(Crew):
    """Notes its jobs instead of crawling them."""

    def __init__(self) -> None:
        super().__init__(Settings(), processes=1)
        self.jobs: list[Job] = []

    def crawl(self, jobs: Iterable[Job], more: object = None) -> Iterator[list[CrawlResult]]:
        self.jobs = list(jobs)
        for job in self.jobs:
            yield [CrawlResult(job.source_id, Outcome.NOTHING, has_more=job.kind == "board")]


def run(db: Database, crew: Noting, now: datetime, only: Sequence[int] | None = None) -> list[Job]:
    crew.jobs = []
    Crawling(db, crew, lambda: now).run_once(only)
    return crew.jobs


def test_kinds_that_search_get_the_active_brands_queries(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    fakes.register(monkeypatch)
    with db.write() as tx:
        brands.add(tx, "Вектор", "вектор банк", NOW)
        idle = brands.add(tx, "Старый", "старое имя", NOW)
        brands.edit(tx, idle, "Старый", "старое имя", is_active=False, now=NOW)
        ids = {kind: sources.add(tx, kind, "https://a.example/", NOW).id for kind in KINDS}
        sources.request_now(tx, list(ids.values()), NOW)
    crew = Noting()
    asked = {job.kind: job.queries for job in run(db, crew, NOW)}
    assert asked == {"feed": (), "board": ("вектор банк",)}
    again = run(db, crew, NOW + timedelta(seconds=5))
    assert [job.source_id for job in again] == [ids["board"]], "it had more to fetch"


def keep(db: Database, source_id: int, *items: RawItem) -> None:
    """Have these ingested as mentions of the brand "вектор"."""
    with db.write() as tx:
        deposit(tx, [CrawlResult(source_id, Outcome.NEW, items)], NOW)
    Ingest(db, WordClassifier(), lambda _tx: no_effects, clock=lambda: NOW).run_once()


def test_kinds_that_follow_get_what_began_of_late_the_newest_first(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    fakes.register(monkeypatch)
    with db.write() as tx:
        brands.add(tx, "Вектор", "вектор", NOW)
        ids = {kind: sources.add(tx, kind, "https://a.example/", NOW).id for kind in KINDS}

    def post(key: str, days: float, thread: str) -> RawItem:
        at = NOW - timedelta(days=days)
        return RawItem(
            key, f"https://a/{key}", text=f"вектор {key}", published_at=at, thread=thread
        )

    began = (post("old", 8, "old"), post("last", 6, "last"), post("first", 1, "first"))
    keep(db, ids["board"], *began, post("answer", 0, "first"), post("lone", 0, ""))
    keep(db, ids["feed"], post("feed", 0, "feed"))
    with db.write() as tx:
        sources.request_now(tx, list(ids.values()), NOW)
    jobs = {job.kind: job for job in run(db, Noting(), NOW)}
    assert jobs["feed"].threads == ()
    assert [thread.key for thread in jobs["board"].threads] == ["first", "last"]
    newest = jobs["board"].threads[0]
    assert newest.began_at == (NOW - timedelta(days=1)).timestamp()
    assert newest.url == "https://a/first"


def test_a_kinds_secrets_are_not_shown(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    fields = (Field("word", "secret"), Field("place", "text"))
    fakes.register(monkeypatch, replace(fakes.BOARD, fields=fields))
    address, options = read(replace(fakes.BOARD, fields=fields), "x", {"word": "s3cret"})
    with db.write() as tx:
        source = sources.add(tx, "board", address, NOW, options=options | {"place": "here"})
    assert masked(source) == {"word": "•••", "place": "here"}
    assert masked(replace(source, kind="api", options={"signing_key": "k"})) == {}
