"""The language's own cases and random queries, held against every engine."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from mentions.query import Document, analyse, parse
from mentions.store import documents
from mentions.store.database import Database
from search import Engine
from search.marking import analysed
from search.pieces import Pieces
from tests.search.stored_mentions import found_ids, store

CASES = tomllib.loads(
    (Path(__file__).parent.parent / "query" / "conformance.toml").read_text(encoding="utf-8")
)


def _document(fields: str | dict[str, Any]) -> Document:
    if isinstance(fields, str):
        return Document(text=fields)
    lists = ("source", "brands", "tags")
    return Document(**{k: tuple(v) if k in lists else v for k, v in fields.items()})


def assert_marked_the_same(db: Database, query: str, texts: list[Document]) -> None:
    """Where only the words that the query can mean are analysed."""
    parsed = parse(query)
    with db.read() as tx:
        partly = analysed(tx, Pieces(db), parsed, texts)
    assert [parsed.match(one) for one in partly] == [parsed.match(analyse(one)) for one in texts]


@pytest.mark.parametrize("group", CASES["group"], ids=lambda group: group["about"])
def test_engine_finds_what_the_case_says(
    group: dict[str, Any], engine: Engine, db: Database
) -> None:
    given = group["documents"]
    ids = store(db, [_document(fields) for fields in given.values()])
    engine.index(ids)
    letters = dict(zip(ids, given, strict=True))
    with db.read() as tx:
        stored = documents.by_ids(tx, ids)
    wrong = {}
    for query, expected in group["queries"].items():
        matched = [k for k in ids if parse(query).match(analyse(stored[k].document)) is not None]
        found = sorted(found_ids(engine, query))
        # A case may leave out the date, which a stored mention always has.
        if not {"before:", "after:"} & set(re.findall(r"\w+:", str(parse(query)))):
            assert " ".join(letters[k] for k in matched) == expected.strip("-"), query
        if db.is_sqlite:
            assert_marked_the_same(db, query, [stored[k].document for k in ids])
        if found != matched:
            wrong[query] = ([letters[k] for k in found], [letters[k] for k in matched])
    assert not wrong
