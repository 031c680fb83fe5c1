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
        secrets = [base64.b64decode(key.removeprefix(PREFIX)) for key in keys]
        # To be copied, which is quicker than to begin anew for each ticket.
        self._begun = [hmac.new(secret, digestmod="sha256") for secret in secrets]

    def headers(self, key: str, at: datetime, body: bytes) -> dict[str, str]:
        """`key` is the same over retries, `at` (aware) the moment of this attempt."""
        moment = str(int(at.timestamp()))
        headers = {"webhook-id": key, "webhook-timestamp": moment}
        if self._begun:
            signed = b"%b.%b.%b" % (key.encode(), moment.encode(), body)
            headers["webhook-signature"] = " ".join([_mark(one, signed) for one in self._begun])
        return headers


def _mark(begun: hmac.HMAC, signed: bytes) -> str:
    own = begun.copy()
    own.update(signed)
    return "v1," + binascii.b2a_base64(own.digest(), newline=False).decode()
