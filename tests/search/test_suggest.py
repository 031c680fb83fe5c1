"""Completion and correction in the search box."""

import pytest

from mentions.query import Document
from mentions.store.database import Database
from search import Indexer, SearchSettings, Suggestions, open_engine, rebuild
from tests.search.stored_mentions import store

TEXTS = ["Сбербанк поднял ставку", "сбербанк и сбережения", "Сбербанком доволен", "доставка пиццы"]


@pytest.fixture
def filled(sqlite_db: Database) -> Database:
    engine = open_engine(sqlite_db, SearchSettings())
    rebuild(engine)
    store(sqlite_db, [Document(text=text, author="Иван Петров", site="banki.ru") for text in TEXTS])
    Indexer(sqlite_db, engine).run_once()
    return sqlite_db


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("сбер", ["сбербанк", "сбербанком", "сбережения"]),
        ("Сбер", ["сбербанк", "сбербанком", "сбережения"]),
        ("ставка -сбереж", ["ставка -сбережения"]),
        ("ставка (сбереж", ["ставка (сбережения"]),
        ("ставка author:Ив", ['ставка author:"Иван Петров"']),
        ("site:ban", ["site:banki.ru"]),
        ("title:дост", ["title:доставка"]),
        ("с", []),
        ("", []),
        ("сбер ", []),
        ("%", []),
    ],
)
def test_completion(filled: Database, typed: str, expected: list[str]) -> None:
    assert [one.query for one in Suggestions(filled).complete(typed)] == expected


def test_an_author_who_is_forgotten_is_completed_no_more(filled: Database) -> None:
    suggestions = Suggestions(filled)
    suggestions.forget_authors(["Иван  Петров"])
    assert suggestions.complete("author:Ив") == []
    assert suggestions.complete("ставк")


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("сбербнак", "сбербанк"),
        ("c,th,fyr", "сбербанк"),
        ("ставка сбребанк", "ставка сбербанк"),
        ('"поднял ствку"', '"поднял ставку"'),
        ("доставка", None),
        ("абракадабра", None),
        ("сбербнак доставка", None),  # mended, it would still find nothing
    ],
)
def test_correction(filled: Database, query: str, meant: str | None) -> None:
    engine = open_engine(filled, SearchSettings())
    assert Suggestions(filled).correct(query, engine) == meant
