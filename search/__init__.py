"""Search: one protocol, three engines, the same answers."""

from search.engine import (
    COUNTED,
    EVERYTHING,
    FACETS,
    Engine,
    Facets,
    FacetValue,
    Filters,
    Health,
    Hit,
    Order,
    Progress,
    SearchError,
    SearchPage,
    SearchRequest,
    Snippet,
    Total,
    rebuild,
)
from search.indexer import Indexer
from search.opening import open_engine
from search.settings import ElasticSettings, SearchSettings
from search.suggest import Completion, Suggestions

__all__ = [
    "COUNTED",
    "EVERYTHING",
    "FACETS",
    "Completion",
    "ElasticSettings",
    "Engine",
    "FacetValue",
    "Facets",
    "Filters",
    "Health",
    "Hit",
    "Indexer",
    "Order",
    "Progress",
    "SearchError",
    "SearchPage",
    "SearchRequest",
    "SearchSettings",
    "Snippet",
    "Suggestions",
    "Total",
    "open_engine",
    "rebuild",
]
