"""What a search engine is to the rest of the product, whichever it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from mentions.errors import MolvaError
from mentions.messages import Message
from mentions.query import Query
from mentions.types import Span

COUNTED = 10_000
"""Hits that are counted one by one; of more it is said that there are more."""

FACETS = ("brand", "tone", "source", "author", "site", "story", "day")


class Order(StrEnum):
    NEWEST = "newest"
    RELEVANCE = "relevance"


class SearchError(MolvaError):
    """The engine cannot answer (for now, if it `is_passing`), or the cursor is none of its own."""

    def __init__(self, message: Message, *, is_passing: bool = False) -> None:
        super().__init__(message)
        self.is_passing = is_passing


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a page narrows a search by, beside the query; an empty field narrows nothing.

    Within a field any of the values will do. With both brands and tones, the tone is the one
    toward one of those brands. `since` is included, `until` is not. Hidden and irrelevant
    mentions are left out unless asked for.
    """

    brand_ids: tuple[int, ...] = ()
    source_ids: tuple[int, ...] = ()
    tones: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    story_ids: tuple[int, ...] = ()
    question: bool | None = None
    needs_reply: bool | None = None
    since: datetime | None = None
    until: datetime | None = None
    with_hidden: bool = False
    with_irrelevant: bool = False


EVERYTHING = Filters(with_hidden=True, with_irrelevant=True)
"""As the language itself has it: nothing is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """`cursor` is the `next_cursor` of the page before.

    `facets` are names of `FACETS`; they and the count are those of the whole result, so they
    need be asked for on its first page only.
    """

    query: Query
    filters: Filters = field(default_factory=Filters)
    order: Order = Order.NEWEST
    size: int = 50
    cursor: str | None = None
    fold_stories: bool = False
    with_total: bool = True
    facets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a mention's `field` ("title" or "text"); `marks` are places in `text`."""

    field: str
    text: str
    marks: tuple[Span, ...]
    is_cut_before: bool = False
    is_cut_after: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One mention found; `story_others` of its story match too and are folded under it."""

    mention_id: int
    snippets: tuple[Snippet, ...]
    story_others: int = 0


@dataclass(frozen=True, slots=True)
class Total:
    """`count` hits (stories, when they are folded), or more where it `is_exact` not."""

    count: int
    is_exact: bool


@dataclass(frozen=True, slots=True)
class FacetValue:
    """`value`: an id for brand, source and story, a date as 2026-11-22 for day, else a text."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts by field, the largest first; of the newest `of` hits where they are not all."""

    fields: dict[str, tuple[FacetValue, ...]]
    of: int
    is_whole: bool


@dataclass(frozen=True, slots=True)
class SearchPage:
    """`behind`: changes of mentions that the index does not have yet.

    `notice` is set where the answer is less than it could be, and says why.
    """

    hits: tuple[Hit, ...]
    next_cursor: str | None
    behind: int
    total: Total | None = None
    facets: Facets | None = None
    notice: Message | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """`documents` is None where the engine does not answer; `error` then says why."""

    engine: str
    documents: int | None
    behind: int
    is_rebuilding: bool
    error: MolvaError | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rebuild is: `done` of about `total` mentions."""

    done: int
    total: int


Report = Callable[[Progress], None]


class Engine(Protocol):
    """One index over the mentions, derived from the database and following its outbox."""

    @property
    def name(self) -> str: ...

    def search(self, request: SearchRequest) -> SearchPage:
        """One page. Raises SearchError."""

    def similar(self, mention_id: int, size: int = 10) -> tuple[Hit, ...]:
        """Other mentions on the same subject, by the words they share, the closest first."""

    def index(self, mention_ids: Sequence[int]) -> None:
        """Make the index agree with the database on these: added, changed or deleted.

        Raises SearchError where the engine cannot take it now; nothing is harmed by a repeat.
        """

    def needs_rebuild(self) -> bool:
        """Whether there is no index, one of other word forms, or one half rebuilt."""

    def rebuild_step(self) -> Progress | None:
        """Do a little of a rebuild, begin one if none is on; None when it is whole and in use."""

    def restart_rebuild(self) -> None:
        """Have the next step begin anew."""

    def differences(self) -> list[int]:
        """Mentions on which index and database disagree (a check; reads all of both)."""

    def explain(self, query: Query) -> dict[str, Any]:
        """What this engine is asked for a query, as plain values."""

    def health(self) -> Health: ...


def rebuild(engine: Engine, report: Report | None = None) -> None:
    """Make the index anew while the old one serves."""
    engine.restart_rebuild()
    while (progress := engine.rebuild_step()) is not None:
        if report:
            report(progress)
