"""Entrances: sources that are not crawled, since others bring mentions to them.

An entrance has a token for the API, of which only the SHA-256 is kept, and a key by which webhooks
to it are signed. Both stand in the source's options.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import update

from mentions.store import intake, sources
from mentions.store import tables as t
from mentions.store.database import Transaction
from mentions.store.intake import Deposited
from mentions.store.sources import ENTRANCE, Source
from mentions.types import RawItem

TOKEN_PREFIX = "molva_"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Keys:
    """What lets a sender in. `token` is known only when it is made."""

    token: str = field(repr=False)
    signing: str = field(repr=False)


def add(tx: Transaction, name: str, now: datetime) -> tuple[Source, Keys]:
    """Open an entrance; its name is its address, so there is one of each name."""
    keys = _new_keys()
    return sources.add(tx, ENTRANCE, name, now, name, _options(keys)), keys


def all_entrances(tx: Transaction) -> list[Source]:
    return sources.of_kind(tx, ENTRANCE)


def get(tx: Transaction, source_id: int) -> Source | None:
    """The entrance with this id that is open, or None."""
    found = (source for source in all_entrances(tx) if source.id == source_id)
    return next((source for source in found if source.is_enabled), None)


def by_name(tx: Transaction, name: str) -> Source | None:
    """The entrance with this name, open or not, or None."""
    return next((source for source in all_entrances(tx) if source.address == name), None)


def by_token(tx: Transaction, token: str) -> Source | None:
    """The open entrance that this token belongs to, or None."""
    given = _digest(token)
    for source in all_entrances(tx):
        if source.is_enabled and hmac.compare_digest(str(source.options["token"]), given):
            return source
    return None


def renew_keys(tx: Transaction, source: Source) -> Keys:
    """New keys; the old ones are refused from now on."""
    keys = _new_keys()
    chosen = t.sources.c.id == source.id
    tx.execute(update(t.sources).where(chosen).values(options=source.options | _options(keys)))
    return keys


def receive(tx: Transaction, source: Source, items: Sequence[RawItem], now: datetime) -> Deposited:
    """Put what was brought into the inbox: known items are passed over, so repeats do no harm."""
    return intake.receive(tx, source.id, items, now)


def _new_keys() -> Keys:
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    return Keys(TOKEN_PREFIX + secrets.token_urlsafe(32), f"whsec_{key}")


def _options(keys: Keys) -> dict[str, Any]:
    return {"token": _digest(keys.token), "signing_key": keys.signing}


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
