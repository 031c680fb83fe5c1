"""From a query of our language to VK searches that together find all that it can match.

VK finds posts with all the words of a search, in any form. So each OR-branch becomes a search of
its words; phrases and NEAR become words side by side, what VK cannot ask (minus, fields, prefixes)
is left out. The searches find more than the query; our own matching decides.
"""

from collections.abc import Iterable

from mentions.query import parse
from mentions.query.tree import And, Exact, Near, Node, Or, Phrase, Scope, Tag, Word

# Searches of one query: beyond, its widest part is left to our own matching.
MOST = 30
LONGEST = 200

_Words = tuple[str, ...]


def searches(queries: Iterable[str]) -> list[str]:
    """The texts to search for, each once, none that another one's results include."""
    found = [words for text in queries for words in _branches(parse(text).tree) if words]
    sets = [frozenset(word.lower() for word in words) for words in found]
    kept: dict[frozenset[str], str] = {}
    for words, own in zip(found, sets, strict=True):
        if not any(other < own for other in sets):
            kept.setdefault(own, _joined(words))
    return list(dict.fromkeys(kept.values()))


def _joined(words: _Words) -> str:
    """As many of the words as a search may have; fewer find more."""
    text = ""
    for word in words:
        text = f"{text} {word}".strip() if len(text) + len(word) < LONGEST else text
    return text


def _branches(node: Node) -> list[_Words]:
    """The words of each alternative; an empty one is anything at all."""
    match node:
        case Word() | Exact():
            return [(node.text,)]
        case Tag():
            return [(node.text,)]
        case Phrase() | And():
            return _all_of([_branches(part) for part in node.parts])
        case Near():
            return _all_of([_any_of(node.left), _any_of(node.right)])
        case Or():
            return _any_of(node.parts)
        case Scope():
            return _branches(node.part)
    return [()]


def _any_of(nodes: Iterable[Node]) -> list[_Words]:
    return [words for node in nodes for words in _branches(node)]


def _all_of(parts: list[list[_Words]]) -> list[_Words]:
    found: list[_Words] = [()]
    for branches in sorted(parts, key=len):
        if len(found) * len(branches) <= MOST:
            found = [words + more for words in found for more in branches]
    return [tuple(dict.fromkeys(words)) for words in found]
