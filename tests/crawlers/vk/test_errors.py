"""Each of VK's errors as it comes, alone and inside `execute`; limits; secrets."""

import logging
import time
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread as Running
from typing import Any

import pytest

from crawlers.crew import Crew
from crawlers.vk import api, errors
from crawlers.vk.gate import Gate
from crawlers.wire import Job, Settings, Thread
from mentions.messages import message, say
from mentions.network import AddressPolicy
from mentions.types import CrawlResult, Outcome
from tests.crawlers.vk.crawling import Crawler, LocalSession
from tests.crawlers.vk.server import TOKEN, Server
from tests.crawlers.vk.world import comment, post

NOW = int(time.time())


@pytest.fixture
def filled(vk: Server) -> Server:
    """A wall of three posts with a comment under each."""
    vk.world.posts += [post(-1, n, NOW - n * 60, f"Вектор {n}") for n in range(1, 4)]
    for n in range(1, 4):
        vk.world.say(-1, n, comment(n, NOW, f"Ответ {n}"))
    vk.world.now = NOW
    return vk


def wall(vk: Server, **more: Any) -> Crawler:
    return Crawler(vk, "vk-wall", "https://vk.com/club1", {"own": True}, **more)


def told(result: CrawlResult) -> str:
    return say(result.message or message(""), "ru")


@pytest.mark.parametrize(
    ("code", "outcome", "words"),
    [
        (5, Outcome.BLOCKED, "токен отозван"),
        (14, Outcome.BLOCKED, "просит решить капчу"),
        (9, Outcome.BLOCKED, "одинаковых"),
        (29, Outcome.BLOCKED, "до завтра"),
        (27, Outcome.BLOCKED, "токен"),
        (15, Outcome.STOPPED, "закрыт"),
        (18, Outcome.STOPPED, "удалена"),
        (19, Outcome.STOPPED, "заблокирован"),
        (30, Outcome.STOPPED, "закрыт"),
        (203, Outcome.STOPPED, "закрыт"),
        (100, Outcome.BROKEN, "100"),
    ],
)
def test_an_error_of_the_source_itself_is_told(
    filled: Server, code: int, outcome: Outcome, words: str
) -> None:
    filled.fail("wall.get", code)
    result = wall(filled).crawl()
    assert result.outcome is outcome
    assert words in told(result).lower()
    assert len(filled.requests) == 1
    if code == 29:
        assert result.retry_after is not None
        assert 0 < result.retry_after <= 86400


@pytest.mark.parametrize("code", [1, 6, 10])
def test_a_fault_of_the_moment_is_asked_again(filled: Server, code: int) -> None:
    filled.fail("wall.get", code, code)
    result = wall(filled).crawl()
    assert result.outcome is Outcome.NEW
    assert len(result.items) == 6


@pytest.mark.parametrize("code", [1, 6, 10])
def test_a_lasting_fault_is_left_to_the_schedule(filled: Server, code: int) -> None:
    filled.fail("wall.get", *[code] * 10)
    result = wall(filled).crawl()
    assert result.outcome is Outcome.BROKEN
    assert len(filled.requests) == 3


@pytest.mark.parametrize(
    ("fault", "outcome", "key"),
    [
        ("429", Outcome.BLOCKED, "crawlers-too-often"),
        ("403", Outcome.BLOCKED, "crawlers-refused"),
    ],
)
def test_a_refusal_by_the_server_is_told(
    filled: Server, fault: str, outcome: Outcome, key: str
) -> None:
    filled.fail("http wall.get", fault)
    result = wall(filled).crawl()
    assert result.message is not None
    assert (result.outcome, result.message.key) == (outcome, key)


@pytest.mark.parametrize("fault", ["500", "cut", "html"])
def test_an_answer_that_is_none_is_asked_for_again(filled: Server, fault: str) -> None:
    filled.fail("http wall.get", fault)
    filled.fail("http execute", fault)
    result = wall(filled).crawl()
    assert result.outcome is Outcome.NEW
    assert len(result.items) == 6


def test_what_was_read_before_a_fault_is_kept_and_the_rest_comes_later(filled: Server) -> None:
    filled.fail("http execute", *["500"] * 3)
    source = wall(filled)
    result = source.crawl()
    assert result.outcome is Outcome.BROKEN
    assert len(result.items) == 3
    source.crawl()
    assert len(source.stored) == 6


@pytest.mark.parametrize("code", [15, 18, 19, 30, 100, 203, 212])
def test_a_closed_post_is_told_and_never_asked_for_again(filled: Server, code: int) -> None:
    filled.world.closed["wall-1_2"] = code
    source = wall(filled)
    result = source.crawl()
    assert result.outcome is Outcome.NEW
    assert "1" in told(result)
    assert {key for key in source.stored if "_r" in key} == {"wall-1_1_r1", "wall-1_3_r3"}
    filled.calls.clear()
    source.threads = (Thread("wall-1_2", "", float(NOW)),)
    source.crawl()
    assert [method for method, _ in filled.calls] == ["wall.get"]


