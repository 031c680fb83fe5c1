"""What a kind of source is made of, and what it is given to crawl with."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeVar

from crawlers.wire import Job
from mentions.types import CrawlResult

T = TypeVar("T")


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

    async def fetch(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        also: Collection[int] = (),
        obeys_robots: bool = True,
    ) -> Page:
        """The page at `url` (status 200, 304 or one of `also`), after redirects.

        An API that its owner gives keys to is asked without `obeys_robots`.
        """

    async def parse(self, function: str, body: bytes, **arguments: Any) -> Any:
        """Call `function` ("module:name") with untrusted bytes in a process of its own.

        Arguments and the return value are JSON.
        """

    async def call(self, function: Callable[..., T], *arguments: Any) -> T:
        """Run a blocking library in a thread of its own, within the source's time.

        Its sockets connect only to permitted addresses; what it raises is raised here.
        """

    def base(self, service: str) -> str:
        """The service's base address, without a slash at the end."""

    def secret(self, service: str) -> str:
        """The administrator's token or key of the service; CrawlError where there is none."""


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
class Service:
    """A far end that a kind asks. Settings follow from it: its base address is
    `MOLVA_NAME_URL`, its secret, where it wants one, `MOLVA_NAME_TOKEN` or `MOLVA_NAME_KEY`.

    Sources of kinds that share a service are crawled by one child, which keeps its limits.
    """

    name: str
    base: str
    secret: Literal["", "token", "key"] = ""

    @property
    def base_setting(self) -> str:
        """The setting of its base address, as it stands in `molva.toml`."""
        return f"{self._prefix}_url"

    @property
    def secret_setting(self) -> str:
        """The setting of its secret, or nothing where it wants none."""
        return f"{self._prefix}_{self.secret}" if self.secret else ""

    @property
    def _prefix(self) -> str:
        return self.name.lower().replace("-", "_")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of source; its label and help are `crawlers-KIND` and `crawlers-KIND-help`.

    `read_address` turns what a person typed into the address that is stored (MolvaError where it
    makes no sense); `crawl` returns what is to be stored, or raises CrawlError. `service` is what
    it asks, where that is not the source's own address. `searches_brands` and `follows_threads`
    say what of a job it wants to be given.
    """

    name: str
    fields: tuple[Field, ...]
    read_address: Callable[[str], str]
    crawl: Callable[[Job, Session], Awaitable[CrawlResult]]
    service: Service | None = None
    searches_brands: bool = False
    follows_threads: bool = False
