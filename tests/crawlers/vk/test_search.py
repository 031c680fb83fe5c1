"""The search: past its ceiling, through what comes late and goes away, in a query's words."""

import time
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from crawlers.vk import limits
from crawlers.vk import search as vk_search
from crawlers.vk.queries import searches
from crawlers.vk.window import Window
from crawlers.wire import Thread
from mentions.errors import MolvaError
from tests.crawlers.vk.crawling import Crawler
from tests.crawlers.vk.server import Server
from tests.crawlers.vk.world import comment, post

NOW = int(time.time())


def search(vk: Server, address: str = "вектор", **more: Any) -> Crawler:
    vk.world.now = NOW
    return Crawler(vk, "vk-search", address, **more)


def fill(vk: Server, count: int, apart: int = 60) -> None:
    vk.world.posts += [
        post(-(n % 9 + 1), n, NOW - n * apart, f"Вектор, запись {n}") for n in range(1, count + 1)
    ]


def test_a_search_is_walked_back_past_its_ceiling(vk: Server) -> None:
    fill(vk, 2500)
    source = search(vk)
    source.crawl_all()
    assert len(source.stored) == 2500
    assert len(vk.calls) < 20


def test_more_posts_of_one_second_than_a_page_has_are_told_apart_by_paging(vk: Server) -> None:
    vk.world.posts += [post(-1, n, NOW - 50, f"Вектор {n}") for n in range(1, 451)]
    vk.world.posts += [post(-2, n, NOW - 100 - n, f"Вектор {n}") for n in range(1, 301)]
    source = search(vk)
    source.crawl_all()
    assert len(source.stored) == 750


def test_a_page_out_of_order_loses_nothing(vk: Server) -> None:
    window = Window(start=0)
    assert window.take([100, 90, 95], "2/")
    assert (window.end, window.token) == (None, "2/")
    assert window.take([94, 80], "3/")
    assert window.token == "3/"
    assert not window.take([70], "")
    assert window.newest == 100


def test_what_appears_in_the_search_late_is_found(vk: Server) -> None:
    fill(vk, 20)
    late = post(-1, 999, NOW - 600, "Вектор, с опозданием")
    vk.world.posts.append(late)
    vk.world.shown_at[-1, 999] = NOW + 30
    source = search(vk)
    source.crawl()
    assert "wall-1_999" not in source.stored
    vk.world.now = NOW + 60
    source.crawl()
    assert "wall-1_999" in source.stored


def test_a_second_crawl_asks_for_the_overlap_only(vk: Server) -> None:
    fill(vk, 600)
    source = search(vk, options={"overlap_minutes": 30})
    source.crawl_all()
    vk.calls.clear()
    result = source.crawl()
    assert len(result.items) == 31
    assert [values["start_time"] for _, values in vk.calls] == [str(NOW - 60 - 1800)]


def test_a_crawl_stops_at_its_limits_and_goes_on_there(
    vk: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ITEMS", 300)
    fill(vk, 1500)
    source = search(vk)
    assert source.crawl().has_more
    source.crawl(is_kept=False)  # killed: it is as if it had not been
    source.crawl_all()
    assert len(source.stored) == 1500


def test_brands_are_searched_for_by_the_words_of_their_queries(vk: Server) -> None:
    vk.world.posts += [
        post(-1, 1, NOW - 9, "Вектор хорош"),
        post(-1, 2, NOW - 8, "банк Орбита"),
        post(-1, 3, NOW - 7, "Ни о чём"),
    ]
    source = search(vk, "brands", queries=("вектор -вакансия", '"банк орбита" OR вектор'))
    source.crawl_all()
    assert set(source.stored) == {"wall-1_1", "wall-1_2"}
    assert {values["q"] for _, values in vk.calls} == {"вектор", "банк орбита"}
    assert len(vk.requests) == 1  # both in one `execute`


def test_comments_under_posts_that_were_found_are_followed(vk: Server) -> None:
    fill(vk, 3)
    vk.world.say(-2, 1, comment(4, NOW, "Не называет никого"))
    source = search(vk, threads=(Thread("wall-2_1", "", float(NOW)),))
    source.crawl_all()
    assert source.stored["wall-2_1_r4"].thread == "wall-2_1"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("сбер", ["сбер"]),
        ("сбер кофе -вакансия", ["сбер кофе"]),
        ("(сбер OR тинькофф) кредит", ["кредит сбер", "кредит тинькофф"]),
        ('"горячая линия" обман*', ["горячая линия"]),
        ("банк NEAR/5 очередь", ["банк очередь"]),
        ("#вектор lang:ru", ["#вектор"]),
        ("сбер OR (сбер банк)", ["сбер"]),
        ("банк-онлайн", ["банк онлайн", "банконлайн"]),
        ("site:vk.com", []),
    ],
)
def test_a_query_becomes_searches(query: str, found: list[str]) -> None:
    assert searches([query]) == found


def test_an_address_is_a_query_that_can_be_searched_for() -> None:
    assert vk_search.read_address(" Brands ") == "brands"
    assert vk_search.read_address("сбер  кофе") == "сбер кофе"
    for wrong in ("site:vk.com", "", "(сбер"):
        with pytest.raises(MolvaError):
            vk_search.read_address(wrong)


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Posts as (date, how many seconds later the search shows it), over four hours."""
    dates = st.integers(0, 4 * 3600)
    delays = st.sampled_from([0, 0, 0, 5, 600, 3500])
    return draw(st.lists(st.tuples(dates, delays), max_size=40))


@given(
    histories(),
    st.lists(st.tuples(st.integers(0, 3600), st.booleans()), min_size=1, max_size=8),
    st.sampled_from([1, 2, 3, 7]),
    st.sampled_from([5, 12, 1000]),
    st.sampled_from([1, 4, 1000]),
)
@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_each_post_is_stored_whatever_the_paging_the_arrivals_and_the_kills(
    vk: Server,
    monkeypatch: pytest.MonkeyPatch,
    history: list[tuple[int, int]],
    crawls: list[tuple[int, bool]],
    page: int,
    ceiling: int,
    limit: int,
) -> None:
    """Clocks run on while pages are read; each crawl may be killed before its deposit."""
    seconds = Counter(date for date, _ in history)
    assume(max(seconds.values(), default=0) <= ceiling)  # VK has no way to the others
    begun = NOW - 5 * 3600
    monkeypatch.setattr(vk_search, "COUNT", page)
    monkeypatch.setattr("tests.crawlers.vk.world.CEILING", ceiling)
    monkeypatch.setattr("crawlers.vk.window.NEAR_CEILING", 3)
    monkeypatch.setattr(limits, "ITEMS", limit)
    vk.world.posts[:] = [post(-1, n, begun + d, "Вектор") for n, (d, _) in enumerate(history, 1)]
    vk.world.shown_at = {(-1, n): begun + d + late for n, (d, late) in enumerate(history, 1)}
    source = search(vk)
    vk.world.now = begun

    def tick(method: str, values: dict[str, Any]) -> None:
        vk.world.now += 7

    vk.before = tick
    for pause, is_kept in crawls:
        vk.world.now += pause
        source.crawl(is_kept)
    vk.world.now = begun + 10 * 3600
    for _ in range(2):  # the first may only finish what an earlier one has begun
        source.crawl_all(500)
    assert set(source.stored) == {f"wall-1_{n}" for n in range(1, len(history) + 1)}
