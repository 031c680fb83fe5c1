"""The invented world with a digest, a clock to move, and a mail server on loopback."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from alerts.digest.content import Digest, gather
from alerts.digest.forms import check
from alerts.digest.mail import MailServer
from alerts.digest.periods import Period, up_to_now
from alerts.digest.sending import DigestSender
from alerts.wording import Reader
from mentions.network import AddressPolicy
from mentions.store import users
from mentions.store.alerts import digests
from mentions.store.alerts.digests import DigestForm
from mentions.store.database import Database
from mentions.store.migrations import migrate
from tests.alerts.digests.mail_servers import Mailbox
from tests.web.world import populate

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


@pytest.fixture(scope="module")
def world_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("digests") / "molva.db"
    db = Database(f"sqlite:///{path}")
    migrate(db)
    populate(db, NOW)
    with_maria(db, FORM)
    db.close()
    return path


@pytest.fixture
def world(world_file: Path, tmp_path: Path) -> Iterator[Database]:
    """The invented world, and Maria, whose digest comes at nine in Moscow every day."""
    shutil.copy(world_file, tmp_path / "world.db")
    db = Database(f"sqlite:///{tmp_path}/world.db")
    yield db
    db.close()


def with_maria(db: Database, form: DigestForm) -> Database:
    with db.write() as tx:
        user_id = users.add(tx, "maria", "hash", NOW, name="Мария")
        digests.add(tx, user_id, check(form), NOW - timedelta(days=30))
    return db


def sender_to(
    db: Database, clock: Clock, mailbox: Mailbox, policy: AddressPolicy = LOOPBACK, url: str = ""
) -> DigestSender:
    return DigestSender(db, MailServer.parse(url or mailbox.url), policy, BASE, clock)


def gathered(db: Database, period: Period | None = None, *brands: int) -> Digest:
    with db.read() as tx:
        return gather(tx, period or up_to_now("daily", NOW), brands)


def last_mail(db: Database) -> digests.Mail:
    with db.read() as tx:
        return digests.last_mails(tx, [1])[1]


def part_of(letter: EmailMessage, kind: str) -> str:
    body = letter.get_body((kind,))
    assert body is not None
    return str(body.get_content())
