"""Mentions from a file, looked at first and then brought in through an entrance.

The command does both at once. On the pages a file waits in a folder of the process that took it,
from which a thread of that process works it off; the store tells all of them how far it is.
"""

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from secrets import token_hex
from typing import IO, BinaryIO

from crawlers.files import HEADINGS, LARGEST_FILE, FileError, kind_of, read_file
from mentions.errors import MolvaError
from mentions.messages import Message, message
from mentions.pushed import WrongRow
from mentions.query import QueryIndex, parse
from mentions.reading import match
from mentions.store import brands, entrances, imports, intake
from mentions.store.database import Database, Transaction
from mentions.store.imports import FileImport, Findings, Stage
from mentions.store.inbox import InboxRow
from mentions.store.sources import ENTRANCE, Source
from mentions.types import RawItem

EXAMPLES = 5
MISTAKES_SHOWN = 20
# Put into the inbox in one transaction.
BATCH = 1000
# A file that nobody decides on is removed after this long.
PATIENCE = timedelta(hours=2)

# Told in a transaction how many rows have been gone through since it was last told, and how many of
# them were new.
Note = Callable[[Transaction, int, int], None]


class NoRoomError(MolvaError):
    """The file cannot be kept until it is gone through; the message says why."""


class _DroppedError(Exception):
    """Somebody has dropped the file meanwhile."""


def look(
    db: Database, entrance_name: str, name: str, file: BinaryIO, columns: Mapping[str, str],
    now: datetime, note: Note | None = None,
) -> Findings:  # fmt: skip
    """What a file holds and what would come of it; nothing is kept. Raises FileError."""
    contents = read_file(name, file, columns)
    with db.read() as tx:
        entrance = entrances.by_name(tx, entrance_name)
        index = _watched(tx)
    found = Findings(contents.columns)
    seen: set[str] = set()
    while batch := list(islice(contents.rows, BATCH)):
        items = [one for one in batch if isinstance(one, RawItem)]
        wrong = [one for one in batch if isinstance(one, WrongRow)]
        unseen = [item for item in items if item.key not in seen]
        seen.update(item.key for item in items)
        with db.read() as tx:
            new = intake.count_new(tx, entrance.id if entrance else 0, unseen)
        found = replace(
            found,
            items=found.items + len(items),
            new=found.new + new,
            named=found.named + _count_named(index, items, now),
            wrong=found.wrong + len(wrong),
            mistakes=(*found.mistakes, *wrong)[:MISTAKES_SHOWN],
            examples=(*found.examples, *items)[:EXAMPLES],
        )
        if note:
            with db.write() as tx:
                note(tx, len(batch), new)
    return found


def bring(
    db: Database, entrance_name: str, name: str, file: BinaryIO, columns: Mapping[str, str],
    now: datetime, note: Note | None = None,
) -> int:  # fmt: skip
    """Put the items of a file into the inbox; how many were new. Raises FileError.

    Each thousand is a transaction of its own; items that are known already are passed over, so a
    repeat after a kill goes on where it ended.
    """
    contents = read_file(name, file, columns)
    with db.write() as tx:
        entrance = _entrance(tx, entrance_name, now)
    new = 0
    while batch := list(islice(contents.rows, BATCH)):
        items = [one for one in batch if isinstance(one, RawItem)]
        with db.write() as tx:
            fresh = entrances.receive(tx, entrance, items, now).new
            if note:
                note(tx, len(batch), fresh)
        new += fresh
    return new


def _entrance(tx: Transaction, name: str, now: datetime) -> Source:
    """The entrance of this name; a new one where there is none, whose keys nobody needs yet."""
    return entrances.by_name(tx, name) or entrances.add(tx, name, now)[0]


def _watched(tx: Transaction) -> QueryIndex[int]:
    return QueryIndex(
        {brand.id: parse(brand.query) for brand in brands.all_brands(tx) if brand.is_active}
    )


def _count_named(index: QueryIndex[int], items: Sequence[RawItem], now: datetime) -> int:
    rows = (InboxRow(0, 0, ENTRANCE, "", item, now) for item in items)
    return sum(match(row, index) is not None for row in rows)


