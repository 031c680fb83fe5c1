"""The local VK answers as VK's own schema says (an excerpt of VKCOM/vk-api-schema, 5.199)."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, ValidationError

from tests.crawlers.vk.server import Server
from tests.crawlers.vk.test_events import event
from tests.crawlers.vk.world import World, comment, post

SCHEMA = json.loads((Path(__file__).parent / "schema.json").read_text(encoding="utf-8"))
NOW = int(time.time())
PHOTO = {"type": "photo", "photo": {"id": 9, "owner_id": -1, "date": NOW}}


def validate(name: str, answer: Any) -> None:
    schema = {"$ref": f"#/definitions/{name}", "definitions": SCHEMA["definitions"]}
    Draft4Validator(schema).validate(answer)


@pytest.fixture
def world() -> World:
    world = World(now=NOW)
    old = post(-7, 3, NOW - 9, "Исходный текст")
    world.posts += [
        post(-1, 2, NOW - 5, "Вектор", copy_history=[old], attachments=[PHOTO]),
        post(5, 3, NOW - 4, "Вектор"),
    ]
    answered = [comment(1, NOW, "Раз"), comment(2, NOW, "Два", parents_stack=[1])]
    world.say(-1, 2, *answered)
    topic = {
        "id": 4, "title": "Тема", "created": NOW, "created_by": 5, "updated": NOW, "updated_by": 5,
        "is_closed": 0, "is_fixed": 0, "comments": 1,
    }  # fmt: skip
    world.topics[1] = [topic]
    world.board[1, 4] = [comment(8, NOW, "В теме")]
    world.names["gazeta"] = ("group", 1)
    return world


@pytest.mark.parametrize(
    ("answer", "values"),
    [
        ("newsfeed.search extendedResponse", {"q": "вектор", "count": 1}),
        ("wall.get extendedResponse", {"owner_id": -1}),
        (
            "wall.getComments extendedResponse",
            {"owner_id": -1, "post_id": 2, "thread_items_count": 10},
        ),
        ("board.getTopics response", {"group_id": 1}),
        ("board.getComments response", {"group_id": 1, "topic_id": 4}),
        ("board.getComments extendedResponse", {"group_id": 1, "topic_id": 4, "extended": 1}),
        ("wall.createComment response", {"owner_id": -1, "post_id": 2, "guid": "k"}),
        ("board.createComment response", {"group_id": 1, "topic_id": 4, "guid": "k"}),
        ("messages.send deprecatedResponse", {"peer_id": 5, "random_id": 7}),
        ("utils.resolveScreenName response", {"screen_name": "gazeta"}),
    ],
)
def test_an_answer_keeps_to_the_schema(world: World, answer: str, values: Any) -> None:
    given = json.loads(json.dumps(world.call(answer.partition(" ")[0], values)))
    validate(SCHEMA["answers"][answer], {"response": given})
    if isinstance(given, dict) and "items" in given:
        assert given["items"]


def test_an_error_keeps_to_the_schema(vk: Server) -> None:
    validate("base_error", vk.answer("wall.get", {"access_token": "wrong"})["error"])


def test_an_event_keeps_to_the_schema() -> None:
    said = {**comment(7, NOW, "Да"), "post_id": 2}
    validate("callback_base", event("wall_reply_new", said))
    validate("wall_wall_comment", said)


def test_the_excerpt_tells_right_from_wrong() -> None:
    with pytest.raises(ValidationError):
        validate("wall_wall_comment", {"id": "7", "from_id": 5, "date": NOW, "text": "Да"})
    with pytest.raises(ValidationError):
        validate("board_topic_comment", {"id": 7})
