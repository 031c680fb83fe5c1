"""molva surges …"""

import sys
from pathlib import Path

import click

from alerts.backtest import run
from alerts.sensitivity import Sensitivity
from molva.cli.context import App, command


@click.group("surges")
def group() -> None:
    """Sudden rises of what is said."""


@command("backtest", group)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--sensitivity",
    type=click.Choice([each.value for each in Sensitivity]),
    default=Sensitivity.USUAL.value,
    show_default=True,
)
def backtest(app: App, file: Path, sensitivity: str) -> None:
    """Judge the detector on FILE of `timestamp,value` lines: prints `timestamp,score`.

    A score of 0.5 or more is where a surge would be told of, knowing only what came before.
    """
    with file.open(encoding="utf-8") as lines:
        run(lines, sys.stdout.write, Sensitivity(sensitivity))
