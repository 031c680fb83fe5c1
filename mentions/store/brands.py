"""Brands: what is watched for."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from mentions.errors import MolvaError
from mentions.messages import message
from mentions.store import inbox, rematches
from mentions.store import tables as t
from mentions.store.database import Transaction, serialise_ingest


class BrandError(MolvaError):
    """The brand cannot be kept as it was given."""


@dataclass(frozen=True, slots=True)
class Brand:
    id: int
    name: str
    query: str
    is_active: bool
    created_at: datetime


def all_brands(tx: Transaction) -> list[Brand]:
    return [Brand(*row) for row in tx.execute(select(t.brands).order_by(t.brands.c.id))]


def get(tx: Transaction, brand_id: int) -> Brand | None:
    row = tx.execute(select(t.brands).where(t.brands.c.id == brand_id)).first()
    return Brand(*row) if row else None


def find(tx: Transaction, name: str) -> Brand | None:
    """The brand of this name, whatever the case of its letters."""
    known = all_brands(tx)
    alike = (brand for brand in known if brand.name.casefold() == name.strip().casefold())
    return next(alike, None)


def add(tx: Transaction, name: str, query: str, now: datetime) -> int:
    """Watch for a brand from now on, in the items of late that named none, and in what is stored.

    `query` is taken as it is: whoever asks a person for it has it parsed first.
    """
    values = {"name": _clean(name), "query": query, "created_at": now}
    serialise_ingest(tx)
    brand_id = _unique(tx, insert(t.brands).values(values).returning(t.brands.c.id), name)
    inbox.reopen_unmatched(tx)
    rematches.begin(tx, brand_id, now)
    return brand_id


def edit(
    tx: Transaction, brand_id: int, name: str, query: str, is_active: bool, now: datetime
) -> None:
    """Change a brand. Where it is looked for otherwise, or again, what is stored follows; a brand
    that is switched off keeps its mentions.
    """
    values = {"name": _clean(name), "query": query, "is_active": is_active}
    serialise_ingest(tx)
    old = get(tx, brand_id)
    changed = update(t.brands).where(t.brands.c.id == brand_id).values(values)
    _unique(tx, changed.returning(t.brands.c.id), name)
    if not is_active:
        rematches.drop(tx, brand_id)
    elif old is None or not old.is_active or old.query != query:
        inbox.reopen_unmatched(tx)
        rematches.begin(tx, brand_id, now)


def remove(tx: Transaction, brand_id: int) -> None:
    """Stop watching for the brand and forget what was said of it; mentions themselves stay."""
    about_it = update(t.sources).where(t.sources.c.brand_id == brand_id)
    tx.execute(about_it.values(brand_id=None))
    tx.execute(delete(t.brands).where(t.brands.c.id == brand_id))


def _clean(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > 200:
        raise BrandError(message("brands-name-length"))
    return name


def _unique(tx: Transaction, statement: object, name: str) -> int:
    try:
        with tx.begin_nested():
            return int(tx.execute(statement).scalar_one())  # type: ignore[call-overload]
    except IntegrityError as error:
        raise BrandError(message("brands-name-taken", name=name)) from error
