"""PostgreSQL's own text search: its table, and plans in its syntax.

A tsvector holds every token at its positions; forms and exact ones of a word stand at the same.
What a token begins with tells what it is of: exact ones with «=», the author's with «@», labels
with «#». Weights tell title (A) and text (B) apart, and gaps keep phrases within each. A weight in
a query, or a phrase, has PostgreSQL read each vector that the index names; all else has not.

A token of `search.terms` has no quote and no backslash in it and always stands in quotes, so
nothing that a person writes is ever read as syntax. A tsvector has room for 16,383 positions,
for 256 places of one token and for a megabyte: of a text that has more, the rest is not found.
"""

from collections.abc import Iterable, Sequence
from itertools import chain

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
from search.state import among
from search.terms import EVERY, EXACT, DocumentTokens

LAST_POSITION = 16_000
LABELS_AT = 16_383
MOST_PLACES = 250
MOST_BYTES = 900_000
GAP = 200
"""Positions between title, text and author: more than NEAR reaches over."""

_WEIGHTS = "'{0, 0, 0.25, 1}'"
_LOCK = 7_233_522


class TsQuery:
    """How PostgreSQL keeps and finds tokens; see `search.relational.Dialect`."""

    name = "postgresql"
    serial = "BIGINT"
    join = "string_agg"

    def __init__(self) -> None:
        self.abilities = Abilities(run=lambda run: True, close=_can_close)

    def create(self, tx: Transaction, words: str) -> None:
        sql(tx, f"CREATE TABLE {words} (position BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)")
        sql(tx, f"CREATE INDEX ix_{words}_words ON {words} USING gin (words)")
        # With the usual 100 a word past the first thousand is taken for ten times as common as it
        # is, and looked for in every vector instead of in the index.
        sql(tx, f"ALTER TABLE {words} ALTER COLUMN words SET STATISTICS 1000")

    def drop(self, tx: Transaction, words: str) -> None:
        sql(tx, f"DROP TABLE IF EXISTS {words}")

    def clear(self, tx: Transaction, documents: str, words: str) -> bool:
        """Nothing: to drop a table is to take its files away."""
        return True

    def insert(self, tx: Transaction, words: str, rows: list[Row]) -> None:
        sql_many(
            tx,
            f"INSERT INTO {words} VALUES (:position, CAST(:vector AS tsvector))",  # noqa: S608
            [{"position": row.position, "vector": vector(row.tokens)} for row in rows],
        )

    def delete(self, tx: Transaction, words: str, positions: list[int]) -> None:
        chosen, values = among(tx, positions)
        sql(tx, f"DELETE FROM {words} WHERE position {chosen}", values=values)  # noqa: S608

    def last_taken(self, tx: Transaction, words: str, ranges: list[int]) -> dict[int, int]:
        query = (
            f"SELECT start, (SELECT max(position) FROM {words} "  # noqa: S608
            "WHERE position >= start AND position < start + :within) "
            "FROM unnest(CAST(:ranges AS BIGINT[])) AS start"
        )
        rows = sql(tx, query, within=WITHIN_SECOND, ranges=ranges)
        return {start: last for start, last in rows if last is not None}

    def lock(self, tx: Transaction) -> None:
        sql(tx, f"SELECT pg_advisory_xact_lock({_LOCK})")

    def condition(self, plan: Plan, words: str) -> Condition:
        parts = plan.parts if isinstance(plan, Both) else (plan,)
        together = Both(tuple(part for part in parts if expression(part) is not None))
        apart = [part for part in parts if expression(part) is None]
        builder = _Builder()
        tests = [builder.test(part) for part in apart]
        tables, score = "{documents} d", "0.0"
        if together.parts and plan != All():
            asked = builder.query(together)
            tables += f" JOIN {words} w ON w.position = d.position"
            tests.insert(0, f"w.words @@ {asked}")
            score = f"ts_rank({_WEIGHTS}, w.words, {asked}) * 10"
        elif any(_has_words(part) for part in apart):
            tables += f" JOIN {words} w ON w.position = d.position"
        return Condition(
            tables, " AND ".join(tests) or "TRUE", builder.parameters, "d.position", score
        )


