"""The command line: `molva --help`."""

import logging
import sys

import click

from mentions.errors import MolvaError
from mentions.messages import say
from molva.cli import (
    brands,
    crawl,
    data,
    destinations,
    mentions,
    queries,
    rules,
    service,
    sources,
    tone,
    users,
)
from molva.cli.context import App
from molva.cli.output import FAILED, REFUSED, SETTINGS
from molva.settings import SettingsError

EPILOG = """\b
Exit codes: 0 done; 1 done, but some of it failed; 2 the command line is wrong;
3 the settings are wrong; 4 refused, nothing was changed.
Settings: molva.toml and MOLVA_* variables, see docs/settings.md."""


@click.group(epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="molva")
def cli() -> None:
    """Молва: mentions of your brands, from the web to your helpdesk."""


for module in (service, crawl, brands, sources, destinations, rules, users, mentions, queries,
               data, tone):  # fmt: skip
    module.register(cli)


def main() -> None:
    """The entry point: every error that a person can mend becomes one sentence and an exit code."""
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
