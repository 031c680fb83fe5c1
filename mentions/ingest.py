"""From the inbox to a stored mention.

    claim ─► normalise ─► match brands ─► classify ─► (one transaction)
                              │                        new, edited, known or seen elsewhere?
                              │                        story, effects of the rules,
                              └─► unmatched            mention, counts, outbox; inbox row gone

The slow steps hold no transaction. The last one decides what is a duplicate of what and keeps all
of it at once, so that a kill anywhere leaves each item either in the inbox or wholly ingested.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from mentions import threads
from mentions.batch import Judge, Read, keep, withdraw
from mentions.errors import MolvaError
from mentions.messages import message
from mentions.query import QueryIndex, parse
from mentions.reading import Matched, match
from mentions.report import IngestReport
from mentions.store import brands as brand_store
from mentions.store import inbox, leases, mentions
from mentions.store.brands import Brand
from mentions.store.database import Database, Transaction, serialise_ingest
from mentions.store.inbox import InboxRow
from mentions.store.times import utc_now
from mentions.threads import Known, about, is_answer
from mentions.types import Passage, Verdict

log = logging.getLogger(__name__)

# With the model a batch takes seconds: work lost by a kill, and what the page waits for.
BATCH = 256


class Classifier(Protocol):
    """The tone model: a verdict for each passage, in order."""

    @property
    def version(self) -> str: ...

    def classify(self, batch: Sequence[Passage]) -> list[Verdict]: ...


@dataclass(slots=True)
class _Sorted:
    """A batch after reading: what is about a brand, what is about none, what cannot be read, and
    what its source has taken away."""

    matched: list[Matched] = field(default_factory=list)
    unmatched: list[InboxRow] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    withdrawn: list[InboxRow] = field(default_factory=list)


class Ingest:
    """Takes batches from the inbox; many may run side by side.

    `rules` gives the judge of today's rules, inside the transaction that keeps a batch.
    """

    def __init__(
        self,
        db: Database,
        classifier: Classifier,
        rules: Callable[[Transaction], Judge],
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._db = db
        self._classifier = classifier
        self._rules = rules
        self._clock = clock
        self._watched: list[Brand] = []
        self._brands: QueryIndex[int] = QueryIndex({})
        self._in_hand: list[int] = []

    def run_once(self, limit: int = BATCH) -> IngestReport:
        """Ingest up to `limit` waiting items; a report with `taken` 0 says that none waited."""
        with self._db.write() as tx:
            # What a call that failed has left, so that it does not wait for its lease to end.
            inbox.give_back(tx, leases.owner(), self._in_hand)
            rows = inbox.claim(tx, leases.owner(), self._clock(), limit)
            if not rows:
                return IngestReport()
            brands = _watched(tx)
            known = mentions.brands_of(tx, threads.tellers_of(rows))
        self._in_hand = [row.id for row in rows]
        self._watch(brands)
        found = self._read(rows, known)
        read = self._classify(found)
        with self._db.write() as tx:
            serialise_ingest(tx)
            if _watched(tx) != brands:
                # What was read for other brands than there are now would never be read again.
                inbox.give_back(tx, leases.owner(), self._in_hand)
                self._in_hand = []
                return IngestReport(taken=len(rows))
            report = keep(tx, read, self._rules(tx), self._clock())
            threads.set_unmatched(tx, found.unmatched)
            withdraw(tx, found.withdrawn, self._clock())
            for row_id in found.broken:
                inbox.set_broken(tx, row_id, message("ingest-unreadable"))
        self._in_hand = []
        report.taken = len(rows)
        report.unmatched = len(found.unmatched)
        report.broken = len(found.broken)
        return report

    def _watch(self, brands: list[Brand]) -> None:
        if brands != self._watched:
            self._brands = QueryIndex({brand.id: parse(brand.query) for brand in brands})
            self._watched = brands

    def _read(self, rows: Sequence[InboxRow], known: Known) -> _Sorted:
        found = _Sorted()
        for row in sorted(rows, key=is_answer):
            if row.item.extra.get("is_deleted"):
                found.withdrawn.append(row)
                continue
            try:
                matched = match(row, self._brands, self._brands.keys() & about(row, known))
            except Exception:
                # One item that our own code trips over must not hold up all behind it.
                log.exception("inbox item %d of source %d cannot be read", row.id, row.source_id)
                found.broken.append(row.id)
                continue
            if matched is None:
                found.unmatched.append(row)
            else:
                found.matched.append(matched)
                known.setdefault((row.source_id, row.item.key), set()).update(matched.places)
        return found

    def _classify(self, found: _Sorted) -> list[Read]:
        try:
            return self._classify_all(found.matched)
        except MolvaError:
            raise
        except Exception:
            log.exception("the tone model failed on a batch; reading its texts one by one")
        read: list[Read] = []
        for matched in found.matched:
            try:
                read += self._classify_all([matched])
            except Exception:
                log.exception("the tone model failed on inbox item %d", matched.row.id)
                found.broken.append(matched.row.id)
        return read

    def _classify_all(self, matched: Sequence[Matched]) -> list[Read]:
        passages = [item.passages() for item in matched]
        verdicts = iter(self._classifier.classify([one for many in passages for one in many]))
        version = self._classifier.version
        return [
            Read(item, item.reading([next(verdicts) for _ in many], version))
            for item, many in zip(matched, passages, strict=True)
        ]


def _watched(tx: Transaction) -> list[Brand]:
    return [brand for brand in brand_store.all_brands(tx) if brand.is_active]
