"""Digests: when they are due, what they say, and that each period is one mail whatever happens."""

import io
import re
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import event

from alerts.digest import mail as mail_module
from alerts.digest import sending
from alerts.digest.content import Digest, gather
from alerts.digest.forms import DigestError, check
from alerts.digest.mail import MailServer, mail_address
from alerts.digest.periods import Period, Plan, last_due, next_due, up_to_now
from alerts.digest.rendering import as_html, as_text
from alerts.digest.sending import DigestSender
from alerts.digest.workbook import as_workbook
from alerts.wording import Reader
from mentions.messages import say
from mentions.network import AddressPolicy
from mentions.store import mentions, tickets, users
from mentions.store import tables as t
from mentions.store.alerts import digests, surges
from mentions.store.alerts.digests import DigestForm
from mentions.store.alerts.surges import Series
from mentions.store.clock import follow
from mentions.store.database import Database
from mentions.store.migrations import migrate
from mentions.types import State, Tone
from tests.alerts.mail_servers import Mailbox, knows_molva
from tests.web.world import BAD, COFFEE, MOBILE, NEWS, VECTOR, Post, add_posts, populate

NOW = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)  # a Friday, 12:00 in Moscow
LOOPBACK = AddressPolicy.parse(["127.0.0.0/8"])
BASE = "https://molva.example.ru"
READER = Reader("ru", "Europe/Moscow")
FORM = DigestForm("daily", 9, 0, "pr@example.ru")
HOSTILE = '=HYPERLINK("http://evil.example","x")<script>alert(1)</script>'
AUTHOR = '@evil"><img src=x onerror=alert(1)>\r\nBcc: all@example.ru\x1b[31m'


class Clock:
    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    running = Mailbox()
    yield running
    running.close()


@pytest.fixture(scope="module")
def world_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("digests") / "molva.db"
    db = Database(f"sqlite:///{path}")
    migrate(db)
    populate(db, NOW)
    _with_maria(db, FORM)
    db.close()
    return path


@pytest.fixture
def world(world_file: Path, tmp_path: Path) -> Iterator[Database]:
    """The invented world, and Maria, whose digest comes at nine in Moscow every day."""
    shutil.copy(world_file, tmp_path / "world.db")
    db = Database(f"sqlite:///{tmp_path}/world.db")
    yield db
    db.close()


def _with_maria(db: Database, form: DigestForm) -> Database:
    with db.write() as tx:
        user_id = users.add(tx, "maria", "hash", NOW, name="Мария")
        digests.add(tx, user_id, check(form), NOW - timedelta(days=30))
    return db


def _sender(
    db: Database, clock: Clock, mailbox: Mailbox, policy: AddressPolicy = LOOPBACK, url: str = ""
) -> DigestSender:
    return DigestSender(db, MailServer.parse(url or mailbox.url), policy, BASE, clock)


def _gather(db: Database, period: Period | None = None, *brands: int) -> Digest:
    with db.read() as tx:
        return gather(tx, period or up_to_now("daily", NOW), brands)


def _last(db: Database) -> digests.Mail:
    with db.read() as tx:
        return digests.last_mails(tx, [1])[1]


def _part(letter: EmailMessage, kind: str) -> str:
    body = letter.get_body((kind,))
    assert body is not None
    return str(body.get_content())


# --- what it says ------------------------------------------------------------------------------


@pytest.fixture
def full(db: Database) -> Database:
    """The world on both kinds of database, with work done on it and a surge."""
    with db.write() as tx:
        users.add(tx, "maria", "hash", NOW, name="Мария")
    populate(db, NOW)
    with db.write() as tx:
        mentions.set_state(tx, 43, State.DONE, 1, NOW)
        mentions.set_state(tx, 44, State.IRRELEVANT, 1, NOW)
        mentions.add_event(tx, 1, "answered", None, {}, NOW)
        surges.add(
            tx, Series(VECTOR, "negative"), started_at=NOW - timedelta(hours=1), found_at=NOW,
            peak_at=NOW, peak=9.0, observed=43, expected=7.0, told=43, told_at=NOW,
            reason={"brand": "Вектор Банк", "kind": "negative", "observed": 43, "expected": 7.0,
                    "since": (NOW - timedelta(hours=1)).isoformat()},
        )  # fmt: skip
        for brand_id, told in ((VECTOR, 0.0), (COFFEE, 5.0)):
            surges.add(
                tx, Series(brand_id, "all"), started_at=NOW - timedelta(days=brand_id),
                found_at=NOW, peak_at=NOW, peak=9.0, observed=4, expected=1.0, told=told, reason={},
            )  # fmt: skip
    return db


