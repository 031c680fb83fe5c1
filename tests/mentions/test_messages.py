"""The catalogue says the same things in both languages."""

import re
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax.ast import Junk, Message, Term, VariableReference
from fluent.syntax.visitor import Visitor

from mentions.messages import CATALOGUE, LANGUAGES, message, say

ROOT = CATALOGUE.parent.parent


class _Variables(Visitor):  # type: ignore[misc]
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: VariableReference) -> None:
        self.names.add(node.id.name)


def _entries(language: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path in sorted((CATALOGUE / language).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, Junk), f"{path.name}: {entry.content[:80]}"
            if isinstance(entry, Message | Term):
                variables = _Variables()
                variables.visit(entry)
                assert entry.id.name not in found, f"{entry.id.name} stands twice"
                found[entry.id.name] = variables.names
    return found


def test_both_languages_have_the_same_keys_and_variables() -> None:
    russian, english = (_entries(language) for language in LANGUAGES)
    assert russian.keys() == english.keys()
    different = {key for key in russian if russian[key] != english[key]}
    assert not different


def test_each_file_holds_only_keys_of_its_room() -> None:
    for path in CATALOGUE.glob("*/*.ftl"):
        keys = re.findall(r"^([a-z][\w-]*) =", path.read_text(encoding="utf-8"), re.MULTILINE)
        strangers = [key for key in keys if not key.startswith(path.stem)]
        assert not strangers, f"{path.name}: {strangers}"


def _code() -> str:
    rooms = ("alerts", "crawlers", "mentions", "molva", "schedules", "search", "sentiment",
             "ticketizer", "web")  # fmt: skip
    files = [file for room in rooms for file in Path(ROOT / room).rglob("*")]
    return "\n".join(
        file.read_text(encoding="utf-8") for file in files if file.suffix in (".py", ".html", ".js")
    )


def test_each_key_is_used() -> None:
    code = _code()
    prefixes = set(re.findall(r"""["']([a-z][a-z0-9-]*-)(?=[{"'])""", code))
    unused = [
        key
        for key in _entries("ru")
        if not re.search(rf"""["']{re.escape(key)}["']""", code)
        and not any(key.startswith(prefix) for prefix in prefixes)
    ]
    assert not unused


@pytest.mark.parametrize(
    ("count", "words"), [(1, "1 ошибка"), (2, "2 ошибки"), (5, "5 ошибок"), (21, "21 ошибка")]
)
def test_plurals_follow_russian_rules(count: int, words: str) -> None:
    assert words in say(message("settings-wrong", count=count), "ru")


def test_an_unknown_key_is_shown_as_it_is() -> None:
    assert say(message("no-such-key"), "ru") == "no-such-key"
