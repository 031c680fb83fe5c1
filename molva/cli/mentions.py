"""molva mention …"""

import click

from mentions.messages import message
from mentions.store import mentions
from mentions.store.views import mention as views
from molva.cli.context import App, command
from molva.cli.output import fail, show


@click.group("mention")
def group() -> None:
    """Single mentions."""


@command("show", group)
@click.argument("mention_id", type=int)
def show_one(app: App, mention_id: int) -> None:
    """A mention's whole story: texts, tones, sightings, tickets and their attempts."""
    with app.application.db.read() as tx:
        whole = views.get_whole(tx, mention_id)
    if whole is None:
        fail(app, message("cli-no-mention", id=mention_id))
    show(app, whole)


@command("delete", group)
@click.argument("mention_id", type=int)
@click.confirmation_option(prompt="The mention and its tickets are deleted for good. Go on?")
def delete(app: App, mention_id: int) -> None:
    """Delete a mention for good; it is not collected again."""
    application = app.application
    with application.db.write() as tx:
        if views.get_whole(tx, mention_id) is None:
            fail(app, message("cli-no-mention", id=mention_id))
        mentions.remove(tx, [mention_id], application.clock())
    show(app, {"deleted": mention_id})
