"""Ingestion costs the same however much is stored: no statement of it reads a whole table."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import event

from mentions.ingest import Ingest
from mentions.store import brands, deadlines, sources
from mentions.store.database import Database
from mentions.store.deadlines import AnswerTimes
from mentions.store.intake import deposit
from mentions.store.times import utc_now
from mentions.types import CrawlResult, Effects, Outcome, Passage, RawItem, Tone, Verdict

# Those that grow with what comes in; brands, rules and destinations are few.
GROWING = (
    "items", "inbox", "stories", "story_bands", "mentions", "mention_brands", "mention_tags",
    "mention_events", "hourly_counts", "five_minute_counts", "rule_matches", "tickets", "outbox",
    "deadlines",
)  # fmt: skip


class Neutral:
    version = "neutral"

    def classify(self, batch: list[Passage]) -> list[Verdict]:
        return [Verdict(Tone.NEUTRAL, 0, 1, 0, 0, 1, False, True) for _ in batch]


def bring(db: Database, source_ids: list[int], edition: str) -> None:
    for source_id in source_ids:
        items = tuple(
            RawItem(
                f"{number}", f"https://s.example/{number}", text=f"вектор {edition} {number} слово"
            )
            for number in range(20)
        )
        with db.write() as tx:
            deposit(tx, [CrawlResult(source_id, Outcome.NEW, items)], utc_now())


def reads_all(step: str) -> bool:
    """Whether a step of a plan goes through a growing table, or through all that named no brand.

    What a worker holds is little, and has an index of its own.
    """
    is_scan = step.startswith(tuple(f"SCAN {table}" for table in GROWING))
    is_of_state = step.endswith("ix_inbox_state_id (state=?)")
    return is_of_state or (is_scan and not step.endswith("lease_owner"))


def test_no_statement_reads_a_whole_table(sqlite_db: Database, tmp_path: Path) -> None:
    now = utc_now()
    with sqlite_db.write() as tx:
        brands.add(tx, "Вектор", "вектор", now)
        deadlines.set_times(tx, AnswerTimes(usual=60))
        ids = [sources.add(tx, "feed", f"https://f{n}.example/", now).id for n in range(3)]
    asked: dict[str, Any] = {}

    def note(_c: Any, _cursor: Any, statement: str, given: Any, _x: Any, is_many: bool) -> None:
        asked.setdefault(statement, given[0] if is_many else given)

    event.listen(sqlite_db.engine, "before_cursor_execute", note)
    ingest = Ingest(sqlite_db, Neutral(), lambda _: lambda _: Effects())
    for edition in ("раз", "два"):  # new, seen elsewhere and edited
        bring(sqlite_db, ids, edition)
        while ingest.run_once().taken:
            pass
    event.remove(sqlite_db.engine, "before_cursor_execute", note)
    plain = sqlite3.connect(tmp_path / "molva.db")
    scans = [
        (step[3], statement)
        for statement, given in asked.items()
        if statement.lstrip().startswith(("SELECT", "UPDATE", "DELETE"))
        for step in plain.execute(f"EXPLAIN QUERY PLAN {statement}", given)
        if reads_all(step[3]) and "LIMIT" not in statement
    ]
    assert len(asked) > 15
    assert not scans
