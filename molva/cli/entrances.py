"""molva api …, molva import: mentions that are brought rather than crawled."""

from dataclasses import replace
from pathlib import Path

import click

from mentions.messages import message, say
from mentions.store import entrances
from mentions.store.imports import Findings
from mentions.store.sources import Source
from molva.cli.context import App, command
from molva.cli.output import FAILED, fail, record_of, show, tell
from molva.importing import bring, look

COLUMNS = ("id", "name", "is_enabled", "last_run_at")


@click.group("api")
def group() -> None:
    """Entrances by which other programs bring mentions: docs/api.md."""


@command("add", group)
@click.argument("name")
def add(app: App, name: str) -> None:
    """Open an entrance; its token is shown this once."""
    application = app.application
    with application.db.write() as tx:
        entrance, keys = entrances.add(tx, name, application.clock())
    show(app, _shown(entrance) | {"token": keys.token, "signing_key": keys.signing})


@command("list", group)
def list_all(app: App) -> None:
    """All entrances."""
    with app.application.db.read() as tx:
        show(app, [_shown(one) for one in entrances.all_entrances(tx)], COLUMNS)


@command("renew", group)
@click.argument("name")
def renew(app: App, name: str) -> None:
    """A new token and key for an entrance; the old ones are refused from now on."""
    with app.application.db.write() as tx:
        found = entrances.by_name(tx, name)
        if found is None:
            fail(app, message("cli-no-source", name=name))
        keys = entrances.renew_keys(tx, found)
    show(app, _shown(found) | {"token": keys.token, "signing_key": keys.signing})


@command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into", "name", help="The entrance to bring them in by; the file's name otherwise.")
@click.option(
    "--column", "columns", multiple=True, metavar="HEADING=FIELD",
    help="What a column holds, where its heading does not tell; nothing after = leaves it out.",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say what would come of it, and keep nothing.")
def import_file(
    app: App, file: Path, name: str | None, columns: tuple[str, ...], dry_run: bool
) -> None:
    """Bring in mentions from a CSV, XLSX or JSON lines file, such as another system's export."""
    application, into = app.application, name or file.stem
    pairs = [column.rpartition("=") for column in columns]
    named = {heading: field for heading, _, field in pairs}
    with file.open("rb") as opened:
        found = look(application.db, into, file.name, opened, named, application.clock())
    if not dry_run:
        with file.open("rb") as opened:
            new = bring(application.db, into, file.name, opened, named, application.clock())
        found = replace(found, new=new)
    if app.as_json:
        show(app, {"is_dry": dry_run, **record_of(found)})
    else:
        _tell(app, found, dry_run)
    if found.wrong:
        raise SystemExit(FAILED)


def _tell(app: App, found: Findings, is_dry: bool) -> None:
    """What a file holds, in words."""
    taken = ", ".join(f"{head} → {field}" for head, field in found.columns.items() if field)
    left = ", ".join(head for head, field in found.columns.items() if not field)
    if taken:
        tell(app, "import-columns", columns=taken)
    if left:
        tell(app, "import-columns-left", columns=left)
    key = "import-would" if is_dry else "import-did"
    tell(app, key, items=found.items, new=found.new, named=found.named, wrong=found.wrong)
    for one in found.mistakes:
        tell(app, "import-row", row=one.row, why=say(one.message, app.language))
    if found.wrong > len(found.mistakes):
        tell(app, "import-rows-more", count=found.wrong - len(found.mistakes))
    if is_dry:
        tell(app, "import-archive")
        columns = ("published_at", "author", "title", "text", "url")
        rows = [record_of(item) for item in found.examples]
        show(app, rows, [name for name in columns if any(row[name] for row in rows)])


def _shown(entrance: Source) -> dict[str, object]:
    return {
        "id": entrance.id,
        "name": entrance.name,
        "is_enabled": entrance.is_enabled,
        "last_run_at": entrance.last_run_at,
    }
