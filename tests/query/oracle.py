"""What a tree means, said again as plainly as can be: by looking at every word of every text."""

from mentions.query import Document
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
)
from mentions.text import Token, forms, tokens


def matches(node: Node, document: Document, scope: str = "") -> bool:
    match node:
        case And():
            return all(matches(part, document, scope) for part in node.parts)
        case Or():
            return any(matches(part, document, scope) for part in node.parts)
        case Not():
            return not matches(node.part, document, scope)
        case Scope():
            return matches(node.part, document, node.field)
        case Filter():
            return _passes(node, document)
        case Everything():
            return True
    texts = {"title": document.title, "text": document.text}
    return any(_stands(node, tokens(text)) for name, text in texts.items() if scope in ("", name))


def _stands(node: Node, words: list[Token]) -> bool:
    if isinstance(node, Near):
        return any(
            max(start - other_last, other_start - last) <= node.distance
            for one in node.left
            for start, last in _runs(one, words)
            for other in node.right
            for other_start, other_last in _runs(other, words)
        )
    assert isinstance(node, Positional)
    if isinstance(node, Word):
        wholes = {f"+{form}" for form in forms(node.text)}
        return any(_is(node, word) or wholes & set(word.word.marks) for word in words)
    return bool(_runs(node, words))


def _runs(node: Positional, words: list[Token]) -> list[tuple[int, int]]:
    parts = node.parts if isinstance(node, Phrase) else (node,)
    return [
        (start, start + len(parts) - 1)
        for start in range(len(words) - len(parts) + 1)
        if all(_is(part, words[start + offset]) for offset, part in enumerate(parts))
    ]


def _is(leaf: Positional, token: Token) -> bool:
    assert isinstance(leaf, Leaf)
    match leaf:
        case Word():
            return bool(forms(leaf.text) & set(token.word.lemmas))
        case Exact():
            return leaf.text in (token.word.exact, token.word.cased)
        case Prefix():
            return token.word.exact.startswith(leaf.text)
        case Tag():
            return leaf.text in token.word.marks
    raise AssertionError(leaf)


def _passes(node: Filter, document: Document) -> bool:
    moment = document.published_at.date().isoformat() if document.published_at else None
    reach = document.reach
    match node.field:
        case "lang" | "tone":
            return bool(getattr(document, node.field) == node.value)
        case "is":
            return bool(getattr(document, node.value))
        case "site":
            return document.site.removeprefix("www.").removeprefix("forum.") == node.value
        case "author":
            return node.value in document.author.lower()
        case "before":
            return moment is not None and moment < node.value
        case "after":
            return moment is not None and moment >= node.value
        case "reach":
            by_sign = {">10": lambda n: n > 10, "<=10": lambda n: n <= 10, "10": lambda n: n == 10}
            return reach is not None and bool(by_sign[node.value](reach))
    raise AssertionError(node)
