"""molva export, backup, replay, forget."""

import csv
import sys
from dataclasses import fields
from pathlib import Path

import click

from mentions.query import parse
from mentions.store import retention, tickets
from mentions.store.backup import back_up
from mentions.store.records import Record, matching
from molva.cli.context import App, command
from molva.cli.destinations import find as find_destination
from molva.cli.output import plain_of, show, show_line


@command("export")
@click.argument("query", default="")
@click.option("--format", "form", type=click.Choice(("jsonl", "csv")), default="jsonl")
def export(app: App, query: str, form: str) -> None:
    """Print all mentions that a query finds; an empty query is everything."""
    records = matching(app.application.db, parse(query))
    if form == "jsonl":
        for record in records:
            show_line(record)
        return
    writer = csv.writer(sys.stdout)
    writer.writerow([field.name for field in fields(Record)])
    for record in records:
        writer.writerow([_cell(value) for value in plain_of(record).values()])


def _cell(value: object) -> object:
    """A cell that no spreadsheet takes for a formula (OWASP, "CSV Injection")."""
    if isinstance(value, list):
        value = "; ".join(_words(one) for one in value)
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return value


def _words(value: object) -> str:
    return ": ".join(map(str, value.values())) if isinstance(value, dict) else str(value)


@command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(app: App, file: Path) -> None:
    """Copy the whole database into FILE while it is in use."""
    show(app, {"file": str(file), "bytes": back_up(app.application.db, file)})


@command("replay")
@click.argument("ticket_ids", nargs=-1, type=int)
@click.option("--destination", help="Only those of this destination.")
@click.option("--all", "everything", is_flag=True, help="All that were refused or gave up.")
def replay(
    app: App, ticket_ids: tuple[int, ...], destination: str | None, everything: bool
) -> None:
    """Send tickets again under their old keys."""
    if bool(ticket_ids) == everything:
        raise click.UsageError("name tickets, or use --all")
    application = app.application
    with application.db.write() as tx:
        target = find_destination(app, tx, destination).id if destination else None
        count = tickets.replay(tx, application.clock(), list(ticket_ids) or None, target)
    show(app, {"replayed": count})


@command("forget")
@click.argument("author")
@click.confirmation_option(prompt="All mentions by this author are deleted for good. Go on?")
def forget(app: App, author: str) -> None:
    """Delete all mentions by an author, named by name or page address."""
    application = app.application
    with application.db.read() as tx:
        names = retention.names_of(tx, author)
    application.suggestions.forget_authors(names)
    count = retention.forget_author(application.db, author, application.clock())
    show(app, {"deleted": count})
