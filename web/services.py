"""What the application hands to the pages: everything that they may not import themselves.

Each field is a door to another room. A refusal comes through every door as a `MolvaError`, whose
message the page shows beside the field that caused it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any, Protocol

from mentions.forms import Field
from mentions.messages import Message
from mentions.rules import Rule
from mentions.store.alerts.channels import ChannelForm
from mentions.store.alerts.digests import Digest, DigestForm
from mentions.store.alerts.notices import Notice
from mentions.store.alerts.settings import AlertSettings
from mentions.store.alerts.surges import Series, Surge
from mentions.store.database import Database
from mentions.types import RawItem, Span, Tone
from search.engine import Engine
from search.suggest import Suggestions

Options = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of source or desk: its name in the database, and keys of what a person reads."""

    name: str
    label: str
    help: str = ""
    fields: tuple[Field, ...] = ()
    # Of sources: whether mentions can be answered there, and whether the far end pushes to us.
    takes_replies: bool = False
    takes_pushes: bool = False


@dataclass(frozen=True, slots=True)
class PushAnswer:
    """What a far end that has pushed something is answered."""

    status: int
    text: str = ""
    knows_secret: bool = False


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
class Point:
    """A step of a series: what came, and between what bounds that is usual.

    Mentions within the `minutes` from `start` on; a step that was not crawled is not known.
    """

    start: datetime
    minutes: int
    count: float
    expected: float
    low: float
    high: float
    is_known: bool


@dataclass(frozen=True, slots=True)
class Foretold:
    """A surge of the past, in a sentence, that people would have been told of."""

    words: str
    found_at: datetime
    ended_at: datetime | None


class ChannelDoor(Protocol):
    """What the pages ask about channels; errors are MolvaErrors."""

    def check(self, form: ChannelForm) -> ChannelForm:
        """The form as it is to be kept; a webhook without a secret is given one."""

    def masked(self, address: str) -> str:
        """A kept address as a page may show it."""

    def send_test(self, form: ChannelForm) -> Message | None:
        """Send a message now; what went wrong, if anything did."""


class AlertDoor(Protocol):
    """What the pages ask about surges and what was told of them."""

    def words(self, surge: Surge, language: str, time_zone: str) -> str:
        """A surge in a sentence."""

    def notice_words(self, notice: Notice, language: str, time_zone: str) -> str:
        """What a notice says, in its first line."""

    def points(self, series: Series, since: datetime, until: datetime) -> Sequence[Point]:
        """A series with what was usual: in quarters of an hour, or hours where they are many."""

    def foretold(
        self, settings: AlertSettings, language: str, time_zone: str
    ) -> Sequence[Foretold]:
        """What people would have been told of in the past four weeks with these settings, the
        latest first. Takes seconds.
        """


class DigestDoor(Protocol):
    """What the pages ask about digests; errors are MolvaErrors."""

    @property
    def is_ready(self) -> bool:
        """Whether there is a mail server to send by."""

    def check(self, form: DigestForm) -> DigestForm:
        """The form as it is to be kept."""

    def next_at(self, digest: Digest) -> datetime:
        """When it is due next."""

    def send_now(self, digest_id: int) -> Message | None:
        """Send a mail now; what went wrong, if anything did."""

    def workbook(self, digest: Digest) -> bytes:
        """The day or week until now, as XLSX."""


class ImportDoor(Protocol):
    """What the pages ask about files with mentions; errors are MolvaErrors."""

    @property
    def fields(self) -> Sequence[str]:
        """What a column may hold, as `mentions.pushed` names it."""

    @property
    def largest(self) -> int:
        """The largest file, in bytes."""

    def take(self, file: IO[bytes], name: str, into: str, user: str) -> str:
        """Keep a file and begin to look at it; the id of its `mentions.store.imports`."""


class SourceDoor(Protocol):
    """What the pages ask about sources; errors are MolvaErrors."""

    kinds: Sequence[Kind]

    def check(self, kind: str, address: str, options: Options) -> tuple[str, dict[str, Any]]:
        """The address and options as they are to be kept; nothing is fetched."""

    def rereads(self, kind: str, old: Options, new: Options) -> bool:
        """Whether a source is to be read anew from the start when its options change so."""

    def preview(self, kind: str, address: str, options: Options) -> SourcePreview:
        """Ask the source now and show its first items; takes as long as the far end does."""


class DeskDoor(Protocol):
    """What the pages ask about helpdesks; errors are MolvaErrors."""

    kinds: Sequence[Kind]

    def check(self, kind: str, options: Options) -> dict[str, Any]:
        """The options as they are to be kept."""

    def masked(self, kind: str, options: Options) -> dict[str, Any]:
        """Kept options as a page may show them."""

    def secret(self, kind: str, given: str) -> str:
        """The signing key to keep: the one given, checked, or a new one where none is."""

    def sample(self, kind: str, options: Options) -> str:
        """The body that a made-up ticket would have there."""

    def send_test(self, destination_id: int) -> Attempt:
        """Send a made-up ticket now."""


@dataclass(frozen=True, slots=True)
class Services:
    """Made once by the application and given to `create_app`."""

    db: Database
    search: Engine
    suggestions: Suggestions
    sources: SourceDoor
    desks: DeskDoor
    count_matches: Callable[[str], QueryPreview]
    dry_run: Callable[[Rule], DryRun]
    check_rule: Callable[[Rule], None]
    # What a far end pushes to a source: its id and the request's body.
    receive: Callable[[int, bytes], PushAnswer]
    channels: ChannelDoor
    alerts: AlertDoor
    digests: DigestDoor
    imports: ImportDoor
    # What this process knows to be wrong and could not write to the database.
    problems: Callable[[], Sequence[Message]] = tuple
    # Printed at start while there is no user: only who can read it becomes the administrator.
    setup_token: str = ""
    session_lifetime: timedelta = timedelta(days=14)
    base_address: str = "http://127.0.0.1:8080"
    data_folder: Path = Path()
    versions: Mapping[str, str] = field(default_factory=dict)
