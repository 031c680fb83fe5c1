"""What an engine is asked: a tree of tokens, made of a query's tree and the page's filters.

    Query ─► plan (tokens, labels, ranges) ─► the engine's own syntax

Where an engine cannot say something (`Abilities`), the plan asks for a little more instead and
says so (`is_loose`): then each mention found is matched again in memory.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from mentions.query import Query, tree
from mentions.query.filters import comparison, instant
from mentions.store.times import to_micros
from mentions.text import forms
from search.engine import Filters
from search.terms import EXACT, FORMS, encode, label, own_token


class Plan:
    """Any part of a plan."""


@dataclass(frozen=True, slots=True)
class All(Plan):
    """Every mention."""


@dataclass(frozen=True, slots=True)
class Nothing(Plan):
    """No mention."""


@dataclass(frozen=True, slots=True)
class Both(Plan):
    """All of the parts."""

    parts: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class Either(Plan):
    """Any of the parts."""

    parts: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class Without(Plan):
    """What the part does not find."""

    part: Plan


@dataclass(frozen=True, slots=True)
class Labels(Plan):
    """Mentions that have any of these labels."""

    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AuthorWords(Plan):
    """Tokens that stand next to one another in the author's name."""

    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One position: any of `tokens` of a stream, or (`is_prefix`) what begins with its one."""

    stream: str
    tokens: tuple[str, ...]
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class Run(Plan):
    """Positions next to one another, in the title, the text, or ("") either of them."""

    scope: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Close(Plan):
    """One run of each side with at most `between` words between them, in any order."""

    scope: str
    left: tuple[Run, ...]
    right: tuple[Run, ...]
    between: int


@dataclass(frozen=True, slots=True)
class Range(Plan):
    """`field` ("reach" or "published", in microseconds) is compared with `value`."""

    field: str
    operator: str
    value: int


@dataclass(frozen=True, slots=True)
class Abilities:
    """Whether an engine can say a run, or a closeness, exactly."""

    run: Callable[[Run], bool]
    close: Callable[[Close], bool]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a query's words and names are in this index.

    `tokens`: the vocabulary's tokens of each term. `brands`, `sources`: ids by `keyword` of name.
    """

    tokens: Mapping[str, tuple[str, ...]]
    brands: Mapping[str, tuple[int, ...]]
    sources: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Planned:
    """`is_loose`: what is found must be matched again."""

    plan: Plan
    is_loose: bool


def terms_of(query: Query) -> frozenset[str]:
    """All terms whose tokens the plan of a query will need."""
    return frozenset(_terms(query.tree))


def _terms(node: tree.Node) -> Iterable[str]:
    match node:
        case tree.Word():
            return node.terms | node.marks
        case tree.Exact():
            return node.terms | forms(node.text)
        case tree.Leaf():
            return node.terms
        case tree.Phrase() | tree.And() | tree.Or():
            return chain.from_iterable(map(_terms, node.parts))
        case tree.Near():
            return chain.from_iterable(map(_terms, node.left + node.right))
        case tree.Not() | tree.Scope():
            return _terms(node.part)
    return ()


def plan(query: Query, knowledge: Knowledge, abilities: Abilities) -> Planned:
    planner = _Planner(knowledge, abilities)
    found = planner.plan(query.tree, "", is_wanted=True)
    return Planned(found, planner.is_loose)


