"""What a query is understood to say: its tree, and the words that each part looks for."""

from dataclasses import dataclass
from typing import Any

from mentions.query.query import Query
from mentions.query.tree import And, Leaf, Near, Node, Not, Or, Phrase, Scope, Word
from mentions.text.lexemes import STEM_MARK, lexeme


@dataclass(frozen=True, slots=True)
class Explanation:
    """One node: its `kind` (word, exact, prefix, tag, phrase, near, and, or, not, scope, filter,
    everything), its own `query`, the `terms` it looks for in the index, the `forms` that the
    dictionary gives them (of a word), and its parts."""

    kind: str
    query: str
    terms: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    parts: tuple["Explanation", ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As JSON: the fields that are not empty."""
        fields = {"terms": self.terms, "forms": self.forms}
        return {
            "kind": self.kind,
            "query": self.query,
            **{name: list(value) for name, value in fields.items() if value},
            **({"parts": [part.to_json() for part in self.parts]} if self.parts else {}),
        }


def explain(query: Query) -> Explanation:
    return _of_node(query.tree)


def _of_node(node: Node) -> Explanation:
    sought = sorted(node.terms) if isinstance(node, Leaf) else []
    lemmas = [term for term in sought if isinstance(node, Word) and STEM_MARK not in term]
    return Explanation(
        kind=type(node).__name__.lower(),
        query=str(node),
        terms=tuple(sought),
        forms=tuple(dict.fromkeys(form for lemma in lemmas for form in lexeme(lemma))),
        parts=tuple(map(_of_node, _parts(node))),
    )


def _parts(node: Node) -> tuple[Node, ...]:
    if isinstance(node, And | Or | Phrase):
        return node.parts
    if isinstance(node, Not | Scope):
        return (node.part,)
    if isinstance(node, Near):
        return (*node.left, *node.right)
    return ()