class _Builder:
    """A plan as a condition on `d` and `w`, for what one tsquery cannot say."""

    def __init__(self) -> None:
        self.parameters: dict[str, int | str] = {}

    def bind(self, value: int | str) -> str:
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return f":{name}"

    def query(self, plan: Plan) -> str:
        return f"CAST({self.bind(expression(plan) or '')} AS tsquery)"

    def test(self, plan: Plan) -> str:
        if expression(plan) is not None:
            return f"w.words @@ {self.query(plan)}"
        match plan:
            case Both():
                return f"({' AND '.join(map(self.test, plan.parts))})"
            case Either():
                return f"({' OR '.join(map(self.test, plan.parts))})"
            case Without():
                return f"NOT coalesce({self.test(plan.part)}, FALSE)"
            case Range():
                return f"d.{plan.field} {plan.operator} {self.bind(plan.value)}"
        raise TypeError(plan)


def vector(tokens: DocumentTokens) -> str:
    """All tokens of a mention as the text of a tsvector."""
    places: dict[str, list[str]] = {f"#{label}": [str(LABELS_AT)] for label in tokens.labels}
    room = MOST_BYTES
    start = 1
    for text, weight in ((tokens.title, "A"), (tokens.text, "B")):
        forms, exact = text.forms.split(), text.exact.split()
        for at, pair in enumerate(zip(forms, exact, strict=True), start):
            if at > LAST_POSITION or room < 0:
                break
            for token in (pair[0], f"={pair[1]}"):
                found = places.setdefault(token, [])
                room -= 4 if found else 16 + len(token.encode())
                if len(found) < MOST_PLACES:
                    found.append(f"{at}{weight}")
        start += len(forms) + GAP
    start = min(start, LAST_POSITION + GAP)
    for at, token in enumerate(tokens.author[:100], start):
        places.setdefault(f"@{token}", []).append(f"{at}")
    return " ".join(f"'{token}':{','.join(found)}" for token, found in places.items())


def expression(plan: Plan) -> str | None:
    """The plan as a tsquery; None for what has a range in it."""
    match plan:
        case All():
            return _any((EVERY,), "#")
        case Nothing():
            return f"{_any((EVERY,), '#')} & !{_any((EVERY,), '#')}"
        case Labels():
            return _any(plan.tokens, "#")
        case AuthorWords():
            return f"({' <-> '.join(_any((token,), '@') for token in plan.tokens)})"
        case Run():
            return f"({' <-> '.join(_part(part, plan.scope) for part in plan.parts)})"
        case Close():
            return _close(plan)
        case Both():
            return _joined(" & ", plan.parts)
        case Either():
            return _joined(" | ", plan.parts)
        case Without():
            part = expression(plan.part)
            return None if part is None else f"!({part})"
    return None


def _joined(operator: str, parts: Iterable[Plan]) -> str | None:
    known = [expression(part) for part in parts]
    return None if None in known else f"({operator.join(part or '' for part in known)})"


def _has_words(plan: Plan) -> bool:
    match plan:
        case Both() | Either():
            return any(map(_has_words, plan.parts))
        case Without():
            return _has_words(plan.part)
    return not isinstance(plan, Range)


def _can_close(close: Close) -> bool:
    """Of single words only: how far phrases overlap is more than a tsquery can say."""
    return all(len(run.parts) == 1 for run in close.left + close.right)


def _close(close: Close) -> str:
    left, right = (
        f"({' | '.join(_part(run.parts[0], close.scope) for run in side)})"
        for side in (close.left, close.right)
    )
    steps = range(close.between + 2)
    ways = chain(
        (f"{left} <{step}> {right}" for step in steps),
        (f"{right} <{step}> {left}" for step in steps[1:]),
    )
    return f"({' | '.join(ways)})"


def _part(part: Part, scope: str) -> str:
    weight = {"title": "A", "text": "B", "": ""}[scope]
    sign = "=" if part.stream == EXACT else ""
    return _any(part.tokens, sign, f"{'*' if part.is_prefix else ''}{weight}")


def _any(tokens: Sequence[str], sign: str, weight: str = "") -> str:
    """Any of the tokens; `sign` is what they begin with."""
    alternatives = (f"'{sign}{token}'{':' if weight else ''}{weight}" for token in tokens)
    return f"({' | '.join(alternatives)})"
