"""Sending one message to one channel: by apprise, or as a Standard Webhook.

https://github.com/caronc/apprise and
https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import json
import logging
import math
import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import apprise
import requests
from standardwebhooks import Webhook

from alerts.overhearing import overhearing
from alerts.wording import Told
from mentions.errors import MolvaError
from mentions.guard import guarded
from mentions.messages import LANGUAGES, Message, message
from mentions.network import AddressPolicy
from mentions.store.alerts.channels import APPRISE, ESCALATION, FIRST, NONE, WEBHOOK, ChannelForm

TIMEOUT = 20.0
LONGEST_RETRY_AFTER = 86400.0
# Apprise's own schemes that write or run something on this machine, or hold another's settings.
UNSAFE = frozenset(
    {"syslog", "dbus", "gnome", "macosx", "windows", "qt", "kde", "glib", "file", "blink1",
     "fcm", "vapid"}
)  # fmt: skip
# Those whose path is the user's own, and so may be a secret.
PATH_IS_SECRET = ("json", "xml", "form", "apprise", "ntfy")
# Parts of an address shorter than this give nothing away, and would blot out half of an answer.
SHORTEST_SECRET = 6


class ChannelError(MolvaError):
    """The channel's form cannot be kept as it is; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Sent:
    """How an attempt ended: no error, or one, whether it is for good, and when to come again."""

    error: Message | None = None
    is_final: bool = False
    retry_after: float | None = None


def check(form: ChannelForm) -> ChannelForm:
    """The form as it is kept, a webhook's with a key; raises ChannelError."""
    form = replace(
        form, name=form.name.strip(), address=form.address.strip(), secret=form.secret.strip()
    )
    if not 0 < len(form.name) <= 200:
        raise ChannelError(message("alerts-channel-name"))
    if form.kind == APPRISE:
        is_readable = _service(form.address) is not None
    elif form.kind == WEBHOOK:
        parts = urlsplit(form.address)
        is_readable = parts.scheme in ("http", "https") and bool(parts.hostname)
        form = replace(form, secret=form.secret or new_secret())
        _check_secret(form.secret)
    else:
        raise ChannelError(message("alerts-channel-kind", kind=form.kind))
    if not is_readable:
        raise ChannelError(message("alerts-channel-address"))
    if form.surges not in (FIRST, ESCALATION, NONE):
        raise ChannelError(message("alerts-channel-surges"))
    _check_hours(form)
    return replace(form, language=form.language if form.language in LANGUAGES else LANGUAGES[0])


def new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()


def _check_secret(secret: str) -> None:
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise ChannelError(message("alerts-channel-secret")) from error
    if not secret.startswith("whsec_") or not 24 <= len(key) <= 64:
        raise ChannelError(message("alerts-channel-secret"))


def _check_hours(form: ChannelForm) -> None:
    try:
        ZoneInfo(form.time_zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ChannelError(message("alerts-channel-zone", zone=form.time_zone[:64])) from error
    hours = form.quiet_from, form.quiet_until
    if (hours[0] is None) != (hours[1] is None) or any(
        each is not None and not 0 <= each < 1440 for each in hours
    ):
        raise ChannelError(message("alerts-channel-quiet"))


def quiet_hours(text: str) -> tuple[int, int]:
    """`22:00-08:00` as minutes of the day; ChannelError."""
    found = re.fullmatch(r"(\d\d?):(\d\d)[-–](\d\d?):(\d\d)", text.replace(" ", ""))
    hours = [int(part) for part in found.groups()] if found else []
    if not hours or max(hours[::2]) > 23 or max(hours[1::2]) > 59:
        raise ChannelError(message("alerts-channel-quiet"))
    return hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]


def quiet_words(form: ChannelForm) -> str | None:
    """The reverse; None where there are none."""
    if form.quiet_from is None or form.quiet_until is None:
        return None
    return "-".join(f"{at // 60:02}:{at % 60:02}" for at in (form.quiet_from, form.quiet_until))


def masked(address: str) -> str:
    """A channel's address as it may be shown: without tokens and passwords."""
    parts = urlsplit(address)
    service = None if parts.scheme in ("http", "https") else _service(address)
    if service is not None and not parts.scheme.startswith(PATH_IS_SECRET):
        shown = str(service.url(privacy=True))  # type: ignore[no-untyped-call]
        return unquote(shown.partition("?")[0])
    return f"{parts.scheme}://{parts.hostname or '…'}/…"


def send(
    form: ChannelForm, key: str, told: Told, kind: str, now: datetime, policy: AddressPolicy
) -> Sent:
    """One attempt; never raises for anything that the far end or the network does."""
    with guarded(policy) as refused:
        if form.kind == APPRISE:
            sent = _by_apprise(form, told, now)
        else:
            sent = _by_webhook(form, key, told, kind, now)
    if sent.error is not None and refused.address is not None:
        return Sent(message("alerts-forbidden", address=refused.address), is_final=True)
    return sent


