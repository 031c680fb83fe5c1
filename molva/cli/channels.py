"""molva channel …"""

from dataclasses import asdict
from urllib.parse import urlsplit

import click

from alerts.channels import check, masked
from alerts.delivery import send_test
from mentions.messages import LANGUAGES, message
from mentions.store import users
from mentions.store.alerts import channels
from mentions.store.alerts.channels import (
    APPRISE,
    ESCALATION,
    FIRST,
    NONE,
    WEBHOOK,
    Channel,
    ChannelForm,
)
from mentions.store.database import Transaction
from mentions.store.users import DEFAULT_TIME_ZONE
from molva.cli.context import App, command
from molva.cli.output import FAILED, fail, show

COLUMNS = (
    "id", "kind", "name", "address", "surges", "is_enabled", "failures", "last_success_at",
    "last_error",
)  # fmt: skip


@click.group("channel")
def group() -> None:
    """Where people are told: chats, mail, webhooks."""


@command("add", group)
@click.argument("address")
@click.option("--name", help="What people call it; the scheme or the host otherwise.")
@click.option("--user", "login", help="Whose own channel it is; the team's otherwise.")
@click.option(
    "--secret", default="", help="A webhook's key, whsec_…; a new one is made and shown otherwise."
)
@click.option(
    "--surges",
    type=click.Choice([FIRST, ESCALATION, NONE]),
    default=FIRST,
    show_default=True,
    help="Told of a surge at once, only when nobody is on it, or never.",
)
@click.option("--language", type=click.Choice(LANGUAGES), help="Of the messages.")
@click.option("--time-zone", default=DEFAULT_TIME_ZONE, show_default=True)
def add(
    app: App, address: str, name: str | None, login: str | None, secret: str, surges: str,
    language: str | None, time_zone: str,
) -> None:  # fmt: skip
    """Tell people at ADDRESS: an https:// webhook, or an address of apprise such as tgram://…"""
    application = app.application
    parts = urlsplit(address)
    kind = WEBHOOK if parts.scheme in ("http", "https") else APPRISE
    form = check(
        ChannelForm(
            name=name or (parts.hostname or "" if kind == WEBHOOK else parts.scheme),
            kind=kind,
            address=address,
            secret=secret,
            language=language or app.language,
            time_zone=time_zone,
            surges=surges,
        )
    )
    with application.db.write() as tx:
        if login is not None:
            form = ChannelForm(**{**asdict(form), "user_id": _owner(app, tx, login)})
        made = channels.add(tx, form, application.clock())
        shown = _shown(find(app, tx, str(made)))
    show(app, {**shown, "secret": form.secret} if kind == WEBHOOK and not secret else shown)


@command("list", group)
def list_all(app: App) -> None:
    """All channels with how they are."""
    with app.application.db.read() as tx:
        show(app, [_shown(one) for one in channels.every(tx)], COLUMNS)


@command("test", group)
@click.argument("name")
def test(app: App, name: str) -> None:
    """Send a test message once and say what came of it."""
    application = app.application
    with application.db.read() as tx:
        channel = find(app, tx, name)
    error = send_test(channel.form, application.policy, application.clock()).error
    show(app, {"is_success": error is None, "error": error})
    if error is not None:
        raise SystemExit(FAILED)


@command("remove", group)
@click.argument("name")
@click.confirmation_option(prompt="What waits for it will not be sent. Go on?")
def remove(app: App, name: str) -> None:
    """Forget a channel with the history of its messages."""
    with app.application.db.write() as tx:
        channel = find(app, tx, name)
        channels.remove(tx, channel.id)
    show(app, _shown(channel))


def find(app: App, tx: Transaction, named: str) -> Channel:
    """The channel that a person names by number or name."""
    found = [one for one in channels.every(tx) if named in (one.form.name, str(one.id))]
    if not found:
        fail(app, message("cli-no-channel", name=named))
    return found[0]


def _owner(app: App, tx: Transaction, login: str) -> int:
    found = users.find(tx, login)
    if found is None:
        fail(app, message("cli-no-user", login=login))
    return found[0].id


def _shown(channel: Channel) -> dict[str, object]:
    """A channel without what its address and key give away."""
    form = {name: value for name, value in asdict(channel.form).items() if name != "secret"}
    return {
        "id": channel.id,
        **form,
        "address": masked(channel.form.address),
        "failures": channel.failures,
        "last_success_at": channel.last_success_at,
        "last_error": channel.last_error,
    }
