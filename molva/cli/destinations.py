"""molva destination …"""

from urllib.parse import urlsplit

import click

from mentions.messages import message
from mentions.store import destinations, tickets
from mentions.store.database import Transaction
from mentions.store.destinations import Destination
from molva.cli.context import App, command
from molva.cli.output import FAILED, fail, record_of, show
from ticketizer.delivery import send_test
from ticketizer.desks import DESKS, kind_of
from ticketizer.signing import check_secret, new_secret

COLUMNS = ("id", "kind", "name", "is_enabled", "failures", "last_success_at", "last_error")


@click.group("destination")
def group() -> None:
    """Where tickets go."""


@command("add", group)
@click.argument("kind", type=click.Choice(sorted(DESKS)))
@click.argument("url")
@click.option("--name", help="What people call it; the host otherwise.")
@click.option("--secret", help="The signing key, whsec_…; a new one is made and shown otherwise.")
def add(app: App, kind: str, url: str, name: str | None, secret: str | None) -> None:
    """Deliver tickets to a helpdesk."""
    application = app.application
    options = kind_of(kind).check({"url": url, "language": app.language})
    key = check_secret(secret) if secret else new_secret()
    with application.db.write() as tx:
        chosen = name or _free_name(tx, urlsplit(url).hostname or kind)
        made = destinations.add(tx, kind, chosen, options, [key], application.clock())
        shown = _shown(find(app, tx, str(made)))
    show(app, shown if secret else {**shown, "secret": key})


@command("list", group)
def list_all(app: App) -> None:
    """All destinations with how they are."""
    with app.application.db.read() as tx:
        show(app, [_shown(one) for one in destinations.all_destinations(tx)], COLUMNS)


@command("test", group)
@click.argument("name")
def test(app: App, name: str) -> None:
    """Send a sample ticket once and show the answer."""
    application = app.application
    with application.db.read() as tx:
        destination = find(app, tx, name)
    attempt = send_test(destination, application.policy, application.delivery_settings)
    show(app, attempt)
    if not attempt.is_success:
        raise SystemExit(FAILED)


@command("enable", group)
@click.argument("name")
def enable(app: App, name: str) -> None:
    """Send there again."""
    _switch(app, name, is_enabled=True)


@command("disable", group)
@click.argument("name")
def disable(app: App, name: str) -> None:
    """Send nothing there; tickets that wait are kept."""
    _switch(app, name, is_enabled=False)


@command("drop-waiting", group)
@click.argument("name")
@click.confirmation_option(prompt="They will not be sent. Go on?")
def drop_waiting(app: App, name: str) -> None:
    """Let go of the tickets that wait for a destination."""
    with app.application.db.write() as tx:
        destination = find(app, tx, name)
        show(app, {"dropped": tickets.drop_waiting(tx, destination.id)})


@command("remove", group)
@click.argument("name")
@click.confirmation_option(prompt="Its tickets and their attempts go too. Go on?")
def remove(app: App, name: str) -> None:
    """Forget a destination with its tickets."""
    with app.application.db.write() as tx:
        destination = find(app, tx, name)
        destinations.remove(tx, destination.id)
    show(app, _shown(destination))


def _switch(app: App, name: str, *, is_enabled: bool) -> None:
    with app.application.db.write() as tx:
        destination = find(app, tx, name)
        destinations.set_enabled(tx, destination.id, is_enabled)
        show(app, _shown(find(app, tx, str(destination.id))))


def find(app: App, tx: Transaction, named: str) -> Destination:
    """The destination that a person names by number or name."""
    found = destinations.get(tx, int(named)) if named.isdigit() else None
    found = found or destinations.by_name(tx, named)
    if found is None:
        fail(app, message("cli-no-destination", name=named))
    return found


def _free_name(tx: Transaction, name: str) -> str:
    taken = {destination.name for destination in destinations.all_destinations(tx)}
    names = [name, *(f"{name} {number}" for number in range(2, len(taken) + 3))]
    return next(each for each in names if each not in taken)


def _shown(destination: Destination) -> dict[str, object]:
    """A destination without what it signs with."""
    return {
        **record_of(destination),
        "options": kind_of(destination.kind).masked(destination.options),
    }
