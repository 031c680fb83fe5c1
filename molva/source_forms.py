"""What a kind of source asks a person for, and how the answers are read."""

from collections.abc import Mapping
from typing import Any

from crawlers.kind import Field, Kind, Service
from crawlers.kinds import KINDS
from mentions.errors import MolvaError
from mentions.messages import message, say
from mentions.store import brands
from mentions.store.database import Transaction
from mentions.store.sources import Source

YES = frozenset(("1", "true", "yes", "on", "да"))
# The option that all kinds have, beside their own.
BRAND = "brand"
MASK = "•••"
NO = frozenset(("", "0", "false", "no", "off", "нет"))


class SourceOptionError(MolvaError):
    """An option that the kind does not know, or a value that does not fit it."""


def read_brand(tx: Transaction, given: dict[str, str]) -> int | None:
    """Take the brand that a person names out of the options: every kind of source has it."""
    name = given.pop(BRAND, "").strip()
    if not name:
        return None
    brand = brands.find(tx, name)
    if brand is None:
        known = ", ".join(one.name for one in brands.all_brands(tx)) or "–"
        raise SourceOptionError(message("sources-no-brand", name=name[:200], known=known))
    return brand.id


def read(kind: Kind, address: str, given: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The address and the options as they are kept; MolvaError names what does not fit."""
    fields = {field.name: field for field in kind.fields}
    for name in given:
        if name not in fields:
            known = ", ".join((*fields, BRAND))
            raise SourceOptionError(message("sources-option-unknown", name=name, known=known))
    options = {name: _value(field, given.get(name)) for name, field in fields.items()}
    return kind.read_address(address), {k: v for k, v in options.items() if v is not None}


def masked(source: Source) -> dict[str, Any]:
    """A source's options as they may be shown: those that its kind knows, without secrets."""
    kind = KINDS.get(source.kind)
    kept = ((one, source.options.get(one.name)) for one in (kind.fields if kind else ()))
    return {
        field.name: MASK if field.type == "secret" and value else value for field, value in kept
    }


def _value(field: Field, given: Any) -> Any:
    text = str("" if given is None else given).strip()
    if not text:
        if field.is_required:
            raise SourceOptionError(message("sources-option-required", name=field.name))
        return field.default
    match field.type:
        case "flag" if text.lower() in YES | NO:
            return text.lower() in YES
        case "number" if text.isdecimal():
            return int(text)
        case "choice" if text in field.choices:
            return text
        case "text" | "secret":
            return text
    raise SourceOptionError(message("sources-option-value", name=field.name, value=text[:100]))


def described(kind: Kind, language: str) -> dict[str, Any]:
    """A kind and its fields in words, for a list or a form."""
    key = f"crawlers-{kind.name}"
    return {
        "name": kind.name,
        "label": say(message(key), language),
        "help": say(message(f"{key}-help"), language),
        "service": _described_service(kind.service) if kind.service else None,
        "fields": [
            *(_described_field(_key(kind, field), field, language) for field in kind.fields),
            _described_field("sources-brand", Field(BRAND, "text"), language),
        ],
    }


def _described_service(service: Service) -> dict[str, str]:
    settings = (service.base_setting, service.secret_setting)
    return {
        "name": service.name,
        "base": service.base,
        "settings": ", ".join(f"MOLVA_{name.upper()}" for name in settings if name),
    }


def _key(kind: Kind, field: Field) -> str:
    return f"crawlers-{kind.name}-{field.name.replace('_', '-')}"


def _described_field(key: str, field: Field, language: str) -> dict[str, Any]:
    return {
        "name": field.name,
        "type": field.type,
        "label": say(message(key), language),
        "help": say(message(f"{key}-help"), language),
        "default": field.default,
        "choices": {one: say(message(f"{key}-{one}"), language) for one in field.choices},
        "is_required": field.is_required,
    }
