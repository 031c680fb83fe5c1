"""The watch over all series: reads what was counted, judges it, keeps surges and what to tell.

    counts, crawls ─► memory (pure: follow) ─► spans ─► surges and notices, in one transaction

The truth is the counts: what the detector remembers is made anew from them whenever the process
starts or counts change that it had settled, and surges are known again by their time, so neither a
restart nor a recount repeats or swallows one.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.memory import Memory
from alerts.reason import reason_for
from alerts.sensitivity import BOUNDS, Sensitivity
from alerts.spans import Span, same_event
from alerts.telling import is_news, tell
from mentions.store import meta
from mentions.store.alerts import series as series_store
from mentions.store.alerts import settings as settings_store
from mentions.store.alerts import surges as surge_store
from mentions.store.alerts.notices import DOUBLED, ENDED, STARTED
from mentions.store.alerts.settings import AlertSettings
from mentions.store.alerts.surges import NEGATIVE, Series, Surge
from mentions.store.database import Database, Transaction
from mentions.store.times import EPOCH

log = logging.getLogger(__name__)

STEPS_AN_HOUR = 12
# An older surge that comes to light (a late batch, a new brand) is kept, not told.
NEWS = timedelta(hours=24)
KEPT = timedelta(days=60)
# With which sensitivity the kept surges were found.
JUDGED_WITH = "surges judged with"


@dataclass(slots=True)
class Watched:
    """One run: how many series there are, how many were looked at, and what was found."""

    series: int = 0
    judged: int = 0
    started: int = 0
    ended: int = 0
    told: int = 0


class Watch:
    """Looks for surges in the store's counts; one at a time over a database (hold a lease)."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._sensitivity = ""
        self._memory = Memory(BOUNDS[Sensitivity.USUAL])

    def run_once(self, now: datetime) -> Watched:
        """Judge all that has changed, up to the last whole five minutes before `now`."""
        with self._db.read() as tx:
            settings = settings_store.get(tx)
            self._follow(settings.sensitivity)
            changes = series_store.changes(tx)
            names = surge_store.brand_names(tx)
            found = self._memory.look(tx, sorted(names), changes, now)
        report = Watched(series=self._memory.size, judged=len(found))
        with self._db.write() as tx:
            keeper = _Keeper(tx, names, settings, now, report)
            for series in sorted(found, key=_telling_order):
                keeper.keep(series, found[series])
            keeper.tell_held()
            series_store.forget_changes(tx, [c for c in changes if c.brand_id in names])
            series_store.forget_counts(tx, now - KEPT)
        return report

    def _follow(self, sensitivity: str) -> None:
        """Go through everything anew where people want to be told more, or less."""
        if sensitivity != self._sensitivity:
            self._sensitivity = sensitivity
            self._memory = Memory(BOUNDS[Sensitivity(sensitivity)])


def _telling_order(series: Series) -> tuple[int, bool, str, int]:
    """Of what happens at once, the negative is told first: it is what people ask for."""
    return series.brand_id, series.kind != NEGATIVE, series.kind, series.source_id or 0


