"""Lists of reviews: each once, none missed, edits and answers noticed, refusals in words."""

import asyncio
import ssl
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.crew import Crew
from crawlers.kinds import KINDS
from crawlers.reviews import google_play
from crawlers.reviews.reading import ReviewPage, read
from crawlers.wire import Job
from mentions.errors import MolvaError
from mentions.messages import say
from mentions.types import CrawlResult, Outcome, RawItem
from tests.crawlers.conftest import SETTINGS
from tests.crawlers.review_stores import Review, Stores

ADDRESSES = {
    "app-store": "id1234567890",
    "google-play": "ru.vector.app",
    "banki": "vectorbank",
    "2gis": "70000001000000001",
}


@pytest.fixture(scope="module")
def running() -> Iterator[Stores]:
    stores = Stores()
    yield stores
    stores.close()


@pytest.fixture
def stores(running: Stores) -> Stores:
    running.reviews = [Review(n, f"Отзыв номер {n}", n % 5 + 1) for n in range(1, 261)]
    running.moods, running.asked = set(), []
    return running


@pytest.fixture(scope="module")
def crew(running: Stores) -> Iterator[Crew]:
    names = ("app_store", "google_play", "banki", "2gis")
    settings = replace(
        SETTINGS,
        page_delay=0.0,
        bases=dict.fromkeys(names, running.url),
        secrets={"2gis": "s3cret"},
    )
    crew = Crew(settings, processes=1, linger=60)
    yield crew
    crew.close()


def crawl(crew: Crew, kind: str, cursor: dict[str, Any]) -> CrawlResult:
    address = KINDS[kind].read_address(ADDRESSES[kind])
    ((result,),) = crew.crawl([Job(1, kind, address, {}, cursor)])
    return result


def crawl_all(crew: Crew, kind: str, cursor: dict[str, Any]) -> tuple[list[RawItem], CrawlResult]:
    """Crawls until there is no more at once."""
    items: list[RawItem] = []
    while True:
        result = crawl(crew, kind, cursor)
        items += result.items
        if not result.has_more:
            return items, result
        cursor = result.cursor


@pytest.mark.parametrize("kind", ADDRESSES)
def test_all_reviews_then_only_what_is_new(kind: str, crew: Crew, stores: Stores) -> None:
    items, last = crawl_all(crew, kind, {})
    assert {item.text.removeprefix("<p>").removesuffix("</p>") for item in items} == {
        review.text for review in stores.reviews
    }
    assert len({item.url for item in items}) == len({item.key for item in items}) == 260
    first = next(item for item in items if "номер 260" in item.text)
    assert (first.extra["rating"], first.author != "", first.published_at) == (
        1, True, stores.reviews[-1].at,
    )  # fmt: skip
    stores.asked.clear()
    stores.reviews.append(Review(261, "Новый отзыв", 1))
    stores.reviews[-3].answer = "Разберёмся"
    result = crawl(crew, kind, last.cursor)
    assert len(stores.asked) == 2
    assert any("Новый отзыв" in item.text for item in result.items)
    answered = [item.extra["answer"] for item in result.items if "answer" in item.extra]
    assert answered == ([] if kind == "app-store" else ["Разберёмся"])


@pytest.mark.parametrize(
    ("kind", "mood", "outcome", "said"),
    [
        ("app-store", "empty", Outcome.BLOCKED, "empty list"),
        ("google-play", "empty", Outcome.BLOCKED, "empty list"),
        ("app-store", "other", Outcome.BROKEN, "Update Molva"),
        ("google-play", "other", Outcome.BROKEN, "Update Molva"),
        ("banki", "other", Outcome.BROKEN, "Update Molva"),
        ("google-play", "down", Outcome.BROKEN, "status 503"),
        ("2gis", "other", Outcome.BROKEN, "Update Molva"),
    ],
)
def test_a_refusal_is_told_in_words(
    kind: str, mood: str, outcome: Outcome, said: str, crew: Crew, stores: Stores
) -> None:
    cursor = crawl(crew, kind, {}).cursor
    stores.moods = {mood}
    result = crawl(crew, kind, cursor)
    assert (result.outcome, result.cursor) == (outcome, cursor)
    assert result.message is not None and said in say(result.message, "en")


def test_a_page_that_apple_empties_hides_nothing_for_good(crew: Crew, stores: Stores) -> None:
    _, last = crawl_all(crew, "app-store", {})
    stores.reviews += [Review(n, f"Поздний {n}") for n in range(261, 381)]
    stores.moods = {"empty 2"}
    items, last = crawl_all(crew, "app-store", last.cursor)
    stores.moods = set()
    more, _ = crawl_all(crew, "app-store", last.cursor)
    late = {item.text for item in items + more if item.text.startswith("Поздний")}
    assert len(late) == 120


