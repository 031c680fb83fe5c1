"""From signs, step by step, to surges as events with a start and an end. Pure."""

from dataclasses import dataclass, replace

import numpy as np

from alerts.arrays import Floats
from alerts.coverage import Window
from alerts.detection import COOLDOWN, Sign, State, Surges, advance
from alerts.sensitivity import Bounds


@dataclass(frozen=True, slots=True)
class Span:
    """A surge: times in seconds since 1970, `peak` in mentions a step; no end while it lasts."""

    started_at: float
    found_at: float
    ended_at: float | None
    observed: float
    expected: float
    peak: float
    peak_at: float


def follow(
    state: State, bounds: Bounds, window: Window, counts: Floats, known: Floats
) -> list[list[Span]]:
    """Advance `state` over the window; each series' surges that were on within it, in order.

    counts, known: (series, steps).
    """
    spans = [_before(state.surges, row, window.start) for row in range(len(counts))]
    for index in range(window.steps):
        at = window.start + index * window.step
        judged = advance(state, bounds, at, window.step, counts[:, index], known[:, index])
        for row in map(int, np.flatnonzero(judged.sign)):
            sign = judged.sign[row]
            if sign == Sign.STARTED:
                spans[row].append(_present(state.surges, row, at + window.step, None))
            elif spans[row]:
                ended = at + window.step if sign == Sign.ENDED else None
                spans[row][-1] = _present(state.surges, row, spans[row][-1].found_at, ended)
    for row in map(int, np.flatnonzero(state.surges.is_open)):
        if spans[row]:
            spans[row][-1] = _present(state.surges, row, spans[row][-1].found_at, None)
    return spans


def _before(surges: Surges, row: int, start: float) -> list[Span]:
    """The surge that the window begins in, or soon after: a second wave would belong to it."""
    if surges.is_open[row]:
        return [_present(surges, row, start, None)]
    if start - surges.ended_at[row] < COOLDOWN:
        return [_present(surges, row, start, float(surges.ended_at[row]))]
    return []


def _present(surges: Surges, row: int, found_at: float, ended_at: float | None) -> Span:
    return Span(
        started_at=float(surges.started_at[row]),
        found_at=found_at,
        ended_at=ended_at,
        observed=float(surges.observed[row]),
        expected=float(surges.expected[row]),
        peak=float(surges.peak[row]),
        peak_at=float(surges.peak_at[row]),
    )


def same_event(span: Span, started_at: float, ended_at: float | None) -> bool:
    """Whether a surge that is already known, from `started_at` to `ended_at`, is this one.

    Recounts move a start by a little, and a second wave may have been a surge of its own.
    """
    late = float("inf") if ended_at is None else ended_at + COOLDOWN
    own_end = float("inf") if span.ended_at is None else span.ended_at + COOLDOWN
    return span.started_at <= late and started_at <= own_end


def merged(spans: list[Span]) -> list[Span]:
    """Spans that the store would take for one, as one."""
    whole: list[Span] = []
    for span in spans:
        if whole and same_event(span, whole[-1].started_at, whole[-1].ended_at):
            first = whole[-1]
            higher = max(first, span, key=lambda each: each.peak)
            whole[-1] = replace(
                first,
                ended_at=span.ended_at,
                observed=max(first.observed, span.observed),
                expected=max(first.expected, span.expected),
                peak=higher.peak,
                peak_at=higher.peak_at,
            )
        else:
            whole.append(span)
    return whole
