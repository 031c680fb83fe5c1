"""What holds for every query and every text."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentions.messages import LANGUAGES, say
from mentions.query import Document, Query, QueryError, QueryIndex, analyse, explain, parse
from mentions.query.parser import LONGEST
from mentions.query.tree import Node
from tests.query import oracle
from tests.query.generated import documents, trees

SYNTAX = "()\"«»“”„|!*-+#@:/.,;'’&_<>= \t\n\u00ad\u200b~^\\{}[]"
FRAGMENTS = [
    *("сбер", "банк-онлайн", "C++", "5кг", "iPhone'ом", "👍🏽", "ё", "обм*", "!Сбер", "#тег", "@ю"),
    *("OR", "AND", "NOT", "NEAR/3", "NEAR", "И", "ИЛИ", "НЕ", "РЯДОМ/2", "РЯДОМ/", "-"),
    *("title:", "text:", "is:", "site:banki.ru", "reach:>10", "before:2026-11-22", "lang:ru"),
    *('author:"a b"', "«", "»", '"', "(", ")"),
]
noise = st.one_of(
    st.text(max_size=60),
    st.text(alphabet=SYNTAX + "аеСxb1", max_size=60),
    st.lists(st.sampled_from([*FRAGMENTS, *SYNTAX]), max_size=15).map(" ".join),
    st.lists(st.sampled_from([*FRAGMENTS, *SYNTAX]), max_size=15).map("".join),
)


@settings(deadline=None)
@given(trees)
def test_a_printed_tree_parses_to_itself(tree: Node) -> None:
    assert parse(str(tree)).tree == tree


@settings(deadline=None, max_examples=500)
@given(noise)
def test_any_text_is_a_query_or_a_sentence_about_its_mistake(text: str) -> None:
    try:
        query = parse(text)
    except QueryError as error:
        assert 1 <= error.position <= len(text) + 1
        for language in LANGUAGES:
            sentence = say(error.message, language)
            assert sentence != error.message.key
            assert "{" not in sentence.replace(text, "") or "{" in text
    else:
        assert parse(str(query)) == query
        assert explain(query).to_json()["query"] == str(query)


@settings(deadline=None, max_examples=300)
@given(trees, documents)
def test_a_query_matches_what_its_tree_says(tree: Node, document: Document) -> None:
    found = Query(tree).match(analyse(document))
    assert (found is not None) == oracle.matches(tree, document)


@settings(deadline=None)
@given(st.lists(trees, max_size=12), st.lists(documents, max_size=4))
def test_the_index_finds_what_testing_every_query_finds(
    given_trees: list[Node], given_documents: list[Document]
) -> None:
    queries = {number: Query(tree) for number, tree in enumerate(given_trees)}
    index = QueryIndex(queries)
    for document in map(analyse, given_documents):
        each = {key: match for key, query in queries.items() if (match := query.match(document))}
        assert index.match(document) == each


@settings(deadline=None, max_examples=200)
@given(trees, documents)
def test_places_are_in_order_apart_and_within_the_original(tree: Node, document: Document) -> None:
    found = Query(tree).match(analyse(document))
    for name, text in (("title", document.title), ("text", document.text)):
        end = 0
        for place in found.places if found else ():
            if place.field == name:
                assert end <= place.span.start < place.span.end <= len(text)
                end = place.span.end


@pytest.mark.parametrize(
    "text",
    [
        "(" * LONGEST,
        "-" * LONGEST,
        "!" * LONGEST,
        '"' * (LONGEST - 1),
        "-(" * (LONGEST // 2),
        "NOT " * (LONGEST // 4),
        "а " * (LONGEST // 2),
        "а-" * (LONGEST // 2),
        "а.а&" * (LONGEST // 4),
        "1а" * (LONGEST // 2),
        "а" * LONGEST,
        "а\u0301" * (LONGEST // 2),
        "а OR " * (LONGEST // 5),
        "а NEAR/5 " * (LONGEST // 9),
        "title:" * (LONGEST // 6),
        "http://" * (LONGEST // 7),
        "#_" * (LONGEST // 2),
        "👍\u200d" * (LONGEST // 2),
        "фывапр" * 1_600,
        " ".join(f"слово{number}ющий" for number in range(600)),
        "reach:>" + "9" * 9_000,
        "NEAR/" + "9" * 9_000,
        "а" * (LONGEST + 1),
    ],
    ids=lambda text: text[:12],
)
def test_no_query_runs_away(text: str) -> None:
    started = process_time()
    try:
        query = parse(text)
        assert parse(str(query)) == query
    except QueryError as error:
        assert len(say(error.message)) < 300
    assert process_time() - started < 3


@pytest.mark.parametrize(
    "text",
    ["банк " * 20_000, "банк очередь " * 10_000, "а" * 500_000, "а-" * 30_000, "1а" * 100_000],
    ids=["one word", "two words", "one long word", "hyphens", "digits and letters"],
)
def test_no_text_makes_a_query_run_away(text: str) -> None:
    query = parse('банк NEAR/100 очередь "банк банк банк" OR (бан* а)')
    started = process_time()
    query.match(analyse(Document(text=text)))
    assert process_time() - started < 5
