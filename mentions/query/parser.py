"""From the text of a query to its tree, by recursive descent.

    any   := all ((OR │ ИЛИ │ "|") all)*
    all   := unary ([AND │ И] unary)*
    unary := (NOT │ НЕ │ "-") unary │ near
    near  := basic ((NEAR/n │ РЯДОМ/n) basic)*
    basic := "(" any ")" │ ["!"] "quoted phrase" │ field:value │ run
    run   := characters up to a space, a bracket, a quote or "|": [!]word[*], #tag, @name

Operators are upper case only. Punctuation that is no operator means nothing. A run of several
words («банк-онлайн», banki.ru) is a phrase of them, or the one word they make when glued.
"""

import re
from collections.abc import Callable
from datetime import UTC, tzinfo
from difflib import get_close_matches

from mentions.query.errors import QueryError
from mentions.query.filters import ALIASES, FILTERS
from mentions.query.tree import (
    And,
    Everything,
    Exact,
    Filter,
    Leaf,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Positional,
    Prefix,
    Scope,
    Tag,
    Word,
    conjunction,
    disjunction,
)
from mentions.text.words import PIECE, glued, words
from mentions.text.words import Word as Written

LONGEST = 10_000
"""Characters of a query."""
DEEPEST = 30
"""Brackets, NOTs and fields within one another."""
MOST_WORDS = 1_000
FARTHEST = 100
"""Words that NEAR may reach over."""
SHORTEST_PREFIX = 3
"""Letters before a star."""
MOST_ALTERNATIVES = 50
"""On either side of NEAR."""

_TEXT_FIELDS = ("title", "text")
_QUOTES = {'"': '"', "«": "»", "“": "”", "„": "“”"}
_RUN_END = re.compile(r'[\s()"«»“”„|]')
_RUN = re.compile(r'[^\s()"«»“”„|]+')
_FIELD = re.compile(r"([^\W\d_]+):")
_NEAR = re.compile(r"(?:NEAR|РЯДОМ)(?:/(\d*))?(?=[\s()\"«“„]|$)")
_OPERATOR = re.compile(r"(AND|И|OR|ИЛИ|NOT|НЕ)(?=[\s()\"«“„|]|$)|(\|)")
_KINDS = {"AND": "and", "И": "and", "OR": "or", "ИЛИ": "or", "|": "or", "NOT": "not", "НЕ": "not"}
_SPACE = re.compile(r"\s*")
_LIST_SEPARATOR = re.compile(r"(?<!\d)[,;]+|[,;]+(?!\d)")


def parse_tree(text: str, zone: tzinfo = UTC) -> Node:
    """The tree of a query; days are those of `zone`. Raises QueryError; "" is everything."""
    if len(text) > LONGEST:
        raise QueryError("query-too-long", LONGEST + 1, longest=LONGEST)
    return _Parser(text, zone).whole() if text.strip() else Everything()


