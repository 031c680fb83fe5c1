"""Generated trees and texts, and hostile input: every engine agrees with the match in memory."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentions.query import Document, Query, QueryError, analyse, parse
from mentions.store import documents
from mentions.store.database import Database
from mentions.store.migrations import migrate
from search import (
    ElasticSettings,
    Engine,
    Indexer,
    SearchSettings,
    open_engine,
    rebuild,
)
from tests.search.conftest import ELASTICSEARCH
from tests.search.stored_mentions import found_ids, refresh, store

SAID = (
    "сбер сбера сбером стали сталь люди человек банк банка банки карта картой вай-фай вайфай "
    "Zoom Zoomом zoom МТС mtc MTC iPhone15 5G C++ #сбер #СберБанк @ivan в и на не 😡 ёлка елки "
    "Горячую горячая линия линию обман обманули обманщик горячей-линией М.Видео мвидео 100% ё"
)
WORDS = SAID.split()
QUERY_WORDS = [*WORDS, "!сбер", "!Сбер", "!Горячую", "!MTC", "обма*", "сбе*", "гор*", "бан*"]
PHRASES = st.lists(st.sampled_from(QUERY_WORDS), min_size=1, max_size=3)
LEAVES = st.one_of(
    st.sampled_from(QUERY_WORDS),
    PHRASES.map(lambda words: f'"{" ".join(words)}"'),
    st.tuples(
        st.sampled_from(WORDS), st.integers(1, 4), st.one_of(st.sampled_from(QUERY_WORDS), PHRASES)
    ).map(
        lambda near: f"{near[0]} NEAR/{near[1]} "
        + (near[2] if isinstance(near[2], str) else f'"{" ".join(near[2])}"')
    ),
    st.sampled_from(
        ["tone:negative", "brand:Сбер", "tag:срочно", "site:banki.ru", "author:Иван", "reach:>10",
         "reach:<=10", "before:2026-11-02", "after:2026-11-02", "is:question", "story:1",
         "source:feed", "lang:ru", "title:сбер", 'text:"горячая линия"', "title:(банк OR сбе*)"]
    ),
)  # fmt: skip
QUERIES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' '.join(parts)})"),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' OR '.join(parts)})"),
        inner.map(lambda part: f"-({part})"),
    ),
    max_leaves=6,
)
TEXTS = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
HOSTILE = st.text(
    alphabet=st.sampled_from(list("\"'()*:^{}[]~!+-&|\\/;,.=<>#@_%?$ \t\n\0сбНЕORANDNEAR1ёé😡")),
    max_size=40,
)


def _documents() -> list[Document]:
    """Every pair of words side by side somewhere, and each field's values somewhere."""
    texts = [
        " ".join(WORDS[(start + step * k) % len(WORDS)] for k in range(9))
        for step in (1, 2, 3, 5, 7)
        for start in range(0, len(WORDS), 3)
    ]
    return [
        Document(
            title=texts[-number] if number % 3 == 0 else "",
            text=text,
            author=("Иван Петров", "", "Пётр")[number % 3],
            site=("www.banki.ru", "m.banki.ru", "x.ru")[number % 3],
            source=(("feed", "Лента"), ("vk", "Группа"))[number % 2],
            lang=("ru", "en")[number % 2],
            tone=("negative", "neutral", "positive")[number % 3],
            brands=(("Сбер",), (), ("Сбер", "МТС"))[number % 3],
            tags=(("Срочно",), ())[number % 2],
            story=str(number % 5 + 1),
            question=number % 4 == 0,
            reach=(None, 5, 10, 11)[number % 4],
        )
        for number, text in enumerate(texts)
    ]


class Held:
    """An engine with its database, and the same mentions in memory."""

    def __init__(self, db: Database, engine: Engine) -> None:
        self.db, self.engine = db, engine
        self.add(_documents())

    def add(self, added: list[Document]) -> None:
        store(self.db, added)
        while Indexer(self.db, self.engine).run_once():
            pass
        refresh(self.engine)
        with self.db.read() as tx:
            stored = documents.by_ids(tx, documents.ids_after(tx, 0, 10_000))
        self.analysed = {key: analyse(one.document) for key, one in stored.items()}

    def disagreement(self, query: Query) -> tuple[set[int], set[int]]:
        found = set(found_ids(self.engine, str(query)))
        matched = {key for key, one in self.analysed.items() if query.match(one) is not None}
        return found - matched, matched - found


@pytest.fixture(scope="module", params=["sqlite", "postgresql", "elasticsearch"])
def held(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Held]:
    folder = tmp_path_factory.mktemp("properties")
    url, chosen = f"sqlite:///{folder}/molva.db", SearchSettings()
    alias = f"molva-test-{uuid4().hex}"
    if request.param == "elasticsearch":
        if not ELASTICSEARCH:
            pytest.skip("Elasticsearch: set MOLVA_TEST_ELASTICSEARCH to the address of a server")
        chosen = SearchSettings(ElasticSettings(ELASTICSEARCH, alias=alias))
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    db = Database(url)
    migrate(db)
    engine = open_engine(db, chosen)
    rebuild(engine)
    yield Held(db, engine)
    db.close()
    if request.param == "elasticsearch":
        with Elasticsearch(ELASTICSEARCH) as client:
            client.indices.delete(index=list(client.indices.get(index=f"{alias}-*")))


SETTINGS = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@SETTINGS
@given(QUERIES)
def test_engine_and_memory_find_the_same(held: Held, text: str) -> None:
    query = parse(text)
    assert held.disagreement(query) == (set(), set()), str(query)


@settings(parent=SETTINGS, max_examples=40)
@given(st.lists(TEXTS, min_size=1, max_size=3), QUERIES)
def test_engine_and_memory_find_the_same_in_new_texts(
    held: Held, texts: list[str], text: str
) -> None:
    held.add([Document(title=texts[0], text=one) for one in texts])
    assert held.disagreement(parse(text)) == (set(), set())


@SETTINGS
@given(HOSTILE)
def test_nothing_written_reaches_the_engine_as_syntax(held: Held, text: str) -> None:
    try:
        query = parse(text)
    except QueryError:
        return
    assert held.disagreement(query) == (set(), set()), str(query)


@pytest.mark.parametrize(
    "text",
    [
        "сбер' OR 1=1 --", 'сбер" OR "банк', "сбер) OR rowid:1", "title_forms:сбер",
        "labels:every",
        "сбер*)", "сбер:*", "'сбер':*A", "сбер <-> банк", "!!сбер", "{title} : сбер",
        "NEAR(сбер банк)",
        "сбер; DROP TABLE mentions", "\\", "%", "_", "сбер AND", "^сбер", "a" * 9_000,
        " OR ".join(["сбер"] * 900), "(" * 29 + "сбер" + ")" * 29, "-(" * 14 + "сбер" + ")" * 14,
    ],
)  # fmt: skip
def test_syntax_of_engines_is_only_words(held: Held, text: str) -> None:
    try:
        query = parse(text)
    except QueryError:
        return
    assert held.disagreement(query) == (set(), set()), str(query)
