"""molva channel …"""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any
from urllib.parse import urlsplit

import click

from alerts.channels import check, masked, quiet_hours, quiet_words
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
    "id", "kind", "name", "address", "surges", "quiet", "time_zone", "language", "is_enabled",
    "failures", "last_success_at", "last_error",
)  # fmt: skip
LOUD = "none"


@click.group("channel")
def group() -> None:
    """Where people are told: chats, mail, webhooks."""


def _manner(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say how a channel is spoken to."""
    for option in (
        click.option("--quiet", help=f"Hours without messages: 22:00-08:00; {LOUD} to have none."),
        click.option("--time-zone", help=f"Whose hours they are; {DEFAULT_TIME_ZONE} at first."),
        click.option("--language", type=click.Choice(LANGUAGES), help="Of the messages."),
        click.option(
            "--surges",
            type=click.Choice([FIRST, ESCALATION, NONE]),
            help="Told of a surge at once (as at first), only when nobody is on it, or never.",
        ),
    ):
        function = option(function)
    return function


def _with_manner(
    form: ChannelForm, quiet: str | None, time_zone: str | None, language: str | None,
    surges: str | None,
) -> ChannelForm:  # fmt: skip
    """The form with what was given changed."""
    start, end = form.quiet_from, form.quiet_until
    if quiet is not None:
        start, end = (None, None) if quiet == LOUD else quiet_hours(quiet)
    return replace(
        form,
        quiet_from=start,
        quiet_until=end,
        time_zone=time_zone or form.time_zone,
        language=language or form.language,
        surges=surges or form.surges,
    )


@command("add", group)
@click.argument("address")
@click.option("--name", help="What people call it; the scheme or the host otherwise.")
@click.option("--user", "login", help="Whose own channel it is; the team's otherwise.")
@click.option(
    "--secret", default="", help="A webhook's key, whsec_…; a new one is made and shown otherwise."
)
@_manner
def add(
    app: App, address: str, name: str | None, login: str | None, secret: str,
    **manner: str | None,
) -> None:  # fmt: skip
    """Tell people at ADDRESS: an https:// webhook, or an address of apprise such as tgram://…"""
    application = app.application
    parts = urlsplit(address)
    kind = WEBHOOK if parts.scheme in ("http", "https") else APPRISE
    form = ChannelForm(
        name=name or (parts.hostname or "" if kind == WEBHOOK else parts.scheme),
        kind=kind,
        address=address,
        secret=secret,
        language=app.language,
        time_zone=DEFAULT_TIME_ZONE,
    )
    form = check(_with_manner(form, **manner))
    with application.db.write() as tx:
        if login is not None:
            form = replace(form, user_id=_owner(app, tx, login))
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


@command("edit", group)
@click.argument("name")
@click.option("--rename", help="The new name.")
@click.option("--address", help="The new address, of the same kind.")
@click.option("--on/--off", "is_enabled", default=None, help="Whether it is told anything.")
@_manner
def edit(
    app: App, name: str, rename: str | None, address: str | None, is_enabled: bool | None,
    **manner: str | None,
) -> None:  # fmt: skip
    """Change a channel; what is not named stays as it is."""
    with app.application.db.write() as tx:
        channel = find(app, tx, name)
        form = _with_manner(channel.form, **manner)
        form = replace(form, name=rename or form.name, address=address or form.address)
        if is_enabled is not None:
            form = replace(form, is_enabled=is_enabled)
        channels.change(tx, channel.id, check(form))
        shown = _shown(find(app, tx, str(channel.id)))
    show(app, shown)


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
    left_out = ("secret", "quiet_from", "quiet_until")
    form = {name: value for name, value in asdict(channel.form).items() if name not in left_out}
    return {
        "id": channel.id,
        **form,
        "address": masked(channel.form.address),
        "quiet": quiet_words(channel.form),
        "failures": channel.failures,
        "last_success_at": channel.last_success_at,
        "last_error": channel.last_error,
    }
