"""Where the hits are, how days are read, what an explanation says, how queries are indexed."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from mentions.query import Document, QueryIndex, analyse, explain, parse


def hits(query: str, document: Document) -> list[str]:
    match = parse(query).match(analyse(document))
    assert match is not None
    texts = {"title": document.title, "text": document.text}
    return [texts[place.field][place.span.start : place.span.end] for place in match.places]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("сбер", "Сбер? Нет, о сбером!", ["Сбер", "сбером"]),
        ("сбербанк", "сбер\u00adбанк, Сбeрбанк", ["сбер\u00adбанк", "Сбeрбанк"]),
        ("замок", "старый за\u0301мок.", ["за\u0301мок"]),
        ('"горячая линия"', "👍🏽 на горячую  линию, горячую", ["горячую  линию"]),
        ("вай-фай", "Вай-фаем и вайфаем", ["Вай-фаем", "вайфаем"]),
        ("вайфай", "есть «вай-фай»", ["вай-фай"]),
        ("фай", "есть «вай-фай»", ["фай"]),
        ("#сбер_банк", "лежит #Сбер_Банк!", ["#Сбер_Банк"]),
        ("iphone", "доволен iPhone'ом.", ["iPhone'ом"]),
        ("c++", "C, C++ и C#", ["C++"]),
        ("кг", "взял 5кг", ["кг"]),
        ("банк NEAR/2 очередь", "банк и банк: там очередь", ["банк", "очередь"]),
        ("сбер OR кофе", "только кофе", ["кофе"]),
        ("(сбер чай) OR кофе", "кофе и чай", ["кофе"]),
        ("кофе -чай", "кофе", ["кофе"]),
        ("-чай", "кофе", []),
        ("", "кофе", []),
        ("lang:ru", "кофе", []),
        ("обман*", "обманщик обманул", ["обманщик", "обманул"]),
        ('"сбер банк" OR "банк онлайн"', "сбер банк онлайн", ["сбер банк онлайн"]),
        ("banki", "тут https://www.banki.ru/x", ["banki"]),
        ("👍", "ок👍🏽!", ["👍🏽"]),
    ],
)
def test_hits_are_where_they_are_written(query: str, text: str, expected: list[str]) -> None:
    assert hits(query, Document(text=text, lang="ru")) == expected


def test_hits_of_the_title_come_first_and_a_scope_has_only_its_own() -> None:
    document = Document(title="Сбой сбоев", text="сбой")
    assert hits("сбой", document) == ["Сбой", "сбоев", "сбой"]
    assert hits("text:сбой", document) == ["сбой"]
    assert hits("title:сбой", document) == ["Сбой", "сбоев"]


def test_days_are_days_of_the_readers_zone() -> None:
    query = parse("after:2026-11-22", ZoneInfo("Europe/Moscow"))
    assert str(query) == "after:2026-11-21T21:00Z"
    late = datetime(2026, 11, 21, 21, 0, tzinfo=UTC)
    assert query.match(analyse(Document(published_at=late))) is not None
    assert query.match(analyse(Document(published_at=late.replace(hour=20)))) is None


def test_an_explanation_shows_the_tree_and_the_words() -> None:
    told = explain(parse('сбер "горячую лин*" -title:стали')).to_json()
    assert told["kind"] == "and"
    word, phrase, exclusion = told["parts"]
    assert {"сбера", "сберу", "сбером", "сбере"} <= set(word["forms"])
    assert [part["kind"] for part in phrase["parts"]] == ["word", "prefix"]
    assert phrase["parts"][0]["terms"] == ["горячий"]
    (scope,) = exclusion["parts"]
    assert scope["query"] == "title:стали"
    assert scope["parts"][0]["terms"] == ["сталь", "стать"]


def test_an_index_tells_its_queries_in_their_order() -> None:
    texts = ["-чай", "кофе", "чай", "коф*", "lang:ru"]
    index = QueryIndex({text: parse(text) for text in texts})
    assert len(index) == 5
    found = index.match(analyse(Document(text="кофе", lang="ru")))
    assert list(found) == ["-чай", "кофе", "коф*", "lang:ru"]


def test_an_empty_index_matches_nothing() -> None:
    assert QueryIndex({}).match(analyse(Document(text="кофе"))) == {}
