"""A bot in groups of Telegram: its updates are taken once, and none is lost."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers import telegram_bot
from crawlers.crew import Crew
from crawlers.errors import CrawlError
from crawlers.telegram_bot_parsing import updates
from crawlers.wire import Job, Settings
from mentions.errors import MolvaError
from mentions.messages import say
from mentions.types import CrawlResult, Outcome
from tests.crawlers.far_end import Answer, Asked, FarEnd, PlainSession, as_json

TOKEN = "123456:AAE-secret_Token"
NOW = int(datetime.now(UTC).timestamp())
GROUP = {"id": -1001234567890, "type": "supergroup", "title": "Клиенты", "username": "Klienty"}
CLOSED = {"id": -1009876543210, "type": "supergroup", "title": "Закрытая"}
SMALL = {"id": -4321, "type": "group", "title": "Малая"}
IVAN = {"id": 7, "is_bot": False, "first_name": "Иван", "last_name": "Петров", "username": "ivan_p"}


class Telegram:
    """The Bot API's server: it forgets what is before an offset that it was asked with."""

    def __init__(self) -> None:
        self.pending: list[dict[str, Any]] = []
        self.me: dict[str, Any] = {
            "id": 123456, "is_bot": True, "first_name": "Молва", "username": "Molva_bot",
            "can_read_all_group_messages": True,
        }  # fmt: skip
        self.refusal: dict[str, Any] | None = None
        self._next = 1000

    def send(self, text: str = "", kind: str = "message", **fields: Any) -> dict[str, Any]:
        self._next += 1
        sent = {"message_id": self._next, "date": NOW, "chat": GROUP, "from": IVAN} | fields
        sent |= {"text": text} if text else {}
        self.pending.append({"update_id": self._next, kind: sent})
        return sent

    def answer(self, asked: Asked) -> Answer:
        _, bot, method = asked.path.split("/")
        if bot != f"bot{TOKEN}":
            refused = {"ok": False, "error_code": 401, "description": "Unauthorized"}
            return as_json(refused, 401)
        if method == "getMe":
            return as_json({"ok": True, "result": self.me})
        if self.refusal:
            return as_json({"ok": False} | self.refusal, self.refusal["error_code"])
        offset = int(asked.query.get("offset", 0))
        self.pending = [one for one in self.pending if one["update_id"] >= offset]
        allowed = json.loads(asked.query["allowed_updates"])
        shown = [one for one in self.pending if any(name in one for name in allowed)]
        return as_json({"ok": True, "result": shown[: int(asked.query["limit"])]})


@pytest.fixture
def telegram() -> Telegram:
    return Telegram()


@pytest.fixture
def far_end(telegram: Telegram) -> Iterator[FarEnd]:
    with FarEnd(telegram.answer) as running:
        yield running


def crawl(
    far_end: FarEnd, cursor: dict[str, Any] | None = None, token: str = TOKEN, **options: Any
) -> CrawlResult:
    job = Job(1, "telegram-bot", "@molva_bot", options, cursor or {})
    return asyncio.run(telegram_bot.crawl(job, PlainSession(far_end.base, token)))


@pytest.mark.parametrize("typed", ["@Molva_bot", "molva_bot", "https://t.me/Molva_Bot/"])
def test_every_way_to_name_a_bot_is_one_address(typed: str) -> None:
    assert telegram_bot.read_address(typed) == "@molva_bot"


@pytest.mark.parametrize("typed", ["", "@", "123:token", "бот", "https://vk.com/molva_bot"])
def test_what_is_no_bots_name_is_refused(typed: str) -> None:
    with pytest.raises(MolvaError):
        telegram_bot.read_address(typed)


def test_messages(telegram: Telegram, far_end: FarEnd) -> None:
    telegram.send("Банк молчит")
    telegram.send(caption="Фото очереди", chat=CLOSED)
    telegram.send("Тут тоже", chat=SMALL)
    telegram.send("Новость", "channel_post", chat=GROUP | {"type": "channel"}, sender_chat=GROUP)
    telegram.send(new_chat_members=[IVAN])
    telegram.send("Личное", chat=IVAN | {"type": "private"})
    result = crawl(far_end)
    first, second, third, fourth = result.items
    assert (first.key, first.url) == ("-1001234567890:1001", "https://t.me/Klienty/1001")
    assert (first.text, first.is_html) == ("Банк молчит", False)
    assert (first.author, first.author_url) == ("Иван Петров", "https://t.me/ivan_p")
    assert first.published_at == datetime.fromtimestamp(NOW, UTC)
    assert (second.text, second.url) == ("Фото очереди", "https://t.me/c/9876543210/1002")
    assert (third.text, third.url) == ("Тут тоже", "")
    assert (fourth.author, fourth.author_url) == ("Клиенты", "https://t.me/Klienty")
    assert result.cursor["offset"] == 1007
    assert (result.outcome, result.has_more, result.message) == (Outcome.NEW, False, None)


