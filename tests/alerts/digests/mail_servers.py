"""A mail server on loopback that refuses, delays and drops as it is told."""

import asyncio
import os
import signal
import socket
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


class Mailbox:
    """Keeps what it takes. `answers`: what to say to the next mails at these stages (RCPT, DATA)
    before all goes well; "drop" takes the mail and breaks off, "wait" takes forever. `victim`: a
    process to kill once a mail is taken, before that is said.
    """

    def __init__(self, **controlled: Any) -> None:
        self.rcpt: list[str] = []
        self.data: list[str] = []
        self.letters: list[EmailMessage] = []
        self.victim: int | None = None
        self.taken: list[bytes] = []
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, **controlled)
        self.controller.start()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?from=molva@example.ru"

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.rcpt:
            return self.rcpt.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        answer = self.data.pop(0) if self.data else "250 OK"
        if answer == "wait":
            await asyncio.sleep(2)
        if answer[0] in "2dw":
            self.taken.append(envelope.content)
            self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        if self.victim is not None:
            victim, self.victim = self.victim, None
            os.kill(victim, signal.SIGKILL)
        if answer == "drop":
            server.transport.abort()
        return answer if answer[0].isdigit() else "250 OK"

    def close(self) -> None:
        self.controller.stop()


def knows_molva(
    _server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any
) -> AuthResult:
    """Lets `molva` in with the password `right`."""
    is_known = isinstance(given, LoginPassword) and (given.login, given.password) == (
        b"molva",
        b"right",
    )
    return AuthResult(success=is_known, handled=False)
