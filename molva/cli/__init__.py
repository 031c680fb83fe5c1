"""The command line: `molva --help`."""

import gc
import logging
import sys
from importlib import import_module

import click

from mentions.errors import MolvaError
from mentions.messages import say
from molva.cli.context import App
from molva.cli.output import FAILED, REFUSED, SETTINGS
from molva.settings import SettingsError

EPILOG = """\b
Exit codes: 0 done; 1 done, but some of it failed; 2 the command line is wrong;
3 the settings are wrong; 4 refused, nothing was changed.
Settings: molva.toml and MOLVA_* variables, see docs/settings.md."""

# A batch of mentions is many short-lived objects and no cycles: with the usual thresholds the
# garbage collector goes through the whole heap, word caches and all, every few seconds for nothing.
COLLECT_AFTER = (200_000, 20, 20)

# Where each command is; a module is loaded when its command is asked for, since some take long.
COMMANDS = {
    "run": "service:run",
    "web": "service:web",
    "worker": "service:worker",
    "schedule": "service:schedule",
    "check": "service:check",
    "status": "service:status",
    "crawl": "crawl:crawl",
    "brand": "brands:group",
    "source": "sources:group",
    "destination": "destinations:group",
    "rule": "rules:group",
    "user": "users:group",
    "mention": "mentions:group",
    "search": "queries:search",
    "query": "queries:group",
    "reindex": "queries:reindex",
    "api": "entrances:group",
    "import": "entrances:import_file",
    "export": "data:export",
    "backup": "data:backup",
    "replay": "data:replay",
    "forget": "data:forget",
    "tone": "tone:group",
    "surges": "surges:group",
    "channel": "channels:group",
}


class LazyGroup(click.Group):
    """Finds its commands in `COMMANDS`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        found: click.Command = getattr(import_module(f"molva.cli.{module}"), attribute)
        return found


@click.group(cls=LazyGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="molva")
def cli() -> None:
    """Молва: mentions of your brands, from the web to your helpdesk."""


def main() -> None:
    """The entry point: every error that a person can mend becomes one sentence and an exit code."""
    gc.set_threshold(*COLLECT_AFTER)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    try:
        cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(FAILED)
    except SettingsError as error:
        click.echo("\n".join(error.lines(_language())), err=True)
        sys.exit(SETTINGS)
    except MolvaError as error:
        click.echo(say(error.message, _language()), err=True)
        sys.exit(REFUSED)


def _language() -> str:
    """The language set, or Russian where the settings themselves are what is wrong."""
    try:
        return App(as_json=False).language
    except SettingsError:
        return "ru"
