"""User-facing sentences as data, and the catalogue that renders them.

A `Message` is a key of the catalogue with its variables. It is stored as JSON and becomes words
only where somebody reads it, in that person's language. The catalogue is written in Fluent
(https://projectfluent.org), one file for each room and language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource

LANGUAGES = ("ru", "en")
DEFAULT_LANGUAGE = "ru"
CATALOGUE = Path(__file__).parent / "catalogue"


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence of the catalogue: its key and the values of its variables."""

    key: str
    variables: Mapping[str, str | int | float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {"key": self.key, **({"variables": dict(self.variables)} if self.variables else {})}

    @staticmethod
    def from_json(stored: Mapping[str, Any]) -> "Message":
        return Message(stored["key"], stored.get("variables", {}))

    def __str__(self) -> str:
        """In English, as logs and tracebacks want it."""
        return say(self, "en")


def message(key: str, **variables: str | int | float) -> Message:
    """`message("store-newer", found="0007")` is shorter to read than the constructor."""
    return Message(key, variables)


@cache
def _bundle(language: str) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    for path in sorted((CATALOGUE / language).glob("*.ftl")):
        bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))
    return bundle


def say(sentence: Message, language: str = DEFAULT_LANGUAGE) -> str:
    """The sentence in `language`; an unknown key is returned as it is, never an error."""
    bundle = _bundle(language if language in LANGUAGES else DEFAULT_LANGUAGE)
    if not bundle.has_message(sentence.key):
        return sentence.key
    pattern = bundle.get_message(sentence.key).value
    if pattern is None:
        return sentence.key
    text, _ = bundle.format_pattern(pattern, dict(sentence.variables))
    return str(text)
