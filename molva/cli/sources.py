"""molva source …"""

import re
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import click

from crawlers.kinds import KINDS
from crawlers.opml import read_opml
from crawlers.wire import Job
from mentions.messages import message, say
from mentions.store import sources
from mentions.store.database import Transaction
from mentions.store.sources import Source
from mentions.types import Outcome
from molva.cli.context import App, command
from molva.cli.output import FAILED, fail, plain_of, show
from molva.crawling import queries_for
from molva.source_forms import described, masked, read, read_brand

COLUMNS = ("id", "kind", "name", "address", "is_enabled", "last_outcome", "next_run_at")


class Interval(click.ParamType[timedelta]):
    """`30m`, `4h`, `1d`."""

    name = "interval"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        if isinstance(value, timedelta):
            return value
        match = re.fullmatch(r"(\d{1,6})\s*([smhd])", str(value).strip())
        if match is None or not int(match[1]):
            self.fail("use a number with s, m, h or d, such as 30m or 4h", param, ctx)
        unit = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}[match[2]]
        return timedelta(**{unit: int(match[1])})


every_option = click.option(
    "--every", type=Interval(), default="4h", show_default=True, help="How often to crawl it."
)


@click.group("source")
def group() -> None:
    """Where mentions are looked for."""


@command("kinds", group)
def kinds(app: App) -> None:
    """The kinds of sources, and what each asks for."""
    show(app, [described(kind, app.language) for kind in KINDS.values()], ("name", "label"))


@command("add", group)
@click.argument("kind", type=click.Choice(sorted(KINDS)))
@click.argument("address")
@click.option("--name", default="", help="What people call it; the address otherwise.")
@every_option
@click.option("--option", "options", multiple=True, metavar="NAME=VALUE", help="See `kinds`.")
def add(
    app: App, kind: str, address: str, name: str, every: timedelta, options: tuple[str, ...]
) -> None:
    """Crawl a source from now on."""
    application = app.application
    given = _options(options)
    with application.db.write() as tx:
        brand_id = read_brand(tx, given)
        address, checked = read(KINDS[kind], address, given)
        source = sources.add(tx, kind, address, application.clock(), name, checked, every, brand_id)
    show(app, _shown(source))


@command("test", group)
@click.argument("kind", type=click.Choice(sorted(KINDS)))
@click.argument("address")
@click.option("--option", "options", multiple=True, metavar="NAME=VALUE", help="See `kinds`.")
def test(app: App, kind: str, address: str, options: tuple[str, ...]) -> None:
    """Fetch a source once and show its first items, keeping nothing."""
    application, given = app.application, _options(options)
    with application.db.read() as tx:
        read_brand(tx, given)
        address, checked = read(KINDS[kind], address, given)
        job = Job(0, kind, address, checked, queries=queries_for(tx, kind))
    with closing(application.crew()) as crew:
        result = crew.preview(job)
    if result.outcome in (Outcome.NEW, Outcome.NOTHING):
        if result.message:
            click.echo(say(result.message, app.language), err=True)
        rows = [{**item.extra, **plain_of(item)} for item in result.items]
        names = ("published_at", "read_by", "rating", "author", "title", "text", "url")
        columns = [name for name in names if any(row.get(name) for row in rows)]
        show(app, result.items if app.as_json else rows, columns)
    elif result.message:
        fail(app, result.message, FAILED)


@command("import", group)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@every_option
def import_opml(app: App, file: Path, every: timedelta) -> None:
    """Add the feeds of an OPML file; those that are there already are left as they are."""
    feeds = read_opml(file.read_bytes())
    application = app.application
    with application.db.write() as tx:
        added = sources.add_all(tx, "feed", feeds, application.clock(), every)
    show(app, {"found": len(feeds), "added": added})


@command("list", group)
def list_all(app: App) -> None:
    """All sources with how they are."""
    with app.application.db.read() as tx:
        show(app, [_shown(source) for source in sources.all_sources(tx)], COLUMNS)


@command("enable", group)
@click.argument("source")
def enable(app: App, source: str) -> None:
    """Crawl a source again."""
    application = app.application
    with application.db.write() as tx:
        found = find(app, tx, source)
        sources.enable(tx, found.id, application.clock())
        show(app, _shown(sources.get(tx, found.id)))


@command("disable", group)
@click.argument("source")
def disable(app: App, source: str) -> None:
    """Stop crawling a source; what it brought stays."""
    with app.application.db.write() as tx:
        found = find(app, tx, source)
        sources.disable(tx, found.id)
        show(app, _shown(sources.get(tx, found.id)))


@command("remove", group)
@click.argument("source")
def remove(app: App, source: str) -> None:
    """Forget a source that has brought no mentions."""
    with app.application.db.write() as tx:
        found = find(app, tx, source)
        sources.remove(tx, found.id)
        show(app, _shown(found))


def find(app: App, tx: Transaction, named: str) -> Source:
    """The source that a person names by number, address or name."""
    if named.isdigit():
        for source in sources.all_sources(tx):
            if source.id == int(named):
                return source
    found = sources.find(tx, named)
    if found is None:
        fail(app, message("cli-no-source", name=named))
    return found


def _shown(source: Source) -> dict[str, object]:
    """A source without its cursor, which says nothing to people, and without secrets."""
    shown = plain_of(source)
    del shown["cursor"]
    return {**shown, "options": masked(source), "every": str(source.every)}


def _options(given: tuple[str, ...]) -> dict[str, str]:
    pairs = [option.partition("=") for option in given]
    if any(not equals for _, equals, _ in pairs):
        raise click.BadParameter("use --option name=value")
    return {name: value for name, _, value in pairs}
