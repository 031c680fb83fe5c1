"""An administrator's own body: a small, bounded part of Jinja.

The sandbox keeps a template from reaching into Python, but not from looping for hours, so the
syntax tree may hold only what cannot run away: no calls, no arithmetic, no assignments, loops over
brands and reasons alone, filters that do not multiply their input.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jinja2 import TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mentions.messages import message
from mentions.store.destinations import DestinationError
from ticketizer.body import LARGEST

LONGEST_TEMPLATE = 10_000
MOST_NESTED_LOOPS = 2
MOST_FILTERS_IN_A_ROW = 4
MOST_GROWTH = 4
LISTS = frozenset({"brands", "reasons"})
FILTERS = frozenset(
    {"default", "first", "int", "join", "last", "length", "lower", "replace", "round",
     "striptags", "title", "tojson", "trim", "truncate", "upper", "urlencode"}
)  # fmt: skip
ALLOWED = (
    nodes.And, nodes.Compare, nodes.Concat, nodes.CondExpr, nodes.Const, nodes.Filter, nodes.For,
    nodes.Getattr, nodes.Getitem, nodes.If, nodes.Keyword, nodes.Name, nodes.Not, nodes.Operand,
    nodes.Or, nodes.Output, nodes.Slice, nodes.Template, nodes.TemplateData, nodes.Test,
)  # fmt: skip


class TemplateRefused(DestinationError):
    """The template, or what it made, cannot be sent."""


class TemplateTooLarge(TemplateRefused):
    """The body would be larger than allowed: with a shorter text it may do."""


_environment = ImmutableSandboxedEnvironment(autoescape=False, keep_trailing_newline=True)
# A Cyrillic letter as it is takes two bytes of the body instead of six.
_environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}


class BodyTemplate:
    """A checked template; `source` is the administrator's."""

    def __init__(self, source: str, *, is_json: bool) -> None:
        if len(source) > LONGEST_TEMPLATE:
            raise TemplateRefused(message("ticketizer-template-long", most=LONGEST_TEMPLATE))
        try:
            tree = _environment.parse(source)
            _check(tree, loops=0)
            self._template = _environment.from_string(source)
        except TemplateSyntaxError as error:
            refusal = message("ticketizer-template-syntax", line=error.lineno, error=str(error))
            raise TemplateRefused(refusal) from error
        except (RecursionError, MemoryError, OverflowError) as error:
            raise TemplateRefused(message("ticketizer-template-deep")) from error
        self._is_json = is_json

    def render(self, values: Mapping[str, Any]) -> bytes:
        """The body for a payload (`ticketizer.body`), less than 20 kB, JSON where it is to be."""
        data = values["data"]
        names = {**values, "ticket": data["ticket"], "mention": data["mention"]}
        body = bytearray()
        try:
            for part in self._template.generate(names):
                body += part.encode("utf-8", errors="replace")
                if len(body) >= LARGEST:
                    raise TemplateTooLarge(message("ticketizer-template-output", most=LARGEST))
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
            raise TemplateRefused(message("ticketizer-template-fails", error=str(error))) from error
        if self._is_json:
            _check_json(body)
        return bytes(body)


@lru_cache(maxsize=256)
def compiled(source: str, is_json: bool) -> BodyTemplate:
    return BodyTemplate(source, is_json=is_json)


def _check_json(body: bytearray) -> None:
    try:
        json.loads(body)
    except ValueError as error:
        raise TemplateRefused(message("ticketizer-template-json", error=str(error))) from error


def _check(node: nodes.Node, loops: int) -> None:
    if not isinstance(node, ALLOWED):
        raise _refused(node, type(node).__name__.lower())
    if isinstance(node, nodes.For):
        loops += 1
        if loops > MOST_NESTED_LOOPS or node.recursive or not _is_list(node.iter):
            raise _refused(node, "for")
    if isinstance(node, nodes.Filter):
        _check_filter(node)
    for child in node.iter_child_nodes():
        _check(child, loops)


def _is_list(node: nodes.Node) -> bool:
    """Whether a loop's subject is one of the payload's short lists, not a text's every letter."""
    if isinstance(node, nodes.Getattr):
        return node.attr in LISTS
    return (
        isinstance(node, nodes.Getitem)
        and isinstance(node.arg, nodes.Const)
        and node.arg.value in LISTS
    )


def _check_filter(node: nodes.Filter) -> None:
    if node.name not in FILTERS or node.dyn_args or node.dyn_kwargs:
        raise _refused(node, node.name)
    if node.name == "tojson" and (node.args or node.kwargs):
        raise _refused(node, "tojson(…)")
    if node.name == "replace" and not _grows_little(node.args):
        raise _refused(node, "replace")
    row, inner = 1, node.node
    while isinstance(inner, nodes.Filter):
        row, inner = row + 1, inner.node
    if row > MOST_FILTERS_IN_A_ROW:
        raise _refused(node, node.name)


def _grows_little(arguments: list[nodes.Expr]) -> bool:
    values = [arg.value for arg in arguments if isinstance(arg, nodes.Const)]
    if len(values) != 2 or len(arguments) != 2 or not all(isinstance(v, str) for v in values):
        return False
    old, new = values
    return bool(old) and len(new) <= MOST_GROWTH * len(old)


def _refused(node: nodes.Node, what: str) -> TemplateRefused:
    return TemplateRefused(message("ticketizer-template-forbids", line=node.lineno, what=what))
