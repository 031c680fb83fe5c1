"""SQLite's full-text search: its table, and plans in its syntax.

Every term in an expression is a token of `search.terms` in quotes, so nothing that a person
writes is ever read as syntax. The table keeps no texts and none of its rows is ever deleted or
changed: a mention that changes gets a row at a new position, and the old one is passed over
because no document stands at it any more. That is what keeps writing fast on an SQLite of any
age; a rebuild leaves the dead rows behind.
"""

import json
import time
from collections.abc import Iterable
from itertools import product
from math import prod

from mentions.store.database import Transaction, sql, sql_many
from search.plan import (
    Abilities,
    All,
    AuthorWords,
    Both,
    Close,
    Either,
    Labels,
    Nothing,
    Part,
    Plan,
    Range,
    Run,
    Without,
)
from search.relational import WITHIN_SECOND, Condition, Row
from search.terms import EVERY, EXACT, FORMS

MOST_COMBINATIONS = 256
HASH_BYTES = 8_000_000
"""Of new tokens, written as one piece of the index: fewer pieces to merge and to look into."""
CLEARED_AT_ONCE = 250
"""Pages of an index that are given up, or its documents, before looking at the clock again."""
CLEARING_SECONDS = 0.05
"""How long one transaction does: nobody else can write meanwhile."""
DEEPEST = 10
"""Brackets within one another; FTS5's parser has room for some forty."""

_STRUCTURE = 10
"""The row of an index that tells of its pages, which come after it; without it none is opened."""
_WEIGHTS = "4.0, 1.0, 4.0, 1.0, 0.0, 0.0"


class Fts5:
    """How the embedded engine keeps and finds tokens; see `search.relational.Dialect`."""

    name = "sqlite"
    serial = "INTEGER"
    join = "group_concat"

    def __init__(self) -> None:
        self.abilities = Abilities(run=_can_run, close=_can_close)

    def create(self, tx: Transaction, words: str) -> None:
        sql(
            tx,
            f"CREATE VIRTUAL TABLE {words} USING fts5("
            "title_forms, text_forms, title_exact, text_exact, author, labels, "
            """content='', prefix='3 4', tokenize="ascii tokenchars '_'")""",
        )
        for option, value in (("automerge", 8), ("hashsize", HASH_BYTES)):
            sql(tx, f"INSERT INTO {words} ({words}, rank) VALUES ('{option}', {value})")  # noqa: S608

    def drop(self, tx: Transaction, words: str) -> None:
        sql(tx, f"DROP TABLE IF EXISTS {words}")

    def clear(self, tx: Transaction, documents: str, words: str) -> bool:
        pages = f"{words}_data"
        if not sql(tx, "SELECT 1 FROM sqlite_master WHERE name = :name", name=pages):
            return True
        end = time.monotonic() + CLEARING_SECONDS
        for table in (pages, documents):
            rows = f"{table} WHERE rowid > {_STRUCTURE}"
            some = f"SELECT rowid FROM {rows} ORDER BY rowid DESC LIMIT {CLEARED_AT_ONCE}"  # noqa: S608
            while sql(tx, f"SELECT 1 FROM {rows} LIMIT 1"):  # noqa: S608
                sql(tx, f"DELETE FROM {table} WHERE rowid IN ({some})")  # noqa: S608 - ours
                if time.monotonic() > end:
                    return False
        return True

    def insert(self, tx: Transaction, words: str, rows: list[Row]) -> None:
        sql_many(
            tx,
            f"INSERT INTO {words} "  # noqa: S608
            "(rowid, title_forms, text_forms, title_exact, text_exact, author, labels) VALUES "
            "(:position, :title_forms, :text_forms, :title_exact, :text_exact, :author, :labels)",
            [
                {
                    "position": row.position,
                    "title_forms": row.tokens.title.forms,
                    "text_forms": row.tokens.text.forms,
                    "title_exact": row.tokens.title.exact,
                    "text_exact": row.tokens.text.exact,
                    "author": " ".join(row.tokens.author),
                    "labels": " ".join(row.tokens.labels),
                }
                for row in rows
            ],
        )

    def delete(self, tx: Transaction, words: str, positions: list[int]) -> None:
        """Nothing: see above."""

    def last_taken(self, tx: Transaction, words: str, ranges: list[int]) -> dict[int, int]:
        """Dead rows count: at the place of one, a new row would be found by its words too."""
        query = (
            f"SELECT value, (SELECT max(id) FROM {words}_docsize "  # noqa: S608
            "WHERE id >= value AND id < value + :within) FROM json_each(:ranges)"
        )
        rows = sql(tx, query, within=WITHIN_SECOND, ranges=json.dumps(ranges))
        return {start: last for start, last in rows if last is not None}

    def lock(self, tx: Transaction) -> None:
        """Nothing: SQLite has one writer."""

    def condition(self, plan: Plan, words: str) -> Condition:
        """What can be one MATCH becomes one; it then leads, and the rest is tested on its rows."""
        parts = plan.parts if isinstance(plan, Both) else (plan,)
        leading = [part for part in parts if match_expression(part) is not None]
        rest = [part for part in parts if part not in leading]
        builder = _Builder(words)
        tests = [builder.test(part) for part in rest]
        tables = "{documents} d"
        score = "0.0"
        if leading and not all(isinstance(part, All) for part in leading):
            whole = Both(tuple(leading)) if len(leading) > 1 else leading[0]
            tables = f"{words} JOIN {{documents}} d ON d.position = {words}.rowid"
            tests.insert(0, f"{words} MATCH {builder.bind(match_expression(whole) or '')}")
            score = f"-bm25({words}, {_WEIGHTS})"
        column = f"{words}.rowid" if tables.startswith(words) else "d.position"
        return Condition(tables, " AND ".join(tests) or "1", builder.parameters, column, score)


