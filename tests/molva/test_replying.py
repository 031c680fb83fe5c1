"""Replies to a real VK server: posted once, retried, refused in words; and what VK pushes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import delete, func, select, update

from crawlers.kind import Answer, Caller
from crawlers.kinds import KINDS
from crawlers.vk import api
from mentions.messages import say
from mentions.store import inbox, replies, sources, users
from mentions.store import tables as t
from mentions.store.database import Database
from mentions.store.replies import PENDING, REFUSED, SENT, Reply
from molva import pushing
from molva.application import Application
from molva.cli.output import plain_of
from molva.settings import Settings
from tests.crawlers.vk.server import TOKEN, Server
from tests.crawlers.vk.world import comment
from tests.ticketizer.world import LOOPBACK, NOW, Clock, add_mentions


@dataclass
class Scene:
    """A mention under a post of VK, and somebody who answers it."""

    application: Application
    vk: Server
    clock: Clock
    mention: int
    user: int

    @property
    def db(self) -> Database:
        return self.application.db

    def put(self, key: str = "k1", text: str = "Спасибо") -> bool:
        with self.db.write() as tx:
            return replies.put(tx, self.mention, key, text, self.user, self.clock())

    def run(self) -> int:
        return self.application.replier().run_once()

    def stored(self) -> list[Reply]:
        with self.db.read() as tx:
            return replies.of_mention(tx, self.mention)

    def push(self, kind: str, text: str, event: str, secret: str = "s3cret") -> int:
        thing = {**comment(7, int(NOW.timestamp()), text), "post_id": 2}
        body = {
            "type": kind, "group_id": 1, "event_id": event, "secret": secret, "object": thing,
        }  # fmt: skip
        return pushing.receive(self.application, 1, json.dumps(body).encode()).status

    def waiting(self) -> list[str]:
        with self.db.write() as tx:
            rows = inbox.claim(tx, "test", self.clock(), 100)
            inbox.release(tx, [row.id for row in rows])
        return [row.item.text for row in rows]


@pytest.fixture
def scene(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setattr(api, "PAUSES", (0.0, 0.0))
    clock = Clock()
    with Server() as vk:
        settings = Settings(
            data=tmp_path, database_url=database_url, allow_private=LOOPBACK,
            bases={"vk": vk.base}, secrets={"vk": TOKEN},
        )  # fmt: skip
        application = Application(settings, clock)
        with application.db.write() as tx:
            tx.execute(delete(t.rules))  # the default one, whose id the mention's world takes
            (mention,) = add_mentions(tx, 1)
            options = {"rate": 1000, "secret": "s3cret"}
            tx.execute(
                update(t.sources).values(
                    kind="vk-wall", address="https://vk.com/club1", options=options
                )
            )
            tx.execute(update(t.mentions).values(item_key="wall-1_2"))
            user = users.add(tx, "maria", "hash", NOW, name="Мария")
        yield Scene(application, vk, clock, mention, user)
        application.db.close()


def test_a_reply_is_posted_and_its_place_is_kept(scene: Scene) -> None:
    assert scene.put()
    assert scene.run() == 1
    (reply,) = scene.stored()
    assert (reply.state, reply.user, reply.sent_at) == (SENT, "Мария", NOW)
    assert reply.url == "https://vk.com/wall-1_2?reply=9001"
    assert scene.vk.world.said[0]["message"] == "Спасибо"
    assert scene.run() == 0


def test_a_form_that_is_sent_twice_makes_one_reply(scene: Scene) -> None:
    assert scene.put()
    assert not scene.put(text="Другой текст")
    scene.run()
    assert len(scene.stored()) == len(scene.vk.world.said) == 1


def test_a_reply_whose_answer_was_lost_is_tried_again_and_said_once(scene: Scene) -> None:
    scene.put()
    scene.vk.fail("http wall.createComment", *["cut"] * 3)
    scene.run()
    (reply,) = scene.stored()
    assert (reply.state, reply.attempts) == (PENDING, 1)
    assert reply.error is not None
    assert scene.run() == 0
    scene.clock.move(minutes=5)
    assert scene.run() == 1
    (reply,) = scene.stored()
    assert (reply.state, reply.error) == (SENT, None)
    assert len(scene.vk.world.said) == 1


def test_a_worker_that_died_between_posting_and_noting_it_says_nothing_twice(scene: Scene) -> None:
    scene.put()
    with scene.db.write() as tx:
        replies.claim(tx, "elsewhere:1:1", scene.clock(), 10, timedelta(minutes=10))
    scene.vk.world.call(
        "wall.createComment",
        {"owner_id": "-1", "post_id": "2", "message": "Спасибо", "guid": "k1"},
    )
    assert scene.run() == 0
    scene.clock.move(minutes=11)
    assert scene.run() == 1
    (reply,) = scene.stored()
    assert reply.url.endswith("reply=9001")
    assert len(scene.vk.world.said) == 1


def test_what_our_own_code_trips_over_holds_up_no_other(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def reply(answer: Answer, _caller: Caller) -> str:
        if answer.key == "k1":
            raise KeyError("comment_id")
        return "https://vk.com/wall-1_2?reply=9"

    monkeypatch.setitem(KINDS, "vk-wall", replace(KINDS["vk-wall"], reply=reply))
    scene.put("k1")
    scene.put("k2")
    assert scene.run() == 2
    first, second = scene.stored()
    assert (first.state, first.attempts, second.state) == (PENDING, 1, SENT)
    assert first.error is not None


def test_a_refusal_waits_for_a_person(scene: Scene) -> None:
    scene.vk.world.closed["wall-1_2"] = 213
    scene.put()
    scene.run()
    (reply,) = scene.stored()
    assert reply.state == REFUSED
    assert reply.error is not None
    assert "закрыты" in say(reply.error, "ru")
    scene.clock.move(days=1)
    assert scene.run() == 0
    scene.vk.world.closed.clear()
    with scene.db.write() as tx:
        replies.put_again(tx, scene.mention, reply.id, scene.clock())
    scene.run()
    assert scene.stored()[0].state == SENT


def test_a_far_end_that_is_down_for_a_day_is_given_up(scene: Scene) -> None:
    scene.put()
    scene.vk.fail("http wall.createComment", *["500"] * 200)
    for _ in range(30):
        scene.clock.move(hours=1)
        scene.run()
    (reply,) = scene.stored()
    assert reply.state == REFUSED
    assert 20 < reply.attempts < 30


def test_no_command_shows_a_sources_secrets(scene: Scene) -> None:
    with scene.db.read() as tx:
        shown = json.dumps(plain_of(sources.all_sources(tx), "en"))
    assert "club1" in shown
    assert "s3cret" not in shown


def test_an_event_is_taken_once_and_in_no_older_version(scene: Scene) -> None:
    assert scene.push("wall_reply_new", "Было", "e1") == 200
    assert scene.waiting() == ["Было"]
    assert scene.push("wall_reply_edit", "Стало", "e2") == 200
    assert scene.waiting() == ["Было", "Стало"]
    for repeated in ("e1", "e3"):  # the same event, and a late one
        assert scene.push("wall_reply_new", "Было", repeated) == 200
    assert scene.waiting() == ["Было", "Стало"]


def test_an_event_that_comes_twice_at_once_is_taken_once(scene: Scene) -> None:
    both = [
        Thread(target=scene.push, args=("wall_reply_edit", f"Текст {n}", "e1")) for n in range(2)
    ]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(scene.waiting()) == 1


def test_a_foreign_event_is_refused_and_a_switched_off_source_keeps_none(scene: Scene) -> None:
    assert scene.push("wall_reply_new", "Чужое", "e1", secret="guess") == 403
    assert pushing.receive(scene.application, 999, b"{}").status == 404
    with scene.db.write() as tx:
        tx.execute(update(t.sources).values(is_enabled=False))
    assert scene.push("wall_reply_new", "Тихо", "e2") == 200
    with scene.db.write() as tx:
        tx.execute(update(t.sources).values(kind="entrance"))
    assert scene.push("wall_reply_new", "Никому", "e3") == 404
    with scene.db.read() as tx:
        assert tx.execute(select(func.count()).select_from(t.inbox)).scalar() == 0
