"""Standard Webhooks 1.0.0: keys and the headers that they sign.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime

from standardwebhooks import Webhook

from mentions.messages import message
from mentions.store.destinations import DestinationError

PREFIX = "whsec_"
LEAST_BYTES, MOST_BYTES = 24, 64


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def check_secret(secret: str) -> str:
    """The key as it is kept; DestinationError where it is none."""
    secret = secret.strip()
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise DestinationError(message("ticketizer-secret")) from error
    if not secret.startswith(PREFIX) or not LEAST_BYTES <= len(key) <= MOST_BYTES:
        raise DestinationError(message("ticketizer-secret"))
    return secret


def rotated(kept: Sequence[str], new: str) -> tuple[str, ...]:
    """The keys after a change: both sign until the far end knows the new one."""
    return (new, *kept[:1])


class Signer:
    """Signs with each of a destination's keys, so that the far end can change over at leisure."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._webhooks = [Webhook(key) for key in keys]

    def headers(self, key: str, at: datetime, body: str) -> dict[str, str]:
        """`key` is the same over retries, `at` (aware, UTC) the moment of this attempt."""
        headers = {"webhook-id": key, "webhook-timestamp": str(int(at.timestamp()))}
        if self._webhooks:
            signatures = (webhook.sign(key, at, body) for webhook in self._webhooks)
            headers["webhook-signature"] = " ".join(signatures)
        return headers