@pytest.mark.parametrize("kind", ["banki", "2gis"])
def test_a_list_that_promises_more_for_ever_ends(kind: str, crew: Crew, stores: Stores) -> None:
    stores.moods = {"endless"}
    cursor: dict[str, Any] = {}
    for _ in range(4):
        result = crawl(crew, kind, cursor)
        cursor = result.cursor
    assert result.outcome is Outcome.NEW and not result.has_more


def test_one_review_is_no_array(crew: Crew, stores: Stores) -> None:
    stores.reviews = stores.reviews[:1]
    stores.reviews[0].text = "Единственный"
    (item,) = crawl(crew, "app-store", {}).items
    assert item.text == "Единственный"


def test_a_wrong_key_is_told_and_not_shown(crew: Crew, running: Stores) -> None:
    settings = replace(SETTINGS, bases={"2gis": running.url}, secrets={"2gis": "wr0ng"})
    other = Crew(settings, processes=1, linger=0)
    result = crawl(other, "2gis", {})
    other.close()
    assert result.outcome is Outcome.BLOCKED
    assert result.message is not None and "MOLVA_2GIS_KEY" in say(result.message, "en")
    assert "wr0ng" not in str(result)


def test_a_store_in_a_private_network_is_told_as_that(running: Stores) -> None:
    settings = replace(SETTINGS, allowed_networks=(), bases={"google_play": running.url})
    other = Crew(settings, processes=1, linger=0)
    result = crawl(other, "google-play", {})
    other.close()
    assert result.message is not None and result.message.key == "network-private-address"


def test_the_library_leaves_certificates_verified() -> None:
    before = ssl._create_default_https_context
    google_play._library()
    assert ssl._create_default_https_context is before


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("app-store", "https://apps.apple.com/kz/app/vector/id42424242?l=ru",
         "https://apps.apple.com/kz/app/id42424242"),
        ("app-store", "42424242", "https://apps.apple.com/ru/app/id42424242"),
        ("google-play", "https://play.google.com/store/apps/details?hl=ru&id=ru.a_b.c&gl=RU",
         "https://play.google.com/store/apps/details?id=ru.a_b.c"),
        ("banki", "https://www.banki.ru/services/responses/bank/Vectorbank/?page=2",
         "https://www.banki.ru/services/responses/bank/vectorbank/"),
        ("2gis", "https://2gis.ru/moscow/firm/70000001000000001/tab/reviews",
         "https://2gis.ru/firm/70000001000000001"),
    ],
)  # fmt: skip
def test_addresses(kind: str, typed: str, stored: str) -> None:
    assert KINDS[kind].read_address(typed) == stored
    assert KINDS[kind].read_address(stored) == stored
    for wrong in ("", "два слова", "https://example.ru/", "../../etc", "a" * 3000):
        with pytest.raises(MolvaError):
            KINDS[kind].read_address(wrong)


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["add", "edit", "crawl", "kill"]), st.integers(0, 30), st.integers(0, 40)
    ),
    max_size=30,
)


@given(EVENTS, st.integers(1, 7))
def test_whatever_the_order_each_review_is_stored_as_it_is(
    events: list[tuple[str, int, int]], size: int
) -> None:
    """Reviews come, are edited (and so the newest again), crawls are killed half-way."""
    shown: list[RawItem] = []
    stored: dict[str, RawItem] = {}
    cursor: dict[str, Any] = {}

    async def read_page(start: int) -> ReviewPage:
        left = len(shown) - start - size
        return ReviewPage(tuple(shown[start : start + size]), start + size if left > 0 else None)

    def crawl_once(*, is_killed: bool) -> bool:
        nonlocal cursor
        result = asyncio.run(read(Job(1, "banki", "", {}, cursor), read_page, 0))
        if is_killed:
            return True
        stored.update({item.key: item for item in result.items})
        cursor = result.cursor
        return result.has_more

    for what, many, which in events:
        if what == "add":
            shown[:0] = [RawItem(f"{len(shown) + n}", "", text="один") for n in range(many)][::-1]
        elif what == "edit" and shown:
            old = shown.pop(which % len(shown))
            shown.insert(0, replace(old, text=old.text + "!"))
        else:
            crawl_once(is_killed=what == "kill")
    while crawl_once(is_killed=False):
        pass
    assert stored == {item.key: item for item in shown}
