"""What a cluster that cannot serve says, in words."""

from collections.abc import Iterator
from contextlib import contextmanager

from elastic_transport import TlsError
from elasticsearch import ApiError, TransportError, helpers

from mentions.messages import message
from search.engine import SearchError


@contextmanager
def in_words() -> Iterator[None]:
    """Failures of the cluster as SearchError, which a person can act on."""
    try:
        yield
    except ApiError as error:
        raise _said(error.status_code, str(error.body)) from error
    except helpers.BulkIndexError as error:
        outcome = next(iter(error.errors[0].values()))
        raise _said(outcome["status"], str(outcome.get("error"))) from error
    except TlsError as error:
        raise SearchError(message("search-elasticsearch-certificate"), is_passing=True) from error
    except TransportError as error:
        raise SearchError(message("search-elasticsearch-away"), is_passing=True) from error


def _said(status: int, reason: str) -> SearchError:
    if "cluster_block" in reason:
        return SearchError(message("search-elasticsearch-read-only"), is_passing=True)
    if status in (401, 403):
        return SearchError(message("search-elasticsearch-refuses-key"), is_passing=True)
    if status in (429, 503):
        return SearchError(message("search-elasticsearch-busy"), is_passing=True)
    details = f"{status} {reason}"[:300]
    is_lost = "index_not_found" in reason
    return SearchError(message("search-elasticsearch-error", details=details), is_passing=is_lost)
