"""What a kind of source or helpdesk asks a person for."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form.

    `label` and `help` are keys of the catalogue. The value of a `secret` is never shown again;
    `lines` is a longer text; `pairs` are read into a dict from lines such as `Name: value`.
    `choices` are (value, key of its label) for a `choice`.
    """

    name: str
    label: str
    help: str = ""
    kind: Literal["text", "secret", "number", "flag", "choice", "lines", "pairs"] = "text"
    is_required: bool = False
    default: str | int | bool = ""
    choices: tuple[tuple[str, str], ...] = ()
