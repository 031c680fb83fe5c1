"""Mentions from a file, looked at first and then brought in through an entrance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from crawlers.files import FileContents, read_file
from mentions.pushed import Mistake
from mentions.query import QueryIndex, parse
from mentions.reading import match
from mentions.store import brands, entrances, intake
from mentions.store.database import Database, Transaction
from mentions.store.inbox import InboxRow
from mentions.store.sources import ENTRANCE, Source
from mentions.types import RawItem

EXAMPLES = 5
MISTAKES_SHOWN = 20
# Put into the inbox in one transaction.
BATCH = 1000


@dataclass(frozen=True, slots=True)
class Import:
    """What a file holds, and what of it is new: brought in already, or about to be (`is_dry`).

    `named` counts the items that name a brand; the others are set aside as always.
    """

    is_dry: bool
    columns: Mapping[str, str]
    items: int
    new: int
    named: int
    wrong: int
    mistakes: Sequence[Mistake]
    examples: Sequence[RawItem]


def import_file(
    db: Database,
    entrance_name: str,
    file: tuple[str, bytes],
    columns: Mapping[str, str],
    now: datetime,
    *,
    is_dry: bool,
) -> Import:
    """Read `file` (its name and bytes) and, unless `is_dry`, put its items into the inbox.

    Each thousand is a transaction of its own; items that are known already are passed over, so a
    repeat after a kill goes on where it ended. Raises FileError.
    """
    contents = read_file(*file, columns)
    named = _count_named(db, contents.items, now)
    if is_dry:
        with db.read() as tx:
            entrance = entrances.by_name(tx, entrance_name)
            new = intake.count_new(tx, entrance.id if entrance else 0, contents.items)
    else:
        new = _bring_in(db, entrance_name, contents, now)
    return Import(
        is_dry=is_dry,
        columns=contents.columns,
        items=len(contents.items),
        new=new,
        named=named,
        wrong=len(contents.mistakes),
        mistakes=contents.mistakes[:MISTAKES_SHOWN],
        examples=contents.items[:EXAMPLES],
    )


def _bring_in(db: Database, entrance_name: str, contents: FileContents, now: datetime) -> int:
    with db.write() as tx:
        entrance = _entrance(tx, entrance_name, now)
    new = 0
    for start in range(0, len(contents.items), BATCH):
        with db.write() as tx:
            batch = contents.items[start : start + BATCH]
            new += entrances.receive(tx, entrance, batch, now).new
    return new


def _entrance(tx: Transaction, name: str, now: datetime) -> Source:
    """The entrance of this name; a new one where there is none, whose keys nobody needs yet."""
    return entrances.by_name(tx, name) or entrances.add(tx, name, now)[0]


def _count_named(db: Database, items: Sequence[RawItem], now: datetime) -> int:
    with db.read() as tx:
        watched = {
            brand.id: parse(brand.query) for brand in brands.all_brands(tx) if brand.is_active
        }
    index = QueryIndex(watched)
    rows = (InboxRow(0, 0, ENTRANCE, "", item, now) for item in items)
    return sum(match(row, index) is not None for row in rows)
