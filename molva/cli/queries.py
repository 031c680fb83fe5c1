"""molva search, molva query …, molva reindex."""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from mentions.messages import message, say
from mentions.query import Document, analyse, parse
from mentions.query.explain import Explanation
from mentions.query.explain import explain as explain_query
from mentions.store import records, searches, users
from molva.cli.context import App, command
from molva.cli.output import FAILED, fail, show, tell
from search import EVERYTHING, Order, Progress, SearchRequest, rebuild
from web.finding import asked_of, filters_of

COLUMNS = ("id", "published_at", "tone", "source", "title", "url")


@click.group("query")
def group() -> None:
    """The query language."""


@command("search")
@click.argument("query", default="")
@click.option("--saved", metavar="NAME", help="A search that somebody saved, with its filters.")
@click.option("--owner", metavar="LOGIN", help="Whose, where several have saved one of this name.")
@click.option(
    "--order", type=click.Choice([order.value for order in Order]),
    help="Newest first, if nothing is said.",
)  # fmt: skip
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
def search(
    app: App, query: str, saved: str | None, owner: str | None, order: str | None, limit: int
) -> None:
    """Find mentions. Without a QUERY, the newest of all."""
    application = app.application
    if saved is not None and query:
        raise click.UsageError("give a query, or --saved")
    request = SearchRequest(query=parse(query), filters=EVERYTHING)
    if saved is not None:
        request = _saved(app, saved, owner)
    wanted = Order(order) if order else request.order
    page = application.engine.search(replace(request, order=wanted, size=limit))
    ids = [hit.mention_id for hit in page.hits]
    with application.db.read() as tx:
        found = records.by_ids(tx, ids)
    if page.notice:
        click.echo(say(page.notice, app.language), err=True)
    if page.behind:
        tell(app, "cli-search-behind", count=page.behind)
    show(app, [found[one] for one in ids if one in found], COLUMNS)


def _saved(app: App, name: str, login: str | None) -> SearchRequest:
    """Query, filters and order of a saved search, its days being those of its owner."""
    with app.application.db.read() as tx:
        found = searches.named(tx, name)
        owners = {one.owner_id: users.get(tx, one.owner_id) for one in found}
    people = {key: user for key, user in owners.items() if user and login in (None, user.login)}
    found = [one for one in found if one.owner_id in people]
    if not found:
        fail(app, message("searches-unknown", name=name))
    if len(found) > 1:
        logins = ", ".join(user.login for user in people.values())
        fail(app, message("searches-several", name=name, owners=logins))
    (one,) = found
    asked = asked_of(one.filters, ZoneInfo(people[one.owner_id].time_zone))
    return SearchRequest(
        query=parse(one.query), filters=filters_of(asked.wanted), order=asked.order
    )


@command("explain", group)
@click.argument("query")
def explain(app: App, query: str) -> None:
    """What a query means: its tree, the words looked for, what the engine is asked."""
    parsed = parse(query)
    meant, asked = explain_query(parsed), app.application.engine.explain(parsed)
    if app.as_json:
        show(app, {"query": str(parsed), "tree": meant.to_json(), **asked})
        return
    for line in _tree_lines(meant):
        click.echo(line)
    click.echo()
    show(app, asked)


def _tree_lines(node: Explanation, depth: int = 0) -> Iterator[str]:
    """One line a node: its kind, what it says, the terms of a word and the forms they have."""
    said = "" if node.kind in ("and", "or", "not") else f" {node.query}"
    terms = f" = {', '.join(node.terms)}" if node.terms else ""
    yield f"{'  ' * depth}{node.kind}{said}{terms}"
    if node.forms:
        yield f"{'  ' * (depth + 1)}{', '.join(node.forms)}"
    for part in node.parts:
        yield from _tree_lines(part, depth + 1)


@command("match", group)
@click.option("--query", required=True)
def match(app: App, query: str) -> None:
    """Read JSON lines (id, text, title, author, …) on stdin; print the ids that match."""
    parsed = parse(query)
    failed = False
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        try:
            key, document = _document(line)
        except FieldError as error:
            failed = True
            tell(app, "cli-bad-field", number=number, field=error.field)
            continue
        if parsed.match(analyse(document)) is not None:
            click.echo(key)
    if failed:
        raise SystemExit(FAILED)


class FieldError(ValueError):
    """A line's `field` cannot be read; "id" where the line is no JSON object at all."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


_TEXTS = ("title", "text", "author", "site", "lang", "tone", "story")
_READERS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(_TEXTS, str),
    "source": lambda given: (given,) if isinstance(given, str) else tuple(map(str, given)),
    "brands": lambda given: tuple(map(str, given)),
    "tags": lambda given: tuple(map(str, given)),
    "question": bool,
    "reply": bool,
    "published_at": lambda given: _aware(datetime.fromisoformat(given)),
    "reach": int,
}


def _document(line: bytes) -> tuple[str, Document]:
    """The id and the document of a JSON line; other fields are passed over. Raises FieldError."""
    try:
        fields = json.loads(line)
        key = str(fields["id"])
        key.encode()  # what is printed must be text
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise FieldError("id") from error
    read: dict[str, Any] = {}
    for name in _READERS.keys() & fields.keys():
        try:
            if fields[name] not in (None, ""):
                read[name] = _READERS[name](fields[name])
        except (ValueError, TypeError, OverflowError) as error:
            raise FieldError(name) from error
    return key, Document(**read)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@command("reindex")
def reindex(app: App) -> None:
    """Make the search index anew while the old one serves."""

    told = 0

    def report(progress: Progress) -> None:
        """In place on a terminal; for a log a line each tenth."""
        nonlocal told
        done = say(message("cli-progress", done=progress.done, total=progress.total), app.language)
        if sys.stderr.isatty():
            click.echo(f"\r{done}", nl=False, err=True)
        elif (tenth := 10 * progress.done // max(progress.total, 1)) > told:
            told = tenth
            click.echo(done, err=True)

    rebuild(app.application.engine, report)
    if sys.stderr.isatty():
        click.echo(err=True)
    show(app, app.application.engine.health())