class _Planner:
    def __init__(self, knowledge: Knowledge, abilities: Abilities) -> None:
        self.knowledge = knowledge
        self.abilities = abilities
        self.is_loose = False

    def plan(self, node: tree.Node, scope: str, is_wanted: bool) -> Plan:
        """`is_wanted` is False below a NOT, where asking for more would find less."""
        match node:
            case tree.Everything():
                return All()
            case tree.And():
                return both(self.plan(part, scope, is_wanted) for part in node.parts)
            case tree.Or():
                return either(self.plan(part, scope, is_wanted) for part in node.parts)
            case tree.Not():
                return without(self.plan(node.part, scope, not is_wanted))
            case tree.Scope():
                return self.plan(node.part, node.field, is_wanted)
            case tree.Filter():
                return self.filter(node)
            case tree.Near():
                return self.near(node, scope, is_wanted)
            case tree.Word():
                return Run(scope, (Part(FORMS, self.tokens(node.terms | node.marks)),))
            case tree.Positional():
                return self.run(self.run_of(node, scope), node, is_wanted)
        raise TypeError(node)

    def tokens(self, terms: Iterable[str]) -> tuple[str, ...]:
        known = self.knowledge.tokens
        found = {token for term in terms for token in (own_token(term), *known.get(term, ()))}
        return tuple(sorted(found))

    def part(self, leaf: tree.Leaf) -> Part:
        if isinstance(leaf, tree.Prefix):
            return Part(EXACT, (encode(leaf.text),), is_prefix=True)
        return Part(EXACT if isinstance(leaf, tree.Exact) else FORMS, self.tokens(leaf.terms))

    def run_of(self, node: tree.Positional, scope: str) -> Run:
        leaves = node.parts if isinstance(node, tree.Phrase) else (node,)
        return Run(scope, tuple(self.part(leaf) for leaf in leaves if isinstance(leaf, tree.Leaf)))

    def run(self, run: Run, node: tree.Positional, is_wanted: bool) -> Plan:
        if self.abilities.run(run):
            return run
        self.is_loose = True
        return self.loosened(node, run) if is_wanted else Nothing()

    def loosened(self, node: tree.Positional, run: Run) -> Plan:
        """The words of a run, each anywhere; together in their forms where that can be said."""
        alone: list[Plan] = [Run(run.scope, (part,)) for part in run.parts]
        leaves = node.parts if isinstance(node, tree.Phrase) else ()
        if leaves and not any(isinstance(leaf, tree.Prefix) for leaf in leaves):
            terms = (forms(leaf.text) if isinstance(leaf, tree.Exact) else leaf.terms
                     for leaf in leaves)  # fmt: skip
            together = Run(run.scope, tuple(Part(FORMS, self.tokens(each)) for each in terms))
            if self.abilities.run(together):
                alone = [together, *(Run(run.scope, (p,)) for p in run.parts if p.stream == EXACT)]
        return both(alone)

    def near(self, node: tree.Near, scope: str, is_wanted: bool) -> Plan:
        left = tuple(self.run_of(side, scope) for side in node.left)
        right = tuple(self.run_of(side, scope) for side in node.right)
        close = Close(scope, left, right, node.distance - 1)
        if self.abilities.close(close):
            return close
        self.is_loose = True
        if not is_wanted:
            return Nothing()
        sides = (node.left, left), (node.right, right)
        return both(
            either(self.run(run, one, is_wanted) for one, run in zip(nodes, runs, strict=True))
            for nodes, runs in sides
        )

    def filter(self, node: tree.Filter) -> Plan:
        value = node.value
        match node.field:
            case "author":
                return AuthorWords(tuple(encode(word) for word in value.split()))
            case "brand":
                return labels("brand", self.knowledge.brands.get(value, ()))
            case "source":
                named = labels("source", self.knowledge.sources.get(value, ()))
                return either((Labels((label("kind", value),)), named))
            case "before":
                return Range("published", "<", to_micros(instant(value)))
            case "after":
                return Range("published", ">=", to_micros(instant(value)))
            case "reach":
                return Range("reach", *comparison(value))
        return Labels((label(node.field, value),))


def filters_plan(filters: Filters) -> Plan:
    """The page's filters, but for the two on what is hidden, which each engine has a column for."""
    parts: list[Plan] = [
        labels("source", filters.source_ids, narrows=True),
        labels("state", filters.states, narrows=True),
        labels("lang", [lang.lower() for lang in filters.langs], narrows=True),
        labels("site", filters.sites, narrows=True),
        labels("author", filters.authors, narrows=True),
        labels("tag", filters.tags, narrows=True),
        labels("story", filters.story_ids, narrows=True),
        _brands_and_tones(filters),
        _flag("question", filters.question),
        _flag("reply", filters.needs_reply),
    ]
    if filters.since:
        parts.append(Range("published", ">=", to_micros(filters.since)))
    if filters.until:
        parts.append(Range("published", "<", to_micros(filters.until)))
    return both(parts)


def _brands_and_tones(filters: Filters) -> Plan:
    if not (filters.brand_ids and filters.tones):
        brands = labels("brand", filters.brand_ids, narrows=True)
        return both((brands, labels("tone", filters.tones, narrows=True)))
    pairs = [f"{brand}:{tone}" for brand in filters.brand_ids for tone in filters.tones]
    return labels("toward", pairs)


def _flag(name: str, wanted: bool | None) -> Plan:
    if wanted is None:
        return All()
    has = Labels((label("is", name),))
    return has if wanted else Without(has)


def labels(field: str, values: Iterable[object], narrows: bool = False) -> Plan:
    """Any of these values of a field; no value finds nothing, or, if it `narrows`, everything."""
    tokens = tuple(label(field, value) for value in values)
    return Labels(tokens) if tokens else (All() if narrows else Nothing())


def both(parts: Iterable[Plan]) -> Plan:
    flat: list[Plan] = []
    for part in parts:
        flat += part.parts if isinstance(part, Both) else (part,)
    if any(isinstance(part, Nothing) for part in flat):
        return Nothing()
    flat = [part for part in dict.fromkeys(flat) if not isinstance(part, All)]
    return Both(tuple(flat)) if len(flat) > 1 else flat[0] if flat else All()


def either(parts: Iterable[Plan]) -> Plan:
    flat: list[Plan] = []
    for part in parts:
        flat += part.parts if isinstance(part, Either) else (part,)
    if any(isinstance(part, All) for part in flat):
        return All()
    flat = [part for part in dict.fromkeys(flat) if not isinstance(part, Nothing)]
    return Either(tuple(flat)) if len(flat) > 1 else flat[0] if flat else Nothing()


def without(part: Plan) -> Plan:
    match part:
        case All():
            return Nothing()
        case Nothing():
            return All()
        case Without():
            return part.part
    return Without(part)


def period(plan: Plan) -> tuple[int | None, int | None]:
    """The earliest publishing (included) and the latest (not) that a plan finds; microseconds."""
    parts = plan.parts if isinstance(plan, Both) else (plan,)
    ranges = [part for part in parts if isinstance(part, Range) and part.field == "published"]
    since = max((part.value for part in ranges if part.operator == ">="), default=None)
    until = min((part.value for part in ranges if part.operator == "<"), default=None)
    return since, until