def test_a_day_is_gathered_from_counts_and_mentions(full: Database) -> None:
    found = _gather(full)
    with full.read() as tx:
        counted = sum(
            row.count
            for row in tx.execute(t.hourly_counts.select())
            if found.period.since <= row.hour < found.period.until
        )
    assert found.now.all == counted and found.before.all == 7
    first = found.brands[0]
    assert (first.name, first.now.negative) == ("Вектор Банк", 42)
    story = found.stories[0]
    assert (story.count, story.mention_id, story.is_negative) == (40, 2, True)
    assert [(one.name, one.reach) for one in found.authors][:2] == [
        ("Редакция", 420000), ("Интерфинанс", 88000),
    ]  # fmt: skip
    assert len(found.authors) == 5 and found.authors[0].tone is Tone.NEGATIVE
    assert found.sources[0].name == "Вести экономики"
    assert sum(voice.share for voice in found.voices) == pytest.approx(1)
    work = found.work
    assert (work.done, work.answered, work.unanswered) == (1, 1, 2)
    assert [one.mention_id for one in work.waiting] == [47, 1]
    assert (work.tickets_sent, work.tickets_pending, work.tickets_failed) == (1, 2, 0)
    assert [one.surge_id for one in found.surges] == [1], "those that people were told of, then"


def test_a_brand_alone_stands_beside_the_others_in_share_of_voice_only(full: Database) -> None:
    found = _gather(full, None, MOBILE)
    assert [line.name for line in found.brands] == ["Сигнал"] and not found.surges
    assert {voice.name: voice.is_own for voice in found.voices} == {
        "Вектор Банк": False, "Кофейня «Полдень»": False, "Сигнал": True,
    }  # fmt: skip
    assert all("Сигнал" in story.title for story in found.stories)
    nobody_left = _gather(full, None, 999)
    assert nobody_left.is_quiet and nobody_left.brands == ()


def test_tickets_that_no_desk_took_are_told(full: Database) -> None:
    with full.write() as tx:
        unsent = t.tickets.update().where(t.tickets.c.state == tickets.PENDING)
        tx.execute(unsent.values(state=tickets.REFUSED))
    assert _gather(full).work.tickets_failed == 2


def test_only_the_period_is_read(world: Database) -> None:
    """No query goes through a whole table of what grows: mentions, counts, tickets, events."""
    plans: list[str] = []

    def explain(connection: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
        if statement.startswith("SELECT"):
            rows = connection.connection.execute(f"EXPLAIN QUERY PLAN {statement}", given)
            plans.extend(row[3] for row in rows)

    event.listen(world.engine, "before_cursor_execute", explain)
    _gather(world)
    event.remove(world.engine, "before_cursor_execute", explain)
    assert any("ix_mentions_published_at" in plan for plan in plans)
    grown = "mentions|mention_brands|mention_events|tickets|hourly_counts|stories|surges"
    assert [plan for plan in plans if re.fullmatch(rf"SCAN ({grown})\b.*", plan)] == []


def test_both_languages_say_all_of_it(full: Database) -> None:
    for language, words in (
        ("ru", ("Сводка за сутки", "Негатив", "Доля голоса", "40 публикаций", "Ждут ответа 2")),
        ("en", ("The day in brief", "Negative", "Share of voice", "40 publications", "2 mentions")),
    ):
        reader = Reader(language, "Europe/Moscow")
        for shown in (as_html(_gather(full), reader, BASE), as_text(_gather(full), reader, BASE)):
            assert all(word.lower() in shown.lower() for word in words), words
            assert "digest-" not in shown
            assert f"{BASE}/mentions/2" in shown and f"{BASE}/surges/1" in shown


def test_html_is_what_mail_programs_read(full: Database) -> None:
    shown = as_html(_gather(full), READER, BASE, f"{BASE}/unsubscribe/t")
    assert len(shown.encode()) < 100_000, "more is cut off by some"
    for forbidden in ("<script", "<style", "<img", "<link", "class=", "url(", "<div"):
        assert forbidden not in shown
    assert set(re.findall(r'(?:href|src)="(https?://[^/"]+)', shown)) == {BASE}
    assert 'width="600"' in shown and 'lang="ru"' in shown


def test_a_quiet_day_is_said_to_be_one(sqlite_db: Database) -> None:
    found = _gather(sqlite_db)
    assert found.is_quiet
    for shown in (as_html(found, READER, BASE), as_text(found, READER, BASE)):
        assert "За сутки ничего не написали" in shown


@pytest.fixture
def hostile(world: Database) -> Database:
    post = Post(NEWS, 1.5, HOSTILE, "Вектор Банк", ((VECTOR, BAD, 0.9),), AUTHOR, 10**9,
                wants_reply=True)  # fmt: skip
    with world.write() as tx:
        add_posts(tx, [post, post, post] * 20, NOW)
        bank = t.brands.update().where(t.brands.c.id == VECTOR)
        tx.execute(bank.values(name="-1+1\r\nBcc: <b>x</b>"))
    return world


def test_hostile_text_is_harmless_everywhere(
    hostile: Database, clock: Clock, mailbox: Mailbox
) -> None:
    assert _sender(hostile, clock, mailbox).send_now(1) is None
    (letter,) = mailbox.letters
    shown = _part(letter, "html")
    assert "<script" not in shown and "<img" not in shown and "&lt;script&gt;" in shown
    assert "\x1b" not in _part(letter, "plain") and HOSTILE in _part(letter, "plain")
    assert letter["Bcc"] is None and "\r\nBcc:" not in mailbox.taken[0].decode()


def test_no_cell_becomes_a_formula(hostile: Database) -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(_gather(hostile), READER, BASE)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell for cell in cells if cell.data_type == "f"] == []
    begun = [cell for cell in cells if str(cell.value).startswith(("=", "+", "-", "@"))]
    assert {cell.value for cell in begun} >= {HOSTILE, "-1+1 Bcc: <b>x</b>"}
    assert all(cell.quotePrefix for cell in begun)
    linked = {cell.hyperlink.target for cell in cells if cell.hyperlink}
    assert linked and all(target.startswith(BASE) for target in linked)


