"""molva tone …"""

import click

from mentions.store import corrections
from molva.cli.context import App, command
from molva.cli.output import show
from sentiment.adaptation import learn, undo


@click.group("tone")
def group() -> None:
    """The tone model."""


@command("learn", group)
def learn_corrections(app: App) -> None:
    """Learn from people's corrections; the old model stays unless the new one is better."""
    application = app.application
    with application.db.read() as tx:
        examples = corrections.all_corrections(tx)
    show(app, learn(application.plain_classifier, examples, application.adaptation))


@command("undo", group)
def undo_learning(app: App) -> None:
    """Go back to the model before the last learning."""
    show(app, {"undone": undo(app.application.adaptation)})
