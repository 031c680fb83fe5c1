"""The process that is killed: it goes the whole journey of `molva crawl --all --wait`.

All of it is the real thing but the tone model, whose weights would be loaded a thousand times;
and the pauses in which nothing happens are shorter.

`python -m tests.faults.child` imports everything once and then forks a child for each task, so
that a start costs milliseconds. On its input a line of JSON for each request: a Task, or the
number of a child to be asked after. On its output a line for each answer: the new child's number,
or the exit status as `Popen.returncode` has it, "null" while it runs.
"""

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.engine.default import DefaultDialect

import ticketizer.delivery
from alerts.delivery import NoticeDeliverer
from alerts.watch import Watch
from mentions import ingest, rematch
from mentions.network import AddressPolicy
from mentions.query import Document, analyse, parse
from mentions.report import IngestReport
from mentions.store import sources
from mentions.store.database import Database
from mentions.store.times import utc_now
from mentions.types import Passage, Tone, Verdict
from molva import application, journey
from molva.journey import Journey
from molva.settings import Settings
from tests.faults.world import BRAND, DREADFUL

LOOPBACK = AddressPolicy.parse(["127.0.0.0/8"])
RETRIES = (0.05,) * 60
BATCH = 16


@dataclass(frozen=True, slots=True)
class Task:
    """`dies_at`: the commit, counted from 1, just "before" or "after" which to die (0: none).

    `moments`: ISO times at which to look for surges and tell of them, instead of the journey.
    """

    database_url: str
    folder: str
    crawls: bool = False
    dies_at: int = 0
    dies: str = "before"
    moments: tuple[str, ...] = ()

    def line(self) -> bytes:
        return json.dumps(asdict(self)).encode() + b"\n"


class WordClassifier:
    """Tone by one word."""

    version = "words-1"

    def classify(self, batch: Sequence[Passage]) -> list[Verdict]:
        return [_verdict(DREADFUL in passage.text) for passage in batch]


def _verdict(is_dreadful: bool) -> Verdict:
    tone = Tone.NEGATIVE if is_dreadful else Tone.NEUTRAL
    p = {each: 0.9 if each is tone else 0.05 for each in Tone}
    return Verdict(tone, p[Tone.NEGATIVE], p[Tone.NEUTRAL], p[Tone.POSITIVE], 0, 0, False, False)


class SmallBatches(ingest.Ingest):
    """More commits on the way."""

    def run_once(self, limit: int = BATCH) -> IngestReport:
        return super().run_once(limit)


class SmallStretches(rematch.Rematch):
    def run_once(self, limit: int = BATCH) -> bool:
        return super().run_once(limit)


class Application(application.Application):
    classifier = WordClassifier()  # type: ignore[assignment]

    def ingest(self) -> ingest.Ingest:
        rules = application.todays_rules()
        return SmallBatches(self.db, self.classifier, rules, self.clock)

    def rematch(self) -> rematch.Rematch:
        rules = application.todays_rules()
        recent = self.kept.unmatched
        return SmallStretches(self.db, self.classifier, rules, recent, self.clock)


def open_application(
    database_url: str, folder: str, clock: Callable[[], datetime] = utc_now
) -> Application:
    settings = Settings(
        data=Path(folder),
        database_url=database_url,
        allow_private=LOOPBACK,
        retry_schedule=RETRIES,
    )
    return Application(settings, clock)


def work(task: Task) -> None:
    """Go on until nothing is left to do."""
    if task.dies_at:
        die_at(task.dies_at, task.dies)
    if task.moments:
        _warn(task)
        return
    app = open_application(task.database_url, task.folder)
    with app.db.write() as tx:
        ids = [source.id for source in sources.all_sources(tx)] if task.crawls else []
        sources.request_now(tx, ids, app.clock())
    with closing(Journey(app, ids, lambda _: None)) as way:
        way.run()
    app.db.close()


def _warn(task: Task) -> None:
    db = Database(task.database_url)
    watch = Watch(db)
    for moment in map(datetime.fromisoformat, task.moments):
        watch.run_once(moment)
        NoticeDeliverer(db, LOOPBACK, "http://127.0.0.1", lambda at=moment: at).run_once()
    db.close()


def die_at(number: int, moment: str) -> None:
    """Be killed by this commit of this process, counted from 1, just "before" or "after" it."""
    commit, left = DefaultDialect.do_commit, number

    def commit_or_die(self: DefaultDialect, connection: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0 and moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        commit(self, connection)
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    DefaultDialect.do_commit = commit_or_die  # type: ignore[method-assign]


def _fork(task: Task) -> int:
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        os.dup2(os.open(os.devnull, os.O_RDWR), sys.stdin.fileno())
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        work(task)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _asked_after(child: int) -> int | None:
    pid, status = os.waitpid(child, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if pid else None


def main() -> None:
    ticketizer.delivery.IDLE = 0.05
    journey.POLL = 0.05
    parse(BRAND).match(analyse(Document(text=DREADFUL)))  # loads the dictionary
    for line in sys.stdin.buffer:
        request = json.loads(line)
        answer = _asked_after(request) if isinstance(request, int) else _fork(Task(**request))
        print(json.dumps(answer), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
