"""For an engine that cannot answer all of a tree: what it can, and whether that is the whole."""

from collections.abc import Callable

from mentions.query.tree import (
    And,
    Everything,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Scope,
    conjunction,
    disjunction,
)


def relax(node: Node, answers: Callable[[Node], bool]) -> tuple[Node, bool]:
    """A tree of nodes that the engine `answers`, found by all that `node` finds, and more.

    `answers` is asked of leaves, filters, phrases and NEARs. A phrase or NEAR that the engine
    does not answer becomes its words anywhere; any other such node becomes everything. The second
    value says whether the tree is equal to `node`; if it is not, the engine's rows must be put to
    `Query.match` before they are shown or counted.
    """
    if isinstance(node, And | Or):
        relaxed = [relax(part, answers) for part in node.parts]
        parts = [part for part, _ in relaxed]
        join = _all if isinstance(node, And) else _any
        return join(parts), all(is_equal for _, is_equal in relaxed)
    if isinstance(node, Scope):
        part, is_equal = relax(node.part, answers)
        return (part if isinstance(part, Everything) else Scope(node.field, part)), is_equal
    if isinstance(node, Not):
        part, is_equal = relax(node.part, answers)
        return (Not(part), True) if is_equal else (Everything(), False)
    if isinstance(node, Everything) or answers(node):
        return node, True
    return _words_of(node, answers), False


def _words_of(node: Node, answers: Callable[[Node], bool]) -> Node:
    if isinstance(node, Phrase):
        return _all([relax(part, answers)[0] for part in node.parts])
    if isinstance(node, Near):
        sides = (node.left, node.right)
        return _all([_any([relax(part, answers)[0] for part in side]) for side in sides])
    return Everything()


def _all(parts: list[Node]) -> Node:
    some = [part for part in parts if not isinstance(part, Everything)]
    return conjunction(some) if some else Everything()


def _any(parts: list[Node]) -> Node:
    return Everything() if any(isinstance(p, Everything) for p in parts) else disjunction(parts)
