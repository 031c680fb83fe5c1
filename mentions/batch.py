"""The one transaction that keeps a batch of read items.

It decides item by item, with what is stored and with what the batch itself has brought so far.
Mentions and stories that the batch adds have placeholder ids below zero until they are inserted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mentions.duplicates import Kind, Known, kind_of
from mentions.normalise import Draft
from mentions.query import AnalysedDocument
from mentions.reading import Matched
from mentions.report import IngestReport
from mentions.reprints import Signature, is_reprint, signatures
from mentions.store import inbox, stories, tickets, watching
from mentions.store import mentions as mention_store
from mentions.store.alerts import matches
from mentions.store.alerts.matches import Match
from mentions.store.database import Transaction, serialise_ingest
from mentions.store.inbox import InboxRow
from mentions.store.mentions import NewMention
from mentions.store.stories import NewStory, Story
from mentions.store.tickets import TicketCall
from mentions.types import Effects, Reading, State

LEAST_PRIORITY = 4


@dataclass(frozen=True, slots=True)
class Read:
    """An item with all that was read from it, about to be kept."""

    matched: Matched
    reading: Reading


@dataclass(frozen=True, slots=True)
class Candidate:
    """A new or changed mention as the rules judge it; the story's size counts it in."""

    document: AnalysedDocument
    source_id: int
    reading: Reading
    story_size: int
    story_first_at: datetime
    now: datetime


Judge = Callable[[Candidate], Effects]


@dataclass(frozen=True, slots=True)
class _New:
    """A new mention but for its ids."""

    read: Read
    story_id: int
    effects: Effects


def keep(tx: Transaction, read: Sequence[Read], judge: Judge, now: datetime) -> IngestReport:
    """Store what the batch brought, with its effects, and take it out of the inbox."""
    serialise_ingest(tx)
    batch = _Batch(tx, judge, now)
    rows = [item.matched.row for item in read]
    behind = inbox.behind(tx, rows)
    # Not what was forgotten with its author while it was being read.
    wanted = inbox.still_there(tx, [row.id for row in rows]) - behind
    kept = [item for item in read if item.matched.row.id in wanted]
    batch.look_up(kept)
    for item in kept:
        batch.decide(item)
    batch.write()
    inbox.remove(tx, [item.matched.row.id for item in kept])
    inbox.release(tx, behind)
    return batch.report


def withdraw(tx: Transaction, rows: Sequence[InboxRow], now: datetime) -> None:
    """Mark the mentions that their source has taken away; what was none is merely forgotten."""
    if not rows:
        return
    behind = inbox.behind(tx, rows)
    inbox.release(tx, behind)
    known = mention_store.known_items(tx, {(row.source_id, row.item.key) for row in rows})
    for row in rows:
        if row.id in behind:
            continue
        mention = known.get((row.source_id, row.item.key))
        if mention is not None and mention.source_id == row.source_id:
            mention_store.withdraw(tx, mention, now)
        inbox.remove(tx, [row.id])


