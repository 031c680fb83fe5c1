"""Notices to real servers on loopback, which fail as real ones do."""

import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from apprise.plugins.telegram import NotifyTelegram
from standardwebhooks import Webhook

from alerts.channels import ChannelError, check, masked
from alerts.delivery import Delivered, NoticeDeliverer, pause, send_test
from alerts.telling import due_at
from mentions.messages import say
from mentions.network import AddressPolicy
from mentions.store import tables as t
from mentions.store import users
from mentions.store.alerts import channels, notices
from mentions.store.alerts.channels import APPRISE, WEBHOOK, ChannelForm
from mentions.store.database import Database
from mentions.store.times import utc_now
from tests.alerts.receivers import Receiver

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
LOOPBACK = AddressPolicy.parse(["127.0.0.0/8"])
CONTENT = {
    "brand": "Вектор Банк", "kind": "negative", "since": "2026-01-26T11:20:00+00:00",
    "observed": 43, "expected": 7.2, "words": ["сбой приложения"], "source": "VK",
    "from_source": 31, "first": {"mention_id": 5, "excerpt": "Лежит", "source": "VK"},
    "authors": ["Иван"], "examples": [{"mention_id": 5, "excerpt": "Лежит", "source": "VK"}],
}  # fmt: skip


class Clock:
    def __init__(self) -> None:
        self.now = utc_now()

    def __call__(self) -> datetime:
        return self.now


def _channel(db: Database, form: ChannelForm) -> None:
    with db.write() as tx:
        channels.add(tx, check(form), utc_now())


def _put(db: Database, clock: Clock, *keys: str) -> None:
    with db.write() as tx:
        for key in keys:
            notices.put(tx, key, 1, None, "started", CONTENT, clock.now, clock.now)


def _deliverer(db: Database, clock: Clock, allowed: AddressPolicy = LOOPBACK) -> NoticeDeliverer:
    return NoticeDeliverer(db, allowed, "https://molva.example", clock)


def test_a_signed_webhook(db: Database, receiver: Receiver) -> None:
    clock = Clock()
    _channel(db, ChannelForm("Чат", WEBHOOK, receiver.address, SECRET))
    _put(db, clock, "surge-1-started-1")
    assert _deliverer(db, clock).run_once().sent == 1
    headers, body = receiver.got[0]
    lower = {name.lower(): value for name, value in headers.items()}
    told = Webhook(SECRET).verify(body.decode(), lower)
    assert lower["webhook-id"] == "surge-1-started-1"
    assert told["type"] == "molva.started"
    assert (
        "негатива о «Вектор Банк» в 6 раз больше обычного (43 против 7): «сбой приложения»"
        in (told["data"]["text"])
    )
    assert "31 из 43 в источнике «VK»" in told["data"]["text"]
    assert _deliverer(db, clock).run_once().sent == 0  # told once


def test_failures_are_retried_under_the_same_id(db: Database, receiver: Receiver) -> None:
    clock = Clock()
    _channel(db, ChannelForm("Чат", WEBHOOK, receiver.address, SECRET))
    _put(db, clock, "k")
    receiver.answers = [(429, {"Retry-After": "120"}), (500, {}), (0, {})]
    deliverer = _deliverer(db, clock)
    assert deliverer.run_once().put_off == 1
    clock.now += timedelta(seconds=119)
    assert deliverer.run_once().put_off == 0, "429 asked for two minutes"
    for _ in range(2):
        clock.now += timedelta(seconds=120)
        assert deliverer.run_once().put_off == 1
    with db.read() as tx:
        assert channels.every(tx)[0].failures == 3
    clock.now += timedelta(seconds=120)
    assert deliverer.run_once().sent == 1
    assert {headers["webhook-id"] for headers, _ in receiver.got} == {"k"}
    with db.read() as tx:
        channel = channels.every(tx)[0]
    assert channel.failures == 0 and channel.last_error is None


