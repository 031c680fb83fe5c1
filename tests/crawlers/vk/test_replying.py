"""Answers reach the place of the item, once for each key."""

import asyncio
from typing import Any

import pytest

from crawlers.errors import CrawlError
from crawlers.kind import Answer
from crawlers.vk.replying import reply
from mentions.messages import say
from mentions.types import Outcome
from tests.crawlers.vk.crawling import LocalSession
from tests.crawlers.vk.server import TOKEN, Server


def answer(vk: Server, item_key: str, key: str = "k1", **options: Any) -> str:
    told = Answer(
        address="https://vk.com/club1",
        options={"rate": 1000, **options},
        item_key=item_key,
        item_url="https://vk.com/gim1?sel=5",
        text="Спасибо, разберёмся",
        key=key,
    )
    return asyncio.run(reply(told, LocalSession(vk)))


def test_a_post_and_a_comment_are_answered_under_the_post(vk: Server) -> None:
    assert answer(vk, "wall-1_2") == "https://vk.com/wall-1_2?reply=9001"
    assert answer(vk, "wall-1_2_r7", "k2", own=True) == "https://vk.com/wall-1_2?reply=9002"
    first, second = vk.world.said
    assert (first["owner_id"], first["post_id"], first["guid"]) == ("-1", "2", "k1")
    assert "reply_to_comment" not in first
    assert (second["reply_to_comment"], second["from_group"]) == ("7", "1")


def test_a_discussion_is_answered_on_the_board(vk: Server) -> None:
    assert answer(vk, "topic-1_2_3", from_group=True) == "https://vk.com/topic-1_2?post=9001"
    assert vk.world.said[0]["group_id"] == "1"
    assert vk.world.said[0]["from_group"] == "1"


def test_a_message_is_answered_with_the_communitys_token(vk: Server) -> None:
    assert answer(vk, "message5_12", community_token=TOKEN) == "https://vk.com/gim1?sel=5"
    assert vk.world.said[0]["peer_id"] == "5"
    assert 0 < int(vk.world.said[0]["random_id"]) < 2**31
    with pytest.raises(CrawlError) as refused:
        answer(vk, "message5_12")
    assert "токен" in say(refused.value.message, "ru")


@pytest.mark.parametrize("item", ["wall-1_2", "topic-1_2_3", "message5_12"])
def test_an_answer_that_was_cut_off_is_said_once(vk: Server, item: str) -> None:
    methods = ("wall.createComment", "board.createComment", "messages.send")
    for method in methods:
        vk.fail(f"http {method}", "cut", "cut", "cut")
    with pytest.raises(CrawlError) as cut:
        answer(vk, item, community_token=TOKEN)
    assert cut.value.outcome is Outcome.BROKEN
    vk.faults.clear()
    answer(vk, item, community_token=TOKEN)
    assert len(vk.world.said) == 1


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (213, "закрыты"), (15, "закрыты"), (222, "ссылк"), (223, "много"), (100, "больше нет"),
        (27, "токен"), (5, "токен"), (14, "капчу"), (777, "777"),
    ],
)  # fmt: skip
def test_a_refusal_is_told_in_words(vk: Server, code: int, words: str) -> None:
    vk.fail("wall.createComment", code)
    with pytest.raises(CrawlError) as refused:
        answer(vk, "wall-1_2")
    assert refused.value.outcome is Outcome.BLOCKED
    assert refused.value.retry_after is None
    assert words in say(refused.value.message, "ru")


@pytest.mark.parametrize("code", [9, 29])
def test_what_passes_by_itself_is_tried_later(vk: Server, code: int) -> None:
    vk.fail("wall.createComment", code)
    with pytest.raises(CrawlError) as refused:
        answer(vk, "wall-1_2")
    assert refused.value.retry_after


def test_an_item_that_has_no_place_cannot_be_answered(vk: Server) -> None:
    with pytest.raises(CrawlError):
        answer(vk, "something")
    assert vk.requests == []
