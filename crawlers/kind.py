"""What a kind of source is made of, and what it is given to crawl with."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from crawlers.wire import Job
from mentions.types import CrawlResult


@dataclass(frozen=True, slots=True)
class Page:
    """What an address answered. `moved_to` is set where it has moved for good."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    moved_to: str | None = None


class Session(Protocol):
    """The network and the parser, as a kind sees them. Both raise CrawlError with the reason."""

    async def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Page:
        """The page at `url` (status 200 or 304), after redirects."""

    async def parse(self, function: str, body: bytes, **arguments: Any) -> Any:
        """Call `function` ("module:name") with untrusted bytes in a process of its own.

        Arguments and the return value are JSON.
        """


@dataclass(frozen=True, slots=True)
class Field:
    """An option of a source, for its form.

    Its label and help stand in the catalogue as `crawlers-KIND-NAME` and `crawlers-KIND-NAME-help`
    with dashes for underscores.
    """

    name: str
    type: Literal["text", "number", "flag", "choice", "secret"]
    default: Any = None
    choices: tuple[str, ...] = ()
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of source; its label and help are `crawlers-KIND` and `crawlers-KIND-help`.

    `read_address` turns what a person typed into the address that is stored (MolvaError where it
    makes no sense); `crawl` returns what is to be stored, or raises CrawlError.
    """

    name: str
    fields: tuple[Field, ...]
    read_address: Callable[[str], str]
    crawl: Callable[[Job, Session], Awaitable[CrawlResult]]