def test_a_kill_after_sending_sends_again_under_the_same_id(
    db: Database, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    _channel(db, ChannelForm("Чат", WEBHOOK, receiver.address, SECRET))
    _put(db, clock, "k")
    with monkeypatch.context() as patch:
        patch.setattr(NoticeDeliverer, "_keep", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            _deliverer(db, clock).run_once()
    clock.now += timedelta(minutes=6)  # the lease of one that still lives ends
    assert _deliverer(db, clock).run_once().sent == 1
    assert [headers["webhook-id"] for headers, _ in receiver.got] == ["k", "k"]


def test_what_a_far_end_may_have_taken_is_joined_by_nothing(
    db: Database, receiver: Receiver
) -> None:
    """It drops what comes again under a key that it knows, whatever else is in it."""
    clock = Clock()
    _channel(db, ChannelForm("Чат", WEBHOOK, receiver.address, SECRET))
    _put(db, clock, "a", "b")
    receiver.answers = [(0, {})]
    assert _deliverer(db, clock).run_once().put_off == 2
    clock.now += timedelta(minutes=1)
    _put(db, clock, "c", "d")
    assert [_deliverer(db, clock).run_once().sent for _ in range(3)] == [2, 2, 0]
    said = [(head["webhook-id"], json.loads(body)["data"]["text"]) for head, body in receiver.got]
    assert [key for key, _ in said] == ["a", "a", "c"]
    assert said[0] == said[1] and said[2][1].count("43 против 7") == 2


def test_gone_for_good_and_given_up(db: Database, receiver: Receiver) -> None:
    clock = Clock()
    _channel(db, ChannelForm("Чат", WEBHOOK, receiver.address, SECRET))
    _put(db, clock, "k")
    receiver.answers = [(410, {})]
    assert _deliverer(db, clock).run_once().refused == 1
    clock.now += timedelta(days=2)
    assert _deliverer(db, clock).run_once().refused == 0 and len(receiver.got) == 1


def test_what_nobody_takes_for_two_days_is_given_up(db: Database, receiver: Receiver) -> None:
    clock = Clock()
    _channel(db, ChannelForm("Чат", WEBHOOK, receiver.address, SECRET))
    _put(db, clock, "k")
    receiver.answers = [(500, {})] * 2
    assert _deliverer(db, clock).run_once().put_off == 1
    clock.now += timedelta(hours=49)
    assert _deliverer(db, clock).run_once().refused == 1
    with db.read() as tx:
        error = channels.every(tx)[0].last_error
    assert error is not None and "500" in say(error, "ru")


def test_a_private_address_is_refused_when_the_socket_opens(
    db: Database, receiver: Receiver
) -> None:
    clock = Clock()
    _channel(db, ChannelForm("Чат", WEBHOOK, receiver.address.replace("127.0.0.1", "localhost"),
                             SECRET))  # fmt: skip
    _put(db, clock, "k")
    assert _deliverer(db, clock, AddressPolicy()).run_once().refused == 1
    assert receiver.got == []
    with db.read() as tx:
        error = channels.every(tx)[0].last_error
    assert error is not None and "закрыт" in say(error, "ru")


def test_apprise_obeys_the_same_policy(receiver: Receiver) -> None:
    form = check(ChannelForm("Чат", APPRISE, receiver.address.replace("http://", "json://")))
    refused = send_test(form, AddressPolicy(), utc_now())
    assert refused.error is not None and refused.error.key == "alerts-forbidden"
    assert receiver.got == []
    assert send_test(form, LOOPBACK, utc_now()).error is None
    assert "Молва" in json.loads(receiver.got[0][1])["title"]


TOKEN = "123456789:ABCdefGHIjklMNOpqrsTUVwxyz1234567"
TOO_MANY = {
    "ok": False, "error_code": 429, "description": "Too Many Requests: retry after 600",
    "parameters": {"retry_after": 600},
}  # fmt: skip


@pytest.mark.parametrize(
    ("service", "headers", "body"),
    [
        ("tgram", {}, json.dumps(TOO_MANY).encode()),  # Telegram's own words
        ("json", {"Retry-After": "600"}, b""),  # Slack's
        ("json", {}, b'{"message": "You are being rate limited.", "retry_after": 599.7}'),
    ],
)
def test_apprise_waits_as_long_as_it_was_asked(
    db: Database, receiver: Receiver, monkeypatch: pytest.MonkeyPatch,
    service: str, headers: dict[str, str], body: bytes,
) -> None:  # fmt: skip
    monkeypatch.setattr(NotifyTelegram, "notify_url", receiver.address + "/bot")
    clock = Clock()
    address = receiver.address.replace("http://", "json://")
    _channel(db, ChannelForm("Чат", APPRISE, address if service == "json" else
                             f"tgram://{TOKEN}/-1001234/"))  # fmt: skip
    _put(db, clock, "first")
    receiver.answers, receiver.bodies = [(429, headers)], [body]
    deliverer = _deliverer(db, clock)
    assert deliverer.run_once().put_off == 1
    with db.read() as tx:
        error = channels.every(tx)[0].last_error
    assert error is not None and "Молва подождёт 10 мин" in say(error, "ru")
    clock.now += timedelta(seconds=590)
    _put(db, clock, "second")  # what comes meanwhile must not disturb it either
    assert deliverer.run_once() == Delivered() and len(receiver.got) == 1
    clock.now += timedelta(seconds=11)
    receiver.answers, receiver.bodies = [(200, {})], [b'{"ok": true, "result": {}}']
    assert deliverer.run_once().sent == 2
    with db.read() as tx:
        assert channels.every(tx)[0].wait_until is None


NONSENSE = (
    b"[" * 100_000, b"{", b'{"retry_after": "soon"}', b'{"parameters": 5}', b"[429]",
    b'{"retry_after": NaN}', b'{"retry_after": -5}', b"\xff",
)  # fmt: skip


def test_nonsense_that_asks_to_wait_is_an_ordinary_failure(
    sqlite_db: Database, receiver: Receiver
) -> None:
    db, clock = sqlite_db, Clock()
    _channel(db, ChannelForm("Чат", APPRISE, receiver.address.replace("http://", "json://")))
    for number, body in enumerate(NONSENSE):
        _put(db, clock, f"{number}")
        receiver.answers, receiver.bodies = [(429, {})], [body]
        assert _deliverer(db, clock).run_once().put_off == 1
        clock.now += timedelta(seconds=13)
        assert _deliverer(db, clock).run_once().sent == 1


def test_nobody_is_waited_for_more_than_a_day(db: Database, receiver: Receiver) -> None:
    clock = Clock()
    _channel(db, ChannelForm("Чат", WEBHOOK, receiver.address, SECRET))
    _put(db, clock, "k")
    receiver.answers = [(429, {"Retry-After": "1e12"})]
    assert _deliverer(db, clock).run_once().put_off == 1
    clock.now += timedelta(hours=24, seconds=1)
    assert _deliverer(db, clock).run_once().sent == 1


class Mailbox:
    """A mail server that is busy (451) as often as it is told."""

    def __init__(self) -> None:
        self.busy = 0
        self.letters: list[Any] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.busy:
            self.busy -= 1
            return "451 4.7.1 Greylisted, try again"
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def mail() -> Iterator[tuple[Mailbox, int]]:
    mailbox = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield mailbox, port
    controller.stop()


def test_mail_that_is_greylisted_arrives_later(db: Database, mail: tuple[Mailbox, int]) -> None:
    mailbox, port = mail
    mailbox.busy = 1
    clock = Clock()
    address = f"mailto://127.0.0.1:{port}?from=molva@example.ru&to=pr@example.ru&mode=insecure"
    _channel(db, ChannelForm("Почта", APPRISE, address))
    _put(db, clock, "a", "b")
    assert _deliverer(db, clock).run_once().put_off == 2
    clock.now += timedelta(seconds=15)
    assert _deliverer(db, clock).run_once().sent == 2
    (letter,) = mailbox.letters  # what had gathered comes as one
    assert letter["subject"] == "Молва: 2 сообщения"
    assert "43 против 7" in letter.get_body(("plain",)).get_content()


def test_quiet_hours_wait_for_the_morning() -> None:
    form = ChannelForm("Ночь", WEBHOOK, "", quiet_from=23 * 60, quiet_until=8 * 60)
    midnight = datetime(2026, 1, 26, 21, 30, 5, tzinfo=UTC)  # 00:30 in Moscow
    assert due_at(form, midnight) == datetime(2026, 1, 27, 5, 0, tzinfo=UTC)
    noon = datetime(2026, 1, 26, 9, tzinfo=UTC)
    assert due_at(form, noon) == noon


def test_pauses_grow_and_heed_what_was_asked() -> None:
    assert 8 <= pause(0, None) <= 12 and pause(30, None) <= 3600 * 1.2
    assert pause(0, 600) == 600


@pytest.mark.parametrize(
    ("form", "key"),
    [
        (ChannelForm("", WEBHOOK, "https://a.ru", SECRET), "alerts-channel-name"),
        (ChannelForm("a", "sms", "https://a.ru"), "alerts-channel-kind"),
        (ChannelForm("a", WEBHOOK, "a.ru", SECRET), "alerts-channel-address"),
        (ChannelForm("a", WEBHOOK, "https://a.ru", "s"), "alerts-channel-secret"),
        (
            ChannelForm("a", WEBHOOK, "https://a.ru", SECRET, surges="often"),
            "alerts-channel-surges",
        ),
        (ChannelForm("a", APPRISE, "nosuch://x"), "alerts-channel-address"),
        (ChannelForm("a", APPRISE, "syslog://"), "alerts-channel-address"),
        (ChannelForm("a", WEBHOOK, "https://a.ru", SECRET, quiet_from=5), "alerts-channel-quiet"),
        (
            ChannelForm("a", WEBHOOK, "https://a.ru", SECRET, time_zone="Марс"),
            "alerts-channel-zone",
        ),
    ],
)
def test_a_form_that_cannot_be_kept_says_why(form: ChannelForm, key: str) -> None:
    with pytest.raises(ChannelError) as refused:
        check(form)
    assert refused.value.message.key == key


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((429, {"Retry-After": "5"}), "просит писать реже"),
        ((401, {}), "не принял ключ"),
        ((404, {}), "никого нет"),
        ((500, {}), "кодом 500"),
        ((0, {}), "Соединиться с получателем не удалось"),
    ],
)
@pytest.mark.parametrize("kind", [APPRISE, WEBHOOK])
def test_a_test_says_in_words_what_it_met(
    receiver: Receiver, kind: str, answer: tuple[int, dict[str, str]], said: str
) -> None:
    address = receiver.address
    if kind == APPRISE:
        address = address.replace("http://", "json://user:hunter22@")
    form = check(ChannelForm("Чат", kind, address))
    receiver.answers = [answer]
    sent = send_test(form, LOOPBACK, utc_now())
    assert sent.error is not None and said in say(sent.error, "ru")
    assert "hunter22" not in str(sent.error)