# --- when --------------------------------------------------------------------------------------


def test_a_day_ends_at_its_hour_where_the_person_is() -> None:
    daily = Plan("daily", 9, 0, "Europe/Moscow")
    due = last_due(daily, NOW)
    assert (due.key, due.at) == ("daily-2026-03-20", datetime(2026, 3, 20, 6, tzinfo=UTC))
    assert due.period.since == datetime(2026, 3, 19, 6, tzinfo=UTC)
    assert last_due(daily, due.at).key == "daily-2026-03-20"
    assert last_due(daily, due.at - timedelta(seconds=1)).key == "daily-2026-03-19"
    assert next_due(daily, due.at).key == "daily-2026-03-21"
    far = Plan("daily", 2, 0, "Asia/Kamchatka")
    assert last_due(far, NOW).key == "daily-2026-03-20"
    assert next_due(far, datetime(2026, 3, 20, 23, tzinfo=UTC)).key == "daily-2026-03-22"


def test_a_week_is_seven_days_and_days_join_over_a_change_of_clocks() -> None:
    weekly = Plan("weekly", 10, 0, "Europe/Berlin")  # clocks go forward on 29 March 2026
    due = last_due(weekly, datetime(2026, 3, 31, tzinfo=UTC))
    assert due.key == "weekly-2026-03-30" and due.period.before.kind == "weekly"
    assert due.period.until - due.period.since == timedelta(days=7, hours=-1)
    assert last_due(weekly, due.period.since).period.until == due.period.since


# --- sending -----------------------------------------------------------------------------------


def test_a_mail_a_period(world: Database, clock: Clock, mailbox: Mailbox) -> None:
    sender = _sender(world, clock, mailbox)
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
    assert letter["List-Unsubscribe"][1:-1] in _part(letter, "html")
    assert "Сводка за сутки" in _part(letter, "plain")
    clock.now += timedelta(days=1)
    assert sender.run_once().sent == 1 and sender.run_once().sent == 0
    assert len({letter["Message-ID"] for letter in mailbox.letters}) == 2


def test_the_workbook_comes_along_where_it_is_wanted(
    world: Database, clock: Clock, mailbox: Mailbox
) -> None:
    form = DigestForm("weekly", 9, 4, "pr@example.ru", has_file=True)
    with world.write() as tx:
        digests.change(tx, 1, form, NOW - timedelta(days=1))
    assert _sender(world, clock, mailbox).run_once().sent == 1
    (file,) = mailbox.letters[0].iter_attachments()
    assert file.get_filename() == "molva-weekly-2026-03-20.xlsx"
    assert "Бренды" in openpyxl.load_workbook(io.BytesIO(file.get_content())).sheetnames


@pytest.mark.parametrize("skips", [False, True])
def test_a_quiet_period_is_a_short_mail_or_none(
    sqlite_db: Database, clock: Clock, mailbox: Mailbox, skips: bool
) -> None:
    _with_maria(sqlite_db, DigestForm("daily", 9, 0, "pr@example.ru", skips_quiet=skips))
    sender = _sender(sqlite_db, clock, mailbox)
    sender.run_once()
    sender.run_once()
    assert _last(sqlite_db).state == ("quiet" if skips else "sent")
    assert [letter["Subject"] for letter in mailbox.letters] == (
        [] if skips else ["Молва: за сутки ничего не написали"]
    )
    assert sender.send_now(1) is None and len(mailbox.letters) == 2 - skips, "asked for, it comes"


