"""JSON by orjson, with the standard library where that one is stricter."""

import json
from typing import Any

import orjson


def dumps(value: Any) -> bytes:
    """In UTF-8; half a surrogate pair, which a broken page can leave, becomes a question mark."""
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", errors="replace")


def loads(stored: str | bytes) -> Any:
    """Also of half a surrogate pair and of NaN, which the standard library writes."""
    try:
        return orjson.loads(stored)
    except orjson.JSONDecodeError:
        return json.loads(stored)
