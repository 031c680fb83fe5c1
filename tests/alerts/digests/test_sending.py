"""Each period is one mail, whatever happens on the way to a server that fails as real ones do."""

import io
import re
import shutil
import ssl
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from alerts.digest import mail as mail_module
from alerts.digest import sending
from alerts.digest.content import Digest
from alerts.digest.forms import DigestError, check
from alerts.digest.mail import mail_address
from alerts.digest.sending import DigestSender
from mentions.messages import say
from mentions.network import AddressPolicy
from mentions.store import users
from mentions.store.alerts import digests
from mentions.store.alerts.digests import DigestForm
from mentions.store.clock import follow
from mentions.store.database import Database
from tests.alerts.digests.conftest import (
    BASE,
    FORM,
    LOOPBACK,
    NOW,
    Clock,
    last_mail,
    part_of,
    sender_to,
    with_maria,
)
from tests.alerts.digests.mail_servers import Mailbox, knows_molva

# --- sending -----------------------------------------------------------------------------------


def test_a_mail_a_period(world: Database, clock: Clock, mailbox: Mailbox) -> None:
    sender = sender_to(world, clock, mailbox)
    for _ in range(3):
        sender.run_once()
    (letter,) = mailbox.letters
    assert letter["From"].addresses[0].addr_spec == "molva@example.ru"
    assert (letter["To"], letter["Auto-Submitted"]) == ("pr@example.ru", "auto-generated")
    assert re.fullmatch(r"Молва: за сутки \d+ упоминани\w+, негатива \d+%", letter["Subject"])
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(rf"<{BASE}/unsubscribe/[\w-]{{43}}>", letter["List-Unsubscribe"])
    raw = re.search(rb"\r\nList-Unsubscribe: (.*)\r\n", mailbox.taken[0])
    assert raw and raw[1].decode() == letter["List-Unsubscribe"], "never as encoded words"
    assert letter["List-Unsubscribe"][1:-1] in part_of(letter, "html")
    assert "Сводка за сутки" in part_of(letter, "plain")
    clock.now += timedelta(days=1)
    assert sender.run_once().sent == 1 and sender.run_once().sent == 0
    assert len({letter["Message-ID"] for letter in mailbox.letters}) == 2


def test_the_workbook_comes_along_where_it_is_wanted(
    world: Database, clock: Clock, mailbox: Mailbox
) -> None:
    form = DigestForm("weekly", 9, 4, "pr@example.ru", has_file=True)
    with world.write() as tx:
        digests.change(tx, 1, form, NOW - timedelta(days=1))
    assert sender_to(world, clock, mailbox).run_once().sent == 1
    (file,) = mailbox.letters[0].iter_attachments()
    assert file.get_filename() == "molva-weekly-2026-03-20.xlsx"
    assert "Бренды" in openpyxl.load_workbook(io.BytesIO(file.get_content())).sheetnames


@pytest.mark.parametrize("skips", [False, True])
def test_a_quiet_period_is_a_short_mail_or_none(
    sqlite_db: Database, clock: Clock, mailbox: Mailbox, skips: bool
) -> None:
    with_maria(sqlite_db, DigestForm("daily", 9, 0, "pr@example.ru", skips_quiet=skips))
    sender = sender_to(sqlite_db, clock, mailbox)
    sender.run_once()
    sender.run_once()
    assert last_mail(sqlite_db).state == ("quiet" if skips else "sent")
    assert [letter["Subject"] for letter in mailbox.letters] == (
        [] if skips else ["Молва: за сутки ничего не написали"]
    )
    assert sender.send_now(1) is None and len(mailbox.letters) == 2 - skips, "asked for, it comes"


