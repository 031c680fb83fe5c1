"""The helpdesks that tickets can go to: one file and one entry of `DESKS` each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from mentions.forms import Field
from mentions.messages import message
from mentions.store.destinations import Destination, DestinationError
from mentions.store.tickets import TicketContent
from ticketizer import webhook
from ticketizer.answers import Answer, Receipt
from ticketizer.requests import Request


class Desk(Protocol):
    """One destination, ready to be asked for requests."""

    def request(self, content: TicketContent, at: datetime, *, is_test: bool = False) -> Request:
        """What to send; DestinationError where nothing can be (a person must look)."""

    def receipt(self, answer: Answer) -> Receipt:
        """What the far end calls the ticket, from the answer that accepted it."""


@dataclass(frozen=True, slots=True)
class DeskKind:
    """A kind of helpdesk; its label and help are `ticketizer-KIND` and `ticketizer-KIND-help`.

    `fields` are what its form asks for; `check` gives the options as they are kept, or raises
    DestinationError; `masked` the options as people may see them; `desk` a Desk, given this Молва's
    own address.
    """

    fields: tuple[Field, ...]
    check: Callable[[Mapping[str, Any]], dict[str, Any]]
    masked: Callable[[Mapping[str, Any]], dict[str, Any]]
    desk: Callable[[Destination, str], Desk]


DESKS: Mapping[str, DeskKind] = {
    "webhook": DeskKind(webhook.FIELDS, webhook.check, webhook.masked, webhook.Webhook),
}


def kind_of(name: str) -> DeskKind:
    """DestinationError where no such kind is known."""
    if name not in DESKS:
        raise DestinationError(message("ticketizer-kind", kind=name))
    return DESKS[name]