def test_a_kill_after_sending_repeats_the_mail_under_its_id(
    world: Database, clock: Clock, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender = _sender(world, clock, mailbox)
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

    sender = _sender(world, clock, mailbox)
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

    sender = _sender(world, clock, mailbox)
    assert [at(0), at(40), at(0), at(-0.9), at(0)] == [1, 1, 0, 1, 0]
    assert [at(days) for days in (1, 2, 1, 2, 3)] == [1, 1, 0, 0, 1]


def test_what_was_due_long_ago_or_before_it_was_asked_for_is_not_sent(
    world: Database, clock: Clock, mailbox: Mailbox
) -> None:
    clock.now = NOW + timedelta(hours=10)  # due thirteen hours ago
    assert _sender(world, clock, mailbox).run_once().sent == 0
    clock.now = NOW + timedelta(days=1)
    with world.write() as tx:
        digests.change(tx, 1, FORM, clock.now)
    assert _sender(world, clock, mailbox).run_once().sent == 0
    clock.now += timedelta(days=1)
    assert _sender(world, clock, mailbox).run_once().sent == 1


def test_nobody_who_left_or_unsubscribed_is_written_to(
    world: Database, clock: Clock, mailbox: Mailbox
) -> None:
    sender = _sender(world, clock, mailbox)
    mailbox.data = ["451 busy"]
    assert sender.run_once().put_off == 1
    with world.write() as tx:
        digests.unsubscribe(tx, 1, clock.now)
        digests.unsubscribe(tx, 1, clock.now + timedelta(hours=1))
    clock.now += timedelta(days=1)
    assert sender.run_once().sent == 0 and _last(world).state == "withdrawn"
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
    sender = _sender(world, clock, mailbox)
    assert sender.run_once().refused == 1
    clock.now += timedelta(hours=3)
    assert sender.run_once().sent == 0 and mailbox.letters == []
    mail = _last(world)
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
    sender = _sender(world, clock, mailbox)
    assert sender.run_once().put_off == 1
    error = _last(world).error
    assert error and words in say(error, "ru") and "Молва повторит" in say(error, "ru")
    assert sender.run_once().put_off == 0
    clock.now += timedelta(seconds=15)
    assert sender.run_once().sent == 1 and len(mailbox.letters) == 1


def test_a_server_that_takes_the_mail_and_says_nothing_gets_it_again_under_its_id(
    world: Database, clock: Clock, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_module, "TIMEOUT", 0.5)
    mailbox.data = ["drop", "wait"]
    sender = _sender(world, clock, mailbox)
    for words in ("оборвал связь", "не ответил вовремя"):
        assert sender.run_once().put_off == 1
        error = _last(world).error
        assert error and words in say(error, "ru")
        clock.now += timedelta(minutes=1)
    assert sender.run_once().sent == 1
    assert len({letter["Message-ID"] for letter in mailbox.letters}) == 1


def test_after_two_days_it_is_given_up(world: Database, clock: Clock, mailbox: Mailbox) -> None:
    mailbox.data = ["451 busy"] * 3
    sender = _sender(world, clock, mailbox)
    sender.run_once()
    with world.write() as tx:
        digests.change(tx, 1, FORM, clock.now + timedelta(days=9))  # no other mail in between
    clock.now += timedelta(hours=49)
    assert sender.run_once().refused == 1 and _last(world).state == "expired"


def test_wrong_passwords_and_open_wires(world: Database, clock: Clock, mailbox: Mailbox) -> None:
    def reason(url: str, policy: AddressPolicy = LOOPBACK) -> str:
        clock.now += timedelta(minutes=1)
        error = _sender(world, clock, mailbox, policy, url).send_now(1)
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
        error = _sender(world, clock, guarded, url=url).send_now(1)
        return error.key if error else "sent"

    try:
        assert said("right") == "digest-certificate"
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        assert said("wrong") == "digest-no-entry"
        assert _last(world).state == "pending", "an administrator may mend it"
        assert said("right") == "sent" and len(guarded.letters) == 1
    finally:
        guarded.close()


def test_send_now_is_one_mail_a_minute(world: Database, clock: Clock, mailbox: Mailbox) -> None:
    sender = _sender(world, clock, mailbox)
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
    done = _sender(world, clock, mailbox).run_once()
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
