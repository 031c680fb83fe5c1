"""What the pages are handed: the other rooms' doors, as `web.services` asks for them."""

from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from importlib.metadata import version
from typing import Any
from zoneinfo import ZoneInfo

import crawlers.kind
import ticketizer.rules
from crawlers.crew import Crew
from crawlers.kinds import KINDS
from crawlers.wire import Job
from mentions.errors import MolvaError
from mentions.forms import Field
from mentions.messages import Message, message
from mentions.normalise import normalise
from mentions.query import AnalysedDocument, analyse, parse
from mentions.reading import document_of
from mentions.rules import Rule
from mentions.store import destinations, inbox, rules
from mentions.store.destinations import DestinationError
from mentions.types import Outcome
from molva import pushing
from molva.alert_doors import AlertDoor, ChannelDoor
from molva.application import Application
from molva.crawling import queries_for
from molva.digest_door import DigestDoor
from molva.source_forms import read, rereads
from search import Filters, SearchRequest
from ticketizer.delivery import send_test
from ticketizer.desks import DESKS, kind_of
from ticketizer.sample import sample_ticket
from ticketizer.signing import check_secret, new_secret
from web import services as door
from web.services import Kind, Options, QueryExample, QueryPreview, Services

PREVIEW_ITEMS = 5
# Items that named no brand, and so would be new, on which a query is tried; newest first.
TRIED = 2000
EXAMPLES = 3
DRY_RUN = timedelta(days=30)


def _key(kind: crawlers.kind.Kind, field: crawlers.kind.Field) -> str:
    return f"crawlers-{kind.name}-{field.name.replace('_', '-')}"


class PreviewError(MolvaError):
    """The source showed nothing; the message says why."""


class SourceDoor:
    """Kinds of sources, and a look at one before it is saved."""

    kinds: Sequence[Kind] = tuple(
        Kind(
            name=kind.name,
            label=f"crawlers-{kind.name}",
            help=f"crawlers-{kind.name}-help",
            fields=tuple(
                Field(
                    name=field.name,
                    label=_key(kind, field),
                    help=f"{_key(kind, field)}-help",
                    kind=field.type,
                    is_required=field.is_required,
                    default="" if field.default is None else field.default,
                    choices=tuple((one, f"{_key(kind, field)}-{one}") for one in field.choices),
                )
                for field in kind.fields
            ),
            takes_replies=kind.reply is not None,
            takes_pushes=kind.receive is not None,
        )
        for kind in KINDS.values()
    )

    def __init__(self, application: Application) -> None:
        self._app = application

    def check(self, kind: str, address: str, options: Options) -> tuple[str, dict[str, Any]]:
        return read(KINDS[kind], address, options)

    def rereads(self, kind: str, old: Options, new: Options) -> bool:
        return rereads(KINDS[kind], old, new)

    def preview(self, kind: str, address: str, options: Options) -> door.SourcePreview:
        address, checked = self.check(kind, address, options)
        with self._app.db.read() as tx:
            job = Job(0, kind, address, checked, queries=queries_for(tx, kind))
        with closing(Crew(self._app.crawl_settings, processes=1, linger=0)) as crew:
            result = crew.preview(job, PREVIEW_ITEMS)
        if result.outcome not in (Outcome.NEW, Outcome.NOTHING):
            raise PreviewError(result.message or message("sources-preview-empty"))
        return door.SourcePreview(
            address=result.address or address,
            name=result.name,
            items=result.items,
            notes=(result.message,) if result.message else (),
        )


class DeskDoor:
    """Kinds of helpdesks, their options and keys, and a test."""

    kinds: Sequence[Kind] = tuple(
        Kind(name, f"ticketizer-{name}", f"ticketizer-{name}-help", desk.fields)
        for name, desk in DESKS.items()
    )

    def __init__(self, application: Application) -> None:
        self._app = application

    def check(self, kind: str, options: Options) -> dict[str, Any]:
        return kind_of(kind).check(options)

    def masked(self, kind: str, options: Options) -> dict[str, Any]:
        return kind_of(kind).masked(options)

    def secret(self, kind: str, given: str) -> str:
        return check_secret(given) if given.strip() else new_secret()

    def sample(self, kind: str, options: Options) -> str:
        app = self._app
        destination = destinations.Destination(0, kind, "", self.check(kind, options), ())
        desk = kind_of(kind).desk(destination, app.settings.link_base)
        now = app.clock()
        content = sample_ticket(now, destination.options["language"])
        return desk.request(content, now, is_test=True).body.decode()

    def send_test(self, destination_id: int) -> door.Attempt:
        app = self._app
        with app.db.read() as tx:
            destination = destinations.get(tx, destination_id)
        if destination is None:
            raise DestinationError(message("cli-no-destination", name=str(destination_id)))
        sent = send_test(destination, app.policy, app.delivery_settings)
        return door.Attempt(sent.is_success, sent.milliseconds, sent.status, sent.error, sent.reply)


class QueryDoor:
    """What a query would match among what is stored and what named no brand of late."""

    def __init__(self, application: Application) -> None:
        self._app = application

    def __call__(self, text: str) -> QueryPreview:
        query = parse(text)
        found = self._app.engine.search(
            SearchRequest(query=query, filters=Filters(), size=EXAMPLES)
        )
        unmatched = [one for one in self._unmatched() if query.match(one) is not None]
        examples = [
            QueryExample(hit.mention_id, snippet.text, snippet.marks)
            for hit in found.hits
            for snippet in hit.snippets[:1]
        ]
        total = found.total
        return QueryPreview(
            count=(total.count if total else 0) + len(unmatched),
            is_capped=total is not None and not total.is_exact,
            examples=tuple(examples),
        )

    def _unmatched(self) -> list[AnalysedDocument]:
        with self._app.db.read() as tx:
            rows = inbox.recent_unmatched(tx, TRIED)
        return [analyse(document_of(row, normalise(row.item, row.fetched_at))) for row in rows]


def make_services(application: Application, setup_token: str) -> Services:
    """All that the pages need of this process."""

    def dry_run(rule: Rule) -> door.DryRun:
        return _dry_run(application, rule)

    def receive(source_id: int, body: bytes) -> door.PushAnswer:
        return pushing.receive(application, source_id, body)

    def problems() -> list[Message]:
        return [problem.message for problem in application.problems.unstored()]

    return Services(
        db=application.db,
        search=application.engine,
        suggestions=application.suggestions,
        sources=SourceDoor(application),
        desks=DeskDoor(application),
        count_matches=QueryDoor(application),
        dry_run=dry_run,
        check_rule=ticketizer.rules.check,
        receive=receive,
        channels=ChannelDoor(application),
        alerts=AlertDoor(application),
        digests=DigestDoor(application),
        imports=application.imports,
        problems=problems,
        setup_token=setup_token,
        base_address=application.settings.link_base,
        data_folder=application.settings.data,
        versions={"molva": version("molva")},
    )


def _dry_run(application: Application, rule: Rule) -> door.DryRun:
    since = application.clock() - DRY_RUN
    zone = ZoneInfo("Europe/Moscow")
    with application.db.read() as tx:
        tried = ticketizer.rules.dry_run(
            rule, rules.stored_since(tx, since), destinations.enabled_ids(tx), zone
        )
    return door.DryRun(
        since=since,
        looked_at=tried.looked_at,
        matched=tried.matched,
        tickets=tried.tickets,
        joined=tried.joined,
        rows=tuple(
            door.DryRunRow(
                example.mention_id,
                example.title,
                example.published_at,
                example.tone,
                example.priority,
                example.reasons,
            )
            for example in tried.examples
        ),
    )