def test_an_edit_is_the_same_message(telegram: Telegram, far_end: FarEnd) -> None:
    sent = telegram.send("Банк молчит")
    first = crawl(far_end)
    telegram.send("Банк ответил", "edited_message", message_id=sent["message_id"], edit_date=NOW)
    telegram.send("Банк ответил.", "edited_message", message_id=sent["message_id"], edit_date=NOW)
    second = crawl(far_end, first.cursor)
    assert [item.text for item in second.items] == ["Банк ответил."]
    assert second.items[0].key == first.items[0].key


def test_answers_are_in_the_conversation_that_they_belong_to(
    telegram: Telegram, far_end: FarEnd
) -> None:
    first = telegram.send("Кто знает, что с банком?")
    second = telegram.send("Закрыт", reply_to_message=first)
    before = crawl(far_end)
    telegram.send("Давно?", reply_to_message=second)
    after = crawl(far_end, before.cursor)
    (question, answer), (last,) = before.items, after.items
    assert (question.thread, question.parent) == (question.key, "")
    assert (answer.thread, answer.parent) == (question.key, question.key)
    assert (last.thread, last.parent) == (question.key, answer.key)


def test_a_forums_topic_is_a_place_and_no_conversation(telegram: Telegram, far_end: FarEnd) -> None:
    topic = {"message_id": 5, "date": NOW, "chat": GROUP, "forum_topic_created": {"name": "Банки"}}
    in_topic = {"is_topic_message": True, "message_thread_id": 5}
    sent = telegram.send("В теме", reply_to_message=topic, **in_topic)
    telegram.send("Ответ в теме", reply_to_message=sent, **in_topic)
    first, second = crawl(far_end).items
    assert first.url == "https://t.me/Klienty/5/1001"
    assert (first.thread, first.parent) == (first.key, "")
    assert (second.thread, second.parent) == (first.key, first.key)


@pytest.mark.parametrize(
    ("origin", "name"),
    [
        ({"type": "channel", "chat": {"id": -1001, "title": "Первый"}, "message_id": 1}, "Первый"),
        ({"type": "chat", "sender_chat": {"id": -1002, "title": "Второй"}}, "Второй"),
        ({"type": "user", "sender_user": IVAN}, "Иван Петров"),
        ({"type": "hidden_user", "sender_user_name": "Скрытый"}, "Скрытый"),
    ],
)
def test_forwards(origin: dict[str, Any], name: str, telegram: Telegram, far_end: FarEnd) -> None:
    telegram.send("Новость", forward_origin=origin | {"date": NOW})
    (item,) = crawl(far_end).items
    assert item.extra == {"forwarded_from": name}


@pytest.mark.parametrize(
    "chats", ["@klienty", "https://t.me/Klienty/", "x, -1001234567890", "klienty;y"]
)
def test_only_the_wanted_groups_are_read(chats: str, telegram: Telegram, far_end: FarEnd) -> None:
    telegram.send("Нужное")
    telegram.send("Лишнее", chat=CLOSED)
    result = crawl(far_end, chats=chats)
    assert [item.text for item in result.items] == ["Нужное"]
    assert result.cursor["offset"] == 1003, "what is not wanted is not asked for again"


@pytest.mark.parametrize(
    ("refusal", "key", "retry_after"),
    [
        (
            {"error_code": 409, "description": "Conflict: terminated by other getUpdates request"},
            "crawlers-telegram-bot-conflict",
            None,
        ),
        (
            {"error_code": 409, "description": "Conflict: can't use getUpdates method while "
             "webhook is active; use deleteWebhook to delete the webhook first"},
            "crawlers-telegram-bot-webhook",
            None,
        ),
        (
            {"error_code": 429, "description": "Too Many Requests: retry after 35",
             "parameters": {"retry_after": 35}},
            "telegram-bot-too-often",
            35,
        ),
        ({"error_code": 400, "description": "Bad Request"}, "crawlers-telegram-bot-refused", None),
    ],
)  # fmt: skip
def test_refusals(
    refusal: dict[str, Any], key: str, retry_after: float | None, telegram: Telegram,
    far_end: FarEnd,
) -> None:  # fmt: skip
    telegram.refusal = refusal
    with pytest.raises(CrawlError) as refused:
        crawl(far_end)
    assert (refused.value.message.key, refused.value.retry_after) == (key, retry_after)


def test_a_dead_token_and_another_bots(telegram: Telegram, far_end: FarEnd) -> None:
    with pytest.raises(CrawlError) as refused:
        crawl(far_end, token="1:wrong")
    assert refused.value.message.key == "crawlers-telegram-bot-token"
    telegram.me["username"] = "Other_bot"
    with pytest.raises(CrawlError) as refused:
        crawl(far_end)
    assert refused.value.message.variables == {"name": "@other_bot", "address": "@molva_bot"}


