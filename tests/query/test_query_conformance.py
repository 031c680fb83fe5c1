"""The cases that every engine is held to, here against the matcher in memory."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from mentions.query import Document, QueryIndex, analyse, parse

GROUPS = tomllib.loads((Path(__file__).parent / "conformance.toml").read_text("utf-8"))["group"]


def document(fields: str | dict[str, Any]) -> Document:
    """A case's document: a text alone, or a table of fields."""
    if isinstance(fields, str):
        return Document(text=fields)
    return Document(**{k: tuple(v) if isinstance(v, list) else v for k, v in fields.items()})


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group["about"])
def test_a_query_finds_these_and_no_other(group: dict[str, Any]) -> None:
    documents = {letter: analyse(document(given)) for letter, given in group["documents"].items()}
    wrong = {}
    for text, expected in group["queries"].items():
        query = parse(text)
        found = " ".join(letter for letter, one in documents.items() if query.match(one)) or "-"
        if found != expected:
            wrong[text] = {"expected": expected, "found": found, "tree": str(query)}
    assert not wrong


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group["about"])
def test_the_index_of_a_groups_queries_finds_the_same(group: dict[str, Any]) -> None:
    queries = {text: parse(text) for text in group["queries"]}
    index = QueryIndex(queries)
    for given in group["documents"].values():
        one = analyse(document(given))
        each = {text: match for text, query in queries.items() if (match := query.match(one))}
        assert index.match(one) == each


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group["about"])
def test_every_query_prints_as_it_is_understood(group: dict[str, Any]) -> None:
    for text in group["queries"]:
        assert parse(str(parse(text))) == parse(text), text


def test_there_are_enough_cases() -> None:
    assert sum(len(group["queries"]) for group in GROUPS) >= 300
