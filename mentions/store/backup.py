"""A copy of the whole database while it is in use."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

from mentions.errors import MolvaError
from mentions.messages import message
from mentions.store.database import Database


class BackupError(MolvaError):
    """No copy was made."""


def back_up(db: Database, target: Path) -> int:
    """Write a consistent copy of the SQLite database to `target`; its size in bytes.

    The copy appears under its name only when it is whole and on disk. An existing file is left
    alone, and PostgreSQL to its own tools: both raise BackupError.
    """
    if not db.is_sqlite:
        raise BackupError(message("backup-postgresql"))
    if target.exists():
        raise BackupError(message("backup-exists", path=str(target)))
    partial = target.with_name(target.name + ".partial")
    partial.unlink(missing_ok=True)
    source = str(make_url(db.url).database)
    try:
        partial.touch(mode=0o600)  # it holds personal data and the destinations' secrets
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(partial)) as copy:
            live.backup(copy)
        with partial.open("rb") as written:
            os.fsync(written.fileno())
        partial.rename(target)
    except (sqlite3.Error, OSError) as error:
        partial.unlink(missing_ok=True)
        raise BackupError(message("backup-failed", path=str(target))) from error
    return target.stat().st_size