class _Builder:
    """A plan as a condition on `d`, each MATCH in a subquery: what one MATCH cannot say."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.parameters: dict[str, int | str] = {}

    def bind(self, value: int | str) -> str:
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return f":{name}"

    def test(self, plan: Plan) -> str:
        expression = match_expression(plan)
        if isinstance(plan, All):
            return "1"
        if expression is not None:
            found = f"SELECT rowid FROM {self.words} WHERE {self.words} MATCH "  # noqa: S608
            return f"d.position IN ({found}{self.bind(expression)})"
        match plan:
            case Both():
                return f"({' AND '.join(map(self.test, plan.parts))})"
            case Either():
                return f"({' OR '.join(map(self.test, plan.parts))})"
            case Without():
                return f"NOT coalesce({self.test(plan.part)}, 0)"
            case Range():
                return f"d.{plan.field} {plan.operator} {self.bind(plan.value)}"
        raise TypeError(plan)


def match_expression(plan: Plan, depth: int = 0) -> str | None:
    """The plan in FTS5's syntax; None for what is too deep or has a range in it."""
    match plan:
        case All():
            return _labels((EVERY,))
        case Nothing():
            return _labels(("none",))
        case Labels():
            return _labels(plan.tokens)
        case AuthorWords():
            return f"author : {_phrase(plan.tokens)}"
        case Run():
            return _in_columns(plan.scope, plan.parts[0].stream, _either(_phrases(plan)))
        case Close():
            return _close(plan)
    if depth >= DEEPEST:
        return None
    match plan:
        case Both():
            return _both(plan, depth)
        case Either():
            parts = [match_expression(part, depth + 1) for part in plan.parts]
            known = [f"({part})" for part in parts if part is not None]
            return " OR ".join(known) if len(known) == len(parts) else None
        case Without():
            part = match_expression(plan.part, depth + 1)
            return None if part is None else f"({_labels((EVERY,))}) NOT ({part})"
    return None


def _both(plan: Both, depth: int) -> str | None:
    wanted = [part for part in plan.parts if not isinstance(part, Without)] or [All()]
    unwanted = [part.part for part in plan.parts if isinstance(part, Without)]
    sought = [match_expression(part, depth + 1) for part in wanted]
    refused = [match_expression(part, depth + 1) for part in unwanted]
    if None in sought or None in refused:
        return None
    found = " AND ".join(f"({part})" for part in sought)
    if not refused:
        return found
    return f"({found}) NOT ({' OR '.join(f'({part})' for part in refused)})"


def _can_run(run: Run) -> bool:
    parts = run.parts
    return (
        len({part.stream for part in parts}) == 1
        and not any(part.is_prefix for part in parts[:-1])
        and _combinations(parts) <= MOST_COMBINATIONS
    )


def _can_close(close: Close) -> bool:
    runs = close.left + close.right
    pairs = sum(_combinations(a.parts + b.parts) for a in close.left for b in close.right)
    return (
        all(_can_run(run) and not run.parts[-1].is_prefix for run in runs)
        and len({part.stream for run in runs for part in run.parts}) == 1
        and pairs <= MOST_COMBINATIONS
    )


def _combinations(parts: Iterable[Part]) -> int:
    return prod(len(part.tokens) for part in parts)


def _close(close: Close) -> str:
    pairs = (
        f"NEAR({one} {other}, {close.between})"
        for left in close.left
        for right in close.right
        for one in _phrases(left)
        for other in _phrases(right)
    )
    return _in_columns(close.scope, close.left[0].parts[0].stream, _either(pairs))


def _phrases(run: Run) -> Iterable[str]:
    star = " *" if run.parts[-1].is_prefix else ""
    return (_phrase(tokens) + star for tokens in product(*(part.tokens for part in run.parts)))


def _phrase(tokens: Iterable[str]) -> str:
    return f'"{" ".join(tokens)}"'


def _either(expressions: Iterable[str]) -> str:
    return f"({' OR '.join(expressions)})"


def _in_columns(scope: str, stream: str, expression: str) -> str:
    kind = {FORMS: "forms", EXACT: "exact"}[stream]
    columns = f"{scope}_{kind}" if scope else f"{{title_{kind} text_{kind}}}"
    return f"{columns} : {expression}"


def _labels(tokens: Iterable[str]) -> str:
    return f"labels : {_either(_phrase((token,)) for token in tokens)}"
