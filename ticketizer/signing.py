"""Standard Webhooks 1.0.0: keys and the headers that they sign.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import hmac
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime

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
    """Signs with each of a destination's keys, so that the far end can change over at leisure.

    As `standardwebhooks` does, at a fifth of its time (a test holds them together).
    """

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = [base64.b64decode(key.removeprefix(PREFIX)) for key in keys]

    def headers(self, key: str, at: datetime, body: bytes) -> dict[str, str]:
        """`key` is the same over retries, `at` (aware) the moment of this attempt."""
        moment = str(int(at.timestamp()))
        headers = {"webhook-id": key, "webhook-timestamp": moment}
        if self._keys:
            signed = b"%b.%b.%b" % (key.encode(), moment.encode(), body)
            digests = (hmac.digest(secret, signed, "sha256") for secret in self._keys)
            marks = (binascii.b2a_base64(digest, newline=False).decode() for digest in digests)
            headers["webhook-signature"] = " ".join(f"v1,{mark}" for mark in marks)
        return headers
