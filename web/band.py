"""The chart of a surge: what came against what is usual, as the shapes of an SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from web.services import Point

WIDTH, HEIGHT = 720, 180  # units of the drawing, stretched to the page
GAP = 0.16  # share of a bar's room left empty
HEADROOM = 1.05


@dataclass(frozen=True, slots=True)
class Bar:
    """A step: the rectangle of what came, its whole room, and whether it is part of the surge."""

    point: Point
    x: float
    y: float
    width: float
    height: float
    room: float
    is_above: bool


@dataclass(frozen=True, slots=True)
class Band:
    """`usual`, `expected`: points of a polygon and a line, where anything was expected at all
    (`has_usual`); `surge`: left edge and width.
    """

    bars: tuple[Bar, ...]
    usual: str
    expected: str
    has_usual: bool
    surge: tuple[float, float]
    highest: int
    minutes: int
    width: int = WIDTH
    height: int = HEIGHT


def draw(points: Sequence[Point], started_at: datetime, ended_at: datetime | None) -> Band | None:
    """The chart of these steps, with the time of the surge marked; None where there are none."""
    if not points:
        return None
    top = max(max(each.count, each.high) for each in points) * HEADROOM or 1.0
    room = WIDTH / len(points)

    def x(number: float) -> float:
        return round(number * room, 2)

    def y(value: float) -> float:
        return round(HEIGHT * (1 - value / top), 2)

    first, last = _place(points, started_at), _place(points, ended_at)
    bars = tuple(
        Bar(
            each, x(n + GAP / 2), y(each.count), x(1 - GAP), round(HEIGHT - y(each.count), 2),
            x(n), first <= n <= last and each.count > each.high,
        )
        for n, each in enumerate(points)
    )  # fmt: skip
    upper = [f"{x(n + 0.5)},{y(each.high)}" for n, each in enumerate(points)]
    lower = [f"{x(n + 0.5)},{y(each.low)}" for n, each in enumerate(points)]
    middle = [f"{x(n + 0.5)},{y(each.expected)}" for n, each in enumerate(points)]
    return Band(
        bars=bars,
        usual=" ".join([*upper, *reversed(lower)]),
        expected=" ".join(middle),
        has_usual=any(each.high for each in points),
        surge=(x(first), x(max(last - first, 1))),
        highest=round(max(each.count for each in points)),
        minutes=points[0].minutes,
    )


def _place(points: Sequence[Point], moment: datetime | None) -> int:
    """The step in which the moment lies; behind the last where there is none or it is later."""
    if moment is None:
        return len(points)
    return sum(each.start <= moment for each in points[1:])
