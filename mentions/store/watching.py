"""What rules that are watched for surges match, and which are still to be looked for.

Ingestion notes what it stores or edits. What was stored before a rule was watched, or meant
something else, is gone through from the newest mention to the oldest (`ticketizer.backlog`); until
that is done, the rule's history is not known and no surge of it is looked for.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from mentions.rules import Rule
from mentions.store import alert_tables as a
from mentions.store import counts
from mentions.store import tables as t
from mentions.store.database import Transaction, one_of

# What surges are learnt from, and so how far back a rule is looked for.
HISTORY = timedelta(days=28)

_x, _r, _m = a.rule_matches.c, a.rule_rematches.c, t.mentions.c


@dataclass(frozen=True, slots=True)
class Rematch:
    """A rule to be looked for in the mentions with an id under `below`."""

    rule_id: int
    version: int
    below: int


def follow(tx: Transaction, old: Rule | None, new: Rule | None) -> None:
    """After a rule has changed from `old` to `new` (None: there is none): where it is watched anew
    or means something else, what is stored is looked through.

    For a transaction that has called `serialise_ingest` before the change: whoever ingests after
    it knows the rule as it is now.
    """
    was, is_now = old is not None and old.is_watched, new is not None and new.is_watched
    rule = new or old
    if rule is None or not (was or is_now):
        return
    if was and is_now and old and new and _sought(old) == _sought(new):
        return
    tx.execute(delete(a.rule_matches).where(_x.rule_id == rule.id))
    if is_now:
        _begin(tx, rule.id)
    else:
        tx.execute(delete(a.rule_rematches).where(_r.rule_id == rule.id))


def _sought(rule: Rule) -> tuple[object, ...]:
    return rule.query, rule.conditions


def _begin(tx: Transaction, rule_id: int) -> None:
    newest = tx.execute(select(func.max(_m.id))).scalar() or 0
    again = _insert(tx, a.rule_rematches).on_conflict_do_update(
        index_elements=["rule_id"], set_={"below": newest + 1, "version": _r.version + 1}
    )
    tx.execute(again.values(rule_id=rule_id, version=1, below=newest + 1))


def _insert(tx: Transaction, table: Table) -> Any:
    return (sqlite if tx.dialect.name == "sqlite" else postgresql).insert(table)


def watched(tx: Transaction, rules: Iterable[Rule]) -> list[Rule]:
    """Those of which surges can be looked for: all that they match is known."""
    waiting = {one.rule_id for one in pending(tx)}
    return [rule for rule in rules if rule.is_watched and rule.id not in waiting]


def pending(tx: Transaction) -> list[Rematch]:
    return [Rematch(*row) for row in tx.execute(select(a.rule_rematches).order_by(_r.rule_id))]


def stretch(tx: Transaction, rematch: Rematch, now: datetime, limit: int) -> dict[int, int]:
    """The versions of the next mentions to look at, the newest first; none: it is done."""
    # Nothing is collected before it is published.
    query = select(_m.id, _m.version).where(_m.id < rematch.below, _m.collected_at > now - HISTORY)
    rows = tx.execute(query.order_by(_m.id.desc()).limit(limit))
    return {row.id: row.version for row in rows}


def advance(tx: Transaction, rematch: Rematch, below: int | None) -> bool:
    """Note that the rule has been looked for down to `below` (None: in all); False where it was
    changed, or another did it meanwhile.

    For a transaction that has called `serialise_ingest`.
    """
    if rematch not in pending(tx):
        return False
    this = _r.rule_id == rematch.rule_id
    if below is None:
        tx.execute(delete(a.rule_rematches).where(this))
    else:
        tx.execute(update(a.rule_rematches).where(this).values(below=below))
    return True


def put(tx: Transaction, matches: Collection[tuple[int, int]]) -> None:
    """Note (rule id, mention id) of new mentions, or of a rule that is looked for."""
    if matches:
        rows = [{"rule_id": rule_id, "mention_id": mention_id} for rule_id, mention_id in matches]
        tx.execute(_insert(tx, a.rule_matches).on_conflict_do_nothing(), rows)


def replace(tx: Transaction, found: Mapping[int, Sequence[int]]) -> None:
    """Note which rules each of these mentions (by its id) matches by now; surges follow."""
    if not found:
        return
    before: dict[int, set[int]] = {mention_id: set() for mention_id in found}
    for row in tx.execute(select(a.rule_matches).where(one_of(tx, _x.mention_id, list(found)))):
        before[row.mention_id].add(row.rule_id)
    changed = [key for key, rule_ids in found.items() if set(rule_ids) != before[key]]
    if not changed:
        return
    tx.execute(delete(a.rule_matches).where(one_of(tx, _x.mention_id, changed)))
    put(tx, [(rule_id, key) for key in changed for rule_id in found[key]])
    b = t.mention_brands.c
    about = (
        select(b.brand_id, _m.published_at)
        .join(t.mentions, _m.id == b.mention_id)
        .where(one_of(tx, b.mention_id, changed))
    )
    counts.mark(tx, [(row.brand_id, row.published_at) for row in tx.execute(about)])
