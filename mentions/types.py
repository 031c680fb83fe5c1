"""What travels between the rooms: plain values, no behaviour."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from mentions.messages import Message


class Tone(StrEnum):
    """What a mention does to the reputation of a brand, which is not what its author feels."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class State(StrEnum):
    """How far people are with a mention."""

    NEW = "new"
    WORKING = "working"
    DONE = "done"
    IRRELEVANT = "irrelevant"


class Outcome(StrEnum):
    """How a crawl of a source ended: the first three are three different things to a person."""

    NEW = "new"
    NOTHING = "nothing"
    BLOCKED = "blocked"
    BROKEN = "broken"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (not included) of a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A text for the tone model, and the places where the brand stands in it (none: any)."""

    text: str
    places: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the tone model says of one passage; probabilities are calibrated.

    `tone`, `is_question` and `wants_reply` are the model's decisions at its own thresholds.
    """

    tone: Tone
    negative: float
    neutral: float
    positive: float
    question: float
    needs_reply: float
    is_question: bool
    wants_reply: bool

    @property
    def confidence(self) -> float:
        """The probability of the tone that was decided."""
        return float(getattr(self, self.tone.value))


@dataclass(frozen=True, slots=True)
class RawItem:
    """One thing that a source published, as the crawler found it.

    `key` tells it apart within its source and stays the same when it is edited. `text` may be
    HTML (`is_html`). In a conversation `thread` is the key of its first item and `parent` the key
    of the one that this answers, both within the source; they are empty elsewhere.

    `extra` holds what the kind of source adds, under these names: `rating` (1 to 5), `likes`,
    `reposts`, `views`, `comments` (how many there are), `answer` (what the company replied),
    `attachments` (addresses), `forwarded_from` (whose text it reprints), `is_deleted` (the source
    has withdrawn it), `is_archive` (brought for the record: no ticket, no message), `read_by` (the
    reader that found it on a page). An edit of `rating`, `answer` or `is_deleted` is an edit of the
    item.
    """

    key: str
    url: str
    title: str = ""
    text: str = ""
    is_html: bool = True
    author: str = ""
    author_url: str = ""
    published_at: datetime | None = None
    reach: int | None = None
    thread: str = ""
    parent: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CrawlResult:
    """What one crawl of one source brought: items, where to go on, and how it went.

    `cursor` is opaque to all but the source's own kind. `address` is set where the source has
    moved for good; `retry_after` (seconds) where the far end asked to wait. `has_more` says that
    the crawl stopped at its own limits with more to fetch: it goes on at the next opportunity.
    `name` is what the source calls itself, "" where it does not say.
    """

    source_id: int
    outcome: Outcome
    items: tuple[RawItem, ...] = ()
    cursor: dict[str, Any] = field(default_factory=dict)
    message: Message | None = None
    address: str | None = None
    retry_after: float | None = None
    has_more: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a mention's `field` ("title" or "text") where a brand's words stand."""

    field: str
    span: Span


@dataclass(frozen=True, slots=True)
class BrandVerdict:
    """One brand in one mention: where it stands and what the mention does to it."""

    brand_id: int
    places: tuple[Place, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Reading:
    """What was made of an item's text: its brands with their tones, and the tone in all."""

    brands: tuple[BrandVerdict, ...]
    tone: Tone
    confidence: float
    question: bool
    needs_reply: bool
    model: str


@dataclass(frozen=True, slots=True)
class TicketEffect:
    """A ticket that a rule calls for; `reasons` say why it has this priority (1 is highest)."""

    destination_id: int
    rule_id: int
    priority: int
    reasons: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Effects:
    """All that the rules call for on one mention."""

    tickets: tuple[TicketEffect, ...] = ()
    tags: tuple[str, ...] = ()
    is_hidden: bool = False
    priority: int | None = None
    # Rules that want people told of the mention.
    telling: tuple[int, ...] = ()
    # Rules by which it counts toward a surge.
    watching: tuple[int, ...] = ()
