from hypothesis import given
from hypothesis import strategies as st

from mentions.types import Span
from sentiment.text import clean


def test_addresses_and_runs_are_folded_and_the_place_moves_along() -> None:
    text = "https://t.co/abcdef  ааааа Сбер!!!!!! ну"
    start = text.index("Сбер")
    cleaned, places = clean(text, (Span(start, start + 4),))
    assert cleaned == "http ааа Сбер!!! ну"
    assert [cleaned[place.start : place.end] for place in places] == ["Сбер"]


def test_nul_and_lone_surrogates_become_spaces() -> None:
    assert clean("a\x00b\ud800c")[0] == "a b c"


def test_places_outside_the_text_are_cut_and_empty_ones_left_out() -> None:
    assert clean("банк", (Span(2, 99), Span(50, 60), Span(-3, 1)))[1] == (Span(2, 4), Span(0, 1))


def test_a_place_inside_an_address_stays_inside_what_stands_for_it() -> None:
    text = "см https://vtb.ru/offers там"
    start = text.index("vtb")
    cleaned, places = clean(text, (Span(start, start + 3), Span(text.index("там"), len(text))))
    assert cleaned == "см http там"
    assert cleaned[places[-1].start : places[-1].end] == "там"


@given(st.text(max_size=200), st.integers(-5, 210), st.integers(-5, 210))
def test_any_place_of_any_text_lies_within_the_cleaned_one(text: str, start: int, end: int) -> None:
    cleaned, places = clean(text, (Span(start, end),))
    cleaned.encode()
    assert all(0 <= place.start < place.end <= len(cleaned) for place in places)


@given(st.text(alphabet="аб в", max_size=40), st.text(alphabet="!? хx", max_size=40))
def test_a_marked_word_is_still_the_word(before: str, after: str) -> None:
    text = f"{before} Сбербанк {after}"
    start = text.index("Сбербанк")
    cleaned, places = clean(text, (Span(start, start + 8),))
    assert [cleaned[place.start : place.end] for place in places] == ["Сбербанк"]
