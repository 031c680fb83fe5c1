"""A clock that stands where a test puts it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass
class Clock:
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.now
