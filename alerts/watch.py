"""The watch over all series: reads what was counted, judges it, keeps surges and what to tell.

    counts, crawls ─► memory (pure: follow) ─► spans ─► surges and notices, in one transaction

The truth is the counts: what the detector remembers is made anew from them whenever the process
starts or counts change that it had settled, and surges are known again by their time, so neither a
restart nor a recount repeats or swallows one.
"""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.memory import Memory
from alerts.reason import reason_for
from alerts.sensitivity import Sensitivity, of_brand
from alerts.spans import Span, same_event
from alerts.telling import Rise, are_same, is_news, tell, telling_order
from mentions.store import meta, watching
from mentions.store import rules as rule_store
from mentions.store.alerts import series as series_store
from mentions.store.alerts import settings as settings_store
from mentions.store.alerts import surges as surge_store
from mentions.store.alerts.notices import DOUBLED, ENDED, STARTED
from mentions.store.alerts.surges import NEGATIVE, QUESTION, RULE, STORY, Series, Surge
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
        self._memory = Memory()

    def run_once(self, now: datetime) -> Watched:
        """Judge all that has changed, up to the last whole five minutes before `now`."""
        with self._db.read() as tx:
            settings = settings_store.get(tx)
            changes = series_store.changes(tx)
            names = surge_store.brand_names(tx)
            words = {brand_id: of_brand(settings, brand_id) for brand_id in names}
            rules = watching.watched(tx, rule_store.all_rules(tx))
            found = self._memory.look(tx, words, rules, changes, now)
        report = Watched(series=self._memory.size, judged=len(found))
        with self._db.write() as tx:
            judged = _Judged(tx, words, [rule.id for rule in rules])
            keeper = _Keeper(tx, names, timedelta(minutes=settings.pause), judged, now, report)
            for series in sorted(found, key=telling_order):
                keeper.keep(series, found[series])
            keeper.end_others(found)
            keeper.tell_held()
            series_store.forget_changes(tx, [c for c in changes if c.brand_id in names])
            series_store.forget_counts(tx, now - KEPT)
        return report


class _Judged:
    """With what the kept surges were found: what other bounds or a new series would have found and
    is over is the past, not news.
    """

    def __init__(
        self, tx: Transaction, words: Mapping[int, Sensitivity], rule_ids: Sequence[int]
    ) -> None:
        kept = meta.get(tx, JUDGED_WITH)
        now = {f"brand-{one}": word.value for one, word in words.items()}
        now |= {QUESTION: "", STORY: "", **{f"rule-{one}": "" for one in rule_ids}}
        if isinstance(kept, str):  # of a version with one word for all, and fewer series
            kept = {key: kept for key in now if key.startswith("brand-")}
        self._before: Mapping[str, str] = now if kept is None else kept
        self._now = now
        if kept != now:
            meta.put(tx, JUDGED_WITH, now)

    def is_another_look(self, series: Series) -> bool:
        brand, kind = f"brand-{series.brand_id}", series.kind
        if self._before.get(brand, self._now[brand]) != self._now[brand]:
            return True
        key = f"rule-{series.rule_id}" if kind == RULE else kind
        return key in self._now and key not in self._before


class _Keeper:
    """One transaction's surges: what is known, what is new, and what is told of them."""

    def __init__(
        self,
        tx: Transaction,
        names: dict[int, str],
        pause: timedelta,
        judged: _Judged,
        now: datetime,
        report: Watched,
    ) -> None:
        self._tx = tx
        self._names = names
        self._pause = pause
        self._judged = judged
        self._now = now
        self._report = report
        self._known: dict[Series, list[Surge]] = {}
        self._told: dict[int, dict[Series, Span]] = {}
        for surge in surge_store.lasting_at(tx, now - KEPT):
            self._known.setdefault(surge.series, []).append(surge)
            if surge.ended_at is None and surge.told:
                self._note_told(surge.series, _span(surge))

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

    def end_others(self, found: Collection[Series]) -> None:
        """What lasts of series that the brands that were looked at have no longer; where a person
        has changed a rule, that is no all-clear.
        """
        looked_at = {series.brand_id for series in found}
        for series, known in self._known.items():
            if series.brand_id in looked_at and series not in found:
                for surge in known:
                    if surge.ended_at is None:
                        self._end(surge, self._now, is_clear=series.kind != RULE)

    def _start(self, series: Series, span: Span) -> None:
        is_past = span.ended_at is not None and self._judged.is_another_look(series)
        is_recent = self._now - _time(span.found_at) <= NEWS and not is_past
        is_wanted = is_recent and self._is_news(series, span)
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
            self._note_told(series, span)
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

    def _note_told(self, series: Series, span: Span) -> None:
        self._told.setdefault(series.brand_id, {})[series] = span

    def _is_news(self, series: Series, span: Span) -> bool:
        told = self._told.get(series.brand_id, {})
        return is_news(
            series,
            told,
            lambda other: are_same(
                self._tx, Rise(series, span), Rise(other, told[other]), self._now
            ),
        )

    def tell_held(self) -> None:
        """Tell of what a pause has held back and what still lasts, unless it is known by now."""
        for surge in surge_store.lasting_at(self._tx, self._now):
            series, until = surge.series, surge.held_until
            # Nothing is held longer than a pause: a later end was set by a clock that ran ahead.
            is_early = until is None or self._now < until <= self._now + self._pause
            if is_early or surge.ended_at is not None or series.brand_id not in self._names:
                continue
            surge_store.change(self._tx, surge.id, held_until=None)
            span = _span(surge)
            if self._is_news(series, span):
                self._note_told(series, span)
                reason = self._reason(series, span)
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

    def _end(self, surge: Surge, at: datetime, is_clear: bool = True) -> None:
        surge_store.change(self._tx, surge.id, ended_at=at)
        self._report.ended += 1
        if surge.told and is_clear:
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