def _service(address: str) -> apprise.NotifyBase | None:
    if urlsplit(address).scheme.lower() in UNSAFE:
        return None
    service = apprise.Apprise.instantiate(address, suppress_exceptions=True)
    return service if isinstance(service, apprise.NotifyBase) else None


def _by_apprise(form: ChannelForm, told: Told, now: datetime) -> Sent:
    """Apprise says no more than whether it went well, and why not in its log."""
    service = _service(form.address)
    if service is None:
        return Sent(message("alerts-channel-address"), is_final=True)
    with (
        overhearing() as overheard,
        apprise.LogCapture(  # type: ignore[no-untyped-call]
            level=logging.WARNING, fmt="%(message)s"
        ) as captured,
    ):
        is_sent = service.notify(
            body=told.body, title=told.title, body_format=apprise.NotifyFormat.TEXT
        )
        said = captured.getvalue().strip()
    if is_sent:
        return Sent()
    answer = overheard.answer
    if answer is not None and answer.status_code >= 400:
        return _declined(answer, _asked_in_body(answer), now)
    return Sent(_why(said, form.address) or message("alerts-not-accepted", reason=form.name))


def _asked_in_body(answer: requests.Response) -> object:
    """Where messengers say how many seconds to wait: Telegram in `parameters`, Discord outside.

    https://core.telegram.org/bots/api#responseparameters and
    https://discord.com/developers/docs/topics/rate-limits
    """
    try:
        said = answer.json()
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict):
        return None
    parameters = said.get("parameters")
    return (parameters if isinstance(parameters, dict) else said).get("retry_after")


def _why(said: str, address: str) -> Message | None:
    """What apprise has logged, as a sentence of ours where it can be one."""
    if "connection error" in said.lower():
        return message("alerts-no-answer", reason="ConnectionError")
    reason = _blotted(said, address)[-300:]
    return message("alerts-not-accepted", reason=reason) if reason else None


def _blotted(said: str, address: str) -> str:
    """What a library says, without the parts of the address that may be secret."""
    host = urlsplit(address).hostname or ""
    for part in re.split(r"[/:@?&=#]+", unquote(address)):
        if len(part) >= SHORTEST_SECRET and not (part == host and "." in host):
            said = said.replace(part, "•••")
    return " ".join(said.split())


def _by_webhook(form: ChannelForm, key: str, told: Told, kind: str, now: datetime) -> Sent:
    data = {"title": told.title, "text": told.body}
    body = json.dumps(
        {"type": f"molva.{kind}", "timestamp": now.isoformat(), "data": data}, ensure_ascii=False
    )
    headers = {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "Molva",
        "webhook-id": key,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(form.secret).sign(key, now, body),
    }
    with requests.Session() as session:
        session.trust_env = False
        try:
            answer = session.post(
                form.address, data=body.encode(), headers=headers, timeout=TIMEOUT,
                allow_redirects=False, stream=True,
            )  # fmt: skip
        except (requests.RequestException, OSError) as error:
            return Sent(message("alerts-no-answer", reason=type(error).__name__))
        answer.close()
    if 200 <= answer.status_code < 300:
        return Sent()
    sent = _declined(answer, None, now)
    # Gone for good is 410 (the specification's word for it); other refusals may be mended.
    return replace(sent, is_final=answer.status_code == 410)


def _declined(answer: requests.Response, in_body: object, now: datetime) -> Sent:
    """In words why not, and when to come again: by the header, or else by what the body asks."""
    asked = _retry_after(answer.headers.get("retry-after") or in_body, now)
    said = message("alerts-answered", status=answer.status_code)
    if asked and answer.status_code in (429, 503):
        count, unit = _rounded(asked)
        said = message("alerts-wait", status=answer.status_code, count=count, unit=unit)
    return Sent(said, retry_after=asked)


def _retry_after(asked: object, now: datetime) -> float | None:
    """Seconds, from either of the header's forms (RFC 9110, 10.2.3) or a number."""
    try:
        seconds = float(asked) if isinstance(asked, str | int | float) else math.nan
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(str(asked)) - now).total_seconds()
        except (ValueError, TypeError):
            return None
    return None if math.isnan(seconds) else min(max(seconds, 0.0), LONGEST_RETRY_AFTER)


def _rounded(seconds: float) -> tuple[int, str]:
    """As a person would say it, never too short."""
    for size, unit in ((3600, "hours"), (60, "minutes")):
        if seconds > 2 * size:
            return math.ceil(seconds / size), unit
    return math.ceil(seconds), "seconds"
