"""What other mentions have in common with one: its rarest words."""

from math import log

from mentions.query import Query, tree
from mentions.store import documents
from mentions.store.database import Transaction
from mentions.text import AnalysedText
from mentions.text.words import Word
from search.lexicon import SHORTEST_WORD, Lexicon

MOST_WORDS = 12
MOST_LOOKED_AT = 300
"""Words of a text that are considered; what an article is about stands near its beginning."""


def similar_query(tx: Transaction, lexicon: Lexicon, mention_id: int) -> Query | None:
    """A query for mentions that share a telling word with this one; None where it has none."""
    stored = documents.by_ids(tx, [mention_id]).get(mention_id)
    if stored is None:
        return None
    text = f"{stored.document.title}\n{stored.document.text}"
    words = [word for word in AnalysedText(text).words if _can_tell(word)][:MOST_LOOKED_AT]
    times: dict[str, int] = {}
    for word in words:
        times[word.exact] = times.get(word.exact, 0) + 1
    known = lexicon.counts(tx, list(times))
    telling = sorted(times, key=lambda word: (-_weight(times[word], known.get(word, 1)), word))
    parts = [tree.Word(word) for word in telling[:MOST_WORDS]]
    return Query(tree.disjunction(parts)) if parts else None


def _can_tell(word: Word) -> bool:
    return len(word.exact) > SHORTEST_WORD and word.exact.isalpha()


def _weight(times: int, known: int) -> float:
    """Often here, rarely elsewhere; a word seen nowhere else finds nothing, so it tells little."""
    return (1 + log(times)) / (1 + log(known)) if known > 1 else 0.1
