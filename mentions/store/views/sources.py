"""Sources as the pages list them: each with its health."""

from dataclasses import dataclass

from sqlalchemy import select

from mentions.store.database import Transaction
from mentions.store.tables import sources


@dataclass(frozen=True, slots=True)
class SourceName:
    id: int
    name: str
    kind: str


def names(tx: Transaction) -> list[SourceName]:
    """All sources by name, for choosing one."""
    columns = (sources.c.id, sources.c.name, sources.c.kind)
    return [SourceName(*row) for row in tx.execute(select(*columns).order_by(sources.c.name))]
