"""Claims become jobs with what their kinds ask for; results are deposited as they come."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from crawlers.crew import Crew
from crawlers.wire import Job, Settings
from mentions.store import brands, sources
from mentions.store.database import Database
from mentions.types import CrawlResult, Outcome
from molva.crawling import Crawling
from tests.crawlers import fakes

NOW = datetime(2025, 10, 6, 12, 0, tzinfo=UTC)
KINDS = ("feed", "board")


class Noting(Crew):
    """Notes its jobs instead of crawling them."""

    def __init__(self) -> None:
        super().__init__(Settings(), processes=1)
        self.jobs: list[Job] = []

    def crawl(self, jobs: Iterable[Job]) -> Iterator[list[CrawlResult]]:
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
        brands.edit(tx, idle, "Старый", "старое имя", is_active=False)
        ids = {kind: sources.add(tx, kind, "https://a.example/", NOW).id for kind in KINDS}
        sources.request_now(tx, list(ids.values()), NOW)
    crew = Noting()
    asked = {job.kind: job.queries for job in run(db, crew, NOW)}
    assert asked == {"feed": (), "board": ("вектор банк",)}
    again = run(db, crew, NOW + timedelta(seconds=5))
    assert [job.source_id for job in again] == [ids["board"]], "it had more to fetch"
