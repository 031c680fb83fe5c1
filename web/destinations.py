"""Destinations: the helpdesks, their health, a test ticket, and keys that are shown once."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mentions.errors import MolvaError
from mentions.store import destinations, tickets
from mentions.store.destinations import Destination
from mentions.store.times import utc_now
from web import options
from web.access import admin_only, services
from web.forms import Form
from web.services import Attempt, Kind

pages = Blueprint("destinations", __name__)

NAME_LIMIT = 200
SECRET_LIMIT = 200


@pages.get("/destinations")
@admin_only
def listing() -> ResponseReturnValue:
    with services().db.read() as tx:
        found = destinations.all_destinations(tx)
        counts = {desk.id: tickets.count_states(tx, [desk.id]) for desk in found}
    return render_template("destinations/list.html", desks=found, counts=counts, now=utc_now())


@pages.route("/destinations/add", methods=["GET", "POST"])
@admin_only
def add() -> ResponseReturnValue:
    form = Form(request.form if request.method == "POST" else request.args)
    kind = _kind(form["kind"] or services().desks.kinds[0].name)
    if request.method == "GET":
        form.values |= {"kind": kind.name, **options.shown(kind.fields, {})}
        return _form_page(form, kind)
    name = form.text("name", limit=NAME_LIMIT)
    given = _read_options(form, kind, None)
    secret = _read_secret(form, kind)
    if form["do"] == "sample":
        return _form_page(form, kind, sample=_sample(form, kind, given))
    if form.is_valid:
        try:
            with services().db.write() as tx:
                desk_id = destinations.add(tx, kind.name, name, given, [secret], utc_now())
            return _desk_page(_desk(desk_id), shown_secret=secret, is_new=True)
        except MolvaError as error:
            form.fail("name", error)
    return _form_page(form, kind), 422


@pages.get("/destinations/<int:desk_id>")
@admin_only
def desk(desk_id: int) -> ResponseReturnValue:
    return _desk_page(_desk(desk_id))


@pages.route("/destinations/<int:desk_id>/edit", methods=["GET", "POST"])
@admin_only
def edit(desk_id: int) -> ResponseReturnValue:
    found = _desk(desk_id)
    kind = _kind(found.kind)
    if request.method == "GET":
        masked = services().desks.masked(kind.name, found.options)
        form = Form({"name": found.name, **options.shown(kind.fields, masked)})
        return _form_page(form, kind, found)
    form = Form(request.form)
    name = form.text("name", limit=NAME_LIMIT)
    given = _read_options(form, kind, found)
    if form["do"] == "sample":
        return _form_page(form, kind, found, _sample(form, kind, given))
    if form.is_valid:
        try:
            with services().db.write() as tx:
                destinations.edit(tx, desk_id, name, given)
            return redirect(url_for("destinations.desk", desk_id=desk_id, said="saved"))
        except MolvaError as error:
            form.fail("name", error)
    return _form_page(form, kind, found), 422


@pages.post("/destinations/<int:desk_id>/test")
@admin_only
def test(desk_id: int) -> ResponseReturnValue:
    """Send a made-up ticket and show what came back."""
    found = _desk(desk_id)
    return _desk_page(found, attempt=services().desks.send_test(desk_id))


@pages.post("/destinations/<int:desk_id>/secret")
@admin_only
def change_secret(desk_id: int) -> ResponseReturnValue:
    """A new key; the old one signs too until the next change, so that nothing is refused."""
    found = _desk(desk_id)
    secret = services().desks.secret(found.kind, "")
    with services().db.write() as tx:
        destinations.set_secrets(tx, desk_id, [secret, *found.secrets[:1]])
    return _desk_page(found, shown_secret=secret)


@pages.post("/destinations/<int:desk_id>/switch")
@admin_only
def switch(desk_id: int) -> ResponseReturnValue:
    _desk(desk_id)
    with services().db.write() as tx:
        destinations.set_enabled(tx, desk_id, Form(request.form).flag("is_enabled"))
    return redirect(url_for("destinations.desk", desk_id=desk_id, said="saved"))


@pages.post("/destinations/<int:desk_id>/drop")
@admin_only
def drop_waiting(desk_id: int) -> ResponseReturnValue:
    """Let go of what has waited while the desk was off, so that it is not flooded."""
    _desk(desk_id)
    with services().db.write() as tx:
        tickets.drop_waiting(tx, desk_id)
    return redirect(url_for("destinations.desk", desk_id=desk_id, said="dropped"))


@pages.post("/destinations/<int:desk_id>/replay")
@admin_only
def replay(desk_id: int) -> ResponseReturnValue:
    """Send again all that was refused or ran out of tries."""
    _desk(desk_id)
    with services().db.write() as tx:
        tickets.replay(tx, utc_now(), destination_id=desk_id)
    return redirect(url_for("destinations.desk", desk_id=desk_id, said="replayed"))


@pages.post("/destinations/<int:desk_id>/remove")
@admin_only
def remove(desk_id: int) -> ResponseReturnValue:
    _desk(desk_id)
    with services().db.write() as tx:
        destinations.remove(tx, desk_id)
    return redirect(url_for("destinations.listing", said="removed"))


def _read_options(form: Form, kind: Kind, kept: Destination | None) -> dict[str, Any]:
    desks = services().desks
    masked = desks.masked(kind.name, kept.options) if kept else None
    given = options.read(form, kind.fields, kept.options if kept else None, masked)
    if form.is_valid:
        try:
            return desks.check(kind.name, given)
        except MolvaError as error:
            form.fail("options", error)
    return given


def _read_secret(form: Form, kind: Kind) -> str:
    given = form.text("secret", limit=SECRET_LIMIT, is_required=False)
    try:
        return services().desks.secret(kind.name, given)
    except MolvaError as error:
        form.fail("secret", error)
        return ""


def _sample(form: Form, kind: Kind, given: dict[str, Any]) -> str | None:
    if not form.is_valid:
        return None
    try:
        return services().desks.sample(kind.name, given)
    except MolvaError as error:
        form.fail("options", error)
        return None


def _form_page(
    form: Form, kind: Kind, desk: Destination | None = None, sample: str | None = None
) -> str:
    return render_template(
        "destinations/form.html",
        form=form, kind=kind, kinds=services().desks.kinds, desk=desk, sample=sample,
    )  # fmt: skip


def _desk_page(
    desk: Destination,
    *,
    attempt: Attempt | None = None,
    shown_secret: str = "",
    is_new: bool = False,
) -> str:
    kind = _kind(desk.kind)
    masked = services().desks.masked(kind.name, desk.options)
    with services().db.read() as tx:
        counts = tickets.count_states(tx, [desk.id])
    return render_template(
        "destinations/desk.html",
        desk=desk, kind=kind, options=options.shown(kind.fields, masked), counts=counts,
        attempt=attempt, shown_secret=shown_secret, is_new=is_new, now=utc_now(),
    )  # fmt: skip


def _kind(name: str) -> Kind:
    found = next((kind for kind in services().desks.kinds if kind.name == name), None)
    if found is None:
        abort(404)
    return found


def _desk(desk_id: int) -> Destination:
    with services().db.read() as tx:
        found = destinations.get(tx, desk_id)
    if found is None:
        abort(404)
    return found