class _Keeper:
    """One transaction's surges: what is known, what is new, and what is told of them."""

    def __init__(
        self,
        tx: Transaction,
        names: dict[int, str],
        settings: AlertSettings,
        now: datetime,
        report: Watched,
    ) -> None:
        self._tx = tx
        self._names = names
        self._pause = timedelta(minutes=settings.pause)
        judged_with = meta.get(tx, JUDGED_WITH)
        # What other bounds would have found and is over is the past, not news.
        self._is_another_look = judged_with not in (None, settings.sensitivity)
        if judged_with != settings.sensitivity:
            meta.put(tx, JUDGED_WITH, settings.sensitivity)
        self._now = now
        self._report = report
        self._known: dict[Series, list[Surge]] = {}
        self._told: dict[int, list[Series]] = {}
        for surge in surge_store.lasting_at(tx, now - KEPT):
            self._known.setdefault(surge.series, []).append(surge)
            if surge.ended_at is None and surge.told:
                self._told.setdefault(surge.series.brand_id, []).append(surge.series)

    def keep(self, series: Series, spans: Sequence[Span]) -> None:
        known = self._known.get(series, [])
        met: set[int] = set()
        for span in spans:
            surge = next((one for one in known if _is_same(span, one)), None)
            if surge is None:
                self._start(series, span)
            else:
                met.add(surge.id)
                self._go_on(surge, span)
        for surge in known:
            if surge.ended_at is None and surge.id not in met:
                self._end(surge, self._now)  # a correction has taken it away

    def _start(self, series: Series, span: Span) -> None:
        is_past = self._is_another_look and span.ended_at is not None
        is_recent = self._now - _time(span.found_at) <= NEWS and not is_past
        is_wanted = is_recent and is_news(series, self._told.get(series.brand_id, ()))
        held_until = self._held_until(series) if is_wanted else None
        is_told = is_wanted and held_until is None
        reason = self._reason(series, span)
        surge_id = surge_store.add(
            self._tx,
            series,
            started_at=_time(span.started_at),
            found_at=self._now,
            peak_at=_time(span.peak_at),
            peak=span.peak * STEPS_AN_HOUR,
            observed=round(span.observed),
            expected=span.expected,
            told=span.peak * STEPS_AN_HOUR if is_told else 0.0,
            reason=reason,
            told_at=self._now if is_told else None,
            held_until=held_until,
        )
        if span.ended_at is not None:
            surge_store.change(self._tx, surge_id, ended_at=_time(span.ended_at))
        self._report.started += 1
        if is_told:
            self._told.setdefault(series.brand_id, []).append(series)
            self._tell(STARTED, surge_id, reason)

    def _held_until(self, series: Series) -> datetime | None:
        """The end of the pause after the brand's last first message; none holds the negative
        back but another negative one.
        """
        kind = NEGATIVE if series.kind == NEGATIVE else None
        last = surge_store.last_told_at(self._tx, series.brand_id, kind=kind)
        # A clock that was set back must not hold anything up.
        is_on = last is not None and last <= self._now < last + self._pause
        return last + self._pause if last is not None and is_on else None

    def tell_held(self) -> None:
        """Tell of what a pause has held back and what still lasts, unless it is known by now."""
        for surge in surge_store.lasting_at(self._tx, self._now):
            series, until = surge.series, surge.held_until
            # Nothing is held longer than a pause: a later end was set by a clock that ran ahead.
            is_early = until is None or self._now < until <= self._now + self._pause
            if is_early or surge.ended_at is not None or series.brand_id not in self._names:
                continue
            surge_store.change(self._tx, surge.id, held_until=None)
            told = self._told.setdefault(series.brand_id, [])
            if is_news(series, told):
                told.append(series)
                reason = self._reason(series, _span(surge))
                values = {"told": surge.peak, "told_at": self._now, "reason": reason}
                surge_store.change(self._tx, surge.id, **values)
                self._tell(STARTED, surge.id, reason)

    def _go_on(self, surge: Surge, span: Span) -> None:
        peak = span.peak * STEPS_AN_HOUR
        surge_store.change(
            self._tx,
            surge.id,
            peak=max(surge.peak, peak),
            peak_at=_time(span.peak_at) if peak > surge.peak else surge.peak_at,
            observed=round(span.observed),
            expected=span.expected,
        )
        if span.ended_at is not None:
            if surge.ended_at is None:
                self._end(surge, _time(span.ended_at))
            return
        if surge.ended_at is not None:
            surge_store.change(self._tx, surge.id, ended_at=None)
        if surge.told and peak >= 2 * surge.told:
            reason = self._reason(surge.series, span)
            surge_store.change(self._tx, surge.id, told=peak, reason=reason)
            self._tell(DOUBLED, surge.id, reason)

    def _end(self, surge: Surge, at: datetime) -> None:
        surge_store.change(self._tx, surge.id, ended_at=at)
        self._report.ended += 1
        if surge.told:
            self._tell(ENDED, surge.id, {**surge.reason, "ended_at": at.isoformat()})

    def _reason(self, series: Series, span: Span) -> dict[str, object]:
        name = self._names[series.brand_id]
        return reason_for(self._tx, series, name, span, self._now).to_json()

    def _tell(self, kind: str, surge_id: int, content: dict[str, object]) -> None:
        self._report.told += tell(self._tx, kind, surge_id, content, self._now)


def _time(seconds: float) -> datetime:
    return EPOCH + timedelta(seconds=round(seconds))


def _span(surge: Surge) -> Span:
    return Span(
        started_at=surge.started_at.timestamp(),
        found_at=surge.found_at.timestamp(),
        ended_at=None,
        observed=surge.observed,
        expected=surge.expected,
        peak=surge.peak / STEPS_AN_HOUR,
        peak_at=surge.peak_at.timestamp(),
    )


def _is_same(span: Span, surge: Surge) -> bool:
    ended = None if surge.ended_at is None else surge.ended_at.timestamp()
    return same_event(span, surge.started_at.timestamp(), ended)