def test_a_kill_after_sending_repeats_the_mail_under_its_id(
    world: Database, clock: Clock, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender = sender_to(world, clock, mailbox)
    with monkeypatch.context() as patch:
        patch.setattr(digests, "settle", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            sender.run_once()
    assert sender.run_once().sent == 0, "held by the lease of a process that lives"
    clock.now += timedelta(minutes=6)
    assert sender.run_once().sent == 1 and sender.run_once().sent == 0
    assert len(mailbox.letters) == 2
    assert len({letter["Message-ID"] for letter in mailbox.letters}) == 1
    for letter in mailbox.letters:  # both links work
        with world.read() as tx:
            assert digests.by_token(tx, letter["List-Unsubscribe"][1:-1].rpartition("/")[2])


@pytest.mark.parametrize("dies_in", ["put", "add_link", "claim"])
def test_a_kill_before_sending_loses_nothing(
    world: Database, clock: Clock, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, dies_in: str
) -> None:
    real = getattr(digests, dies_in)

    def dies(*given: Any) -> None:
        real(*given)
        raise KeyboardInterrupt

    sender = sender_to(world, clock, mailbox)
    with monkeypatch.context() as patch:
        patch.setattr(digests, dies_in, dies)
        with pytest.raises(KeyboardInterrupt):
            sender.run_once()
    assert mailbox.letters == []
    assert sender.run_once().sent == 1 and sender.run_once().sent == 0


def test_clocks_that_jump_neither_repeat_nor_swallow(
    world: Database, clock: Clock, mailbox: Mailbox
) -> None:
    def at(days: float) -> int:
        clock.now = NOW + timedelta(days=days)
        with world.write() as tx:
            follow(tx, clock.now)
        return sender.run_once().sent

    sender = sender_to(world, clock, mailbox)
    assert [at(0), at(40), at(0), at(-0.9), at(0)] == [1, 1, 0, 1, 0]
    assert [at(days) for days in (1, 2, 1, 2, 3)] == [1, 1, 0, 0, 1]


def test_what_was_due_long_ago_or_before_it_was_asked_for_is_not_sent(
    world: Database, clock: Clock, mailbox: Mailbox
) -> None:
    clock.now = NOW + timedelta(hours=10)  # due thirteen hours ago
    assert sender_to(world, clock, mailbox).run_once().sent == 0
    clock.now = NOW + timedelta(days=1)
    with world.write() as tx:
        digests.change(tx, 1, FORM, clock.now)
    assert sender_to(world, clock, mailbox).run_once().sent == 0
    clock.now += timedelta(days=1)
    assert sender_to(world, clock, mailbox).run_once().sent == 1


def test_nobody_who_left_or_unsubscribed_is_written_to(
    world: Database, clock: Clock, mailbox: Mailbox
) -> None:
    sender = sender_to(world, clock, mailbox)
    mailbox.data = ["451 busy"]
    assert sender.run_once().put_off == 1
    with world.write() as tx:
        digests.unsubscribe(tx, 1, clock.now)
        digests.unsubscribe(tx, 1, clock.now + timedelta(hours=1))
    clock.now += timedelta(days=1)
    assert sender.run_once().sent == 0 and last_mail(world).state == "withdrawn"
    with world.write() as tx:
        found = digests.get(tx, 1)
        assert found is not None and found.unsubscribed_at == NOW
        digests.change(tx, 1, FORM, clock.now)
        users.add(tx, "boss", "hash", NOW, role=users.Role.ADMIN)
        users.change(tx, 1, name="Мария", role=users.Role.MEMBER, is_active=False)
    clock.now += timedelta(days=1)
    assert sender.run_once().sent == 0 and mailbox.letters == []


# --- refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "answer", "words"),
    [
        ("rcpt", "550 5.1.1 No such user", "не знает такого получателя"),
        ("data", "554 5.7.1 Looks like spam", "насовсем (код 554): 5.7.1 Looks like spam"),
    ],
)
def test_a_permanent_refusal_ends_it_and_says_whose(
    world: Database, clock: Clock, mailbox: Mailbox, stage: str, answer: str, words: str
) -> None:
    setattr(mailbox, stage, [answer])
    sender = sender_to(world, clock, mailbox)
    assert sender.run_once().refused == 1
    clock.now += timedelta(hours=3)
    assert sender.run_once().sent == 0 and mailbox.letters == []
    mail = last_mail(world)
    assert mail.state == "refused" and mail.error and words in say(mail.error, "ru")
    clock.now += timedelta(days=1)
    assert sender.run_once().sent == 1, "the next period is another mail"


@pytest.mark.parametrize(
    ("stage", "answer", "words"),
    [
        ("rcpt", "450 4.2.1 Mailbox busy", "пока не принимает писем для этого получателя"),
        ("data", "451 4.7.1 Greylisted", "пока не принимает письмо (код 451)"),
    ],
)
def test_a_passing_refusal_is_tried_again(
    world: Database, clock: Clock, mailbox: Mailbox, stage: str, answer: str, words: str
) -> None:
    setattr(mailbox, stage, [answer])
    sender = sender_to(world, clock, mailbox)
    assert sender.run_once().put_off == 1
    error = last_mail(world).error
    assert error and words in say(error, "ru") and "Молва повторит" in say(error, "ru")
    assert sender.run_once().put_off == 0
    clock.now += timedelta(seconds=15)
    assert sender.run_once().sent == 1 and len(mailbox.letters) == 1


def test_a_server_that_takes_the_mail_and_says_nothing_gets_it_again_under_its_id(
    world: Database, clock: Clock, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_module, "TIMEOUT", 0.5)
    mailbox.data = ["drop", "wait"]
    sender = sender_to(world, clock, mailbox)
    for words in ("оборвал связь", "не ответил вовремя"):
        assert sender.run_once().put_off == 1
        error = last_mail(world).error
        assert error and words in say(error, "ru")
        clock.now += timedelta(minutes=1)
    assert sender.run_once().sent == 1
    assert len({letter["Message-ID"] for letter in mailbox.letters}) == 1


def test_after_two_days_it_is_given_up(world: Database, clock: Clock, mailbox: Mailbox) -> None:
    mailbox.data = ["451 busy"] * 3
    sender = sender_to(world, clock, mailbox)
    sender.run_once()
    with world.write() as tx:
        digests.change(tx, 1, FORM, clock.now + timedelta(days=9))  # no other mail in between
    clock.now += timedelta(hours=49)
    assert sender.run_once().refused == 1 and last_mail(world).state == "expired"


def test_wrong_passwords_and_open_wires(world: Database, clock: Clock, mailbox: Mailbox) -> None:
    def reason(url: str, policy: AddressPolicy = LOOPBACK) -> str:
        clock.now += timedelta(minutes=1)
        error = sender_to(world, clock, mailbox, policy, url).send_now(1)
        assert error is not None and "hunter2" not in say(error, "ru")
        return error.key

    with_password = mailbox.url.replace("smtp://", "smtp://molva:hunter2@")
    assert reason(with_password) == "digest-no-encryption"
    assert reason(mailbox.url, AddressPolicy()) == "digest-forbidden"
    assert reason(mailbox.url.replace("smtp:", "smtps:")) == "digest-certificate"
    assert reason("smtp://127.0.0.1:1?from=a@b.ru") == "digest-no-answer"
    assert mailbox.taken == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate that signs itself, for 127.0.0.1, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    files = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2",
         "-out", files[0], "-keyout", files[1]],
        check=True, capture_output=True,
    )  # fmt: skip
    return files


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl: not found")
def test_a_password_goes_over_starttls_to_a_server_that_is_known(
    world: Database, clock: Clock, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    guarded = Mailbox(
        tls_context=context, require_starttls=True, auth_required=True, authenticator=knows_molva
    )

    def said(password: str) -> str:
        clock.now += timedelta(minutes=1)
        url = guarded.url.replace("smtp://", f"smtp://molva:{password}@")
        error = sender_to(world, clock, guarded, url=url).send_now(1)
        return error.key if error else "sent"

    try:
        assert said("right") == "digest-certificate"
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        assert said("wrong") == "digest-no-entry"
        assert last_mail(world).state == "pending", "an administrator may mend it"
        assert said("right") == "sent" and len(guarded.letters) == 1
    finally:
        guarded.close()


def test_send_now_is_one_mail_a_minute(world: Database, clock: Clock, mailbox: Mailbox) -> None:
    sender = sender_to(world, clock, mailbox)
    assert sender.send_now(1) is None
    again = sender.send_now(1)
    assert again is not None and again.key == "digest-sent-already"
    clock.now += timedelta(minutes=1)
    assert sender.send_now(1) is None and len(mailbox.letters) == 2
    missing = sender.send_now(99)
    assert missing is not None and missing.key == "digest-gone"
    none = DigestSender(world, None, LOOPBACK, BASE, clock)
    unset = none.send_now(1)
    assert unset is not None and "MOLVA_MAIL_URL" in say(unset, "ru")
    assert none.run_once().sent == 0


def test_our_own_mistake_holds_up_no_other_mail(
    world: Database, clock: Clock, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.write() as tx:
        digests.add(tx, 1, DigestForm("daily", 9, 0, "b@example.ru"), NOW - timedelta(days=1))
    real, calls = sending.gather, []

    def trips(*given: Any) -> Digest:
        calls.append(given)
        if len(calls) == 1:
            raise ZeroDivisionError
        return real(*given)

    monkeypatch.setattr(sending, "gather", trips)
    done = sender_to(world, clock, mailbox).run_once()
    assert (done.sent, done.put_off) == (1, 1)


# --- addresses ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong", ["", "pr", "pr@", "@a.ru", "a b@c.ru", "a@b.ru,c@d.ru", "a@b.ru\r\nBcc: c@d.ru",
              "Ира <a@b.ru>", "a..b@c.ru", "ира@a.ru", "a" * 300 + "@b.ru", "a@b..ru"]
)  # fmt: skip
def test_what_is_no_mail_address_is_refused(wrong: str) -> None:
    with pytest.raises(DigestError) as refused:
        check(DigestForm("daily", 9, 0, wrong))
    assert refused.value.message.key == "digest-address"
    assert mail_address("a.b+c@d-e.example.ru") == "a.b+c@d-e.example.ru"


@pytest.mark.parametrize(
    ("form", "key"),
    [
        (DigestForm("hourly", 9, 0, "a@b.ru"), "digest-kind"),
        (DigestForm("daily", 24, 0, "a@b.ru"), "digest-hour"),
        (DigestForm("weekly", 9, 7, "a@b.ru"), "digest-weekday"),
    ],
)
def test_a_form_that_cannot_be_kept(form: DigestForm, key: str) -> None:
    with pytest.raises(DigestError) as refused:
        check(form)
    assert refused.value.message.key == key
