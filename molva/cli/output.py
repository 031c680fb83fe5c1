"""What commands print: tables for people, JSON for scripts, sentences in the language set."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any, NoReturn

import click

from mentions.messages import Message, message, say
from molva.cli.context import App

# What a command's exit code means, as `molva --help` says.
OK = 0
FAILED = 1  # the work was done, and some of it failed: what is printed says which
USAGE = 2  # click's own: the command line is wrong
SETTINGS = 3
REFUSED = 4  # nothing was changed: what was given does not fit


def tell(app: App, key: str, **variables: str | int | float) -> None:
    """One sentence to the person, on stderr so that stdout stays data."""
    words = say(message(key, **variables), app.language)
    click.echo("\n".join(map(_harmless, words.splitlines())), err=True)


def fail(app: App, sentence: Message, code: int = REFUSED) -> NoReturn:
    click.echo(say(sentence, app.language), err=True)
    sys.exit(code)


def show(app: App, data: Any, columns: Sequence[str] = ()) -> None:
    """Print `data`: as JSON, or records as a table of `columns`, or one record line by line."""
    plain = plain_of(data, app.language)
    if app.as_json:
        click.echo(json.dumps(plain, ensure_ascii=False, indent=2))
    elif isinstance(plain, list):
        click.echo(_table(plain, columns))
    else:
        for name, value in _lines(plain):
            click.echo(f"{name}: {_harmless(value)}")


def show_line(app: App, data: Any) -> None:
    """One JSON object on a line of its own, for streams."""
    click.echo(json.dumps(plain_of(data, app.language), ensure_ascii=False))


def record_of(data: Any) -> dict[str, Any]:
    """A dataclass's fields, but for what its repr leaves out (keys, options that may hold them)."""
    return {field.name: getattr(data, field.name) for field in fields(data) if field.repr}


def plain_of(data: Any, language: str) -> Any:
    """`data` as JSON knows it: dataclasses as objects, times in ISO, messages as sentences."""
    match data:
        case Message():
            return say(data, language)
        case datetime():
            return data.isoformat()
        case Enum():
            return data.value
        case Mapping():
            return {str(key): plain_of(value, language) for key, value in data.items()}
        case str() | bool() | int() | float() | None:
            return data
        case _ if is_dataclass(data) and not isinstance(data, type):
            return plain_of(record_of(data), language)
        case Iterable():
            return [plain_of(each, language) for each in data]
        case _:
            return str(data)


def _table(rows: list[dict[str, Any]], columns: Sequence[str]) -> str:
    lines = [[_cell(row.get(column)) for column in columns] for row in rows]
    widths = [max(map(len, cells)) for cells in zip(columns, *lines, strict=True)]
    ruled = [
        "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
        for cells in [list(columns), *lines]
    ]
    return "\n".join(ruled)


def _lines(record: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """A record's values with their names; those of a record within have both names."""
    for name, value in record.items():
        if isinstance(value, dict):
            yield from _lines(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def _cell(value: Any) -> str:
    """One value short enough for a table."""
    text = _harmless(value)
    return text if len(text) <= 80 else text[:79] + "…"


def _harmless(value: Any) -> str:
    """One value on one line, without what a terminal would obey."""
    text = "" if value is None else str(value)
    return "".join(char if char.isprintable() else " " for char in text)
