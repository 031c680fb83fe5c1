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


def analysed(
    tx: Transaction, pieces: Pieces, query: Query, documents: Sequence[Document]
) -> list[AnalysedDocument]:
    """For this query and no other; a query without words finds none in them."""
    terms = terms_of(query)
    if not terms and not _beginnings(query.tree):
        return [AnalysedDocument(document, lambda _: ()) for document in documents]
    known = knowledge(tx, query).tokens
    sought = frozenset(token for term in terms for token in (own_token(term), *known.get(term, ())))
    beginnings = tuple(_beginnings(query.tree))
    texts = (text for document in documents for text in (document.title, document.text))
    kept = pieces.kept(tx, {piece for text in texts for piece in PIECE.findall(text)})

    def can_be_meant(tokens: PieceTokens) -> bool:
        return any(
            token in sought or token.startswith((*beginnings, HASHED))
            for stream in (tokens.forms, tokens.exact)
            for token in stream.split()
        )

    found: dict[str, tuple[Word, ...]] = {}

    def words_of(piece: str) -> tuple[Word, ...]:
        if piece not in found:
            tokens = kept.get(piece)
            is_other = tokens is not None and not can_be_meant(tokens)
            found[piece] = (
                (_OTHER,) * len(tokens.exact.split()) if tokens and is_other else words(piece)
            )
        return found[piece]

    return [AnalysedDocument(document, words_of) for document in documents]


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
