"""Walls: posts to a depth, what is new and edited, comments with whole branches."""

import time

import pytest

from crawlers.vk import limits
from crawlers.wire import Thread
from mentions.types import Outcome
from tests.crawlers.vk.crawling import Crawler
from tests.crawlers.vk.server import Server
from tests.crawlers.vk.world import comment, post

NOW = int(time.time())
DAY = 86400
OWNER = -1


def keys(*numbers: int) -> set[str]:
    return {f"wall-1_{number}" for number in numbers}


def wall(vk: Server, **more: object) -> Crawler:
    return Crawler(vk, "vk-wall", "https://vk.com/club1", **more)  # type: ignore[arg-type]


def fill(vk: Server, count: int, apart: int = 60) -> None:
    vk.world.posts += [
        post(OWNER, n, NOW - (count - n) * apart, f"Запись {n}") for n in range(1, count + 1)
    ]


def test_a_post_becomes_an_item_with_all_that_is_known_of_it(vk: Server) -> None:
    photo = {"type": "photo", "photo": {"id": 9, "owner_id": -1, "date": NOW}}
    link = {"type": "link", "link": {"url": "https://example.ru/a", "title": "А"}}
    old = post(-7, 3, NOW - DAY, "Исходный текст")
    vk.world.posts.append(
        post(
            OWNER, 2, NOW - 60, "Смотрите, [id5|Иван] и [https://vk.com/x|ссылка]",
            from_id=5, attachments=[photo, link], copy_history=[old],
            comments={"can_post": 1, "count": 4},
        )
    )  # fmt: skip
    (item,) = wall(vk).crawl().items
    assert (item.key, item.url) == ("wall-1_2", "https://vk.com/wall-1_2")
    assert item.text == "Смотрите, Иван и ссылка\n\nИсходный текст"
    assert (item.author, item.author_url) == ("Имя5 Фамилия", "https://vk.com/person5")
    assert item.published_at is not None
    assert item.published_at.timestamp() == NOW - 60
    assert item.reach == 1000
    assert item.thread == "wall-1_2"
    assert item.extra == {
        "likes": 7,
        "reposts": 3,
        "views": 500,
        "comments": 4,
        "attachments": ["https://vk.com/photo-1_9", "https://example.ru/a"],
        "forwarded_from": "Сообщество 7",
    }


def test_the_first_crawl_reads_pages_down_to_its_date_and_no_older_post_ever(vk: Server) -> None:
    fill(vk, 350, apart=3700)
    pinned = post(OWNER, 1000, NOW - 400 * DAY, "Закреплено", is_pinned=1)
    vk.world.posts.append(pinned)
    source = wall(vk, options={"since_days": 10})
    source.crawl()
    fresh = {f"wall-1_{n}" for n in range(1, 351) if (350 - n) * 3700 < 10 * DAY}
    assert set(source.stored) == fresh
    for _ in range(2):
        source.crawl()
    assert set(source.stored) == fresh


def test_later_crawls_bring_what_is_new_and_what_is_edited(vk: Server) -> None:
    fill(vk, 30)
    source = wall(vk)
    source.crawl()
    vk.world.posts[3]["text"] = "Исправлено"
    vk.world.posts.append(post(OWNER, 31, NOW, "Новое"))
    vk.calls.clear()
    source.crawl()
    assert source.stored["wall-1_4"].text == "Исправлено"
    assert source.stored["wall-1_31"].text == "Новое"
    assert len(vk.calls) == 1


def test_posts_that_move_between_pages_are_not_missed(vk: Server) -> None:
    fill(vk, 450)

    def move(method: str, values: dict[str, object]) -> None:
        if method == "wall.get" and int(str(values["offset"])) > 0:
            number = len(vk.calls)
            # Two of the newest go, and one comes.
            del vk.world.posts[-2:]
            vk.world.posts.append(post(OWNER, 1000 + number, NOW, "Ещё"))

    vk.before = move
    source = wall(vk, options={"since_days": 60})
    source.crawl_all()
    assert keys(*range(1, 441)) <= set(source.stored)


