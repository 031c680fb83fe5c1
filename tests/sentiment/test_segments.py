from hypothesis import given
from hypothesis import strategies as st

from mentions.types import Span
from sentiment.segments import WHOLE, segments

_LONG = "слово " * 2000


def test_a_short_text_is_read_whole() -> None:
    assert segments("а" * WHOLE, ()) == [Span(0, WHOLE)]
    assert segments("", ()) == [Span(0, 0)]


def test_a_long_text_is_read_from_its_beginning_to_its_end() -> None:
    found = segments(_LONG, ())
    assert found[0].start == 0
    assert found[-1].end == len(_LONG)
    assert 2 <= len(found) <= 8


def test_a_long_text_is_read_around_its_places() -> None:
    places = (Span(3000, 3005), Span(3100, 3105), Span(9000, 9005))
    found = segments(_LONG, places)
    assert len(found) == 2
    assert all(any(p.start <= q.start and q.end <= p.end for p in found) for q in places)


def test_many_places_cost_at_most_eight_parts() -> None:
    assert len(segments(_LONG, tuple(Span(i, i + 5) for i in range(0, 11_000, 50)))) <= 8


@given(st.integers(901, 5000), st.lists(st.integers(0, 4999), max_size=12))
def test_parts_are_in_order_and_within_the_text(size: int, at: list[int]) -> None:
    text = "аб " * (size // 3 + 1)
    places = tuple(Span(min(i, len(text) - 2), min(i, len(text) - 2) + 2) for i in at)
    found = segments(text, places)
    assert all(0 <= part.start < part.end <= len(text) for part in found)
    assert found == sorted(found, key=lambda part: part.start)
    assert all(part.end - part.start <= WHOLE + 100 for part in found)
