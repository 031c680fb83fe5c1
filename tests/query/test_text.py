"""How texts are cut, what a word may be a form of, and that a change of either is noticed."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentions.text import (
    FORMS_VERSION,
    AnalysedText,
    Token,
    cased,
    fold,
    forms,
    index_terms,
    tokens,
)
from mentions.text.words import PIECE, _Words

SAMPLE = (
    "сбер сбером Сбербанк стали люди лучше ёлка шёл банка тинькофф вкусвилл чатгпт мемасик "
    "хайпожор WiFi iPhone'ом Zoomом Zoomе Wildberries'а MTC МТС hot CCCP BTБ Аpple 5G 1С 1C "
    "C++ C# 18+ вай-фай М.Видео #сбер_онлайн @ivan_petrov https://www.banki.ru/x?y 👍🏽 ❤️ 20% "
    "5кг iPhone15 Ту-154 24/7 1,5 за\u0301мок сбер\u00adбанк L’Oréal H&M қазақша Ελλάδα "
    "日本語 ½ ﬁn"
)
KNOWN_FORMS = {"1-2.0.6-2.4.417150.4580142-3.1.1": "dc71bd53930ba09a"}


def written(token: Token) -> str:
    return f"{token.text}={'/'.join(index_terms(token))}"


def test_changed_forms_have_a_new_version() -> None:
    """Indexes are rebuilt when FORMS_VERSION changes: raise `lexemes.RULES` with the rules."""
    digest = hashlib.sha256("\n".join(map(written, tokens(SAMPLE))).encode()).hexdigest()[:16]
    assert {FORMS_VERSION: digest} == KNOWN_FORMS


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("стали", {"сталь", "стать"}),
        ("людьми", {"человек"}),
        ("Ёлки", {"елка"}),
        ("banks", {"bank"}),
        ("Zoomом", {"zoom"}),
        ("MTC", {"mtc", "мтс"}),
        ("hot", {"hot"}),
        ("c++", {"c++", "с++"}),
        ("👍", {"👍"}),
        ("қазақ", {"қазақ"}),
    ],
)
def test_forms(word: str, expected: set[str]) -> None:
    assert forms(word) == expected


@pytest.mark.parametrize("slang", ["сбер", "вкусвилл", "ватсап", "тинькофф", "айфон", "мемасик"])
def test_the_forms_of_a_word_that_no_dictionary_has_meet(slang: str) -> None:
    for ending in ("", "а", "у", "ом", "е", "ы", "ов", "ам", "ами", "ах"):
        assert forms(slang) & forms(slang + ending), slang + ending


@settings(max_examples=500)
@given(st.text(max_size=80))
def test_tokens_stand_in_order_in_any_text(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert end <= token.start < token.end <= len(text)
        assert text[token.start : token.end] == token.text
        assert token.word.exact and token.word.lemmas
        end = token.end


@settings(max_examples=500)
@given(st.text(max_size=80))
def test_pieces_are_found_again_where_they_were(text: str) -> None:
    analysed = AnalysedText(text)
    assert analysed._piece_starts == [match.start() for match in PIECE.finditer(text)]


@settings(max_examples=500)
@given(st.text(max_size=20))
def test_an_exact_form_is_a_word_of_itself(text: str) -> None:
    """Else a query would not read back as it was printed."""
    for token in tokens(text):
        for form in (token.word.exact, token.word.cased or token.word.exact):
            again = tokens(form)
            assert [word.word.exact for word in again] == [token.word.exact]
            assert (again[0].word.cased or again[0].word.exact) == form


@given(st.text(max_size=20))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert cased(cased(text)) == cased(text)


def test_case_does_not_change_the_forms() -> None:
    for word in SAMPLE.split():
        for one, other in zip(tokens(word.lower()), tokens(word.upper()), strict=True):
            assert one.word.lemmas == other.word.lemmas


def test_the_cache_forgets_what_is_not_asked_again() -> None:
    cache = _Words()
    cache.CAPACITY = 10
    for number in range(100):
        assert [word.exact for word in cache["сбер"]] == ["сбер"]
        assert [word.exact for word in cache[f"слово{number}"]] == ["слово", str(number)]
        assert len(cache) <= 10 and len(cache._older) <= 10
