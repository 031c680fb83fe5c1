"""A walk sees all that stands in a listing throughout, whatever comes and goes meanwhile."""

from collections.abc import Iterable
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from crawlers.vk import walk
from crawlers.vk.walk import Walk

# Between two pages: so many come on top, and the items at these places go.
changes = st.lists(st.tuples(st.integers(0, 5), st.lists(st.integers(0, 60), max_size=6)))


def _change(listing: list[int], new: int, gone: Iterable[int]) -> None:
    top = max(listing, default=0)
    listing[:0] = range(top + new, top, -1)
    for place in sorted(gone, reverse=True):
        if place < len(listing):
            del listing[place]


@given(st.integers(0, 60), st.integers(2, 9), changes, st.lists(st.booleans()))
def test_what_stands_throughout_is_seen(
    count: int,
    size: int,
    moves: list[tuple[int, list[int]]],
    kills: list[bool],
) -> None:
    """Newest first, `size` a page; a kill takes the walk back to what was stored of it."""
    listing = list(range(count, 0, -1))
    throughout = set(listing)
    seen: set[int] = set()
    stored = Walk(1).to_json()
    for _ in range(1000):
        one = Walk(**stored)
        page = listing[one.offset :][:size]
        has_more = one.take(page, len(listing), lambda number: -number)
        if not (kills and kills.pop()):
            seen |= set(page)
            if not has_more:
                break
            stored = one.to_json()
        if moves:
            _change(listing, *moves.pop())
            throughout &= set(listing)
    else:
        raise AssertionError("it goes on for ever")
    assert throughout <= seen


@given(st.lists(st.booleans(), max_size=300), st.integers(2, 9))
def test_hidden_items_that_count_in_offsets_stop_no_walk(hidden: list[bool], size: int) -> None:
    listing = [None if is_hidden else n for n, is_hidden in enumerate(hidden)]
    seen: set[int] = set()
    one = Walk(1)
    with patch.object(walk, "PAGE", size):
        for _ in range(1000):
            page = [n for n in listing[one.offset :][:size] if n is not None]
            seen |= set(page)
            if not one.take(page, len(listing), lambda number: number):
                break
        else:
            raise AssertionError("it goes on for ever")
    assert seen == {n for n in listing if n is not None}
