"""Which engine serves an installation."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ElasticSettings:
    """`ca_certs`: a file of the authority that signed the cluster's certificate, if not public.

    `replicas`: copies of each index; None is one where there is a second node to hold it.
    """

    url: str
    api_key: str = ""
    ca_certs: str = ""
    alias: str = "molva-mentions"
    shards: int = 1
    replicas: int | None = None


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """`elasticsearch`: where the cluster is, if one is used; else the database searches."""

    elasticsearch: ElasticSettings | None = None
