"""What a kind of source is made of, and what it is given to crawl with."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeVar

from crawlers.wire import Job
from mentions.types import CrawlResult, RawItem

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page:
    """What an address answered. `moved_to` is set where it has moved for good."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    moved_to: str | None = None


class Caller(Protocol):
    """The network as a blocking library sees it, and the settings of its service."""

    async def call(self, function: Callable[..., T], *arguments: Any) -> T:
        """Run a blocking library in a thread of its own, within the source's time.

        Its sockets connect only to permitted addresses; what it raises is raised here.
        """

    def base(self, service: str) -> str:
        """The service's base address, without a slash at the end."""

    def secret(self, service: str) -> str:
        """The administrator's token or key of the service; CrawlError where there is none."""

    @property
    def proxy(self) -> str:
        """The address of the proxy to go through, or nothing."""


class Session(Caller, Protocol):
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

        Redirects of a service that wants a secret are an error.

        An API that its owner gives keys to is asked without `obeys_robots`.
        """

    async def parse(self, function: str, body: bytes, **arguments: Any) -> Any:
        """Call `function` ("module:name") with untrusted bytes in a process of its own.

        Arguments and the return value are JSON.
        """


@dataclass(frozen=True, slots=True)
class Field:
    """An option of a source, for its form.

    Its label and help stand in the catalogue as `crawlers-KIND-NAME` and `crawlers-KIND-NAME-help`
    with dashes for underscores. `rereads` says that a change of it needs the source to be read anew
    from the start.
    """

    name: str
    type: Literal["text", "number", "flag", "choice", "secret"]
    default: Any = None
    choices: tuple[str, ...] = ()
    is_required: bool = False
    rereads: bool = True


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
class Push:
    """A request that a far end has made to us of its own accord, to one source's address."""

    address: str
    options: Mapping[str, Any]
    cursor: Mapping[str, Any]
    body: bytes


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push brings. It is answered with `answer` once its items are kept.

    `event_id` tells a repetition; items of what is no edit never replace what is known already,
    since a repetition may come after the edit. `knows_secret`: it came from who was given it.
    """

    answer: str
    event_id: str = ""
    items: tuple[RawItem, ...] = ()
    is_edit: bool = False
    knows_secret: bool = False


class PushRefusedError(Exception):
    """A push that is not what it says it is, or not for this source."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person answers to an item of a source with this address and these options.

    `key` is the same over all attempts; the far end is to know by it what it has got already.
    """

    address: str
    options: Mapping[str, Any]
    item_key: str
    item_url: str
    text: str
    key: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of source; its label and help are `crawlers-KIND` and `crawlers-KIND-help`.

    `read_address` turns what a person typed into the address that is stored (MolvaError where it
    makes no sense); `crawl` returns what is to be stored, or raises CrawlError. `service` is what
    it asks, where that is not the source's own address. `searches_brands` and `follows_threads`
    say what of a job it wants to be given.

    `receive` reads what the far end pushes, where it does. `reply` posts an answer and returns its
    address, or raises CrawlError: broken, or with `retry_after`, it is tried again; else a person
    must look.
    """

    name: str
    fields: tuple[Field, ...]
    read_address: Callable[[str], str]
    crawl: Callable[[Job, Session], Awaitable[CrawlResult]]
    service: Service | None = None
    searches_brands: bool = False
    follows_threads: bool = False
    receive: Callable[[Push], Pushed] | None = None
    reply: Callable[[Answer, Caller], Awaitable[str]] | None = None
