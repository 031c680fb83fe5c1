"""molva brand …"""

import click

from mentions.messages import message
from mentions.query import parse
from mentions.store import brands
from mentions.store.brands import Brand
from mentions.store.database import Transaction
from molva.cli.context import App, command
from molva.cli.output import fail, show

COLUMNS = ("id", "name", "query", "is_active")


@click.group("brand")
def group() -> None:
    """The brands that are watched for."""


@command("add", group)
@click.argument("name")
@click.option("--query", required=True, help="What names the brand, in the query language.")
def add(app: App, name: str, query: str) -> None:
    """Watch for a brand."""
    parse(query)
    application = app.application
    with application.db.write() as tx:
        brand_id = brands.add(tx, name, query, application.clock())
        brand = brands.get(tx, brand_id)
    show(app, brand)


@command("list", group)
def list_all(app: App) -> None:
    """All brands."""
    with app.application.db.read() as tx:
        show(app, brands.all_brands(tx), COLUMNS)


@command("edit", group)
@click.argument("name")
@click.option("--rename", help="The new name.")
@click.option("--query", help="The new query.")
@click.option("--active/--paused", default=None, help="Whether it is watched for.")
def edit(app: App, name: str, rename: str | None, query: str | None, active: bool | None) -> None:
    """Change a brand."""
    parse(query or "")
    with app.application.db.write() as tx:
        brand = _find(app, tx, name)
        is_active = brand.is_active if active is None else active
        now = app.application.clock()
        brands.edit(tx, brand.id, rename or brand.name, query or brand.query, is_active, now)
        show(app, brands.get(tx, brand.id))


@command("remove", group)
@click.argument("name")
def remove(app: App, name: str) -> None:
    """Stop watching for a brand; its mentions stay."""
    with app.application.db.write() as tx:
        brand = _find(app, tx, name)
        brands.remove(tx, brand.id)
        show(app, brand)


def _find(app: App, tx: Transaction, name: str) -> Brand:
    found = next((brand for brand in brands.all_brands(tx) if brand.name == name), None)
    if found is None:
        fail(app, message("cli-no-brand", name=name))
    return found
