"""The fields that a kind of source or desk asks for: shown, and read back into its options."""

from collections.abc import Mapping, Sequence
from typing import Any

from mentions.forms import Field
from web.forms import Form

PREFIX = "option-"
LONGEST_TEXT = 2000
LONGEST_LINES = 20_000


def shown(fields: Sequence[Field], options: Mapping[str, Any]) -> dict[str, str]:
    """Options as values of a form; secrets stay empty."""
    return {PREFIX + field.name: _shown(field, options.get(field.name)) for field in fields}


def read(
    form: Form,
    fields: Sequence[Field],
    kept: Mapping[str, Any] | None = None,
    masked: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Options from a form; what was shown masked and came back as it was keeps its value."""
    return {field.name: _read(form, field, kept or {}, masked or {}) for field in fields}


def _shown(field: Field, value: Any) -> str:
    if field.kind == "secret":
        return ""
    if value is None:
        value = field.default
    if field.kind == "flag":
        return "on" if value else ""
    if isinstance(value, Mapping):
        return "\n".join(f"{name}: {text}" for name, text in value.items())
    return "" if value is None else str(value)


def _read(form: Form, field: Field, kept: Mapping[str, Any], masked: Mapping[str, Any]) -> Any:
    name = PREFIX + field.name
    if field.kind == "flag":
        return form.flag(name)
    if field.kind == "choice":
        return form.choice(name, [value for value, _ in field.choices])
    if field.kind == "number":
        default = field.default if isinstance(field.default, int) else None
        return form.number(name, low=0, high=10**9, default=default)
    limit = LONGEST_LINES if field.kind in ("lines", "pairs") else LONGEST_TEXT
    is_required = field.is_required and not (field.kind == "secret" and kept.get(field.name))
    text = form.text(name, limit=limit, is_required=is_required)
    if field.kind == "pairs":
        return _pairs(text, kept.get(field.name) or {}, masked.get(field.name) or {})
    is_untouched = text == masked.get(field.name) or (field.kind == "secret" and not text)
    return kept[field.name] if is_untouched and field.name in kept else text


def _pairs(text: str, kept: Mapping[str, str], masked: Mapping[str, str]) -> dict[str, str]:
    """`Name: value` lines; a line without a colon is a name without a value."""
    found = {}
    for line in text.splitlines():
        name, _, value = (part.strip() for part in line.partition(":"))
        if name:
            is_untouched = name in kept and value == masked.get(name)
            found[name] = kept[name] if is_untouched else value
    return found
