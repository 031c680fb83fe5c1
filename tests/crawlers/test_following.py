"""How often a conversation is asked for."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from crawlers.following import FRESH, due, noted
from crawlers.wire import Thread

HOUR, DAY = 3600.0, 86400.0
BEGAN = 1_700_000_000.0
POST = Thread("post", "https://a.example/post", BEGAN)


def asked_at(every: float, days: float) -> list[float]:
    """When a source that is crawled every so often asks for the post."""
    asked: dict[str, float] = {}
    times = []
    for turn in range(int(days * DAY / every)):
        now = BEGAN + turn * every
        if due([POST], asked, now):
            times.append(now - BEGAN)
            asked = noted([POST], asked, ["post"], now)
    return times


def test_a_fresh_conversation_is_asked_for_at_every_crawl_and_an_old_one_seldom() -> None:
    times = asked_at(900, 7)
    assert sum(at < FRESH for at in times) == FRESH / 900
    gaps = [after - before for before, after in pairwise(times)]
    assert gaps == sorted(gaps), "they only grow"
    assert gaps[-1] <= 7 * DAY / 10 + 900
    assert len(times) < 60


def test_a_slow_source_asks_at_every_crawl_while_that_is_seldom_enough() -> None:
    assert len(asked_at(4 * HOUR, 1)) == 6


@given(st.floats(0, 30 * DAY), st.floats(0, 30 * DAY))
def test_no_comment_waits_longer_than_a_tenth_of_the_conversations_age(
    age: float, since: float
) -> None:
    now = BEGAN + age
    asked = {"post": now - since}
    assert bool(due([POST], asked, now)) == (age < FRESH or since >= age * 0.1)


def test_the_longest_not_asked_for_comes_first_and_new_ones_before_all() -> None:
    posts = [Thread(key, "", BEGAN) for key in ("new", "recent", "long ago")]
    asked = {"recent": BEGAN + 60, "long ago": BEGAN, "forgotten": BEGAN}
    now = BEGAN + HOUR
    assert [post.key for post in due(posts, asked, now)] == ["new", "long ago", "recent"]
    assert noted(posts, asked, ["new"], now) == {
        "new": now,
        "recent": BEGAN + 60,
        "long ago": BEGAN,
    }


def test_a_clock_that_was_set_back_stops_no_following() -> None:
    assert due([POST], {"post": BEGAN + 30 * DAY}, BEGAN + 5 * DAY) == [POST]
