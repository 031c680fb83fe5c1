"""The doors to other rooms as the pages' tests need them: small, real values, no network."""

from typing import Any

from mentions.errors import MolvaError
from mentions.messages import message
from mentions.query import AnalysedDocument, Document, analyse, parse
from mentions.rules import Rule
from mentions.store.database import Database
from mentions.store.times import utc_now
from mentions.store.views.mentions import MentionFilter, MentionRow, list_mentions
from mentions.types import RawItem
from web.services import (
    Attempt,
    DryRun,
    DryRunRow,
    Field,
    Kind,
    QueryExample,
    QueryPreview,
    Services,
    SourcePreview,
)

SETUP_TOKEN = "setup-token-of-this-run"


class Doors:
    """What the pages asked of other rooms, and answers to it."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.crawled: list[int] = []
        self.tested: list[int] = []

    def count_matches(self, text: str) -> QueryPreview:
        query = parse(text)
        with self.db.read() as tx:
            rows = list_mentions(tx, MentionFilter(), limit=500).rows
        found = [row for row in rows if query.match(_read(row))]
        examples = tuple(QueryExample(row.id, row.title or row.text[:200]) for row in found[:3])
        return QueryPreview(len(found), examples=examples)

    def preview_source(self, kind: str, address: str, options: Any) -> SourcePreview:
        if "slomano" in address:
            raise MolvaError(message("network-private-address", host=address, address="10.0.0.7"))
        items = tuple(
            RawItem(f"k{n}", f"{address}/{n}", f"Запись {n}", "Текст записи") for n in range(5)
        )
        return SourcePreview(address, "Лента", items)

    def send_test(self, destination_id: int) -> Attempt:
        self.tested.append(destination_id)
        return Attempt(True, 120, 201, reply='{"id": "REQ-1"}')

    def dry_run(self, rule: Rule) -> DryRun:
        query, now = parse(rule.query), utc_now()
        with self.db.read() as tx:
            rows = list_mentions(tx, MentionFilter(), limit=500).rows
        found = [row for row in rows if query.match(_read(row))]
        shown = tuple(
            DryRunRow(row.id, row.title or row.text, row.published_at, row.tone, 2)
            for row in found[:20]
        )
        return DryRun(now, len(rows), len(found), len(found), 0, shown)


def make_services(db: Database, doors: Doors | None = None, **changes: Any) -> Services:
    """Services over `db`; `changes` replace single ones."""
    doors = doors or Doors(db)
    feed = Kind(
        "feed",
        "web-name",
        fields=(Field("full_text", "web-name", "web-about", "flag"),),
    )
    webhook = Kind(
        "webhook",
        "web-name",
        fields=(Field("url", "web-name", "web-about", "address", is_required=True),),
    )
    given: dict[str, Any] = {
        "db": db,
        "search": None,
        "count_matches": doors.count_matches,
        "source_kinds": (feed,),
        "preview_source": doors.preview_source,
        "request_crawl": doors.crawled.append,
        "desk_kinds": (webhook,),
        "check_template": lambda template: template,
        "send_test": doors.send_test,
        "dry_run": doors.dry_run,
        "setup_token": SETUP_TOKEN,
        "versions": {"molva": "0.1.0"},
    }
    return Services(**{**given, **changes})


def _read(row: MentionRow) -> AnalysedDocument:
    return analyse(Document(title=row.title, text=row.text))
