"""The small chart of mentions over time: from hourly counts to the bars of an SVG."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mentions.store.views.counts import Counted
from mentions.types import Tone

WIDTH, HEIGHT = 720, 120  # units of the drawing, stretched to the page
GAP = 0.22  # share of a bar's room left empty
STACK = (Tone.NEGATIVE, Tone.NEUTRAL, Tone.POSITIVE)  # the negative stands on the ground


@dataclass(frozen=True, slots=True)
class Bar:
    """One tone of one bucket: a rectangle in units of the drawing."""

    tone: Tone
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Bucket:
    """The mentions from `start` on for one step, and the rectangles that show them."""

    start: datetime
    counts: dict[Tone, int]
    bars: tuple[Bar, ...]
    x: float
    width: float

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Chart:
    """`highest` is the mentions of the highest bar; `totals` the sums by tone."""

    buckets: tuple[Bucket, ...]
    highest: int
    step: timedelta
    totals: dict[Tone, int]
    width: int = WIDTH
    height: int = HEIGHT


def draw(
    counted: Sequence[Counted], since: datetime | None, until: datetime, zone: ZoneInfo
) -> Chart:
    """The chart from `since` (None: the first count) to `until`, in the zone's own days."""
    first = since or (counted[0].hour if counted else until - timedelta(days=1))
    step = _step(until - first)
    starts = _starts(first.astimezone(zone), until, step)
    sums: list[Counter[Tone]] = [Counter() for _ in starts]
    at = 0
    for hour in counted:
        while at + 1 < len(starts) and starts[at + 1] <= hour.hour:
            at += 1
        sums[at][hour.tone] += hour.count
    highest = max((sum_.total() for sum_ in sums), default=0)
    room = WIDTH / max(len(starts), 1)
    buckets = tuple(
        Bucket(start, {tone: sum_[tone] for tone in STACK}, _bars(sum_, highest, n, room),
               n * room, room)
        for n, (start, sum_) in enumerate(zip(starts, sums, strict=True))
    )  # fmt: skip
    totals = {tone: sum(sum_[tone] for sum_ in sums) for tone in STACK}
    return Chart(buckets, highest, step, totals)


def _step(period: timedelta) -> timedelta:
    if period <= timedelta(days=2):
        return timedelta(hours=1)
    return timedelta(days=1) if period <= timedelta(days=100) else timedelta(days=7)


def _starts(first: datetime, until: datetime, step: timedelta) -> list[datetime]:
    """Local starts of each bucket; a day lasts as long as the zone says, not always 24 hours."""
    zone = first.tzinfo
    start = first.replace(minute=0, second=0, microsecond=0)
    if step >= timedelta(days=1):
        start = start.replace(hour=0)
    if step == timedelta(days=7):
        start -= timedelta(days=start.weekday())
    starts = [start]
    while (start := _next(start, step)) < until.astimezone(zone):
        starts.append(start)
    return starts


def _next(start: datetime, step: timedelta) -> datetime:
    if step >= timedelta(days=1):
        return start + step  # wall time: midnight to midnight
    zone = start.tzinfo
    return (start.astimezone(ZoneInfo("UTC")) + step).astimezone(zone)


def _bars(sums: Counter[Tone], highest: int, number: int, room: float) -> tuple[Bar, ...]:
    bars = []
    ground = float(HEIGHT)
    for tone in STACK:
        if not sums[tone]:
            continue
        height = sums[tone] / highest * HEIGHT
        ground -= height
        x, width = (number + GAP / 2) * room, (1 - GAP) * room
        bars.append(Bar(tone, round(x, 2), round(ground, 2), round(width, 2), round(height, 2)))
    return tuple(bars)
