"""Looking for brands that were added or changed in what is stored already.

    next stretch ─► match ─► classify ─► (one transaction) brands gained and lost, counts, outbox,
                                                           tickets, what is told; how far it has
                                                           come

The slow steps hold no transaction. The last one is dropped, and the stretch read again, where a
brand or one of its mentions was changed under way; so a kill anywhere repeats a stretch at most.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mentions.batch import Candidate, Judge
from mentions.errors import MolvaError
from mentions.ingest import Classifier
from mentions.query import AnalysedDocument, Document, QueryIndex, analyse, parse
from mentions.reading import passage_of, reading_of
from mentions.store import brands as brand_store
from mentions.store import documents, leases, rebranding, rematches, stories, tickets, watching
from mentions.store.alerts import matches
from mentions.store.alerts.matches import Match
from mentions.store.database import Database, Transaction, serialise_ingest
from mentions.store.documents import StoredDocument
from mentions.store.rebranding import Named, Rebranded
from mentions.store.rematches import Stretch
from mentions.store.tickets import TicketCall
from mentions.store.times import utc_now
from mentions.types import Place, Reading, Tone, Verdict

log = logging.getLogger(__name__)

BATCH = 256
LEASE = timedelta(minutes=10)
NAME = "rematch"


@dataclass(frozen=True, slots=True)
class _Found:
    """A mention that changes: where all its brands will stand, and which of them are new to it."""

    stored: StoredDocument
    document: AnalysedDocument
    before: Mapping[int, Named]
    places: Mapping[int, tuple[Place, ...]]

    @property
    def gained(self) -> set[int]:
        return self.places.keys() - self.before.keys()

    @property
    def lost(self) -> tuple[int, ...]:
        return tuple(sorted(self.before.keys() - self.places.keys()))


@dataclass(frozen=True, slots=True)
class _Read:
    """The same with its tones; no reading where no brand is left."""

    found: _Found
    reading: Reading | None


class Rematch:
    """Takes stretches of stored mentions; of many workers one does at a time.

    Mentions collected within `recent` are judged by the rules when they gain a brand, as items
    that named none are: tickets are opened, and what rules want told is noted, of which only news
    is told. Older ones make neither.
    """

    def __init__(
        self,
        db: Database,
        classifier: Classifier,
        rules: Callable[[Transaction], Judge],
        recent: timedelta,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._db = db
        self._classifier = classifier
        self._rules = rules
        self._recent = recent
        self._clock = clock

    def run_once(self, limit: int = BATCH) -> bool:
        """Look at up to `limit` mentions; False where nothing waits, or another is at it."""
        with self._db.read() as tx:
            if not rematches.pending(tx):
                return False
        now = self._clock()
        with self._db.write() as tx:
            if not leases.acquire(tx, NAME, leases.owner(), now + LEASE, now):
                return False
            stretch = rematches.next_stretch(tx, limit)
        if stretch is not None:
            with self._db.read() as tx:
                found = self._find(tx, stretch)
            self._keep(stretch, self._classify(found))
            return True
        with self._db.write() as tx:
            leases.release(tx, NAME, leases.owner())
        return False

    def _find(self, tx: Transaction, stretch: Stretch) -> list[_Found]:
        """The mentions of the stretch that change."""
        brand_ids = {one.brand_id for one in stretch.rematches}
        wanted = [one for one in brand_store.all_brands(tx) if one.id in brand_ids]
        queries = QueryIndex({brand.id: parse(brand.query) for brand in wanted})
        besides = rebranding.besides(tx, stretch.mention_ids)
        firsts = {one.first_id for one in besides.values() if one.first_id is not None}
        ids = {*stretch.mention_ids, *firsts}
        named = rebranding.named(tx, ids)
        documents_by_id = documents.by_ids(tx, ids)
        analysed = {
            key: analyse(_as_brought(stored.document)) for key, stored in documents_by_id.items()
        }
        places = {
            key: _stay(named.get(key, {}), brand_ids)
            | {brand_id: hit.places for brand_id, hit in queries.match(document).items()}
            for key, document in analysed.items()
        }
        found = []
        for key in stretch.mention_ids:
            if key not in analysed:  # deleted meanwhile
                continue
            about, before = places[key], named.get(key, {})
            if (more := besides.get(key)) is not None:
                first = places.get(more.first_id or 0, {})
                for brand_id in sorted(brand_ids & {more.brand_id, *first}):
                    about.setdefault(brand_id, ())
                if more.has_lost_first:
                    # What told whom it is about is deleted by now, and cannot be asked again.
                    untold = {brand_id: () for brand_id, one in before.items() if not one.places}
                    about = untold | about
            if about != {brand_id: one.places for brand_id, one in before.items()}:
                found.append(_Found(documents_by_id[key], analysed[key], before, about))
        return found

    def _classify(self, found: Sequence[_Found]) -> list[_Read]:
        try:
            return self._classify_all(found)
        except MolvaError:
            raise
        except Exception:
            log.exception("the tone model failed on a batch; reading its texts one by one")
        read: list[_Read] = []
        for one in found:
            try:
                read += self._classify_all([one])
            except Exception:
                log.exception("the tone model failed on mention %d", one.stored.mention_id)
        return read

    def _classify_all(self, found: Sequence[_Found]) -> list[_Read]:
        passages = [
            [
                passage_of(one.stored.document.title, one.stored.document.text, places)
                for places in one.places.values()
            ]
            for one in found
        ]
        verdicts = iter(self._classifier.classify([one for many in passages for one in many]))
        return [self._read(one, [next(verdicts) for _ in one.places]) for one in found]

    def _read(self, found: _Found, verdicts: Sequence[Verdict]) -> _Read:
        if not verdicts:
            return _Read(found, None)
        believed = [
            _corrected(verdict, found.before.get(key))
            for key, verdict in zip(found.places, verdicts, strict=True)
        ]
        return _Read(found, reading_of(found.places, believed, self._classifier.version))

    def _keep(self, stretch: Stretch, read: Sequence[_Read]) -> None:
        now = self._clock()
        with self._db.write() as tx:
            serialise_ingest(tx)
            versions = documents.locked_versions(tx, [one.found.stored.mention_id for one in read])
            read = [one for one in read if one.found.stored.mention_id in versions]
            is_same = all(
                one.found.stored.version == versions[one.found.stored.mention_id] for one in read
            )
            if not is_same or not rematches.advance(tx, stretch) or not read:
                return
            rebranding.apply(tx, [_change(one) for one in read], now)
            self._judge_again(tx, [(one.found, one.reading) for one in read if one.reading], now)

    def _judge_again(
        self, tx: Transaction, read: Sequence[tuple[_Found, Reading]], now: datetime
    ) -> None:
        """Which watched rules the mentions match by now; tickets and messages of those of late."""
        archived = rebranding.archived(tx, [found.stored.mention_id for found, _ in read])
        known = stories.get_many(tx, {found.stored.story_id for found, _ in read})
        judge = self._rules(tx)
        calls: list[TicketCall] = []
        told: list[Match] = []
        watched = {}
        for found, reading in read:
            stored, story = found.stored, known[found.stored.story_id]
            effects = judge(
                Candidate(
                    found.document, stored.source_id, reading, story.size, story.first_at, now
                )
            )
            watched[stored.mention_id] = effects.watching
            is_late = found.gained and stored.collected_at >= now - self._recent
            is_new = not stored.is_hidden and stored.state == "new"
            if is_late and is_new and stored.mention_id not in archived:
                calls += [TicketCall(stored.mention_id, story.id, one) for one in effects.tickets]
                told += [Match(rule, story.id, stored.mention_id) for rule in effects.telling]
        watching.replace(tx, watched)
        tickets.open_tickets(tx, calls, now)
        matches.put(tx, told, now)


def _as_brought(document: Document) -> Document:
    """What ingestion knew of the mention when it matched brands."""
    return replace(document, tone="", brands=(), tags=(), story="", question=False, reply=False)


def _stay(before: Mapping[int, Named], wanted: set[int]) -> dict[int, tuple[Place, ...]]:
    """The brands that a mention keeps whatever is found: those not looked for, those corrected."""
    return {
        brand_id: one.places
        for brand_id, one in before.items()
        if brand_id not in wanted or one.is_corrected
    }


def _corrected(verdict: Verdict, before: Named | None) -> Verdict:
    """The verdict, or what a person has said instead."""
    if before is None or not before.is_corrected:
        return verdict
    is_it = {tone: float(tone is before.tone) for tone in Tone}
    return replace(
        verdict,
        tone=before.tone,
        negative=is_it[Tone.NEGATIVE],
        neutral=is_it[Tone.NEUTRAL],
        positive=is_it[Tone.POSITIVE],
    )


def _change(read: _Read) -> Rebranded:
    found, reading = read.found, read.reading
    brands = reading.brands if reading else ()
    return Rebranded(
        mention_id=found.stored.mention_id,
        gained=tuple(one for one in brands if one.brand_id in found.gained),
        moved=tuple(
            one
            for one in brands
            if one.brand_id in found.before and one.places != found.before[one.brand_id].places
        ),
        lost=found.lost,
        question=bool(reading and reading.question),
        needs_reply=bool(reading and reading.needs_reply),
    )
