"""What a query is matched against: a mention's fields, its texts analysed once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from mentions.text import AnalysedText

TEXTS = ("title", "text")
"""The fields that words are looked for in; a query that names none looks in each of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The fields of a mention that a query can ask for.

    `site`: a host name. `source`: the kind and the name of the source. `brands`: names, and
    whatever else a brand is called by. `published_at` is aware. `question`: it asks something;
    `reply`: it wants an answer.
    """

    title: str = ""
    text: str = ""
    author: str = ""
    site: str = ""
    source: tuple[str, ...] = ()
    lang: str = ""
    tone: str = ""
    brands: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    story: str = ""
    question: bool = False
    reply: bool = False
    published_at: datetime | None = None
    reach: int | None = None


class AnalysedDocument:
    """A document ready to be asked by many queries."""

    def __init__(self, document: Document) -> None:
        self.fields = document
        self.texts = {"title": AnalysedText(document.title), "text": AnalysedText(document.text)}

    @cached_property
    def terms(self) -> frozenset[str]:
        """Every term of the title and of the text."""
        return frozenset(self.texts["title"].positions).union(self.texts["text"].positions)

    def within(self, scope: str) -> Iterator[tuple[str, AnalysedText]]:
        """The texts of a scope with their names: of one field, or of all for ""."""
        return ((name, self.texts[name]) for name in ((scope,) if scope else TEXTS))


def analyse(document: Document) -> AnalysedDocument:
    return AnalysedDocument(document)
