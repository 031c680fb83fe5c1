"""Discussion boards: topics that have changed, and their comments."""

import time
from typing import Any

import pytest

from crawlers.vk import limits
from mentions.types import Outcome
from tests.crawlers.vk.crawling import Crawler
from tests.crawlers.vk.server import Server
from tests.crawlers.vk.world import Object, comment

NOW = int(time.time())
DAY = 86400


def topic(vk: Server, key: int, *comments: Object, **more: Any) -> Object:
    made = {
        "id": key, "title": f"Тема {key}", "created": comments[0]["date"], "created_by": 5,
        "updated": comments[-1]["date"], "updated_by": 5, "is_closed": 0, "is_fixed": 0,
        "comments": len(comments), **more,
    }  # fmt: skip
    vk.world.topics.setdefault(1, []).append(made)
    vk.world.board[1, key] = list(comments)
    return made


def board(vk: Server, **more: Any) -> Crawler:
    return Crawler(vk, "vk-board", "https://vk.com/club1", **more)


def said(count: int, first: int = 1, apart: int = 60) -> list[Object]:
    return [
        comment(first + n, NOW - (count - n) * apart, f"Слово {first + n}") for n in range(count)
    ]


def test_a_topic_opens_with_its_title_and_all_its_comments_follow(vk: Server) -> None:
    topic(vk, 4, *said(250))
    topic(vk, 5, *said(3, first=900))
    source = board(vk)
    source.crawl_all()
    assert len(source.stored) == 253
    first, third = source.stored["topic-1_4"], source.stored["topic-1_4_3"]
    assert (first.title, first.text) == ("Тема 4", "Слово 1")
    assert (third.thread, third.parent, third.title) == ("topic-1_4", "topic-1_4", "")
    assert third.url == "https://vk.com/topic-1_4?post=3"


def test_only_topics_that_have_changed_are_read_again(vk: Server) -> None:
    topics = [topic(vk, n, *said(5, first=n * 100)) for n in range(1, 6)]
    source = board(vk)
    source.crawl_all()
    vk.world.board[1, 3].append(comment(390, NOW, "Новое"))
    topics[2] |= {"updated": NOW, "comments": 6}
    vk.calls.clear()
    source.crawl_all()
    asked = [values["topic_id"] for method, values in vk.calls if method == "board.getComments"]
    assert asked == ["3"]
    assert "topic-1_3_390" in source.stored


def test_what_is_older_than_asked_for_is_left_alone(vk: Server) -> None:
    topic(vk, 1, *said(300, apart=DAY + 60))
    topic(vk, 2, *said(5, first=1000, apart=90 * DAY), updated=NOW - 80 * DAY, is_fixed=1)
    source = board(vk, options={"since_days": 20})
    source.crawl_all()
    assert set(source.stored) == {f"topic-1_1_{n}" for n in range(282, 301)}


def test_a_long_topic_is_read_over_several_crawls(
    vk: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ITEMS", 150)
    topic(vk, 1, *said(520))
    source = board(vk)
    assert source.crawl().has_more
    source.crawl(is_kept=False)
    source.crawl_all()
    assert len(source.stored) == 520


def test_comments_that_go_away_meanwhile_hide_no_others(vk: Server) -> None:
    topic(vk, 1, *said(430))

    def withdraw(method: str, values: Object) -> None:
        if method == "board.getComments" and values.get("sort") == "desc":
            del vk.world.board[1, 1][-3:]

    vk.before = withdraw
    source = board(vk)
    source.crawl_all()
    assert {f"topic-1_1_{n}" for n in range(2, 400)} <= set(source.stored)


def test_a_closed_topic_is_told_and_left_alone(vk: Server) -> None:
    topic(vk, 1, *said(3))
    topic(vk, 2, *said(3, first=100))
    vk.world.closed["topic-1_2"] = 15
    source = board(vk)
    result = source.crawl_all()
    assert result.outcome is Outcome.NEW
    assert result.message is not None
    assert result.message.key == "crawlers-vk-closed-objects"
    assert set(source.stored) == {"topic-1_1", "topic-1_1_2", "topic-1_1_3"}
    vk.calls.clear()
    source.crawl_all()
    assert [method for method, _ in vk.calls] == ["board.getTopics"]


def test_a_topic_that_vk_fails_to_show_is_read_by_the_next_crawl(vk: Server) -> None:
    topic(vk, 1, comment(1, NOW - DAY, "Старое"))
    for n in range(2, 120):  # it stands on no page that is looked at again
        topic(vk, n, comment(n * 100, NOW - DAY + n, "Новое"))
    source = board(vk)
    vk.world.closed["topic-1_1"] = 10
    source.crawl_all()
    assert len(source.stored) == 118
    vk.world.closed.clear()
    source.crawl_all()
    assert source.stored["topic-1_1"].text == "Старое"


def test_a_persons_page_has_no_board(vk: Server) -> None:
    vk.world.names["ivan"] = ("user", 5)
    result = Crawler(vk, "vk-board", "https://vk.com/ivan").crawl()
    assert result.outcome is Outcome.BROKEN
    assert result.message is not None
    assert result.message.key == "crawlers-vk-no-community"