class Imports:
    """The files that this process was given on the pages, in a folder of their own."""

    fields: Sequence[str] = tuple(HEADINGS)
    largest = LARGEST_FILE

    def __init__(self, db: Database, folder: Path, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._folder = folder
        self._clock = clock

    def take(self, file: IO[bytes], name: str, into: str, user: str) -> str:
        """Keep a file and have it looked at; the import's id. MolvaError where it cannot be."""
        import_id, suffix, now = token_hex(8), kind_of(name), self._clock()
        part = self._folder / f".{import_id}.{suffix}"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with part.open("xb") as copy:
                shutil.copyfileobj(file, copy)
            one = FileImport(import_id, name, into, user, Stage.LOOKING, now, now)
            with self._db.write() as tx:
                imports.put(tx, one)
            part.rename(self._folder / f"{import_id}.{suffix}")
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            raise NoRoomError(message("import-no-room", reason=reason)) from error
        finally:
            part.unlink(missing_ok=True)
        return import_id

    def run_once(self) -> bool:
        """Work off what waits in the folder; whether there was any. For one thread."""
        worked = False
        for path in sorted(self._folder.glob("*")):
            with self._db.read() as tx:
                one = imports.get(tx, path.stem)
            if path.name.startswith("."):
                self._sweep(path)
            elif one is None or one.stage is Stage.DONE or self._clock() - one.at > PATIENCE:
                self._forget(one, path)
            elif one.is_at_work:
                self._work(one, path)
                worked = True
        return worked

    def _work(self, one: FileImport, path: Path) -> None:
        """Do what was asked for, and note what came of it; an error of the store is met again."""
        with self._db.write() as tx:
            imports.put(tx, replace(one, rows=0, seen_at=self._clock()))
        try:
            with path.open("rb") as file:
                given = (self._db, one.into, one.name, file, one.columns, self._clock())
                if one.stage is Stage.LOOKING:
                    findings = look(*given, note=self._noting(one.id))
                    self._move(one, Stage.LOOKED, findings)
                else:
                    bring(*given, note=self._noting(one.id))
                    self._move(one, Stage.DONE)
        except FileError as error:
            headings = Findings(error.columns) if one.stage is Stage.LOOKING else None
            self._move(one, Stage.REFUSED, headings, error.message)
        except _DroppedError:
            self._forget(None, path)

    def _noting(self, import_id: str) -> Note:
        """Tells how far it is, in the transaction of what has been brought in."""

        def note(tx: Transaction, rows: int, new: int) -> None:
            one = imports.get(tx, import_id)
            if one is None:
                raise _DroppedError
            one = replace(one, rows=one.rows + rows, seen_at=self._clock())
            if one.stage is Stage.BRINGING and one.findings is not None:
                one = replace(one, findings=replace(one.findings, new=one.findings.new + new))
            imports.put(tx, one)
            self._wait_on(tx, import_id)

        return note

    def _wait_on(self, tx: Transaction, import_id: str) -> None:
        """The files that wait for this one are not forgotten either."""
        for path in self._folder.glob("[!.]*"):
            other = imports.get(tx, path.stem) if path.stem != import_id else None
            if other is not None and other.is_at_work:
                imports.put(tx, replace(other, seen_at=self._clock()))

    def _move(
        self, one: FileImport, stage: Stage, findings: Findings | None = None,
        error: Message | None = None,
    ) -> None:  # fmt: skip
        with self._db.write() as tx:
            kept = imports.get(tx, one.id)
            if kept is not None:
                found = findings or kept.findings
                imports.put(tx, kept.moved(stage, self._clock(), findings=found, error=error))

    def _forget(self, one: FileImport | None, path: Path) -> None:
        """The file, and with it a trial that nobody decided on; what was brought in stays told."""
        path.unlink(missing_ok=True)
        if one is not None and one.stage is Stage.LOOKED:
            with self._db.write() as tx:
                imports.remove(tx, one.id)

    def _sweep(self, part: Path) -> None:
        """Half a file, if whoever sent it was cut off long ago."""
        with suppress(OSError):
            if self._clock().timestamp() - part.stat().st_mtime > PATIENCE.total_seconds():
                part.unlink()
