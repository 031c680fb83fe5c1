"""Rules as they are kept, and the stored mentions that a dry run tries one on."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from mentions.errors import MolvaError
from mentions.messages import message
from mentions.query import Document
from mentions.rules import Actions, BrandReading, Conditions, Facts, Rule
from mentions.store import alert_tables as a
from mentions.store import tables as t
from mentions.store import watching
from mentions.store.database import Transaction, one_of, serialise_ingest
from mentions.types import Tone

_r = t.rules.c


class RuleError(MolvaError):
    """The rule cannot be kept as it was given."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored mention as rules see it, judged at the moment when it was collected."""

    mention_id: int
    story_id: int
    document: Document
    facts: Facts


def all_rules(tx: Transaction) -> list[Rule]:
    return [_rule(row) for row in tx.execute(select(t.rules).order_by(_r.id))]


def enabled(tx: Transaction) -> list[Rule]:
    return [rule for rule in all_rules(tx) if rule.is_enabled]


def get(tx: Transaction, rule_id: int) -> Rule | None:
    row = tx.execute(select(t.rules).where(_r.id == rule_id)).first()
    return _rule(row) if row else None


def add(tx: Transaction, rule: Rule, now: datetime) -> int:
    """Keep a new rule, whose `id` is given here. What it says is taken as it was checked."""
    serialise_ingest(tx)
    values = {**_values(rule), "created_at": now}
    rule_id = _unique(tx, insert(t.rules).values(values).returning(_r.id), rule.name)
    watching.follow(tx, None, replace(rule, id=rule_id))
    return rule_id


def edit(tx: Transaction, rule: Rule) -> None:
    serialise_ingest(tx)
    old = get(tx, rule.id)
    changed = update(t.rules).where(_r.id == rule.id).values(_values(rule))
    _unique(tx, changed.returning(_r.id), rule.name)
    watching.follow(tx, old, rule)


def set_enabled(tx: Transaction, rule_id: int, is_enabled: bool) -> None:
    serialise_ingest(tx)
    old = get(tx, rule_id)
    tx.execute(update(t.rules).where(_r.id == rule_id).values(is_enabled=is_enabled))
    watching.follow(tx, old, get(tx, rule_id))


def remove(tx: Transaction, rule_id: int) -> None:
    """Forget a rule, with the surges of what it matched; tickets that it opened stay."""
    serialise_ingest(tx)  # which may be noting what it matches
    watching.follow(tx, get(tx, rule_id), None)
    tx.execute(delete(a.surges).where(a.surges.c.rule_id == rule_id))
    tx.execute(delete(t.rules).where(_r.id == rule_id))


def stored_since(tx: Transaction, since: datetime, batch: int = 1000) -> Iterator[Stored]:
    """The mentions collected since then, the oldest first, in memory a batch at a time."""
    after = 0
    while True:
        query = _STORED.where(t.mentions.c.collected_at >= since, t.mentions.c.id > after)
        found = _found(tx, query.order_by(t.mentions.c.id).limit(batch))
        if not found:
            return
        yield from found
        after = found[-1].mention_id


def stored(tx: Transaction, mention_ids: Collection[int]) -> list[Stored]:
    """Those that there are of these mentions."""
    return _found(tx, _STORED.where(one_of(tx, t.mentions.c.id, mention_ids)))


def _found(tx: Transaction, query: Select[Any]) -> list[Stored]:
    rows = tx.execute(query).all()
    ids = [row.id for row in rows]
    brands, tags = _readings(tx, ids), _tags(tx, ids)
    return [_stored(row, brands[row.id], tags[row.id]) for row in rows]


_m = t.mentions.c
_STORED = (
    select(
        _m.id, _m.story_id, _m.title, _m.text, _m.author, _m.site, _m.lang, _m.reach,
        _m.published_at, _m.collected_at, _m.tone, _m.question, _m.needs_reply, _m.source_id,
        t.sources.c.kind, t.sources.c.name, t.stories.c.size, t.stories.c.first_at,
    )
    .join(t.sources, t.sources.c.id == _m.source_id)
    .join(t.stories, t.stories.c.id == _m.story_id)
)  # fmt: skip


def _readings(
    tx: Transaction, mention_ids: Collection[int]
) -> dict[int, list[tuple[str, BrandReading]]]:
    mb = t.mention_brands.c
    query = (
        select(
            mb.mention_id, mb.brand_id, t.brands.c.name, mb.tone,
            mb.negative, mb.neutral, mb.positive,
        )
        .join(t.brands, t.brands.c.id == mb.brand_id)
        .where(mb.mention_id.in_(mention_ids))
    )  # fmt: skip
    found: dict[int, list[tuple[str, BrandReading]]] = defaultdict(list)
    for row in tx.execute(query):
        confidence = float(getattr(row, row.tone))
        reading = BrandReading(row.brand_id, Tone(row.tone), confidence)
        found[row.mention_id].append((row.name, reading))
    return found


def _tags(tx: Transaction, mention_ids: Collection[int]) -> dict[int, list[str]]:
    mt = t.mention_tags.c
    found: dict[int, list[str]] = defaultdict(list)
    for row in tx.execute(select(mt.mention_id, mt.tag).where(mt.mention_id.in_(mention_ids))):
        found[row.mention_id].append(row.tag)
    return found


def _stored(row: Row[Any], brands: list[tuple[str, BrandReading]], tags: list[str]) -> Stored:
    document = Document(
        title=row.title,
        text=row.text,
        author=row.author,
        site=row.site,
        source=(row.kind, row.name),
        lang=row.lang,
        tone=row.tone,
        brands=tuple(name for name, _ in brands),
        tags=tuple(tags),
        story=str(row.story_id),
        question=row.question,
        reply=row.needs_reply,
        published_at=row.published_at,
        reach=row.reach,
    )
    facts = Facts(
        brands=tuple(reading for _, reading in brands),
        source_id=row.source_id,
        source_kind=row.kind,
        question=row.question,
        needs_reply=row.needs_reply,
        reach=row.reach,
        published_at=row.published_at,
        now=row.collected_at,
        story_size=row.size,
        story_first_at=row.first_at,
    )
    return Stored(row.id, row.story_id, document, facts)


def _values(rule: Rule) -> dict[str, Any]:
    name = " ".join(rule.name.split())
    if not name or len(name) > 200:
        raise RuleError(message("ticketizer-name-length"))
    return {
        "name": name,
        "query": rule.query.strip(),
        "conditions": rule.conditions.to_json(),
        "actions": rule.actions.to_json(),
        "is_enabled": rule.is_enabled,
    }


def _unique(tx: Transaction, statement: Any, name: str) -> int:
    try:
        with tx.begin_nested():
            return int(tx.execute(statement).scalar_one())
    except IntegrityError as error:
        raise RuleError(message("ticketizer-name-taken", name=name)) from error


def _rule(row: Row[Any]) -> Rule:
    return Rule(
        id=row.id,
        name=row.name,
        query=row.query,
        conditions=Conditions.from_json(row.conditions),
        actions=Actions.from_json(row.actions),
        is_enabled=row.is_enabled,
    )
