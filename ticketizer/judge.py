"""The rules as ingest asks them: a candidate in, its effects out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from mentions.batch import Candidate
from mentions.query import AnalysedDocument, QueryIndex, parse
from mentions.rules import BrandReading, Facts, Rule
from mentions.types import Effects
from ticketizer.rules import decide


class Judge:
    """The enabled rules, their queries parsed once; called for each new or changed mention.

    `brands` names the brands by id, since a rule's query may ask for one by name.
    """

    def __init__(
        self, rules: Sequence[Rule], destinations: Collection[int], brands: Mapping[int, str]
    ) -> None:
        self._rules = rules
        self._destinations = destinations
        self._brands = brands
        self._queries = QueryIndex({rule.id: parse(rule.query) for rule in rules})

    def __call__(self, candidate: Candidate) -> Effects:
        matched = self._queries.match(self._document(candidate))
        return decide(_facts(candidate), self._rules, matched.keys(), self._destinations)

    def _document(self, candidate: Candidate) -> AnalysedDocument:
        """The document that ingest has analysed, with what has been read of it since."""
        reading = candidate.reading
        document = candidate.document
        names = (self._brands.get(brand.brand_id, "") for brand in reading.brands)
        return document.with_fields(
            replace(
                document.fields,
                tone=reading.tone.value,
                brands=tuple(filter(None, names)),
                question=reading.question,
                reply=reading.needs_reply,
            )
        )


def _facts(candidate: Candidate) -> Facts:
    reading, fields = candidate.reading, candidate.document.fields
    return Facts(
        brands=tuple(
            BrandReading(brand.brand_id, brand.verdict.tone, brand.verdict.confidence)
            for brand in reading.brands
        ),
        source_id=candidate.source_id,
        source_kind=fields.source[0],
        question=reading.question,
        needs_reply=reading.needs_reply,
        reach=fields.reach,
        published_at=fields.published_at or candidate.now,
        now=candidate.now,
        story_size=candidate.story_size,
        story_first_at=candidate.story_first_at,
    )
