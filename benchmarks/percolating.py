"""The stream matcher beside Elasticsearch's percolator: the same 1,000 queries and mentions.

    python -m benchmarks.percolating --elasticsearch URL [--mentions 2000] [--queries 1000]

The percolator is given tokens (`search.terms`), so that it has nothing to analyse, two hundred
mentions in a request. Both are measured in seconds of a processor; the server's are those that it
reports itself.
"""

import argparse
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from time import process_time
from typing import Any

import requests

from benchmarks.matching import names, queries, texts, vocabulary
from mentions.query import Document, Query, QueryIndex, analyse
from mentions.text.words import PIECE
from search.elastic_query import ABILITIES, dsl
from search.plan import Knowledge, plan
from search.terms import label, piece_tokens

AT_ONCE = 200
_WORDS = {"type": "text", "analyzer": "whitespace"}
_FIELDS = ("title_forms", "text_forms", "title_exact", "text_exact")
_INDEX = "molva-percolator"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--elasticsearch", default="")
    parser.add_argument("--mentions", type=int, default=2_000)
    parser.add_argument("--queries", type=int, default=1_000)
    chosen = parser.parse_args()
    if not chosen.elasticsearch:
        print("no Elasticsearch with a percolator was named, nothing is measured")
        return
    chance = random.Random(1)
    words, brands = vocabulary(50_000, chance), names(chosen.queries // 3, chance)
    stream, asked = texts(words, brands, chosen.mentions), queries(words, brands, chosen.queries)
    index = QueryIndex(asked)
    sum(len(index.match(analyse(mention))) for mention in stream)  # their words are met
    started = process_time()
    ours = sum(len(index.match(analyse(mention))) for mention in stream)
    spent = process_time() - started
    server = Percolator(chosen.elasticsearch, asked, stream)
    server.percolate(stream[: len(stream) // 2])  # its code is compiled
    theirs, matched = server.percolate(stream)
    print(
        f"stream matcher, analysis included: {len(stream) / spent:,.0f} mentions/s, {ours} matches"
    )
    print(f"percolator: {len(stream) / theirs:,.0f} mentions/s of its processor, {matched} matches")
    print(f"stream matcher against percolator: {theirs / spent:.1f} x")


class Percolator:
    """An index of percolated queries on a server, made anew."""

    def __init__(self, url: str, asked: Mapping[int, Query], documents: Sequence[Document]) -> None:
        self._url = url
        self._http = requests.Session()
        written = (text for document in documents for text in (document.title, document.text))
        pieces = {piece for text in written for piece in PIECE.findall(text)}
        self._tokens = {piece: piece_tokens(piece) for piece in pieces}
        self._queries = len(asked)
        self._register(asked)

    def percolate(self, documents: Sequence[Document]) -> tuple[float, int]:
        """Seconds of the server's processor, and how many pairs matched."""
        found = 0
        started = self._processor()
        for start in range(0, len(documents), AT_ONCE):
            some = [self._fields(one) for one in documents[start : start + AT_ONCE]]
            asked = {"percolate": {"field": "query", "documents": some}}
            answer = self._send("POST", f"{_INDEX}/_search", {
                "query": {"constant_score": {"filter": asked}}, "size": self._queries,
                "_source": False, "fields": ["_percolator_document_slot"],
            })  # fmt: skip
            slots = (hit["fields"]["_percolator_document_slot"] for hit in answer["hits"]["hits"])
            found += sum(map(len, slots))
        return self._processor() - started, found

    def _register(self, asked: Mapping[int, Query]) -> None:
        known: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
        for term, token in {pair for one in self._tokens.values() for pair in one.vocabulary}:
            known[term] += (token,)
        self._http.delete(f"{self._url}/{_INDEX}")
        fields = {**dict.fromkeys(_FIELDS, _WORDS), "labels": {"type": "keyword"}}
        properties = {"query": {"type": "percolator"}, **fields}
        self._send("PUT", _INDEX, {"mappings": {"properties": properties}})
        for key, query in asked.items():
            planned = plan(query, Knowledge(known, {}, {}), ABILITIES).plan
            self._send("PUT", f"{_INDEX}/_doc/{key}", {"query": dsl(planned)})
        self._send("POST", f"{_INDEX}/_refresh", None)

    def _fields(self, document: Document) -> dict[str, Any]:
        title, text = (
            [self._tokens[piece] for piece in PIECE.findall(written)]
            for written in (document.title, document.text)
        )
        return {
            "title_forms": " ".join(one.forms for one in title),
            "text_forms": " ".join(one.forms for one in text),
            "title_exact": " ".join(one.exact for one in title),
            "text_exact": " ".join(one.exact for one in text),
            "labels": [label("lang", document.lang)],
        }

    def _send(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        answer = self._http.request(method, f"{self._url}/{path}", json=body, timeout=120)
        answer.raise_for_status()
        return answer.json()

    def _processor(self) -> float:
        nodes = self._http.get(f"{self._url}/_nodes/stats/process", timeout=60).json()["nodes"]
        spent = (node["process"]["cpu"]["total_in_millis"] for node in nodes.values())
        return float(sum(spent)) / 1000


if __name__ == "__main__":
    main()
