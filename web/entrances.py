"""Entrances: where other programs bring mentions. Tokens and keys are shown once."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mentions.errors import MolvaError
from mentions.store import entrances, sources
from mentions.store.entrances import Keys
from mentions.store.sources import Source
from mentions.store.times import utc_now
from web.access import admin_only, services
from web.forms import Form

pages = Blueprint("entrances", __name__)

NAME_LIMIT = 200


@pages.route("/entrances/add", methods=["GET", "POST"])
@admin_only
def add() -> ResponseReturnValue:
    form = Form(request.form)
    if request.method == "GET":
        return render_template("entrances/add.html", form=form)
    name = form.text("name", limit=NAME_LIMIT)
    if form.is_valid:
        try:
            with services().db.write() as tx:
                entrance, keys = entrances.add(tx, name, utc_now())
            return _page(entrance, keys)
        except MolvaError as error:
            form.fail("name", error)
    return render_template("entrances/add.html", form=form), 422


@pages.get("/entrances/<int:entrance_id>")
@admin_only
def entrance(entrance_id: int) -> ResponseReturnValue:
    return _page(_entrance(entrance_id))


@pages.post("/entrances/<int:entrance_id>/keys")
@admin_only
def renew(entrance_id: int) -> ResponseReturnValue:
    """A new token and a new key; the old ones are refused at once."""
    found = _entrance(entrance_id)
    with services().db.write() as tx:
        keys = entrances.renew_keys(tx, found)
    return _page(_entrance(entrance_id), keys)


@pages.post("/entrances/<int:entrance_id>/switch")
@admin_only
def switch(entrance_id: int) -> ResponseReturnValue:
    _entrance(entrance_id)
    with services().db.write() as tx:
        if Form(request.form).flag("is_enabled"):
            sources.enable(tx, entrance_id, utc_now())
        else:
            sources.disable(tx, entrance_id)
    return redirect(url_for("entrances.entrance", entrance_id=entrance_id, said="saved"))


@pages.post("/entrances/<int:entrance_id>/remove")
@admin_only
def remove(entrance_id: int) -> ResponseReturnValue:
    _entrance(entrance_id)
    with services().db.write() as tx:
        sources.remove(tx, entrance_id)
    return redirect(url_for("sources.listing", said="removed"))


def _page(found: Source, keys: Keys | None = None) -> str:
    with services().db.read() as tx:
        is_removable = not sources.has_mentions(tx, found.id)
    base = services().base_address
    return render_template(
        "entrances/entrance.html",
        entrance=found, keys=keys, is_removable=is_removable,
        api=base + url_for("api.take_mentions"),
        webhook=base + url_for("api.take_webhook", entrance_id=found.id),
    )  # fmt: skip


def _entrance(entrance_id: int) -> Source:
    with services().db.read() as tx:
        found = next((one for one in entrances.all_entrances(tx) if one.id == entrance_id), None)
    if found is None:
        abort(404)
    return found
