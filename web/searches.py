"""Searches that a person keeps or the team shares, and what the search box offers while typing."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mentions.store import searches
from mentions.store.database import Transaction
from mentions.store.searches import SavedSearch, SavedSearchError
from mentions.store.times import utc_now
from web.access import services, signed_in
from web.forms import Form

pages = Blueprint("searches", __name__)

NAME_LIMIT = 200
TYPED_LIMIT = 1000
FILTERS = ("brand", "tone", "source", "state", "due", "period", "from", "to", "story", "order")
"""What the list of mentions is narrowed and ordered by, beside the query, in its address."""


@pages.get("/searches")
def listing() -> ResponseReturnValue:
    return _page(Form({}))


@pages.post("/searches")
def save() -> ResponseReturnValue:
    """Keep what the list of mentions was asked for."""
    form, user = Form(request.form), signed_in()
    name = form.text("name", limit=NAME_LIMIT)
    query = form.text("q", limit=TYPED_LIMIT, is_required=False)
    filters = {one: form[one][:100] for one in FILTERS if form[one]}
    if form.is_valid:
        try:
            with services().db.write() as tx:
                is_shared = form.flag("is_shared")
                searches.add(tx, user.id, name, query, filters, utc_now(), is_shared=is_shared)
            return redirect(_address(query, filters, said="saved"))
        except SavedSearchError as error:
            form.fail("name", error)
    return _page(form), 422


@pages.post("/searches/<int:search_id>")
def change(search_id: int) -> ResponseReturnValue:
    """Another name, or with whom it is shared."""
    form = Form(request.form)
    name = form.text("name", limit=NAME_LIMIT)
    if form.is_valid:
        try:
            with services().db.write() as tx:
                _of_mine(tx, search_id)
                searches.change(tx, search_id, name, is_shared=form.flag("is_shared"))
            return redirect(url_for("searches.listing", said="saved"))
        except SavedSearchError as error:
            form.fail("name", error)
    return _page(form, search_id), 422


@pages.post("/searches/<int:search_id>/remove")
def remove(search_id: int) -> ResponseReturnValue:
    with services().db.write() as tx:
        _of_mine(tx, search_id)
        searches.remove(tx, search_id)
    return redirect(url_for("searches.listing", said="removed"))


@pages.get("/searches/completions")
def complete() -> ResponseReturnValue:
    """For the script at the search box: how the last word typed may go on."""
    typed = request.args.get("q", "")[:TYPED_LIMIT]
    found = services().suggestions.complete(typed)
    return {
        "completions": [{"kind": one.kind, "value": one.value, "query": one.query} for one in found]
    }


def link(search: SavedSearch) -> str:
    """The list of mentions as it was saved."""
    return _address(search.query, search.filters)


def _address(query: str, filters: Mapping[str, str], **more: str) -> str:
    asked: dict[str, Any] = {**filters, **more}
    return url_for("mentions.listing", q=query or None, **asked)


def _of_mine(tx: Transaction, search_id: int) -> SavedSearch:
    """A search that this person may change: their own, or, for an administrator, a shared one."""
    found, user = searches.get(tx, search_id), signed_in()
    if found is None or (found.owner_id != user.id and not (found.is_shared and user.is_admin)):
        abort(404)
    return found


def _page(form: Form, changed: int | None = None) -> str:
    """The list; `form` is what could not be kept, as it was sent: of a new search, or `changed`."""
    with services().db.read() as tx:
        found = searches.seen_by(tx, signed_in().id)
    return render_template(
        "searches/list.html", searches=found, form=form, changed=changed, link=link, names=FILTERS
    )
