"""The doors to other rooms as the pages' tests need them: what is pure is real, no network."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import alerts.channels
import alerts.digest.forms
from mentions.errors import MolvaError
from mentions.messages import Message, message
from mentions.query import AnalysedDocument, Document, analyse, parse
from mentions.rules import Rule
from mentions.store.alerts.channels import ChannelForm
from mentions.store.alerts.digests import Digest, DigestForm
from mentions.store.alerts.notices import Notice
from mentions.store.alerts.settings import AlertSettings
from mentions.store.alerts.surges import Series, Surge
from mentions.store.database import Database
from mentions.store.times import utc_now
from mentions.store.views.mentions import MentionFilter, MentionRow, list_mentions
from mentions.types import RawItem
from molva.importing import Imports
from search import SearchSettings, Suggestions, open_engine
from ticketizer import rules, signing, webhook
from web.services import (
    Attempt,
    DryRun,
    DryRunRow,
    Field,
    Foretold,
    Kind,
    Point,
    PushAnswer,
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

    def rereads(self, kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
        return old != new

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


class Channels:
    """Forms are checked as they are; a test fails where the address says so."""

    def __init__(self) -> None:
        self.tested: list[ChannelForm] = []

    def check(self, form: ChannelForm) -> ChannelForm:
        return alerts.channels.check(form)

    def masked(self, address: str) -> str:
        return alerts.channels.masked(address)

    def send_test(self, form: ChannelForm) -> Message | None:
        self.tested.append(form)
        return message("alerts-answered", status=429) if "busy" in form.address else None


class Alerts:
    """Surges in few words, with a past of a day in which every fourth hour was not crawled."""

    def words(self, surge: Surge, language: str, time_zone: str) -> str:
        return f"{surge.reason['brand']} {surge.observed}"

    def notice_words(self, notice: Notice, language: str, time_zone: str) -> str:
        return notice.kind

    def points(self, series: Series, since: datetime, until: datetime) -> list[Point]:
        return [
            Point(
                since + timedelta(hours=n), 60, 40.0 if n == 20 else 3.0, 3.2, 0.5, 6.1, n % 4 > 0
            )
            for n in range(24)
        ]

    def foretold(self, settings: AlertSettings, language: str, time_zone: str) -> list[Foretold]:
        at = utc_now() - timedelta(days=3)
        words = f"{settings.sensitivity}, {settings.pause}, {dict(settings.brands)}"
        return [Foretold(f"Негатив ({words})", at, at + timedelta(hours=2))]


class Digests:
    """Forms are checked as they are; a mail at once ends as `error` says."""

    is_ready = True

    def __init__(self) -> None:
        self.sent: list[int] = []
        self.error: Message | None = None

    def check(self, form: DigestForm) -> DigestForm:
        return alerts.digest.forms.check(form)

    def next_at(self, digest: Digest) -> datetime:
        return utc_now() + timedelta(hours=3)

    def send_now(self, digest_id: int) -> Message | None:
        self.sent.append(digest_id)
        return self.error

    def workbook(self, digest: Digest) -> bytes:
        return b"PK of " + digest.form.kind.encode()


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
        "receive": lambda source_id, body: PushAnswer(200, f"{source_id} {len(body)}"),
        "channels": Channels(),
        "alerts": Alerts(),
        "digests": Digests(),
        "imports": Imports(db, Path(db.url.removeprefix("sqlite:///")).parent / "imports", utc_now),
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