def test_what_a_library_says_keeps_the_address_to_itself(mail: tuple[Mailbox, int]) -> None:
    _, port = mail
    address = f"mailto://bot:hunter22@127.0.0.1:{port}?from=a@b.ru&to=pr@example.ru&mode=insecure"
    sent = send_test(check(ChannelForm("Почта", APPRISE, address)), LOOPBACK, utc_now())
    assert sent.error is not None and "hunter22" not in str(sent.error)


def test_one_channel_that_breaks_our_code_does_not_hold_up_others(
    db: Database, receiver: Receiver
) -> None:
    clock = Clock()
    with db.write() as tx:  # without a key: as no form would keep it
        channels.add(tx, ChannelForm("Без ключа", WEBHOOK, receiver.address), utc_now())
        channels.add(tx, ChannelForm("Чат", WEBHOOK, receiver.address, SECRET), utc_now())
        for number in (1, 2):
            notices.put(tx, f"k{number}", number, None, "started", CONTENT, clock.now, clock.now)
    delivered = _deliverer(db, clock).run_once()
    assert (delivered.sent, delivered.put_off) == (1, 1)


def test_who_may_no_longer_sign_in_is_told_nothing(db: Database, receiver: Receiver) -> None:
    clock = Clock()
    with db.write() as tx:
        users.add(tx, "petr", "", clock.now)
        form = ChannelForm("Пётр", WEBHOOK, receiver.address, SECRET, user_id=1)
        channels.add(tx, form, clock.now)
        tx.execute(t.users.update().values(is_active=False))
    _put(db, clock, "k")
    assert _deliverer(db, clock).run_once().sent == 0 and receiver.got == []


def test_an_address_is_shown_without_its_secrets() -> None:
    shown = masked("mailto://user:hunter2@mail.example.ru?to=a@b.ru")
    assert "hunter2" not in shown
    assert masked("https://hooks.example.ru/T0/s3cret") == "https://hooks.example.ru/…"
    assert masked("json://u:hunter2@hooks.example.ru/s3cret") == "json://hooks.example.ru/…"
    assert "ABCdefGHI" not in masked("tgram://123456789:ABCdefGHIjklMNOpqrsTUVwxyz1234567/-1001")
