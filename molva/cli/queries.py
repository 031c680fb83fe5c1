"""molva search, molva query …, molva reindex."""

import json
import sys
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from mentions.messages import message, say
from mentions.query import Document, analyse, parse
from mentions.store import records, searches, users
from molva.cli.context import App, command
from molva.cli.output import FAILED, fail, show, tell
from search import EVERYTHING, Filters, Progress, SearchRequest, rebuild
from web.finding import asked_of, filters_of

COLUMNS = ("id", "published_at", "tone", "source", "title", "url")


@click.group("query")
def group() -> None:
    """The query language."""


@command("search")
@click.argument("query", default="")
@click.option("--saved", metavar="NAME", help="A search that somebody saved, with its filters.")
@click.option("--owner", metavar="LOGIN", help="Whose, where several have saved one of this name.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
def search(app: App, query: str, saved: str | None, owner: str | None, limit: int) -> None:
    """Find mentions; the newest come first. Without a QUERY, the newest of all."""
    application = app.application
    filters = EVERYTHING
    if saved is not None:
        if query:
            raise click.UsageError("give a query, or --saved")
        query, filters = _saved(app, saved, owner)
    page = application.engine.search(SearchRequest(query=parse(query), filters=filters, size=limit))
    ids = [hit.mention_id for hit in page.hits]
    with application.db.read() as tx:
        found = records.by_ids(tx, ids)
    if page.notice:
        click.echo(say(page.notice, app.language), err=True)
    if page.behind:
        tell(app, "cli-search-behind", count=page.behind)
    show(app, [found[one] for one in ids if one in found], COLUMNS)


def _saved(app: App, name: str, login: str | None) -> tuple[str, Filters]:
    """Query and filters of a saved search, its days being those of its owner."""
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
    return one.query, filters_of(asked.wanted)


@command("explain", group)
@click.argument("query")
def explain(app: App, query: str) -> None:
    """What a query means: its tree, the words looked for, what the engine is asked."""
    parsed = parse(query)
    show(app, {"query": str(parsed), **app.application.engine.explain(parsed)})


@command("match", group)
@click.option("--query", required=True)
def match(app: App, query: str) -> None:
    """Read JSON lines (id, text, title, author, …) on stdin; print the ids that match."""
    parsed = parse(query)
    failed = False
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        try:
            key, document = _document(line)
        except (ValueError, TypeError, KeyError, AttributeError):
            failed = True
            tell(app, "cli-bad-line", number=number)
            continue
        if parsed.match(analyse(document)) is not None:
            click.echo(key)
    if failed:
        raise SystemExit(FAILED)


_TEXTS = ("title", "text", "author", "site", "lang", "tone", "story")


def _document(line: str) -> tuple[str, Document]:
    fields = json.loads(line)
    published = fields.get("published_at")
    source = fields.get("source") or ()
    return str(fields["id"]), Document(
        **{name: str(fields.get(name) or "") for name in _TEXTS},
        source=(source,) if isinstance(source, str) else tuple(map(str, source)),
        brands=tuple(map(str, fields.get("brands") or ())),
        tags=tuple(map(str, fields.get("tags") or ())),
        question=bool(fields.get("question")),
        reply=bool(fields.get("reply")),
        published_at=datetime.fromisoformat(published) if published else None,
        reach=int(fields["reach"]) if fields.get("reach") is not None else None,
    )


@command("reindex")
def reindex(app: App) -> None:
    """Make the search index anew while the old one serves."""

    def report(progress: Progress) -> None:
        if sys.stderr.isatty():
            done = message("cli-progress", done=progress.done, total=progress.total)
            click.echo(f"\r{say(done, app.language)}", nl=False, err=True)

    rebuild(app.application.engine, report)
    if sys.stderr.isatty():
        click.echo(err=True)
    show(app, app.application.engine.health())
