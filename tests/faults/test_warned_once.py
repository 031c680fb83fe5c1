"""kill -9 between judging, telling and delivering: each surge is told of, under one key."""

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from alerts.watch import Watch
from mentions.rules import Actions, Conditions, Rule
from mentions.store import alert_tables as a
from mentions.store import rules, watching
from mentions.store import tables as t
from mentions.store.alerts import channels
from mentions.store.alerts.channels import WEBHOOK, ChannelForm
from mentions.store.database import Database
from mentions.store.migrations import migrate
from tests.alerts.receivers import Receiver
from tests.alerts.test_series import spread
from tests.alerts.test_watch import NOW, _bank, say
from tests.faults.child import Task
from tests.faults.nursery import KILLED, Nursery, nursery

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
# When the negative has begun, when a story and what a rule matches have, and when all is over.
MOMENTS = [NOW + timedelta(minutes=m) for m in (20, 60, 600)]
# A run commits a look, the claim of what is due and its outcome, at each moment: dead before it is
# told, once it is claimed, and between the far end's yes and our note of it.
DEATHS = [(1, "before"), (2, "after"), (3, "before")]


@pytest.fixture
def children(tmp_path: Path) -> Iterator[Nursery]:
    with nursery(tmp_path / "log") as opened:
        yield opened


@pytest.fixture
def before(tmp_path: Path, receiver: Receiver) -> Path:
    """A bank that was watched until now, and what will be said of it in the next hour."""
    path = tmp_path / "before.db"
    db = Database(f"sqlite:///{path}")
    migrate(db)
    _bank(db)
    with db.write() as tx:
        tx.execute(a.alert_channels.delete())
        channels.add(tx, ChannelForm("Чат", WEBHOOK, receiver.address, SECRET), NOW)
        rule = Rule(0, "Обман", "обман*", Conditions(), Actions(watch=True))
        rule_id = rules.add(tx, rule, NOW)
        tx.execute(a.rule_rematches.delete())
    Watch(db).run_once(NOW)
    angry = [NOW + timedelta(seconds=30 * n) for n in range(60)]
    say(db, [(at, "negative", "Вектор Банк, опять сбой", 1) for at in angry])
    spread(db, NOW + timedelta(minutes=2), range(0, 50, 5))
    with db.write() as tx:
        ids = tx.execute(select(t.mentions.c.id).where(t.mentions.c.published_at > NOW)).scalars()
        watching.put(tx, [(rule_id, key) for key in ids])
    db.close()
    return path


def run(children: Nursery, database: Path, dies_at: int = 0, dies: str = "before") -> int:
    moments = tuple(moment.isoformat() for moment in MOMENTS)
    url = f"sqlite:///{database}"
    return children.start(Task(url, "", dies_at=dies_at, dies=dies, moments=moments)).end()


def told(receiver: Receiver) -> Counter[tuple[str, str]]:
    """How often each message came, by its key and kind."""
    lower = [({k.lower(): v for k, v in head.items()}, body) for head, body in receiver.got]
    return Counter((head["webhook-id"], json.loads(body)["type"]) for head, body in lower)


def kept(database: Path) -> list[tuple[object, ...]]:
    db = Database(f"sqlite:///{database}")
    s, n = a.surges.c, a.notices.c
    with db.read() as tx:
        surges = tx.execute(select(s.kind, s.started_at, s.ended_at, s.told > 0).order_by(s.id))
        notices = tx.execute(select(n.key, n.state).order_by(n.key))
        found = [tuple(row) for row in [*surges, *notices]]
    db.close()
    return found


@pytest.mark.timeout(300)
def test_between_judging_and_telling(
    children: Nursery, before: Path, receiver: Receiver, tmp_path: Path
) -> None:
    undisturbed = tmp_path / "undisturbed.db"
    shutil.copy(before, undisturbed)
    assert run(children, undisturbed) == 0
    expected, messages = kept(undisturbed), told(receiver)
    assert len({row[0] for row in expected if len(row) == 4}) > 3, "surges of several kinds"
    assert sorted(kind for _, kind in messages) == ["molva.ended", "molva.started"]
    for number, moment in DEATHS:
        receiver.got.clear()
        database = tmp_path / f"{number}-{moment}.db"
        shutil.copy(before, database)
        assert run(children, database, number, moment) == KILLED
        assert run(children, database) == 0
        assert kept(database) == expected, (number, moment)
        # Killed between the far end's yes and our note of it, it goes again under its key.
        assert set(told(receiver)) == set(messages), (number, moment)
