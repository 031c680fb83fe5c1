"""The query language: one text, one tree, one answer in every engine.

    parse(text) ─► Query ─► .match(document) ─► Match(places)
    analyse(Document(…)) ─► AnalysedDocument ◄─ QueryIndex({id: Query}).match(document)

Engines compile `Query.tree` (`mentions.query.tree`); what an engine cannot say, `Query.match`
verifies. `explain` tells people what was understood.
"""

from mentions.query.document import AnalysedDocument, Document, analyse
from mentions.query.errors import QueryError
from mentions.query.explain import Explanation, explain
from mentions.query.index import QueryIndex
from mentions.query.query import Match, Query, parse

__all__ = [
    "AnalysedDocument",
    "Document",
    "Explanation",
    "Match",
    "Query",
    "QueryError",
    "QueryIndex",
    "analyse",
    "explain",
    "parse",
]
