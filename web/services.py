"""What the application hands to the pages: everything that they may not import themselves.

Each field is a door to another room. A refusal comes through every door as a `MolvaError`, whose
message the page shows beside the field that caused it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from mentions.messages import Message
from mentions.rules import Rule
from mentions.store.database import Database
from mentions.types import RawItem, Span, Tone

Options = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form that a kind of source or desk asks for.

    `label` and `help` are keys of the catalogue. The value of a `secret` is never shown again.
    `choices` are (value, key of its label) for a `choice`.
    """

    name: str
    label: str
    help: str = ""
    kind: Literal["text", "address", "secret", "number", "flag", "choice", "lines"] = "text"
    is_required: bool = False
    default: str | int | bool = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of source or desk: its name in the database, and keys of what a person reads."""

    name: str
    label: str
    help: str = ""
    fields: tuple[Field, ...] = ()
    address_label: str = ""


@dataclass(frozen=True, slots=True)
class QueryExample:
    """A stored mention that a query would match, with the places of the words in `text`."""

    mention_id: int
    text: str
    places: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class QueryPreview:
    """How many stored mentions a query matches (`is_capped`: at least that many)."""

    count: int
    is_capped: bool = False
    examples: tuple[QueryExample, ...] = ()


@dataclass(frozen=True, slots=True)
class SourcePreview:
    """What a source shows when it is asked before it is saved.

    `address` differs from the one asked for where that led to a better one (the feed of a page).
    """

    address: str
    name: str
    items: tuple[RawItem, ...] = ()
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Attempt:
    """One delivery of a test ticket: the far end's status and the start of its answer."""

    is_success: bool
    milliseconds: int
    status: int | None = None
    error: Message | None = None
    reply: str = ""


@dataclass(frozen=True, slots=True)
class DryRunRow:
    """A stored mention on which a rule would have acted, and the priority it would have got."""

    mention_id: int
    title: str
    published_at: datetime
    tone: Tone
    priority: int
    reasons: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a rule would have done over the stored time since `since`."""

    since: datetime
    looked_at: int
    matched: int
    tickets: int
    joined: int
    rows: tuple[DryRunRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Services:
    """Made once by the application and given to `create_app`."""

    db: Database
    # The list of mentions for a query of the one language, see `search.Engine`.
    search: Any
    count_matches: Callable[[str], QueryPreview]
    source_kinds: Sequence[Kind]
    preview_source: Callable[[str, str, Options], SourcePreview]
    request_crawl: Callable[[int], None]
    desk_kinds: Sequence[Kind]
    check_template: Callable[[str], str]
    send_test: Callable[[int], Attempt]
    dry_run: Callable[[Rule], DryRun]
    problems: Callable[[], Sequence[Message]] = tuple
    # Printed at start while there is no user: only who can read it becomes the administrator.
    setup_token: str = ""
    session_lifetime: timedelta = timedelta(days=14)
    base_address: str = "http://127.0.0.1:8080"
    data_folder: Path = Path()
    versions: Mapping[str, str] = field(default_factory=dict)
