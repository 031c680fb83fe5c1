"""A query as it is typed: what it would match, told while a person writes it."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from mentions.errors import MolvaError
from mentions.query import QueryError, parse
from web.access import admin_only, services
from web.forms import Form
from web.rendering import sentence, translate

pages = Blueprint("queries", __name__)

LONGEST_QUERY = 5000


@pages.get("/queries/preview")
@admin_only
def preview() -> ResponseReturnValue:
    """For the script beside a query's field: the count in words, examples, or what is wrong."""
    text = request.args.get("query", "")[:LONGEST_QUERY].strip()
    if not text:
        return {"text": translate("web-query-empty"), "examples": []}
    try:
        found = services().count_matches(text)
    except MolvaError as error:
        return {"error": sentence(error.message), "examples": []}
    key = "web-query-matches-more" if found.is_capped else "web-query-matches"
    return {
        "text": translate(key, count=found.count),
        "examples": [
            {
                "text": example.text[:240],
                "places": [[place.start, place.end] for place in example.places],
                "href": url_for("mentions.mention", mention_id=example.mention_id),
            }
            for example in found.examples
        ],
    }


def read_query(form: Form, name: str, *, is_required: bool) -> str:
    """A query from a form's field; what is wrong with it is noted beside the field."""
    text = form.text(name, limit=LONGEST_QUERY, is_required=is_required)
    try:
        parse(text)
    except QueryError as error:
        form.fail(name, error)
    return text
