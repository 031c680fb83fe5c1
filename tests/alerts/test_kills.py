"""A process that delivers notices or digests, killed (SIGKILL) wherever it matters.

It dies after each of its commits in turn, so also just before it sends; and the far end kills it
once it has taken what was sent, so also before that is noted. Nothing may be lost. A far end that
tells repeats by their key must see each notice once; where there is no key, one kill makes one
repeat at most, of a mail only under the same Message-ID.
"""

import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from alerts.channels import check
from alerts.delivery import NoticeDeliverer
from alerts.digest.mail import MailServer
from alerts.digest.sending import DigestSender
from mentions.network import AddressPolicy
from mentions.store import users
from mentions.store.alerts import channels, digests, notices
from mentions.store.alerts.channels import APPRISE, WEBHOOK, ChannelForm
from mentions.store.alerts.digests import DigestForm
from mentions.store.database import Database
from mentions.store.migrations import migrate
from mentions.store.times import utc_now
from tests.alerts.digests.mail_servers import Mailbox
from tests.alerts.receivers import Receiver
from tests.faults.child import die_at

LOOPBACK = AddressPolicy.parse(["127.0.0.0/8"])
MOSCOW = ZoneInfo("Europe/Moscow")
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
# Forked from a process that has imported all, a worker is at work within milliseconds.
processes = get_context("forkserver")
processes.set_forkserver_preload([__name__])
check(ChannelForm("Чат", APPRISE, "json://a.ru"))  # loads apprise's services


def tell(url: str, commit: int = 0) -> None:
    if commit:
        die_at(commit, "after")
    deliverer = NoticeDeliverer(Database(url), LOOPBACK, "http://m")
    while deliverer.run_once().sent:
        pass


def mail(url: str, server: str, commit: int = 0) -> None:
    if commit:
        die_at(commit, "after")
    DigestSender(Database(url), MailServer.parse(server), LOOPBACK, "http://m").run_once()


def is_killed(
    work: Callable[..., None], *given: object, far_end: Receiver | Mailbox | None = None
) -> bool:
    """Run it as a process of its own; whether that was killed. `far_end`: who is to kill it."""
    process = processes.Process(target=work, args=given, daemon=True)
    process.start()
    if far_end is not None:
        far_end.victim = process.pid
    process.join(60)
    assert process.exitcode in (0, -9)
    return process.exitcode == -9


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database, to be copied for each kill."""
    path = tmp_path_factory.mktemp("kills") / "molva.db"
    db = Database(f"sqlite:///{path}")
    migrate(db)
    db.close()
    return path


@contextmanager
def copy_of(empty: Path, path: Path) -> Iterator[tuple[Database, str]]:
    shutil.copy(empty, path)
    db = Database(f"sqlite:///{path}")
    yield db, f"sqlite:///{path}"
    db.close()


# --- notices -----------------------------------------------------------------------------------


def put(db: Database, *names: str) -> None:
    now = utc_now()
    with db.write() as tx:
        for name in names:
            content = {"rule": name, "count": 1, "examples": []}
            notices.put(tx, name, 1, None, notices.MATCHED, content, now, now)


def told(receiver: Receiver, *, knows_keys: bool) -> Counter[str]:
    """How often each notice came, by its name."""
    said: dict[str, str] = {}
    for number, (headers, body) in enumerate(receiver.got):
        key = headers["webhook-id"] if knows_keys else str(number)
        said.setdefault(key, json.dumps(json.loads(body), ensure_ascii=False))
    return Counter(name for text in said.values() for name in set(re.findall(r"«(\w)»", text)))


def channel(db: Database, receiver: Receiver, kind: str) -> None:
    address = receiver.address
    if kind == APPRISE:
        address = address.replace("http://", "json://")
    with db.write() as tx:
        channels.add(tx, check(ChannelForm("Чат", kind, address, SECRET)), utc_now())


def is_all_told(db: Database) -> bool:
    now = utc_now() + timedelta(hours=1)
    with db.write() as tx:
        return not notices.claim(tx, 1, "nobody", now, 100, timedelta(0))


def check_told(db: Database, receiver: Receiver, kind: str) -> None:
    """After a kill, and with one more notice to send, all of them have come."""
    if kind == WEBHOOK:
        times = told(receiver, knows_keys=True)
        assert times == {"A": 1, "B": 1, "C": 1}
    times = told(receiver, knows_keys=False)
    assert set(times) == {"A", "B", "C"} and max(times.values()) <= 2
    assert is_all_told(db)


@pytest.mark.parametrize("kind", [APPRISE, WEBHOOK])
def test_notices_killed_at_each_commit(
    empty: Path, tmp_path: Path, receiver: Receiver, kind: str
) -> None:
    commit, was_killed = 0, True
    while was_killed:
        commit += 1
        receiver.got.clear()
        with copy_of(empty, tmp_path / f"{commit}.db") as (db, url):
            channel(db, receiver, kind)
            put(db, "A", "B")
            was_killed = is_killed(tell, url, commit)
            put(db, "C")  # meanwhile; it must not hide behind a key that the far end has seen
            assert not is_killed(tell, url)
            check_told(db, receiver, kind)
    assert commit > 2


@pytest.mark.parametrize("kind", [APPRISE, WEBHOOK])
@pytest.mark.parametrize("moment", ["asked", "answered"])
def test_notices_killed_by_the_far_end(
    db: Database, database_url: str, receiver: Receiver, kind: str, moment: str
) -> None:
    receiver.moment = moment
    channel(db, receiver, kind)
    put(db, "A", "B")
    killed = is_killed(tell, database_url, far_end=receiver)
    assert killed or moment == "answered"  # it may have been faster
    put(db, "C")
    assert not is_killed(tell, database_url)
    check_told(db, receiver, kind)
    assert len(receiver.got) == (3 if killed and kind == WEBHOOK else 2)


# --- digests -----------------------------------------------------------------------------------


def with_digest(db: Database) -> None:
    """Maria's digest of the day is due."""
    now = utc_now()
    with db.write() as tx:
        user_id = users.add(tx, "maria", "", now)
        form = DigestForm("daily", now.astimezone(MOSCOW).hour, 0, "maria@example.ru")
        digests.add(tx, user_id, form, now - timedelta(days=3))


def test_a_digest_killed_at_each_commit(empty: Path, tmp_path: Path, mailbox: Mailbox) -> None:
    """It comes, and a second time only under the same id."""
    commit, was_killed = 0, True
    while was_killed:
        commit += 1
        mailbox.letters.clear()
        with copy_of(empty, tmp_path / f"{commit}.db") as (db, url):
            with_digest(db)
            was_killed = is_killed(mail, url, mailbox.url, commit)
            assert not is_killed(mail, url, mailbox.url)
        ids = [letter["Message-ID"] for letter in mailbox.letters]
        assert len(set(ids)) == 1 and len(ids) <= 1 + was_killed
    assert commit > 3


def test_a_digest_killed_by_the_far_end(db: Database, database_url: str, mailbox: Mailbox) -> None:
    """It has taken the mail, and its yes does not come through."""
    with_digest(db)
    assert is_killed(mail, database_url, mailbox.url, far_end=mailbox)
    assert len(mailbox.letters) == 1
    for _ in range(2):
        assert not is_killed(mail, database_url, mailbox.url)
    first, again = mailbox.letters
    assert first["Message-ID"] == again["Message-ID"]
