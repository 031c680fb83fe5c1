"""What a community pushes: whose it is, and that it becomes the items that a crawl brings."""

import json
import time
from typing import Any

import pytest

from crawlers.kind import Push, Pushed, PushRefusedError
from crawlers.vk.events import receive
from tests.crawlers.vk.crawling import Crawler
from tests.crawlers.vk.server import Server
from tests.crawlers.vk.world import Object, comment, post

NOW = int(time.time())
SECRET = "s3cret"
OPTIONS = {"confirmation": "a1b2c3", "secret": SECRET}


def push(event: Any, **more: Any) -> Pushed:
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    given: dict[str, Any] = {
        "address": "https://vk.com/club1", "options": OPTIONS, "cursor": {}, **more,
    }  # fmt: skip
    return receive(Push(**given, body=body))


def event(kind: str, thing: Object | None = None, **more: Any) -> Object:
    return {
        "type": kind, "group_id": 1, "event_id": "e1", "v": "5.199", "secret": SECRET,
        "object": thing or {}, **more,
    }  # fmt: skip


def test_the_address_is_confirmed() -> None:
    asked = {"type": "confirmation", "group_id": 1}
    assert push(asked) == Pushed("a1b2c3")


def test_a_comment_is_the_item_that_a_crawl_brings(vk: Server) -> None:
    said = comment(7, NOW, "[id5|Иван], согласен", parents_stack=[3], reply_to_comment=4)
    vk.world.posts.append(post(-1, 2, NOW, "Запись"))
    vk.world.say(-1, 2, comment(3, NOW, "Раз"), said)
    crawler = Crawler(vk, "vk-wall", "https://vk.com/club1", {"own": True})
    crawler.crawl_all()
    pushed = push(event("wall_reply_new", {**said, "post_id": 2, "post_owner_id": -1}))
    (item,) = pushed.items
    crawled = crawler.stored["wall-1_2_r7"]
    for name in ("key", "url", "text", "thread", "parent", "published_at", "extra"):
        assert getattr(item, name) == getattr(crawled, name), name
    assert item.author_url == "https://vk.com/id5"
    assert (pushed.answer, pushed.event_id, pushed.is_edit) == ("ok", "e1", False)
    assert pushed.knows_secret
    assert push(event("wall_reply_edit", {**said, "post_id": 2})).is_edit


def test_posts_discussions_and_messages_become_items() -> None:
    (published,) = push(event("wall_post_new", post(-1, 4, NOW, "Новость"))).items
    assert published.key == "wall-1_4"
    said = comment(9, NOW, "В теме", topic_id=3, topic_owner_id=-1)
    assert push(event("board_post_new", said)).items[0].key == "topic-1_3_9"
    message = {
        "id": 1, "conversation_message_id": 12, "peer_id": 5, "from_id": 5, "date": NOW,
        "text": "Здравствуйте",
    }  # fmt: skip
    (written,) = push(event("message_new", {"message": message})).items
    assert (written.key, written.text) == ("message5_12", "Здравствуйте")
    assert written.author_url == "https://vk.com/id5"


def test_a_text_that_no_database_keeps_is_cleaned() -> None:
    hostile = b'{"type":"wall_reply_new","group_id":1,"secret":"s3cret","object":'
    hostile += b'{"id":1,"post_id":2,"from_id":5,"date":1,"text":"a\\u0000b\\ud800"}}'
    assert push(hostile).items[0].text == "ab?"
    assert push(event("group_join", event_id="e\0\ud800")).event_id == "e?"


@pytest.mark.parametrize("kind", ["suggest", "postpone"])
def test_what_is_not_published_is_no_item(kind: str) -> None:
    assert push(event("wall_post_new", post(-1, 4, NOW, "Новость", post_type=kind))).items == ()


def test_other_events_are_taken_with_thanks() -> None:
    assert push(event("group_join", {"user_id": 5})).items == ()
    assert push(event("group_join", {"user_id": 5})).answer == "ok"


def test_what_is_deleted_is_withdrawn() -> None:
    deleted = {"owner_id": -1, "post_id": 2, "id": 7, "deleter_id": 5}
    (item,) = push(event("wall_reply_delete", deleted)).items
    assert (item.key, item.extra) == ("wall-1_2_r7", {"is_deleted": True})
    deleted = {"topic_owner_id": -1, "topic_id": 3, "id": 9}
    assert push(event("board_post_delete", deleted)).items[0].key == "topic-1_3_9"


@pytest.mark.parametrize(
    "body",
    [
        event("wall_reply_new", secret="wrong"),
        event("wall_reply_new", secret=None),
        event("wall_reply_new", secret="\ud800"),
        event("wall_reply_new", group_id=2),
        {"type": "confirmation", "group_id": 2},
        event("wall_reply_new", {"id": 1}),
        event("message_new", {"message": "text"}),
        event("wall_reply_delete", {"post_id": float("inf"), "id": 1}),
        [],
        {"type": "confirmation"},
        {"type": 5, "group_id": True},
        b"\xff not json",
        b"[" * 100_000,
    ],
)
def test_what_is_not_the_communitys_own_is_refused(body: Any) -> None:
    with pytest.raises(PushRefusedError):
        push(body)


def test_without_a_secret_nothing_is_taken() -> None:
    with pytest.raises(PushRefusedError):
        push(event("wall_reply_new", secret=""), options={})


def test_the_group_of_a_name_is_known_from_the_first_crawl() -> None:
    with pytest.raises(PushRefusedError):
        push(event("group_join"), address="https://vk.com/gazeta", cursor={"owner": -7})
    assert push(event("group_join"), address="https://vk.com/gazeta", cursor={}).answer == "ok"
