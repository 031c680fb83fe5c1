"""Looking for rules that are watched for surges in what was stored before they were.

    next stretch ─► match ─► (one transaction) matches; how far the rule has come

As with brands (`mentions.rematch`), the slow step holds no transaction, and a stretch of which
anything was changed under way is read again.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from mentions.query import QueryIndex, analyse, parse
from mentions.rules import Rule
from mentions.store import documents, rules, watching
from mentions.store.database import Database, serialise_ingest
from mentions.store.rules import Stored
from mentions.store.times import utc_now
from ticketizer.rules import holds

BATCH = 256


class RuleBacklog:
    """Takes stretches of stored mentions; where many workers do, one's work on each stands."""

    def __init__(self, db: Database, clock: Callable[[], datetime] = utc_now) -> None:
        self._db = db
        self._clock = clock

    def run_once(self, limit: int = BATCH) -> bool:
        """Look at up to `limit` mentions for one rule; False where nothing waits."""
        with self._db.read() as tx:
            rematch = next(iter(watching.pending(tx)), None)
            rule = rules.get(tx, rematch.rule_id) if rematch else None
            if rematch is None or rule is None:
                return False
            versions = watching.stretch(tx, rematch, self._clock(), limit)
            stored = rules.stored(tx, versions)
        found = _found(rule, stored)
        with self._db.write() as tx:
            serialise_ingest(tx)
            # Those that were deleted under way are none of its.
            now = documents.locked_versions(tx, versions)
            is_same = all(versions[key] == version for key, version in now.items())
            below = min(versions) if len(versions) == limit else None
            if is_same and watching.advance(tx, rematch, below):
                watching.put(tx, [(rule.id, key) for key in found if key in now])
        return True


def _found(rule: Rule, stored: Sequence[Stored]) -> list[int]:
    """The mentions that the rule matches."""
    query = QueryIndex({rule.id: parse(rule.query)})
    return [
        one.mention_id
        for one in stored
        if holds(rule.conditions, one.facts) and query.match(analyse(one.document))
    ]