@pytest.mark.parametrize("code", [5, 9, 14, 29])
def test_an_error_inside_execute_stops_the_crawl_and_keeps_its_place(
    filled: Server, code: int
) -> None:
    filled.fail("wall.getComments", code)
    source = wall(filled)
    result = source.crawl()
    assert result.outcome is Outcome.BLOCKED
    assert len(result.items) == 5
    assert filled.requests == ["wall.get", "execute"]
    source.crawl()
    assert len(source.stored) == 6


def test_a_post_that_fails_for_long_holds_up_no_other(filled: Server) -> None:
    filled.world.closed["wall-1_2"] = 10
    source = wall(filled)
    assert source.crawl().outcome is Outcome.NEW
    assert len(source.stored) == 5
    filled.world.closed.clear()
    source.crawl()
    assert len(source.stored) == 6


def test_a_token_that_may_not_pack_asks_one_by_one(filled: Server) -> None:
    filled.packs = False
    source = wall(filled)
    source.crawl()
    assert len(source.stored) == 6
    assert filled.requests.count("execute") == 1


def test_a_search_that_vk_has_a_fault_with_holds_up_no_other(filled: Server) -> None:
    filled.world.posts.append(post(-1, 9, NOW - 600, "Орбита"))
    source = Crawler(filled, "vk-search", "brands", queries=("вектор", "орбита"))
    for _ in range(3):
        filled.fail("newsfeed.search", 100)
        assert source.crawl().outcome is Outcome.BROKEN
    assert "wall-1_9" in source.stored


def test_a_wrong_token_and_none_are_told(filled: Server) -> None:
    source = wall(filled, token="vk1.a.revoked")
    assert "токен отозван" in told(source.crawl()).lower()


def test_the_token_is_in_no_log_and_no_exception(
    filled: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for fault in (5, 14, "cut", "html", "500"):
        filled.fail("http wall.get", fault)
        result = wall(filled).crawl()
        assert TOKEN not in f"{result} {result.cursor}"
    filled.__exit__()
    result = wall(filled).crawl()
    assert result.outcome is Outcome.BROKEN
    assert TOKEN not in str(result)
    assert TOKEN not in caplog.text


def test_a_private_address_is_refused(filled: Server) -> None:
    session = LocalSession(filled, policy=AddressPolicy())
    client = api.Api(session, 100)

    async def ask() -> Any:
        async with client:
            return await client.pack([("wall.get", {"owner_id": -1})])

    import asyncio

    (answer,) = asyncio.run(ask())
    assert answer.message.key == "network-private-address"
    assert filled.requests == []


def test_a_token_keeps_its_pace_across_sources(vk: Server) -> None:
    """Two crawls at once, of one token: the server sees no more a second than the token may."""
    vk.rate = 20
    vk.world.posts += [post(-1, n, NOW - n, "Запись") for n in range(1, 900)]

    def crawl() -> None:
        Crawler(vk, "vk-wall", "https://vk.com/club1", {"rate": 15}).crawl_all()

    both = [Running(target=crawl) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(vk.requests) >= 18
    assert not vk.refused[6]


def test_a_gate_whose_file_was_spoilt_or_is_of_a_later_clock_lets_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    gate = Gate("t", 100)
    gate.wait()
    (file,) = tmp_path.iterdir()
    assert "t" not in file.name.removeprefix("molva-vk-").split("-")
    for text in ("nonsense", f"{time.time() + 9999:.6f}"):
        file.write_text(text)
        began = time.monotonic()
        gate.wait()
        assert time.monotonic() - began < 5


def test_the_next_day_begins_after_midnight_in_moscow() -> None:
    evening = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
    failure = errors.of_code(29, evening)
    assert getattr(failure, "retry_after", None) == 3900.0


def test_a_crawl_child_crawls_vk(filled: Server) -> None:
    settings = Settings(
        allowed_networks=("127.0.0.0/8",), bases={"vk": filled.base}, secrets={"vk": TOKEN}
    )
    crew = Crew(settings, processes=1, linger=0)
    try:
        job = Job(1, "vk-search", "вектор", {"rate": 1000}, {})
        (result,) = (one for batch in crew.crawl([job]) for one in batch)
    finally:
        crew.close()
    assert result.outcome is Outcome.NEW
    assert len(result.items) == 3


def test_only_the_settings_proxy_is_gone_through(
    filled: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert wall(filled).crawl().outcome is Outcome.NEW
