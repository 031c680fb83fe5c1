"""The generic desk: a signed HTTP request to any address (Standard Webhooks 1.0.0).

Options: `url`; `headers` (name to value); `template` (empty: the published JSON) with its
`content_type`; `language` of the ticket's reasons.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from yarl import URL

from mentions.forms import Field
from mentions.messages import DEFAULT_LANGUAGE, LANGUAGES, message
from mentions.store.destinations import Destination, DestinationError
from mentions.store.tickets import TicketContent
from ticketizer.answers import Answer, Receipt, receipt_of
from ticketizer.body import encode, payload
from ticketizer.requests import Request
from ticketizer.sample import sample_ticket
from ticketizer.signing import Signer
from ticketizer.template import BodyTemplate, TemplateTooLarge, compiled

JSON = "application/json"
HIDDEN = "•••"
NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")  # RFC 9110, token
CONTENT_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(;\s*charset=utf-8)?", re.IGNORECASE | re.ASCII)
SHORTEST_TEXT = 200
MOST_HEADERS, LONGEST_HEADER = 20, 4000
OWN_HEADERS = frozenset(
    {"host", "content-length", "content-type", "transfer-encoding", "connection", "expect",
     "upgrade", "te", "trailer", "accept-encoding"}
)  # fmt: skip

FIELDS = (
    Field("url", "ticketizer-webhook-url", "ticketizer-webhook-url-help", is_required=True),
    Field("headers", "ticketizer-webhook-headers", "ticketizer-webhook-headers-help", "pairs"),
    Field("template", "ticketizer-webhook-template", "ticketizer-webhook-template-help", "lines"),
    Field(
        "content_type",
        "ticketizer-webhook-content-type",
        "ticketizer-webhook-content-type-help",
        default=JSON,
    ),
    Field(
        "language",
        "ticketizer-webhook-language",
        "ticketizer-webhook-language-help",
        "choice",
        default=DEFAULT_LANGUAGE,
        choices=tuple((language, f"ticketizer-language-{language}") for language in LANGUAGES),
    ),
)


def check(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options as they are kept; DestinationError says what is wrong with them."""
    content_type = str(options.get("content_type") or JSON).strip()
    if not CONTENT_TYPE.fullmatch(content_type):
        raise DestinationError(message("ticketizer-content-type"))
    language = options.get("language") or DEFAULT_LANGUAGE
    if language not in LANGUAGES:
        raise DestinationError(message("ticketizer-language"))
    template = str(options.get("template") or "")
    if template.strip():
        preview(template, content_type, language)
    return {
        "url": str(_check_url(str(options.get("url") or ""))),
        "headers": _check_headers(options.get("headers") or {}),
        "template": template if template.strip() else "",
        "content_type": content_type,
        "language": language,
    }


def masked(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options as a page may show them: headers and the address's query can hold keys."""
    url = URL(options["url"])
    shown = f"{url.with_query(None)}?{HIDDEN}" if url.query_string else str(url)
    return {**options, "url": shown, "headers": dict.fromkeys(options["headers"], HIDDEN)}


def preview(template: str, content_type: str = JSON, language: str = DEFAULT_LANGUAGE) -> str:
    """What a template makes of the sample mention; DestinationError where it cannot be sent."""
    values = payload(
        sample_ticket(datetime.now(UTC), language), datetime.now(UTC), language, "", is_test=True
    )
    return BodyTemplate(template, is_json=_is_json(content_type)).render(values).decode()


class Webhook:
    """A destination of this kind."""

    def __init__(self, destination: Destination, base_address: str) -> None:
        options = destination.options
        self._url = str(_check_url(options["url"]))
        self._language: str = options["language"]
        self._template: str = options["template"]
        self._is_json = _is_json(options["content_type"])
        self._headers = {**options["headers"], "Content-Type": options["content_type"]}
        self._signer = Signer(destination.secrets)
        self._secrets = (*destination.secrets, *options["headers"].values())
        self._base_address = base_address.rstrip("/")

    def request(self, content: TicketContent, at: datetime, *, is_test: bool = False) -> Request:
        values = payload(content, at, self._language, self._base_address, is_test=is_test)
        body = encode(values)
        if self._template:
            body = _rendered(compiled(self._template, self._is_json), values)
        headers = {**self._headers, **self._signer.headers(content.key, at, body)}
        return Request(self._url, headers, body, self._secrets)

    def receipt(self, answer: Answer) -> Receipt:
        return receipt_of(answer)


def _rendered(template: BodyTemplate, values: dict[str, Any]) -> bytes:
    """The template's body, with half the text each time that it comes out too large."""
    mention = values["data"]["mention"]
    while True:
        try:
            return template.render(values)
        except TemplateTooLarge:
            if len(mention["text"]) < SHORTEST_TEXT:
                raise
            mention["text"] = mention["text"][: len(mention["text"]) // 2].rstrip() + "…"
            mention["text_is_cut"] = True


def _is_json(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return kind == JSON or kind.endswith("+json")


def _check_url(text: str) -> URL:
    try:
        url = URL(text.strip())
        is_whole = url.scheme in ("http", "https") and bool(url.host) and url.port is not None
    except ValueError as error:
        raise DestinationError(message("ticketizer-url")) from error
    if not is_whole or len(str(url)) > 2000:
        raise DestinationError(message("ticketizer-url"))
    if url.user or url.password:
        raise DestinationError(message("ticketizer-url-password"))
    return url.with_fragment(None)


def _check_headers(headers: Mapping[str, Any]) -> dict[str, str]:
    checked: dict[str, str] = {}
    for name, given in headers.items():
        value = str(given).strip()
        if not NAME.fullmatch(name) or not value.isprintable() or len(value) > LONGEST_HEADER:
            raise DestinationError(message("ticketizer-header", name=str(name)[:100]))
        if name.lower() in OWN_HEADERS or name.lower().startswith("webhook-"):
            raise DestinationError(message("ticketizer-header-own", name=name))
        checked[name] = value
    if len(checked) > MOST_HEADERS:
        raise DestinationError(message("ticketizer-headers-many", most=MOST_HEADERS))
    return checked
