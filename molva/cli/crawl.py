"""molva crawl."""

import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict

import click

from mentions.messages import message, say
from mentions.store import sources
from molva.cli.context import App, command
from molva.cli.output import FAILED, show
from molva.cli.sources import find
from molva.journey import Journey, Progress


@command("crawl")
@click.argument("named", metavar="[SOURCE]…", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All enabled sources.")
@click.option("--wait", is_flag=True, help="Also ingest and deliver until nothing is left.")
def crawl(app: App, named: tuple[str, ...], everything: bool, wait: bool) -> None:
    """Crawl sources now.

    With --wait all work there is gets done, also what a killed process had in hand, until nothing
    is left but retries more than 30 seconds away.
    """
    if bool(named) == everything:
        raise click.UsageError("name sources, or use --all")
    application = app.application
    with application.db.write() as tx:
        known = sources.all_sources(tx)
        chosen = known if everything else [find(app, tx, one) for one in named]
        ids = [source.id for source in chosen if source.is_enabled]
        sources.request_now(tx, ids, application.clock())
    if not wait:
        show(app, {"requested": len(ids)})
        return
    with closing(Journey(application, ids, _reporter(app))) as journey:
        summary = journey.run()
    show(app, summary)
    if summary.has_failures:
        raise SystemExit(FAILED)


def _reporter(app: App) -> Callable[[Progress], None]:
    def report(progress: Progress) -> None:
        if sys.stderr.isatty():
            words = message("cli-crawl-progress", **asdict(progress))
            click.echo(f"\r{say(words, app.language)}\x1b[K", nl=False, err=True)

    return report
