"""The detector on anybody's numbers: lines of `timestamp,value` in, `timestamp,score` out."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from alerts.arrays import Floats
from alerts.detection import Judged, Sign, State, advance
from alerts.sensitivity import BOUNDS, Bounds, Sensitivity
from alerts.usual import DAY
from mentions.errors import MolvaError
from mentions.messages import message

# A hole in the data longer than this teaches nothing more by being stepped through.
LONGEST_HOLE = 10_000

# Below the bar, what has become so many times rarer within the time scores, and nothing else.
RARER, APART = 5.0, DAY
LEAST_SHARE = 0.25  # of the bar
NOT_TOLD = 0.49


class BacktestError(MolvaError):
    """A line that cannot be read, named, with its remedy."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the input: its time as it was written and in seconds since 1970; NaN: unknown."""

    written: str
    at: float
    value: float


def run(
    lines: Iterable[str],
    write: Callable[[str], object],
    sensitivity: Sensitivity = Sensitivity.USUAL,
) -> None:
    """Score each row by itself and what came before it; 0.5 or more where a surge is told of.

    A row is written as soon as it is read. Raises BacktestError.
    """
    detector = _Detector(sensitivity)
    for number, line in enumerate(lines, start=1):
        text = line.strip().removeprefix("\ufeff")
        if number == 1 and text.replace(" ", "").lower() == "timestamp,value":
            write("timestamp,score\n")
        elif text:
            row = _row(number, text)
            write(f"{row.written},{detector.score(number, row):.6f}\n")


@dataclass(slots=True)
class Scored:
    """One row a series: the rarity in days that last scored, and the seconds since."""

    rarity: Floats
    quiet: Floats

    @staticmethod
    def of(count: int) -> "Scored":
        return Scored(*np.zeros((2, count)))


def score(
    scored: Scored, state: State, judged: Judged, bounds: Bounds, known: Floats, step: float
) -> Floats:
    """Of the step that `state` was just advanced by: 0 to 1, from its rarity against the bar's.

    0.5 or more where a message would go, at a surge's start and doublings, and nowhere else.
    Before, a rise scores wherever it has become much rarer; in a surge, nothing but messages do.
    """
    is_told = (judged.sign == Sign.STARTED) | (judged.sign == Sign.DOUBLED)
    scored.quiet = scored.quiet + step
    before = np.where(scored.quiet > APART, 0, scored.rarity)
    rarer = (known > 0) & (judged.rarity >= np.maximum(RARER * before, LEAST_SHARE * bounds.days))
    scores = is_told | (rarer & ~state.surges.is_open)
    scored.rarity = np.where(scores, np.maximum(judged.rarity, before), before)
    scored.quiet = np.where(scores, 0, scored.quiet)
    grade = judged.rarity / (judged.rarity + bounds.days)
    below = np.where(scores, np.minimum(grade, NOT_TOLD), 0)
    return np.where(is_told, np.maximum(grade, 0.5), below)


class _Detector:
    """One series with an even step, which the first two rows tell."""

    def __init__(self, sensitivity: Sensitivity) -> None:
        self._bounds = BOUNDS[sensitivity]
        self._state, self._scored = State.of(1), Scored.of(1)
        self._last: Row | None = None
        self._step = 0.0  # seconds; not known yet

    def score(self, number: int, row: Row) -> float:
        last, self._last = self._last, row
        if last is None:
            return 0.0  # one row has no step yet, and nothing is unusual about it
        if row.at <= last.at:
            raise BacktestError(message("alerts-backtest-order", line=number))
        if not self._step:
            self._step = row.at - last.at
            self._advance(last.at, last.value)
        missing = round((row.at - last.at) / self._step) - 1
        for hole in range(1, min(missing, LONGEST_HOLE) + 1):
            self._advance(last.at + hole * self._step, math.nan)
        return self._advance(row.at, row.value)

    def _advance(self, at: float, value: float) -> float:
        is_known = not math.isnan(value)
        counts, known = np.array([value if is_known else 0.0]), np.array([float(is_known)])
        judged = advance(self._state, self._bounds, at, self._step, counts, known)
        scores = score(self._scored, self._state, judged, self._bounds, known, self._step)
        return float(scores[0])


def _row(number: int, text: str) -> Row:
    written, comma, value = text.partition(",")
    if not comma:
        raise BacktestError(message("alerts-backtest-line", line=number))
    try:
        moment = datetime.fromisoformat(written.strip())
    except ValueError as error:
        shown = written.strip()[:40]
        raise BacktestError(message("alerts-backtest-time", line=number, text=shown)) from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return Row(written, moment.timestamp(), _value(number, value.strip()))


def _value(number: int, text: str) -> float:
    """An empty value is an unknown one."""
    try:
        value = float(text) if text else math.nan
    except ValueError:
        value = -1.0
    if value < 0 or math.isinf(value):
        raise BacktestError(message("alerts-backtest-value", line=number, text=text[:40]))
    return value
