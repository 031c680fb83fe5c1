"""What a rule is, and what it looks at: values only. `ticketizer.rules` decides with them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from mentions.types import Tone


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a mention must be besides matching the rule's query; an empty field asks nothing.

    `tones` (decided with `min_confidence` or more), `question` and `needs_reply` say what makes a
    mention worth acting on: each that is asked for must hold, or with `is_any` one of them.
    """

    brands: tuple[int, ...] = ()
    sources: tuple[int, ...] = ()
    tones: tuple[Tone, ...] = ()
    min_confidence: float = 0.0
    question: bool = False
    needs_reply: bool = False
    is_any: bool = False
    min_reach: int = 0

    def is_about(self, brand_id: int, tone: str) -> bool:
        """Whether a mention that matches counts for this one of its brands, of this tone."""
        if self.brands and brand_id not in self.brands:
            return False
        return not self.tones or self.is_any or tone in self.tones

    def to_json(self) -> dict[str, Any]:
        return _lists(asdict(self))

    @staticmethod
    def from_json(stored: Mapping[str, Any]) -> "Conditions":
        """From JSON; KeyError, TypeError or ValueError where it is none of ours."""
        values = _tuples(stored)
        values["tones"] = tuple(Tone(tone) for tone in values.get("tones", ()))
        return Conditions(**values)


@dataclass(frozen=True, slots=True)
class Actions:
    """What a rule does. With `ticket`, no `destinations` means every enabled one.

    `priority` (1 is the highest) takes the place of the one that was worked out. With `tell`,
    `channels` are told (none: the team's), at most once in `tell_pause` minutes. With `watch`, a
    surge of what it matches is looked for by brand.
    """

    ticket: bool = False
    destinations: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    hide: bool = False
    priority: int | None = None
    tell: bool = False
    channels: tuple[int, ...] = ()
    tell_pause: int = 0
    watch: bool = False

    def to_json(self) -> dict[str, Any]:
        return _lists(asdict(self))

    @staticmethod
    def from_json(stored: Mapping[str, Any]) -> "Actions":
        """From JSON; TypeError where it is none of ours."""
        return Actions(**_tuples(stored))


@dataclass(frozen=True, slots=True)
class Rule:
    """A query of the one language (empty: everything), conditions, and what then happens."""

    id: int
    name: str
    query: str
    conditions: Conditions
    actions: Actions
    is_enabled: bool = True

    @property
    def is_watched(self) -> bool:
        """Whether surges of what it matches are looked for."""
        return self.is_enabled and self.actions.watch


@dataclass(frozen=True, slots=True)
class BrandReading:
    """The tone of one mention toward one brand."""

    brand_id: int
    tone: Tone
    confidence: float


@dataclass(frozen=True, slots=True)
class Facts:
    """All of a mention that rules and priority look at.

    `reach` is the source's own figure (None: not known). `story_size` counts the mention in.
    """

    brands: tuple[BrandReading, ...]
    source_id: int
    source_kind: str
    question: bool
    needs_reply: bool
    reach: int | None
    published_at: datetime
    now: datetime
    story_size: int = 1
    story_first_at: datetime | None = None


def _lists(values: dict[str, Any]) -> dict[str, Any]:
    return {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()}


def _tuples(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}