class _Parser:
    def __init__(self, text: str, zone: tzinfo) -> None:
        self.text = text
        self.zone = zone
        self.at = 0
        self.depth = 0
        self.leaves = 0

    def whole(self) -> Node:
        node = self.any()
        if self.at < len(self.text):
            raise self.error("query-bracket-not-opened", self.at)
        if node is None:
            raise self.error("query-no-words", 0)
        return node

    # Each rule returns None where there is nothing but punctuation.

    def any(self) -> Node | None:
        alternatives = [self.all()]
        while (start := self.operator("or")) is not None:
            if alternatives[-1] is None:
                raise self.error("query-operator-without-left", start)
            alternatives.append(self.all())
            if alternatives[-1] is None:
                raise self.error("query-operator-without-right", start)
        return disjunction(node for node in alternatives if node) if alternatives[0] else None

    def all(self) -> Node | None:
        parts: list[Node] = []
        while True:
            start = self.operator("and")
            if start is not None and not parts:
                raise self.error("query-operator-without-left", start)
            part = self.unary()
            if part is None:
                if start is not None:
                    raise self.error("query-operator-without-right", start)
                if self.at_end():
                    return conjunction(parts) if parts else None
            else:
                parts.append(part)

    def unary(self) -> Node | None:
        start = self.operator("not")
        if start is None and self.minus():
            start = self.at
            self.at += 1
        if start is None:
            return self.near()
        self.deeper(start)
        part = self.unary()
        self.depth -= 1
        if part is None:
            raise self.error("query-operator-without-right", start)
        return Not(part)

    def near(self) -> Node | None:
        start = self.skip_space()
        node = self.basic()
        pairs: list[Node] = []
        while (found := _NEAR.match(self.text, self.skip_space())) is not None:
            at = self.at
            self.at = found.end()
            distance = self.distance(found, at)
            if node is None:
                raise self.error("query-operator-without-left", at)
            right_start = self.skip_space()
            if self.minus():
                raise self.error("query-near-sides", right_start)
            right = self.basic()
            if right is None:
                raise self.error("query-operator-without-right", at)
            pairs.append(Near(self.side(node, start), self.side(right, right_start), distance))
            start, node = right_start, right
        return conjunction(pairs) if pairs else node

    def distance(self, found: re.Match[str], at: int) -> int:
        digits = found[1] or ""
        distance = int(digits) if 0 < len(digits) < 6 else 0
        if not 1 <= distance <= FARTHEST:
            raise self.error("query-near-distance", at, farthest=FARTHEST)
        return distance

    def side(self, node: Node, start: int) -> tuple[Positional, ...]:
        """The words and phrases that one side of NEAR offers."""
        found = node.parts if isinstance(node, Or) else (node,)
        if len(found) > MOST_ALTERNATIVES:
            raise self.error("query-near-alternatives", start, most=MOST_ALTERNATIVES)
        if not all(isinstance(part, Positional) for part in found):
            raise self.error("query-near-sides", start)
        return tuple(part for part in found if isinstance(part, Positional))

    def basic(self) -> Node | None:
        """A bracket, a phrase, a field or a run; None, past mere punctuation, where none is."""
        start = self.skip_space()
        letter = self.text[start : start + 1]
        if letter == "(":
            return self.bracket(start)
        is_exact = letter == "!"
        if self.text.startswith("!(", start):
            raise self.error("query-exact-what", start)
        if self.text[start + is_exact : start + is_exact + 1] in tuple(_QUOTES):
            return self.phrase(start + is_exact, is_exact)
        if letter in ("»", "”"):
            raise self.error("query-quote-not-opened", start)
        if self.at_end() or self.operator_here():
            return None
        field = _FIELD.match(self.text, start)
        name = self.field_name(field) if field else None
        return self.field(name, field) if field and name else self.run()

    def bracket(self, start: int) -> Node:
        self.deeper(start)
        self.at += 1
        node = self.any()
        self.depth -= 1
        if self.at >= len(self.text):
            raise self.error("query-bracket-not-closed", start)
        if node is None:
            raise self.error("query-bracket-empty", start)
        self.at += 1
        return node

    def quoted(self, start: int) -> str:
        """What stands in quotation marks, the first of them at `start`."""
        closing = _QUOTES[self.text[start]]
        ends = [end for mark in closing if (end := self.text.find(mark, start + 1)) > 0]
        if not ends:
            raise self.error("query-quote-not-closed", start)
        self.at = min(ends) + 1
        return self.text[start + 1 : min(ends)]

    def phrase(self, start: int, is_exact: bool) -> Node:
        leaves: list[Leaf] = []
        content = self.quoted(start)
        for found in re.finditer(r"\S+", content):
            written = found[0] if not is_exact else "!" + found[0].lstrip("!")
            leaves += self.leaves_of(written, start + 1 + found.start())
        if not leaves:
            raise self.error("query-quote-empty", start)
        return leaves[0] if len(leaves) == 1 else Phrase(tuple(leaves))

    def run(self) -> Node | None:
        found = _RUN.match(self.text, self.at)
        assert found is not None  # noqa: S101 - at_end() and the quotes were seen to before
        self.at = found.end()
        nodes: list[Node] = []
        begin = found.start()
        for stretch in (*_LIST_SEPARATOR.finditer(found[0]), None):
            end = found.start() + stretch.start() if stretch else found.end()
            if begin < end and (node := self.written(self.text[begin:end], begin)):
                nodes.append(node)
            begin = found.start() + stretch.end() if stretch else end
        return conjunction(nodes) if nodes else None

    def written(self, run: str, start: int) -> Node | None:
        """A run as it is typed: one word, or the several that it is cut into."""
        leaves = self.leaves_of(run, start)
        if len(leaves) < 2:
            return leaves[0] if leaves else None
        phrase = Phrase(tuple(leaves))
        piece = PIECE.search(run)
        if piece is None or not all(isinstance(leaf, Word) for leaf in leaves):
            return phrase
        parts = list(words(piece[0]))
        is_word = len(parts) == len(leaves) and piece[0][0] not in "#@"
        whole = glued(piece[0], parts) if is_word else None
        return disjunction((phrase, Word(whole))) if whole else phrase

    def leaves_of(self, run: str, start: int) -> list[Leaf]:
        """The words of a run in order; its `!` and `*` are obeyed, other signs are nothing."""
        bare = run.strip(".,:;?…")
        make: Callable[[Written], Leaf] = lambda word: Word(word.exact)  # noqa: E731
        if bare.startswith("!"):
            make = lambda word: Exact(word.cased or word.exact)  # noqa: E731
            bare = bare.lstrip("!")
        is_prefix = bare.endswith("*")
        bare = bare.removesuffix("*")
        if "*" in bare or (is_prefix and run.startswith("!")):
            raise self.error("query-star-inside", start + run.index("*"), word=run[:40])
        leaves: list[Leaf] = []
        for piece in PIECE.finditer(bare):
            parts = words(piece[0])
            if piece[0][0] in "#@" and parts:
                leaves.append(Tag(next(m for m in parts[0].marks if m[0] in "#@")))
            else:
                leaves += map(make, parts)
        if is_prefix:
            leaves = self.with_prefix(leaves, start, run)
        self.leaves += len(leaves)
        if self.leaves > MOST_WORDS:
            raise self.error("query-too-many-words", start, most=MOST_WORDS)
        return leaves

    def with_prefix(self, leaves: list[Leaf], start: int, run: str) -> list[Leaf]:
        last = leaves[-1] if leaves else None
        if isinstance(last, Tag):
            raise self.error("query-star-after-tag", start, word=run[:40])
        if not isinstance(last, Word) or len(last.text) < SHORTEST_PREFIX:
            raise self.error("query-prefix-too-short", start, word=run[:40], least=SHORTEST_PREFIX)
        return [*leaves[:-1], Prefix(last.text)]

    def field_name(self, found: re.Match[str]) -> str | None:
        """The field that is named; None for words with a colon: https://…, «отлично:»."""
        written = found[1].lower()
        name = ALIASES.get(written, written)
        if name in FILTERS or name in _TEXT_FIELDS:
            return name
        if not self.text[found.end() : found.end() + 1].isalnum():
            return None
        close = get_close_matches(written, (*_TEXT_FIELDS, *FILTERS, *ALIASES), 1) or ["title"]
        raise self.error("query-field-unknown", self.at, field=found[1][:40], close=close[0])

    def field(self, name: str, found: re.Match[str]) -> Node:
        start = self.at
        self.at = found.end()
        if self.at >= len(self.text) or self.text[self.at].isspace():
            raise self.error("query-field-empty", start, field=found[1])
        return self.scope(name, start) if name in _TEXT_FIELDS else self.filter(name, start)

    def scope(self, name: str, start: int) -> Node:
        self.deeper(start)
        part = self.basic()
        self.depth -= 1
        if part is None:
            raise self.error("query-field-empty", start, field=name)
        if _has_field(part):
            raise self.error("query-field-inside", start, field=name)
        return Scope(name, part)

    def filter(self, name: str, start: int) -> Node:
        if self.text[self.at] in _QUOTES:
            value = self.quoted(self.at)
        elif found := _RUN.match(self.text, self.at):
            value = found[0]
            self.at = found.end()
        else:
            raise self.error("query-field-empty", start, field=name)
        try:
            canonical = FILTERS[name].canonical(value, self.zone)
        except ValueError:
            canonical = ""
        if not canonical:
            raise self.error(f"query-value-of-{name}", start, value=value[:40])
        return Filter(name, canonical)

    def operator(self, kind: str) -> int | None:
        """Takes an operator of this kind if it is next; where it stood, else None."""
        start = self.skip_space()
        found = _OPERATOR.match(self.text, start)
        if found is None or _KINDS[found[0]] != kind:
            return None
        self.at = found.end()
        return start

    def operator_here(self) -> bool:
        found = _OPERATOR.match(self.text, self.at) or _NEAR.match(self.text, self.at)
        return found is not None

    def minus(self) -> bool:
        """Whether a minus is next that negates: not a dash, not the hyphen of a word."""
        after = self.text[self.at + 1 : self.at + 2]
        return self.text[self.at : self.at + 1] == "-" and bool(after.strip().strip("-)|»”"))

    def at_end(self) -> bool:
        """Whether a rule must stop here: the end, a closing bracket, OR."""
        start = self.skip_space()
        if start >= len(self.text) or self.text[start] == ")":
            return True
        found = _OPERATOR.match(self.text, start)
        return found is not None and _KINDS[found[0]] == "or"

    def skip_space(self) -> int:
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at

    def deeper(self, start: int) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.error("query-too-deep", start, deepest=DEEPEST)

    def error(self, key: str, at: int, **variables: str | int) -> QueryError:
        return QueryError(key, at + 1, **variables)


def _has_field(node: Node) -> bool:
    if isinstance(node, And | Or):
        return any(_has_field(part) for part in node.parts)
    if isinstance(node, Not):
        return _has_field(node.part)
    return isinstance(node, Scope | Filter)
