"""What every command is given: settings, the opened database, the language, the output's form."""

from collections.abc import Callable
from functools import cached_property, wraps
from typing import Any, Concatenate, TypeVar

import click

from molva.application import Application
from molva.settings import Settings, load

R = TypeVar("R")


class App:
    """A command's surroundings, opened when first asked for."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json

    @cached_property
    def settings(self) -> Settings:
        return load()

    @cached_property
    def application(self) -> Application:
        return Application(self.settings)

    @property
    def language(self) -> str:
        return self.settings.language


def command(
    name: str, group: click.Group | None = None
) -> Callable[[Callable[Concatenate[App, ...], R]], click.Command]:
    """A command, of `group` where given, that takes `--json` and gets an `App` first."""

    def decorate(function: Callable[Concatenate[App, ...], R]) -> click.Command:
        @wraps(function)
        def run(as_json: bool, **arguments: Any) -> R:
            return function(App(as_json), **arguments)

        option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
        made = click.command(name)(option(run))
        if group is not None:
            group.add_command(made)
        return made

    return decorate
