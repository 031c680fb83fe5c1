"""What a digest tells, gathered from the store. Titles and names are on one line and short."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alerts.digest.periods import Period
from mentions.store import tickets
from mentions.store.alerts import surges
from mentions.store.database import Transaction
from mentions.store.views import digest as views
from mentions.store.views.digest import Answers
from mentions.types import State, Tone

STORIES, SOURCES, AUTHORS, WAITING, SURGES = 7, 7, 5, 5, 10
# A mail has room for the first of them; the workbook has all.
BRANDS = 15
TITLE = 160


@dataclass(frozen=True, slots=True)
class Counts:
    """Mentions by tone."""

    negative: int = 0
    neutral: int = 0
    positive: int = 0

    @property
    def all(self) -> int:
        return self.negative + self.neutral + self.positive

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.negative + other.negative,
            self.neutral + other.neutral,
            self.positive + other.positive,
        )


@dataclass(frozen=True, slots=True)
class BrandLine:
    """A brand in the period and in the one before."""

    brand_id: int
    name: str
    now: Counts
    before: Counts


@dataclass(frozen=True, slots=True)
class Voice:
    """A brand's share of all that was said of any brand of the store, 0 to 1, now and before."""

    name: str
    count: int
    share: float
    before: float
    is_own: bool


@dataclass(frozen=True, slots=True)
class StoryLine:
    """`count` times in the period, `size` in all; `negative` of the former."""

    mention_id: int
    title: str
    count: int
    size: int
    negative: int
    reach: int | None

    @property
    def is_negative(self) -> bool:
        return self.negative * 2 > self.count


@dataclass(frozen=True, slots=True)
class SourceLine:
    source_id: int
    name: str
    count: int
    before: int
    negative: int


@dataclass(frozen=True, slots=True)
class AuthorLine:
    """By the mention of the greatest reach."""

    name: str
    site: str
    reach: int
    count: int
    mention_id: int
    title: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class WaitingLine:
    mention_id: int
    title: str
    source: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Work:
    """What became of the period's mentions. `answered`: the company's answer was seen there.

    `unanswered` want an answer and nobody has touched them; `waiting` are the most pressing ones.
    Tickets are those sent, still to be sent, and those that no desk took.
    """

    new: int
    working: int
    done: int
    answered: int
    unanswered: int
    waiting: tuple[WaitingLine, ...]
    tickets_sent: int
    tickets_pending: int
    tickets_failed: int
    # By their deadlines, in the period and in the one before.
    answers: Answers
    answers_before: Answers

    @property
    def tickets(self) -> int:
        return self.tickets_sent + self.tickets_pending + self.tickets_failed


@dataclass(frozen=True, slots=True)
class SurgeLine:
    """`reason` is the surge's own, of which a sentence is made."""

    surge_id: int
    reason: Mapping[str, Any]
    is_over: bool


@dataclass(frozen=True, slots=True)
class Digest:
    """A period of some brands; the greatest first in every list."""

    period: Period
    brands: tuple[BrandLine, ...]
    voices: tuple[Voice, ...]
    stories: tuple[StoryLine, ...]
    sources: tuple[SourceLine, ...]
    authors: tuple[AuthorLine, ...]
    work: Work
    surges: tuple[SurgeLine, ...]

    @property
    def now(self) -> Counts:
        return sum((line.now for line in self.brands), Counts())

    @property
    def before(self) -> Counts:
        return sum((line.before for line in self.brands), Counts())

    @property
    def is_quiet(self) -> bool:
        return not self.now.all and not self.surges


