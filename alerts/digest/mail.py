"""A mail of a digest, and one attempt to hand it to the mail server.

Standard library only: apprise says no more than whether it went well, and here it matters whether a
refusal is for good (5xx) or for now (4xx), who was refused, and that the Message-ID stays the same.
"""

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from urllib.parse import parse_qs, unquote, urlsplit

from alerts.channels import Sent
from alerts.digest.content import clean
from mentions.guard import guarded
from mentions.messages import message
from mentions.network import AddressPolicy

TIMEOUT = 20.0
PORTS = {"smtp": 587, "smtps": 465}
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


class _Whole(UnstructuredHeader):
    """An address on one line: the standard library would make encoded words of a long one."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined]


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _Whole)  # type: ignore[arg-type]
_POLICY = SMTP.clone(header_factory=_HEADERS)
_SHEET = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@dataclass(frozen=True, slots=True)
class MailServer:
    """`is_tls`: encrypted from the first byte; else STARTTLS where it is offered."""

    host: str
    port: int
    is_tls: bool
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)

    @staticmethod
    def parse(url: str) -> "MailServer":
        """`smtp://user:password@host:587?from=molva@example.ru`; ValueError."""
        parts = urlsplit(url.strip())
        given = parse_qs(parts.query, strict_parsing=True)
        is_known = parts.scheme in PORTS and parts.path in ("", "/") and not parts.fragment
        if not is_known or not parts.hostname or set(given) != {"from"} or len(given["from"]) != 1:
            raise ValueError("no address of a mail server")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        if bool(user) != bool(password):
            raise ValueError("a name without a password, or the other way")
        return MailServer(
            parts.hostname, parts.port or PORTS[parts.scheme], parts.scheme == "smtps",
            mail_address(given["from"][0]), user, password,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail consists of. `key` makes its Message-ID, the same over all attempts."""

    to: str
    key: str
    subject: str
    text: str
    html: str
    unsubscribe: str
    file: tuple[str, bytes] | None = None


def mail_address(text: str) -> str:
    """One bare address, its domain as the net knows it; ValueError.

    >>> mail_address(" pr@почта.рф ")
    'pr@xn--80a1acny.xn--p1ai'
    """
    local, _, domain = text.strip().rpartition("@")
    known = domain.encode("idna").decode()  # UnicodeError is a ValueError
    if not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(known) or len(local + known) > 250:
        raise ValueError("no mail address")
    return f"{local}@{known}"


def compose(letter: Letter, server: MailServer, now: datetime) -> EmailMessage:
    """Text first, HTML for those who want it; RFC 8058's headers to unsubscribe by one click."""
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = Address("Молва", addr_spec=server.sender)
    mail["To"] = Address(addr_spec=letter.to)
    mail["Subject"] = clean(letter.subject)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{letter.key}@{server.sender.rpartition('@')[2]}>"
    mail["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text, cte="base64")
    mail.add_alternative(letter.html, subtype="html", cte="base64")
    if letter.file is not None:
        name, written = letter.file
        maintype, subtype = _SHEET
        mail.add_attachment(written, maintype=maintype, subtype=subtype, filename=name)
    return mail


def send(letter: Letter, server: MailServer, policy: AddressPolicy, now: datetime) -> Sent:
    """One attempt; never raises for anything that the server or the network does."""
    mail = compose(letter, server, now)
    with guarded(policy) as refused:
        sent = _attempt(mail, letter.to, server)
    if sent.error is not None and refused.address is not None:
        return Sent(message("digest-forbidden", address=refused.address))
    return sent


class _NoEncryptionError(Exception):
    """The password would have gone out for all to read."""


def _attempt(mail: EmailMessage, to: str, server: MailServer) -> Sent:
    try:
        smtp = _connected(server)
        try:
            smtp.send_message(mail, server.sender, [to])
        finally:
            with suppress(smtplib.SMTPException, OSError):
                smtp.quit()  # taken is taken, whatever the server says to this
            smtp.close()
    except smtplib.SMTPException as error:
        return _refused(error)
    except _NoEncryptionError:
        return Sent(message("digest-no-encryption"))
    except ssl.SSLError:
        return Sent(message("digest-certificate"))
    except TimeoutError:
        return Sent(message("digest-timeout"))
    except OSError:
        return Sent(message("digest-no-answer"))
    return Sent()


def _connected(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.is_tls:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=TIMEOUT, context=context
        )
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    try:
        smtp.ehlo_or_helo_if_needed()
        is_encrypted = server.is_tls
        if not is_encrypted and smtp.has_extn("starttls"):
            smtp.starttls(context=context)
            is_encrypted = True
        if server.user:
            if not is_encrypted:
                raise _NoEncryptionError
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _refused(error: smtplib.SMTPException) -> Sent:
    """What the server has said, in words: for good where the mail itself is refused with 5xx."""
    reply: bytes | str
    match error:
        case smtplib.SMTPServerDisconnected():
            is_slow = isinstance(error.__context__, TimeoutError)
            return Sent(message("digest-timeout" if is_slow else "digest-cut-off"))
        case smtplib.SMTPAuthenticationError() if error.smtp_code >= 500:
            return Sent(message("digest-no-entry", code=error.smtp_code))
        case smtplib.SMTPRecipientsRefused():
            (code, reply), stage = next(iter(error.recipients.values())), "recipient"
        case smtplib.SMTPResponseException():
            code, reply = error.smtp_code, error.smtp_error
            stage = _STAGES.get(type(error), "data")
        case _:  # smtplib's own: no way to sign in that both know
            return Sent(message("digest-no-auth"))
    said = reply.decode(errors="replace") if isinstance(reply, bytes) else str(reply)
    # Before the mail has been spoken of, it is the server that is unwell, and not the mail.
    is_final = code >= 500 and stage in ("sender", "recipient", "data")
    key = "digest-refused-for-good" if is_final else "digest-refused-for-now"
    return Sent(message(key, stage=stage, code=code, reply=clean(said)), is_final)


_STAGES: dict[type[smtplib.SMTPException], str] = {
    smtplib.SMTPSenderRefused: "sender",
    smtplib.SMTPDataError: "data",
    smtplib.SMTPAuthenticationError: "auth",
    smtplib.SMTPHeloError: "hello",
    smtplib.SMTPConnectError: "connect",
}
