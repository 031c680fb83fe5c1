"""molva rule …"""

import click

from mentions.messages import message
from mentions.store import rules
from molva.cli.context import App, command
from molva.cli.output import fail, show

COLUMNS = ("id", "name", "query", "is_enabled")


@click.group("rule")
def group() -> None:
    """What becomes of a mention; rules are written on the pages."""


@command("list", group)
def list_all(app: App) -> None:
    """All rules."""
    with app.application.db.read() as tx:
        show(app, rules.all_rules(tx), COLUMNS)


@command("enable", group)
@click.argument("name")
def enable(app: App, name: str) -> None:
    """Let a rule act on what comes in from now on."""
    _switch(app, name, is_enabled=True)


@command("disable", group)
@click.argument("name")
def disable(app: App, name: str) -> None:
    """Stop a rule from acting."""
    _switch(app, name, is_enabled=False)


def _switch(app: App, name: str, *, is_enabled: bool) -> None:
    with app.application.db.write() as tx:
        for rule in rules.all_rules(tx):
            if name in (rule.name, str(rule.id)):
                rules.set_enabled(tx, rule.id, is_enabled)
                show(app, rules.get(tx, rule.id))
                return
    fail(app, message("cli-no-rule", name=name))