class _Batch:
    def __init__(self, tx: Transaction, judge: Judge, now: datetime) -> None:
        self._tx = tx
        self._judge = judge
        self._now = now
        self._items: dict[tuple[int, str], Known] = {}
        self._states: dict[int, State] = {}
        self._addresses: dict[str, list[Known]] = {}
        self._signatures: dict[int, tuple[Signature | None, list[int]]] = {}
        self._alike: dict[int, list[Story]] = {}
        self._stories: dict[int, Story] = {}
        self._growth: dict[int, tuple[int, datetime]] = {}
        self._new: list[_New] = []
        self._new_stories: list[tuple[Draft, Signature | None]] = []
        self._sightings: list[tuple[int, int, str, str]] = []
        self._calls: list[TicketCall] = []
        self._matches: list[Match] = []
        self._watching: dict[int, tuple[int, ...]] = {}
        self.report = IngestReport()

    def look_up(self, read: Sequence[Read]) -> None:
        """Fetch all that is stored of the batch's items, addresses and likely stories."""
        rows = [item.matched.row for item in read]
        drafts = [item.matched.draft for item in read]
        self._items = mention_store.known_items(
            self._tx, {(row.source_id, row.item.key) for row in rows}
        )
        self._states = mention_store.lock(self._tx, {known.id for known in self._items.values()})
        # Not those that were deleted between the two.
        self._items = {k: known for k, known in self._items.items() if known.id in self._states}
        hashes = {draft.address_hash for draft in drafts if draft.address_hash}
        self._addresses = mention_store.known_addresses(self._tx, hashes)
        marks = signatures(draft.words for draft in drafts)
        for row, mark in zip(rows, marks, strict=True):
            self._signatures[row.id] = (mark, mark.bands if mark else [])
        bands = {band for _, bands in self._signatures.values() for band in bands}
        self._alike = stories.alike(self._tx, bands, self._now)
        own = {known.story_id for known in self._items.values()}
        self._stories = stories.get_many(self._tx, own)

    def decide(self, item: Read) -> None:
        """Sort one item in among what is known, and note what is to be written."""
        row, draft = item.matched.row, item.matched.draft
        same_item = self._items.get((row.source_id, row.item.key))
        nearby = self._addresses.get(draft.address_hash, [])
        if row.item.thread:
            # A conversation's items may all carry its address: their source's keys tell them apart.
            nearby = [known for known in nearby if known.source_id != row.source_id]
        kind, known = kind_of(row.source_id, draft, same_item, nearby, row.item.extra)
        if known is None:
            self._add(item)
        elif kind is Kind.EDITED and not inbox.is_outdated(self._tx, row):
            self._edit(item, known)
        elif kind is Kind.SEEN:
            self.report.seen_elsewhere += 1
            self._sightings.append((known.id, row.source_id, row.item.key, draft.url))
        else:
            self.report.known += 1

    def _add(self, item: Read) -> None:
        story = self._story_for(item)
        effects = self._effects(item, story, story.size + 1)
        self._grow(story, item)
        self._new.append(_New(item, story.id, effects))
        self.report.new += 1
        row, draft = item.matched.row, item.matched.draft
        known = Known(
            id=-len(self._new),
            source_id=row.source_id,
            item_key=row.item.key,
            story_id=story.id,
            address_hash=draft.address_hash,
            text_hash=draft.text_hash,
            title=draft.title,
            text=draft.text,
            url=draft.url,
            extra=row.item.extra,
        )
        if draft.address_hash:
            self._addresses.setdefault(draft.address_hash, []).append(known)

    def _edit(self, item: Read, known: Known) -> None:
        story = self._stories[known.story_id]
        mention_store.edit(
            self._tx,
            known,
            item.matched.row.item,
            item.matched.draft,
            item.reading,
            self._now,
        )
        self.report.edited += 1
        effects = self._effects(item, story, story.size)
        self._watching[known.id] = effects.watching
        if self._states[known.id] is State.IRRELEVANT:
            return
        self._calls += [TicketCall(known.id, story.id, effect) for effect in effects.tickets]
        self._matches += [Match(rule_id, story.id, known.id) for rule_id in effects.telling]

    def _effects(self, item: Read, story: Story, size: int) -> Effects:
        matched = item.matched
        effects = self._judge(
            Candidate(
                matched.document, matched.row.source_id, item.reading, size, story.first_at,
                self._now,
            )
        )  # fmt: skip
        is_archive = matched.row.item.extra.get("is_archive")
        return replace(effects, tickets=(), telling=()) if is_archive else effects

    def _story_for(self, item: Read) -> Story:
        """The story that the item reprints, or a new one."""
        mark, bands = self._signatures[item.matched.row.id]
        for band in bands:
            for story in self._alike.get(band, ()):
                if mark and story.signature and is_reprint(mark, story.signature):
                    self.report.reprints += 1
                    return self._stories.get(story.id, story)
        self._new_stories.append((item.matched.draft, mark))
        story = Story(-len(self._new_stories), 0, item.matched.draft.published_at, mark)
        for band in bands:
            self._alike.setdefault(band, []).append(story)
        return story

    def _grow(self, story: Story, item: Read) -> None:
        more, _ = self._growth.get(story.id, (0, self._now))
        self._growth[story.id] = (more + 1, item.matched.draft.published_at)
        self._stories[story.id] = Story(story.id, story.size + 1, story.first_at, story.signature)

    def write(self) -> None:
        """Insert what `decide` has noted; placeholders become ids."""
        story_ids = stories.insert_many(self._tx, self._begun())

        def story_id(key: int) -> int:
            return story_ids[-key - 1] if key < 0 else key

        stories.grow(self._tx, {key: more for key, more in self._growth.items() if key > 0})
        ids = mention_store.insert_many(
            self._tx, [self._mention(new, story_id(new.story_id)) for new in self._new]
        )
        watched = []
        for mention_id, new in zip(ids, self._new, strict=True):
            story, effects = story_id(new.story_id), new.effects
            self._calls += [TicketCall(mention_id, story, effect) for effect in effects.tickets]
            self._matches += [Match(rule_id, story, mention_id) for rule_id in effects.telling]
            watched += [(rule_id, mention_id) for rule_id in effects.watching]
        matches.put(self._tx, self._matches, self._now)
        watching.put(self._tx, watched)
        watching.replace(self._tx, self._watching)
        self.report.tickets = len(tickets.open_tickets(self._tx, self._calls, self._now))
        sightings = [
            (ids[-known - 1] if known < 0 else known, source_id, key, url)
            for known, source_id, key, url in self._sightings
        ]
        mention_store.set_sightings(self._tx, sightings, self._now)
        rows = [new.read.matched.row for new in self._new]
        begun = [(row.source_id, row.item.key) for row in rows]
        seen = [(source_id, key) for _, source_id, key, _ in sightings]
        inbox.reopen_threads(self._tx, begun + seen)

    def _begun(self) -> list[NewStory]:
        """The new stories, each with all that the batch has brought of it."""
        found = []
        for number, (draft, mark) in enumerate(self._new_stories, 1):
            size, last_at = self._growth[-number]
            title = draft.title or draft.text[:300]
            found.append(NewStory(title, mark, draft.published_at, size, last_at))
        return found

    def _mention(self, new: _New, story_id: int) -> NewMention:
        matched = new.read.matched
        priorities = [ticket.priority for ticket in new.effects.tickets]
        return NewMention(
            source_id=matched.row.source_id,
            item=matched.row.item,
            draft=matched.draft,
            story_id=story_id,
            reading=new.read.reading,
            collected_at=self._now,
            priority=new.effects.priority or min(priorities, default=LEAST_PRIORITY),
            is_hidden=new.effects.is_hidden,
            tags=new.effects.tags,
        )
