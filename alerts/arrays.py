"""States are dataclasses of numpy arrays, one row a series, so that thousands advance at once."""

from dataclasses import fields
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# What is raised to a power stays a number.
MOST_LOG = 50.0

S = TypeVar("S")


def decay(step: float, mean_life: float) -> float:
    """What is left after `step` seconds of what fades with `mean_life`; at least one step's."""
    return float(np.exp(-step / max(mean_life, step)))


def rows_of(state: S, rows: Any) -> S:
    """The state of some of the series: `rows` is any numpy index."""
    return type(state)(**{f.name: _part(getattr(state, f.name), rows) for f in fields(state)})  # type: ignore[arg-type]


def _part(value: Any, rows: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value[rows].copy()
    return rows_of(value, rows) if hasattr(value, "__dataclass_fields__") else value


def put_rows(state: Any, rows: Any, part: Any) -> None:
    """Write the states of some series back; `part` is what `rows_of` gave, advanced."""
    for field in fields(state):
        value, new = getattr(state, field.name), getattr(part, field.name)
        if isinstance(value, np.ndarray):
            value[rows] = new
        elif hasattr(value, "__dataclass_fields__"):
            put_rows(value, rows, new)


def to_json(state: Any) -> Any:
    """Lists and numbers, exact."""
    if isinstance(state, np.ndarray):
        return state.tolist()
    if hasattr(state, "__dataclass_fields__"):
        return {f.name: to_json(getattr(state, f.name)) for f in fields(state)}
    return state


def from_json(kind: type[S], stored: Any) -> S:
    """What `to_json` gave, again a state of this kind."""
    values = {}
    for field in fields(kind):  # type: ignore[arg-type]
        value = stored[field.name]
        if isinstance(value, dict):
            values[field.name] = from_json(field.type, value)  # type: ignore[arg-type]
        else:
            values[field.name] = np.asarray(value) if isinstance(value, list) else value
    return kind(**values)