def test_a_crawl_stops_at_its_limits_and_goes_on_there(
    vk: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ITEMS", 150)
    fill(vk, 430)
    source = wall(vk)
    assert source.crawl().has_more
    assert len(source.stored) < 430
    vk.world.posts.append(post(OWNER, 431, NOW, "Пришло между обходами"))
    source.crawl_all()
    source.crawl_all()
    assert set(source.stored) == keys(*range(1, 432))


def test_a_look_before_a_source_is_saved_reads_one_page(vk: Server) -> None:
    fill(vk, 430)
    assert wall(vk, source_id=0).crawl().items
    assert len(vk.requests) == 1


def test_comments_of_a_matched_post_come_with_whole_branches(vk: Server) -> None:
    fill(vk, 2)
    top = [comment(n, NOW, f"Ответ {n} " + "ж" * 200) for n in range(1, 251)]
    branch = [comment(n, NOW, f"В ветке {n}", parents_stack=[7]) for n in range(1001, 1131)]
    inner = [comment(2000, NOW, "Мимо", parents_stack=[9], reply_to_comment=9)]
    vk.world.say(OWNER, 2, *top, *branch, *inner)
    thread = Thread("wall-1_2", "https://vk.com/wall-1_2", float(NOW))
    source = wall(vk, threads=(thread,))
    source.crawl_all()
    said = {key: item for key, item in source.stored.items() if "_r" in key}
    assert len(said) == 250 + 130 + 1
    first, deep = said["wall-1_2_r1"], said["wall-1_2_r1100"]
    assert len(first.text) > 200
    assert (first.thread, first.parent) == ("wall-1_2", "wall-1_2")
    assert (deep.thread, deep.parent) == ("wall-1_2", "wall-1_2_r7")
    assert deep.url == "https://vk.com/wall-1_2?reply=1100&thread=7"
    assert first.reach == 50  # of whoever said it
    assert not [key for key in source.stored if key.startswith("wall-1_1_r")]


def test_an_own_community_has_the_comments_under_all_its_posts(vk: Server) -> None:
    fill(vk, 120)
    for n in (1, 60, 120):
        vk.world.say(OWNER, n, comment(n, NOW, f"Под {n}"))
    source = wall(vk, options={"own": True})
    source.crawl_all()
    assert {key for key in source.stored if "_r" in key} == {
        "wall-1_1_r1", "wall-1_60_r60", "wall-1_120_r120",
    }  # fmt: skip
    vk.calls.clear()
    vk.world.say(OWNER, 60, comment(500, NOW, "Ещё"))
    source.crawl_all()
    asked = [values["post_id"] for method, values in vk.calls if method == "wall.getComments"]
    assert asked == ["60"]
    assert "wall-1_60_r500" in source.stored


def test_a_deleted_comment_is_withdrawn_and_its_branch_stays(vk: Server) -> None:
    fill(vk, 1)
    gone = comment(1, NOW, "", author=0, deleted=True)
    vk.world.say(OWNER, 1, gone, comment(2, NOW, "Ответ", parents_stack=[1]))
    source = wall(vk, options={"own": True})
    source.crawl_all()
    assert source.stored["wall-1_1_r1"].extra == {"is_deleted": True}
    assert source.stored["wall-1_1_r2"].parent == "wall-1_1_r1"


def test_a_conversation_is_followed_the_more_seldom_the_older_it_is(vk: Server) -> None:
    fill(vk, 2)
    old = Thread("wall-1_1", "", NOW - 5 * DAY)
    young = Thread("wall-1_2", "", NOW - 60)
    source = wall(vk, threads=(young, old))
    source.crawl()
    vk.calls.clear()
    source.crawl()
    asked = [values["post_id"] for method, values in vk.calls if method == "wall.getComments"]
    assert asked == ["2"]


def test_more_own_posts_than_a_crawl_reads_keep_no_comments_waiting(
    vk: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ITEMS", 150)
    fill(vk, 397)  # two crawls of two pages, with nothing to spare for comments
    for n in range(1, 398):
        vk.world.say(OWNER, n, comment(n, NOW, "Ответ"))
    source = wall(vk, options={"own": True})
    source.crawl_all()
    assert len(source.stored) == 794


def test_a_name_is_looked_up_once(vk: Server) -> None:
    vk.world.names["gazeta"] = ("group", 1)
    fill(vk, 1)
    source = Crawler(vk, "vk-wall", "https://vk.com/gazeta")
    source.crawl()
    source.crawl()
    assert [method for method, _ in vk.calls].count("utils.resolveScreenName") == 1
    assert set(source.stored) == keys(1)


def test_a_name_that_nobody_has_is_told(vk: Server) -> None:
    result = Crawler(vk, "vk-wall", "https://vk.com/nobody").crawl()
    assert result.outcome is Outcome.BROKEN
    assert result.message is not None
    assert result.message.key == "crawlers-vk-no-such-page"
