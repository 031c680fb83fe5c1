"""The doors to other rooms as the pages' tests need them: what is pure is real, no network."""

from collections.abc import Mapping
from typing import Any

from mentions.errors import MolvaError
from mentions.messages import message
from mentions.query import AnalysedDocument, Document, analyse, parse
from mentions.rules import Rule
from mentions.store.database import Database
from mentions.store.times import utc_now
from mentions.store.views.mentions import MentionFilter, MentionRow, list_mentions
from mentions.types import RawItem
from search import SearchSettings, Suggestions, open_engine
from ticketizer import rules, signing, webhook
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

FEED = Kind("feed", "web-source", fields=(Field("full_text", "web-brand-tones", kind="flag"),))
WEBHOOK = Kind(
    "webhook",
    "web-destination-name",
    fields=(
        Field("url", "web-source-address", is_required=True),
        Field("headers", "web-source-settings", kind="pairs"),
        Field("template", "web-destination-sample-title", kind="lines"),
    ),
)


class Sources:
    """Any address has five items, save one that leads into a private network."""

    kinds = (FEED,)

    def check(
        self, kind: str, address: str, options: Mapping[str, Any]
    ) -> tuple[str, dict[str, Any]]:
        if not address.startswith(("http://", "https://")):
            raise MolvaError(message("ticketizer-url"))
        return address, dict(options)

    def preview(self, kind: str, address: str, options: Mapping[str, Any]) -> SourcePreview:
        if "slomano" in address:
            raise MolvaError(message("network-private-address", host=address, address="10.0.0.7"))
        items = tuple(
            RawItem(f"k{n}", f"{address}/{n}", f"Запись {n}", "Текст записи") for n in range(5)
        )
        return SourcePreview(address, "Лента города", items)


class Desks:
    """The generic helpdesk, which accepts every test."""

    kinds = (WEBHOOK,)

    def __init__(self) -> None:
        self.tested: list[int] = []

    def check(self, kind: str, options: Mapping[str, Any]) -> dict[str, Any]:
        return webhook.check(options)

    def masked(self, kind: str, options: Mapping[str, Any]) -> dict[str, Any]:
        return webhook.masked({"headers": {}, **options})

    def secret(self, kind: str, given: str) -> str:
        return signing.check_secret(given) if given else signing.new_secret()

    def sample(self, kind: str, options: Mapping[str, Any]) -> str:
        return webhook.preview(options["template"]) if options["template"] else '{"type": "sample"}'

    def send_test(self, destination_id: int) -> Attempt:
        self.tested.append(destination_id)
        return Attempt(True, 120, 201, reply='{"id": "REQ-1"}')


def make_services(db: Database, **changes: Any) -> Services:
    """Services over `db`; `changes` replace single ones."""

    def count_matches(text: str) -> QueryPreview:
        found = _matching(db, text)
        examples = tuple(QueryExample(row.id, row.title or row.text[:200]) for row in found[:3])
        return QueryPreview(len(found), examples=examples)

    def dry_run(rule: Rule) -> DryRun:
        found = _matching(db, rule.query)
        shown = tuple(
            DryRunRow(row.id, row.title or row.text, row.published_at, row.tone, 2)
            for row in found[:20]
        )
        return DryRun(utc_now(), 160, len(found), len(found), 0, shown)

    given: dict[str, Any] = {
        "db": db,
        "search": open_engine(db, SearchSettings()),
        "suggestions": Suggestions(db),
        "sources": Sources(),
        "desks": Desks(),
        "count_matches": count_matches,
        "dry_run": dry_run,
        "check_rule": rules.check,
        "surge_words": lambda surge, _language, _zone: f"{surge.reason['brand']} {surge.observed}",
        "setup_token": SETUP_TOKEN,
        "versions": {"molva": "0.1.0"},
    }
    return Services(**{**given, **changes})


def _matching(db: Database, text: str) -> list[MentionRow]:
    query = parse(text)
    with db.read() as tx:
        rows = list_mentions(tx, MentionFilter(), limit=500).rows
    return [row for row in rows if query.match(_read(row))]


def _read(row: MentionRow) -> AnalysedDocument:
    return analyse(Document(title=row.title, text=row.text))
