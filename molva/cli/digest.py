"""molva digest."""

from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from alerts.digest.content import gather
from alerts.digest.periods import up_to_now
from alerts.digest.rendering import as_text
from alerts.digest.workbook import as_workbook
from alerts.wording import Reader
from mentions.messages import message
from mentions.store import brands
from mentions.store.alerts.digests import DAILY, WEEKLY
from mentions.store.database import Transaction
from mentions.store.users import DEFAULT_TIME_ZONE
from molva.cli.context import App, command
from molva.cli.output import fail, show


@command("digest")
@click.option("--weekly", is_flag=True, help="Of the last seven days, not of the last one.")
@click.option("--brand", "names", multiple=True, help="Of this brand only; may be repeated.")
@click.option(
    "--xlsx", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write a workbook."
)
@click.option("--time-zone", default=DEFAULT_TIME_ZONE, show_default=True)
def digest(
    app: App, weekly: bool, names: tuple[str, ...], file: Path | None, time_zone: str
) -> None:
    """Print what was said of the brands, beside the period before."""
    application = app.application
    period = up_to_now(WEEKLY if weekly else DAILY, application.clock())
    with application.db.read() as tx:
        wanted = [_brand_id(app, tx, name) for name in names]
        found = gather(tx, period, wanted)
    reader, base = Reader(app.language, _zone(app, time_zone)), app.settings.link_base
    if file is not None:
        written = as_workbook(found, reader, base)
        try:
            file.write_bytes(written)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            fail(app, message("digest-file", path=str(file), reason=reason))
        show(app, {"file": str(file), "bytes": len(written)})
    elif app.as_json:
        show(app, found)
    else:
        click.echo(as_text(found, reader, base), nl=False)


def _brand_id(app: App, tx: Transaction, name: str) -> int:
    found = brands.find(tx, name)
    if found is None:
        fail(app, message("cli-no-brand", name=name))
    return found.id


def _zone(app: App, name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        fail(app, message("alerts-channel-zone", zone=name[:64]))
    return name
