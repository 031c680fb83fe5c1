"""Plans in Elasticsearch's query language.

All that a person writes arrives here as tokens of `search.terms`, in fields that are cut at
spaces and otherwise left alone, so there is nothing for Elasticsearch to analyse or parse.
"""

from collections.abc import Iterable
from typing import Any

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

MOST_ALTERNATIVES = 500
"""Tokens at one position, and pairs of a closeness; a query may have 1,024 clauses."""

_OPERATORS = {"<": "lt", "<=": "lte", ">": "gt", ">=": "gte"}

Dsl = dict[str, Any]


def _can_run(run: Run) -> bool:
    """Within a phrase a prefix may grow into 128 words at most, so it is asked for apart."""
    if len(run.parts) == 1:
        return True
    return not any(part.is_prefix or len(part.tokens) > MOST_ALTERNATIVES for part in run.parts)


def _can_close(close: Close) -> bool:
    runs = close.left + close.right
    return (
        not any(part.is_prefix for run in runs for part in run.parts)
        and sum(len(part.tokens) for run in runs for part in run.parts) <= MOST_ALTERNATIVES
        and len(close.left) * len(close.right) <= MOST_ALTERNATIVES // 10
    )


ABILITIES = Abilities(run=_can_run, close=_can_close)


def dsl(plan: Plan) -> Dsl:
    match plan:
        case All():
            return {"match_all": {}}
        case Nothing():
            return {"match_none": {}}
        case Labels():
            return {"constant_score": {"filter": {"terms": {"labels": list(plan.tokens)}}}}
        case AuthorWords():
            return {"match_phrase": {"author_words": " ".join(plan.tokens)}}
        case Run():
            return _either(_run(run_field, plan) for run_field in _fields(plan.scope))
        case Close():
            return _either(_close(field, plan) for field in _fields(plan.scope))
        case Range() if plan.operator == "=":
            return {"term": {plan.field: plan.value}}
        case Range():
            return {"range": {plan.field: {_OPERATORS[plan.operator]: plan.value}}}
        case Both():
            return _both(plan)
        case Either():
            return _either(dsl(part) for part in plan.parts)
        case Without():
            return {"bool": {"must_not": [dsl(plan.part)]}}
    raise TypeError(plan)


def _both(plan: Both) -> Dsl:
    wanted = [dsl(part) for part in plan.parts if not isinstance(part, Without)]
    unwanted = [dsl(part.part) for part in plan.parts if isinstance(part, Without)]
    return {"bool": {"must": wanted, "must_not": unwanted}}


def _either(parts: Iterable[Dsl]) -> Dsl:
    found = list(parts)
    return found[0] if len(found) == 1 else {"bool": {"should": found, "minimum_should_match": 1}}


def _fields(scope: str) -> tuple[str, ...]:
    return (scope,) if scope else ("title", "text")


def _run(field: str, run: Run) -> Dsl:
    first = run.parts[0]
    name = f"{field}_{first.stream}"
    if len(run.parts) > 1:
        return {"intervals": {f"{field}_forms": _together(field, run)}}
    if first.is_prefix:
        return {"prefix": {name: {"value": first.tokens[0]}}}
    if len(first.tokens) > MOST_ALTERNATIVES:
        return {"terms": {name: list(first.tokens)}}
    boost = 2.0 if field == "title" else 1.0
    return {"match": {name: {"query": " ".join(first.tokens), "boost": boost}}}


def _together(field: str, run: Run) -> Dsl:
    parts = [_any_of(field, part) for part in run.parts]
    if len(parts) == 1:
        return parts[0]
    return {"all_of": {"ordered": True, "max_gaps": 0, "intervals": parts}}


def _any_of(field: str, part: Part) -> Dsl:
    """One position; the streams run side by side, so a phrase may go from one to the other."""
    name = f"{field}_{part.stream}"
    tokens = [{"match": {"query": token, "use_field": name}} for token in part.tokens]
    return tokens[0] if len(tokens) == 1 else {"any_of": {"intervals": tokens}}


def _close(field: str, close: Close) -> Dsl:
    """Each pair by itself. What is asked to be near itself is there if it is there at all."""
    pairs = [
        {"all_of": {"ordered": False, "max_gaps": close.between,
                    "intervals": [_together(field, left), _together(field, right)]}}
        if left != right else _together(field, left)
        for left in close.left for right in close.right
    ]  # fmt: skip
    source = pairs[0] if len(pairs) == 1 else {"any_of": {"intervals": pairs}}
    return {"intervals": {f"{field}_forms": source}}
