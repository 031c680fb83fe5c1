"""A conversation as a page shows it: from its first item on, each answer below what it answers."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from mentions.store import tables as t
from mentions.store.database import Transaction
from mentions.store.views.mentions import MentionRow, complete, rows_query

# Of a longer one, the first item and what was said just before and after the mention.
SHOWN_BEFORE, SHOWN_AFTER = 150, 150


@dataclass(frozen=True, slots=True)
class Said:
    """One item of a conversation; `answers` is the author of what it answers, if it is shown.

    The first item has depth 0.
    """

    mention: MentionRow
    depth: int
    answers: str


@dataclass(frozen=True, slots=True)
class Thread:
    """`total` counts all the conversation's mentions, also those not shown."""

    said: tuple[Said, ...] = ()
    total: int = 0


def thread_of(tx: Transaction, mention: MentionRow) -> Thread:
    """The conversation that a mention is in; one that is alone in it has none."""
    m = t.mentions.c
    if not mention.thread:
        return Thread()
    # The first item also where its source does not say that it begins a conversation.
    ours = or_(
        (m.source_id == mention.source_id)
        & (m.thread == mention.thread)
        & (m.thread != t.NO_THREAD),
        (m.source_id == mention.source_id) & (m.item_key == mention.thread),
    )
    total = tx.scalar(select(func.count()).select_from(t.mentions).where(ours)) or 0
    if total < 2:
        return Thread()
    at, key = (m.published_at, m.id), (mention.published_at, mention.id)
    is_before = or_(at[0] < key[0], (at[0] == key[0]) & (at[1] <= key[1]))
    first = rows_query().where(m.source_id == mention.source_id, m.item_key == mention.thread)
    before = rows_query().where(ours, is_before).order_by(at[0].desc(), at[1].desc())
    after = rows_query().where(ours, ~is_before).order_by(*at)
    found = {
        row.id: row
        for query in (first, before.limit(SHOWN_BEFORE), after.limit(SHOWN_AFTER))
        for row in tx.execute(query)
    }
    rows = complete(tx, list(found.values()))
    return Thread(in_order(rows, mention.thread), total)


def in_order(rows: Iterable[MentionRow], first: str) -> tuple[Said, ...]:
    """The tree of answers, flattened: below each item its answers, the earliest first.

    What answers something that is not there stands below the first item, and so does what answers
    itself in a circle.
    """
    ordered = sorted(rows, key=lambda row: (row.item_key != first, row.published_at, row.id))
    by_key = {row.item_key: row for row in ordered}
    answers: defaultdict[str, list[MentionRow]] = defaultdict(list)
    for row in ordered:
        is_below = row.parent in by_key and row.item_key != first
        answers[row.parent if is_below else ""].append(row)
    said: dict[int, Said] = {}
    # Every row is a start, the strays among them last, for a circle is below nothing.
    for start in [*answers[""], *ordered]:
        _say(start, 0 if start.item_key == first else 1, answers, by_key, said)
    return tuple(said.values())


def _say(
    start: MentionRow,
    depth: int,
    answers: dict[str, list[MentionRow]],
    by_key: dict[str, MentionRow],
    said: dict[int, Said],
) -> None:
    waiting: list[tuple[MentionRow, int]] = [(start, depth)]
    while waiting:
        row, depth = waiting.pop()
        if row.id in said:
            continue
        parent = by_key.get(row.parent)
        said[row.id] = Said(row, depth, parent.author if parent is not None else "")
        below: Sequence[MentionRow] = answers.get(row.item_key, ())
        waiting += [(answer, depth + 1) for answer in reversed(below)]