def test_a_bot_that_is_told_commands_only_says_so(telegram: Telegram, far_end: FarEnd) -> None:
    telegram.me["can_read_all_group_messages"] = False
    quiet = crawl(far_end)
    assert quiet.outcome is Outcome.NOTHING
    assert quiet.message and "/setprivacy" in say(quiet.message)
    telegram.send("Но это видно")
    assert crawl(far_end).message is None


def test_what_a_new_bot_has_is_not_asked_for_by_the_old_ones_offset(
    telegram: Telegram, far_end: FarEnd
) -> None:
    telegram.send("Первое")
    cursor = crawl(far_end).cursor
    telegram.me["id"] = 777
    telegram.pending, telegram._next = [], 10
    telegram.send("У нового бота")
    assert [item.text for item in crawl(far_end, cursor).items] == ["У нового бота"]


def test_an_offset_is_forgotten_when_the_numbers_may_begin_anew(
    telegram: Telegram, far_end: FarEnd
) -> None:
    telegram.send("Первое")
    cursor = crawl(far_end).cursor
    crawl(far_end, cursor)  # which confirms it
    telegram._next = 10
    telegram.send("Через неделю")
    long_ago = datetime.now(UTC) - timedelta(days=7)
    result = crawl(far_end, cursor | {"at": long_ago.isoformat()})
    assert [item.text for item in result.items] == ["Через неделю"]
    assert result.cursor["offset"] == 12


def test_one_strange_message_does_not_hold_up_the_others(
    telegram: Telegram, far_end: FarEnd
) -> None:
    telegram.send("Странное", date="вчера")
    telegram.send("Странное", chat={"type": "group"})
    telegram.send("Обычное")
    result = crawl(far_end)
    assert [item.text for item in result.items] == ["Обычное"]
    assert result.message and "2 сообщения" in say(result.message)


@given(st.lists(st.sampled_from(["send", "edit", "crawl", "kill", "preview"]), max_size=60))
@settings(max_examples=40, deadline=None)
def test_no_update_is_lost_whatever_is_killed(script: list[str]) -> None:
    telegram = Telegram()
    sent: dict[int, str] = {}
    stored: dict[str, str] = {}
    cursor: dict[str, Any] = {}
    with FarEnd(telegram.answer) as far_end, pytest.MonkeyPatch.context() as patch:
        patch.setattr(telegram_bot, "AT_ONCE", 3)
        has_more = False
        for step in [*script, "crawl"]:
            if step == "send" or (step == "edit" and not sent):
                text = f"Сообщение {len(sent)}"
                sent[telegram.send(text)["message_id"]] = text
            elif step == "edit":
                edited = max(sent)
                sent[edited] += "!"
                telegram.send(sent[edited], "edited_message", message_id=edited)
            else:
                result = crawl(far_end, {} if step == "preview" else cursor)
                if step == "crawl":
                    stored |= {item.key: item.text for item in result.items}
                    cursor, has_more = result.cursor, result.has_more
        while has_more:
            result = crawl(far_end, cursor)
            stored |= {item.key: item.text for item in result.items}
            cursor, has_more = result.cursor, result.has_more
    assert stored == {f"{GROUP['id']}:{number}": text for number, text in sent.items()}


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b"[" * 100_000, b'{"ok": true}'])
def test_an_answer_that_is_none_is_no_answer(body: bytes) -> None:
    with pytest.raises((LookupError, TypeError, ValueError, RecursionError)):
        updates(body, [])


def test_a_crew_crawls_a_bot_and_does_not_tell_its_token(
    telegram: Telegram, far_end: FarEnd, capfd: pytest.CaptureFixture[str]
) -> None:
    telegram.send("Банк <script>alert('x')</script>")
    settings_ = Settings(
        allowed_networks=("127.0.0.128/25",),
        page_delay=0.05,
        bases={"telegram-bot": far_end.base},
        secrets={"telegram-bot": TOKEN},
    )
    job = Job(1, "telegram-bot", "@molva_bot")
    crew = Crew(settings_, processes=1)
    ((result,),) = crew.crawl([job])
    telegram.me["username"] = {"first": 1}
    ((broken,),) = crew.crawl([job])
    far_end.play = lambda asked: Answer(b"<html>502</html>", 502)
    ((down,),) = crew.crawl([job])
    crew.close()
    assert [item.text for item in result.items] == ["Банк <script>alert('x')</script>"]
    assert broken.outcome is Outcome.BLOCKED
    assert (down.outcome, down.message and down.message.key) == (
        Outcome.BROKEN,
        "crawlers-server-error",
    )
    shown = "".join(capfd.readouterr()) + str([result, broken, down])
    assert "secret_Token" not in shown
