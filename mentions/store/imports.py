"""Files on their way in: what each holds, how far it is gone through, and what came of it.

A process that serves pages holds the file and does the work (`molva.importing`); all of them can
tell how it goes. Kept among the settings for a week, the first rows only until it is decided
whether they come in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from mentions.messages import Message
from mentions.pushed import WrongRow
from mentions.store import inbox, meta
from mentions.store.database import Transaction
from mentions.types import RawItem

PREFIX = "import "
KEEP = timedelta(days=7)
# Whoever works on a file says so more often than this.
SILENCE = timedelta(minutes=3)


class Stage(StrEnum):
    """Gone through for a trial, tried, being brought in, brought in; or refused, with why."""

    LOOKING = "looking"
    LOOKED = "looked"
    BRINGING = "bringing"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Findings:
    """What a file holds, and what of it is new: brought in already, or about to be.

    `columns` maps its headings to fields, "" for those left out. `named` counts the items that name
    a brand; the others are set aside as always. `mistakes` and `examples` are the first of each.
    """

    columns: Mapping[str, str]
    items: int = 0
    new: int = 0
    named: int = 0
    wrong: int = 0
    mistakes: tuple[WrongRow, ...] = ()
    examples: tuple[RawItem, ...] = ()


@dataclass(frozen=True, slots=True)
class FileImport:
    """A file called `name` on its way to the entrance `into`.

    `columns` are what a person said of the headings. `rows` are gone through so far, the last of
    them at `seen_at`; `at` is when the stage began.
    """

    id: str
    name: str
    into: str
    user: str
    stage: Stage
    at: datetime
    seen_at: datetime
    columns: Mapping[str, str] = field(default_factory=dict)
    rows: int = 0
    findings: Findings | None = None
    error: Message | None = None

    @property
    def is_at_work(self) -> bool:
        return self.stage in (Stage.LOOKING, Stage.BRINGING)

    def is_left(self, now: datetime) -> bool:
        """Whether it should be at work, and the process that has the file is no more."""
        return self.is_at_work and now - self.seen_at > SILENCE

    def moved(self, stage: Stage, now: datetime, **changes: Any) -> "FileImport":
        """The same at another stage; without its first rows unless they are to be looked at."""
        one = replace(self, stage=stage, at=now, seen_at=now, rows=0, **changes)
        if stage is Stage.LOOKED or one.findings is None:
            return one
        return replace(one, findings=replace(one.findings, examples=()))


def put(tx: Transaction, one: FileImport) -> None:
    meta.put(tx, PREFIX + one.id, _to_json(one))


def get(tx: Transaction, import_id: str) -> FileImport | None:
    stored = meta.get(tx, PREFIX + import_id)
    return _from_json(import_id, stored) if stored else None


def recent(tx: Transaction) -> list[FileImport]:
    """All that are known of, the newest first."""
    stored = meta.beginning_with(tx, PREFIX)
    found = [_from_json(name.removeprefix(PREFIX), value) for name, value in stored.items()]
    return sorted(found, key=lambda one: one.at, reverse=True)


def remove(tx: Transaction, import_id: str) -> None:
    meta.remove(tx, PREFIX + import_id)


def forget_old(tx: Transaction, now: datetime) -> None:
    for one in recent(tx):
        if one.at < now - KEEP:
            remove(tx, one.id)


def _to_json(one: FileImport) -> dict[str, Any]:
    found = one.findings
    return {
        "name": one.name,
        "into": one.into,
        "user": one.user,
        "stage": one.stage.value,
        "at": one.at.isoformat(),
        "seen_at": one.seen_at.isoformat(),
        "columns": dict(one.columns),
        "rows": one.rows,
        "error": one.error.to_json() if one.error else None,
        "findings": found and {
            "columns": dict(found.columns),
            "items": found.items,
            "new": found.new,
            "named": found.named,
            "wrong": found.wrong,
            "mistakes": [[each.row, each.field, each.message.to_json()] for each in found.mistakes],
            "examples": [[item.key, inbox.to_payload(item)] for item in found.examples],
        },
    }  # fmt: skip


def _from_json(import_id: str, stored: Mapping[str, Any]) -> FileImport:
    found = stored["findings"]
    return FileImport(
        id=import_id,
        name=stored["name"],
        into=stored["into"],
        user=stored["user"],
        stage=Stage(stored["stage"]),
        at=datetime.fromisoformat(stored["at"]),
        seen_at=datetime.fromisoformat(stored["seen_at"]),
        columns=stored["columns"],
        rows=stored["rows"],
        error=Message.from_json(stored["error"]) if stored["error"] else None,
        findings=found and Findings(**{
            **found,
            "mistakes": tuple(
                WrongRow(row, name, Message.from_json(why)) for row, name, why in found["mistakes"]
            ),
            "examples": tuple(inbox.from_payload(*one) for one in found["examples"]),
        }),
    )  # fmt: skip