def gather(tx: Transaction, period: Period, wanted: Collection[int] = ()) -> Digest:
    """The digest of `wanted` brands that are watched, or of all of them."""
    names = surges.brand_names(tx)
    own = [brand_id for brand_id in names if not wanted or brand_id in wanted]
    span, before = (period.since, period.until), (period.before.since, period.before.until)
    counts, earlier = views.by_brand_and_tone(tx, *span), views.by_brand_and_tone(tx, *before)
    lines = [
        BrandLine(one, clean(name), _counts(counts.get(one)), _counts(earlier.get(one)))
        for one, name in names.items()
    ]
    lines.sort(key=lambda line: (-line.now.all, -line.before.all, line.name))
    return Digest(
        period=period,
        brands=tuple(line for line in lines if line.brand_id in own),
        voices=_voices(lines, own),
        stories=_stories(tx, own, span),
        sources=_sources(tx, own, span, before),
        authors=tuple(
            AuthorLine(clean(one.author), clean(one.site), one.reach, one.count, one.mention_id,
                       clean(one.title), one.tone)
            for one in views.top_authors(tx, own, *span, AUTHORS)
        ),
        work=_work(tx, own, span, before),
        surges=tuple(
            SurgeLine(one.id, _cleaned(one.reason), one.ended_at is not None)
            for one in views.begun_surges(tx, own, *span, SURGES)
        ),
    )  # fmt: skip


def clean(text: str, limit: int = TITLE) -> str:
    """On one line, without what a terminal or a mail's header would obey.

    >>> clean("Сбой\\r\\nBcc: all@example.ru\\x1b[31m")
    'Сбой Bcc: all@example.ru [31m'
    """
    shown = "".join(char if char.isprintable() else " " for char in text[: limit * 4])
    shown = " ".join(shown.split())
    return shown if len(shown) <= limit else shown[: limit - 1].rstrip() + "…"


def _cleaned(content: Any) -> Any:
    """A reason's JSON with all of its texts clean."""
    if isinstance(content, str):
        return clean(content)
    if isinstance(content, Mapping):
        return {key: _cleaned(value) for key, value in content.items()}
    return [_cleaned(each) for each in content] if isinstance(content, list) else content


def _counts(tones: Mapping[Tone, int] | None) -> Counts:
    tones = tones or {}
    return Counts(*(max(tones.get(tone, 0), 0) for tone in Tone))


def _voices(lines: list[BrandLine], own: list[int]) -> tuple[Voice, ...]:
    """Of one brand alone there is nothing to share."""
    total = sum(line.now.all for line in lines)
    earlier = sum(line.before.all for line in lines)
    if len(lines) < 2 or not total:
        return ()
    return tuple(
        Voice(line.name, line.now.all, line.now.all / total,
              line.before.all / earlier if earlier else 0.0, line.brand_id in own)
        for line in lines
    )  # fmt: skip


_Span = tuple[datetime, datetime]


def _stories(tx: Transaction, own: list[int], span: _Span) -> tuple[StoryLine, ...]:
    return tuple(
        StoryLine(one.mention_id, clean(one.title), one.count, max(one.size, one.count),
                  one.negative, one.reach)
        for one in views.top_stories(tx, own, *span, STORIES)
    )  # fmt: skip


def _sources(tx: Transaction, own: list[int], span: _Span, before: _Span) -> tuple[SourceLine, ...]:
    earlier = views.by_source(tx, own, *before)
    lines = [
        SourceLine(source_id, clean(name), count, earlier.get(source_id, ("", 0, 0))[1], negative)
        for source_id, (name, count, negative) in views.by_source(tx, own, *span).items()
    ]
    return tuple(sorted(lines, key=lambda line: (-line.count, line.name))[:SOURCES])


def _work(tx: Transaction, own: list[int], span: _Span, before: _Span) -> Work:
    states, sent = views.by_state(tx, own, *span), views.by_ticket_state(tx, own, *span)
    found, unanswered = views.waiting(tx, own, *span, WAITING)
    return Work(
        new=states.get(State.NEW, 0),
        working=states.get(State.WORKING, 0),
        done=states.get(State.DONE, 0),
        answered=views.count_answered(tx, own, *span),
        unanswered=unanswered,
        waiting=tuple(
            WaitingLine(one.mention_id, clean(one.title), clean(one.source), one.published_at)
            for one in found
        ),
        tickets_sent=sent.get(tickets.SENT, 0),
        tickets_pending=sent.get(tickets.PENDING, 0),
        tickets_failed=sent.get(tickets.REFUSED, 0) + sent.get(tickets.EXPIRED, 0),
        answers=views.answers(tx, own, *span),
        answers_before=views.answers(tx, own, *before),
    )
