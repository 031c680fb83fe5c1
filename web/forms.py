"""Reading a form: each field's value, and what is wrong with it in words."""

from collections.abc import Collection, Mapping, Sequence

from werkzeug.datastructures import MultiDict

from mentions.errors import MolvaError
from mentions.messages import Message, message


class Form:
    """What was sent (or stands in the fields at first), and the error of each field.

    The readers return a usable value also where they note an error, so that a view reads the
    whole form first and then asks `is_valid`.
    """

    def __init__(
        self,
        values: Mapping[str, str] | MultiDict[str, str],
        lists: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.values = {name: value for name, value in values.items() if name != "csrf"}
        self.lists = dict(lists or {})
        if isinstance(values, MultiDict):
            self.lists = dict(values.lists())
        self.errors: dict[str, Message] = {}

    @property
    def is_valid(self) -> bool:
        return not self.errors

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    def fail(self, name: str, why: Message | MolvaError) -> None:
        """Note what is wrong; the first word on a field stays."""
        self.errors.setdefault(name, why.message if isinstance(why, MolvaError) else why)

    def text(self, name: str, *, limit: int, is_required: bool = True) -> str:
        value = self[name].strip()
        if is_required and not value:
            self.fail(name, message("web-error-required"))
        if len(value) > limit:
            self.fail(name, message("web-error-too-long", limit=limit, length=len(value)))
        if "\0" in value:  # PostgreSQL keeps no such text
            self.fail(name, message("web-error-characters"))
        return value

    def password(self, name: str, *, at_least: int = 10, at_most: int = 200) -> str:
        value = self[name]
        if len(value) < at_least:
            self.fail(name, message("web-error-password-short", length=at_least))
        if len(value) > at_most:
            self.fail(name, message("web-error-too-long", limit=at_most, length=len(value)))
        return value

    def choice(self, name: str, choices: Collection[str]) -> str:
        value = self[name]
        if value not in choices:
            self.fail(name, message("web-error-choice"))
        return value

    def number(self, name: str, *, low: int, high: int, default: int | None = None) -> int:
        """A whole number; an empty field is the default, if there is one."""
        value = self[name].strip().replace(" ", "")
        if not value and default is not None:
            return default
        if not value.lstrip("-").isdecimal() or not low <= int(value) <= high:
            self.fail(name, message("web-error-number", low=low, high=high))
            return low
        return int(value)

    def flag(self, name: str) -> bool:
        return self[name] == "on"

    def many(self, name: str, choices: Collection[str]) -> tuple[str, ...]:
        """All the values that were ticked, of those there are."""
        return tuple(value for value in self.lists.get(name, ()) if value in choices)


def number_or_none(text: str) -> int | None:
    """A key of the database from an address; whatever is no number asks for nothing."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
