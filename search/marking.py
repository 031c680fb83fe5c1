"""Matching found mentions again and marking their words, without analysing all that they say.

The tokens that are kept of each written word tell whether a query can mean it. Only such words
are analysed; the rest hold their positions.
"""

from collections.abc import Sequence

from mentions.query import Query, tree
from mentions.query.document import AnalysedDocument, Document
from mentions.store.database import Transaction
from mentions.text import Word
from mentions.text.words import PIECE, words
from search.pieces import Pieces
from search.plan import terms_of
from search.terms import HASHED, PieceTokens, encode, own_token
from search.vocabulary import knowledge

_OTHER = Word("", "", (), (), 0, 0)
_OTHERS = (_OTHER,)


def analysed(
    tx: Transaction, pieces: Pieces, query: Query, documents: Sequence[Document]
) -> list[AnalysedDocument]:
    """For this query and no other; a query without words finds none in them."""
    terms = terms_of(query)
    if not terms and not _beginnings(query.tree):
        return [AnalysedDocument(document, lambda _: ()) for document in documents]
    known = knowledge(tx, query).tokens
    sought = frozenset(token for term in terms for token in (own_token(term), *known.get(term, ())))
    texts = (text for document in documents for text in (document.title, document.text))
    written = {piece for text in texts for piece in PIECE.findall(text)}
    kept = pieces.kept(tx, written)
    beginnings = (*_beginnings(query.tree), HASHED)
    found = {
        piece: _words(piece, tokens, sought, beginnings)
        if (tokens := kept.get(piece))
        else words(piece)
        for piece in written
    }
    return [AnalysedDocument(document, found.__getitem__) for document in documents]


def _words(
    piece: str, tokens: PieceTokens, sought: frozenset[str], beginnings: tuple[str, ...]
) -> tuple[Word, ...]:
    """The words of a piece; where none of them can be meant, as many that hold their places."""
    forms, exact, _ = tokens
    if " " not in exact:  # as nearly all: one word
        if forms in sought or exact in sought or exact.startswith(beginnings):
            return words(piece)
        return words(piece) if forms.startswith(HASHED) else _OTHERS[: bool(exact)]
    several = f"{forms} {exact}".split()
    if any(token in sought or token.startswith(beginnings) for token in several):
        return words(piece)
    return (_OTHER,) * len(exact.split())


def _beginnings(node: tree.Node) -> list[str]:
    match node:
        case tree.Prefix():
            return [encode(node.text)]
        case tree.Phrase() | tree.And() | tree.Or():
            return [one for part in node.parts for one in _beginnings(part)]
        case tree.Near():
            return [one for part in node.left + node.right for one in _beginnings(part)]
        case tree.Not() | tree.Scope():
            return _beginnings(node.part)
    return []
