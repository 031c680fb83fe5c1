"""What became of the items that ingestion took."""

from dataclasses import dataclass, fields


@dataclass(slots=True)
class IngestReport:
    """Counts of items; `reprints` are new mentions in a known story."""

    taken: int = 0
    new: int = 0
    edited: int = 0
    known: int = 0
    seen_elsewhere: int = 0
    reprints: int = 0
    unmatched: int = 0
    broken: int = 0
    tickets: int = 0

    def add(self, other: "IngestReport") -> None:
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))
