"""Sources: where mentions come from, how each of them does, and adding one with a look first."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mentions.errors import MolvaError
from mentions.store import brands, sources
from mentions.store.brands import Brand
from mentions.store.sources import Source
from mentions.store.times import utc_now
from mentions.store.views import sources as views
from mentions.store.views.counts import by_source
from web import options
from web.access import admin_only, services
from web.forms import Form, number_or_none
from web.services import Kind, SourcePreview

pages = Blueprint("sources", __name__)

CADENCES = {
    str(int(every.total_seconds())): every
    for every in (
        timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2),
        timedelta(hours=4), timedelta(hours=8), timedelta(hours=12), timedelta(days=1),
    )
}  # fmt: skip
DEFAULT_CADENCE = str(4 * 3600)
NAME_LIMIT, ADDRESS_LIMIT = 200, 2000
COUNTED_DAYS = 7
PER_PAGE = 100
STATES = {"unwell": views.IS_UNWELL, "off": views.IS_OFF}


@pages.get("/sources")
@admin_only
def listing() -> ResponseReturnValue:
    """A page of them, those that ask for a look first; what is asked for stands in the address."""
    form, kinds = Form(request.args), {kind.name: kind for kind in services().sources.kinds}
    state = form["state"] if form["state"] in STATES else ""
    with services().db.read() as tx:
        ids = views.found(tx, form["q"].strip()[:NAME_LIMIT], form["kind"], STATES.get(state))
        pages_there_are = max(1, -(-len(ids) // PER_PAGE))
        page = min(max(number_or_none(form["page"]) or 1, 1), pages_there_are)
        shown = ids[(page - 1) * PER_PAGE : page * PER_PAGE]
        counts = by_source(tx, shown, since=utc_now() - timedelta(days=COUNTED_DAYS))
        return render_template(
            "sources/list.html",
            sources=views.by_ids(tx, shown), found=len(ids), page=page, pages=pages_there_are,
            tally=views.tally(tx), used=views.kinds(tx), counts=counts, kinds=kinds, state=state,
        )  # fmt: skip


@pages.get("/sources/add")
@admin_only
def add() -> ResponseReturnValue:
    kind = _kind(request.args.get("kind") or services().sources.kinds[0].name)
    form = Form({"kind": kind.name, "every": DEFAULT_CADENCE, **options.shown(kind.fields, {})})
    return _add_page(form, kind)


@pages.post("/sources/check")
@admin_only
def check() -> ResponseReturnValue:
    """Ask the source before it is added, and show what it has."""
    form = Form(request.form)
    kind = _kind(form["kind"])
    address, given = _read_place(form, kind)
    if not form.is_valid:
        return _add_page(form, kind), 422
    try:
        preview = services().sources.preview(kind.name, address, given)
    except MolvaError as error:
        form.fail("address", error)
        return _add_page(form, kind, is_checked=True), 422
    form.values["address"] = preview.address
    form.values["name"] = form["name"] or preview.name[:NAME_LIMIT]
    return _add_page(form, kind, preview, is_checked=True)


@pages.post("/sources/add")
@admin_only
def add_checked() -> ResponseReturnValue:
    form = Form(request.form)
    kind = _kind(form["kind"])
    address, given = _read_place(form, kind)
    name, every, brand_id = _read_rest(form)
    if form.is_valid:
        try:
            with services().db.write() as tx:
                source = sources.add(
                    tx, kind.name, address, utc_now(), name, given, every, brand_id
                )
                sources.request_now(tx, [source.id], utc_now())
            return redirect(url_for("sources.source", source_id=source.id, said="crawl"))
        except MolvaError as error:
            form.fail("address", error)
    return _add_page(form, kind, is_checked=True), 422


@pages.get("/sources/<int:source_id>")
@admin_only
def source(source_id: int) -> ResponseReturnValue:
    found = _source(source_id)
    if not found.is_crawled:
        return redirect(url_for("entrances.entrance", entrance_id=source_id))
    kind = _kind(found.kind)
    shown = {
        "address": found.address,
        "name": found.name,
        "every": str(int(found.every.total_seconds())),
        "brand": str(found.brand_id or ""),
        **options.shown(kind.fields, found.options),
    }
    return _source_page(found, kind, Form(shown))


@pages.post("/sources/<int:source_id>")
@admin_only
def edit(source_id: int) -> ResponseReturnValue:
    found, form = _source(source_id), Form(request.form)
    kind = _kind(found.kind)
    address, given = _read_place(form, kind, found.options)
    name, every, brand_id = _read_rest(form, found.every)
    if form.is_valid:
        try:
            with services().db.write() as tx:
                sources.edit(
                    tx, source_id, address=address, name=name, options=given, every=every,
                    brand_id=brand_id, now=utc_now(),
                    rereads=services().sources.rereads(kind.name, found.options, given),
                )  # fmt: skip
            return redirect(url_for("sources.source", source_id=source_id, said="saved"))
        except MolvaError as error:
            form.fail("address", error)
    return _source_page(found, kind, form), 422


@pages.post("/sources/<int:source_id>/crawl")
@admin_only
def crawl(source_id: int) -> ResponseReturnValue:
    _source(source_id)
    with services().db.write() as tx:
        sources.request_now(tx, [source_id], utc_now())
    return redirect(url_for("sources.source", source_id=source_id, said="crawl"))


@pages.post("/sources/<int:source_id>/switch")
@admin_only
def switch(source_id: int) -> ResponseReturnValue:
    """On or off; the form says which."""
    _source(source_id)
    with services().db.write() as tx:
        if Form(request.form).flag("is_enabled"):
            sources.enable(tx, source_id, utc_now())
        else:
            sources.disable(tx, source_id)
    return redirect(url_for("sources.source", source_id=source_id, said="saved"))


@pages.post("/sources/<int:source_id>/remove")
@admin_only
def remove(source_id: int) -> ResponseReturnValue:
    _source(source_id)
    with services().db.write() as tx:
        sources.remove(tx, source_id)
    return redirect(url_for("sources.listing", said="removed"))


def _read_place(
    form: Form, kind: Kind, kept: dict[str, Any] | None = None
) -> tuple[str, dict[str, Any]]:
    """Address and options, as the kind wants them kept."""
    address = form.text("address", limit=ADDRESS_LIMIT)
    given = options.read(form, kind.fields, kept)
    if form.is_valid:
        try:
            return services().sources.check(kind.name, address, given)
        except MolvaError as error:
            form.fail("address", error)
    return address, given


def _read_rest(form: Form, kept: timedelta | None = None) -> tuple[str, timedelta, int | None]:
    """Name, cadence and brand; a cadence set elsewhere that is none of the usual may stay."""
    choices = dict(CADENCES)
    if kept is not None:
        choices[str(int(kept.total_seconds()))] = kept
    name = form.text("name", limit=NAME_LIMIT, is_required=False)
    every = choices.get(form.choice("every", choices), CADENCES[DEFAULT_CADENCE])
    brand = form.choice("brand", ["", *(str(one.id) for one in _brands())])
    return name, every, number_or_none(brand)


def _brands() -> list[Brand]:
    with services().db.read() as tx:
        return brands.all_brands(tx)


def _add_page(
    form: Form, kind: Kind, preview: SourcePreview | None = None, *, is_checked: bool = False
) -> str:
    return render_template(
        "sources/add.html",
        form=form, kind=kind, kinds=services().sources.kinds, preview=preview,
        is_checked=is_checked, cadences=CADENCES, brands=_brands(),
        is_chosen="kind" in request.values,
    )  # fmt: skip


def _source_page(found: Source, kind: Kind, form: Form) -> str:
    with services().db.read() as tx:
        crawls = sources.history(tx, found.id, limit=30)
        is_removable = not sources.has_mentions(tx, found.id)
    cadences = CADENCES | {str(int(found.every.total_seconds())): found.every}
    return render_template(
        "sources/source.html",
        source=found, kind=kind, form=form, crawls=crawls, cadences=cadences,
        is_removable=is_removable, brands=_brands(), base_address=services().base_address,
    )  # fmt: skip


def _kind(name: str) -> Kind:
    found = next((kind for kind in services().sources.kinds if kind.name == name), None)
    if found is None:
        abort(404)
    return found


def _source(source_id: int) -> Source:
    with services().db.read() as tx:
        try:
            return sources.get(tx, source_id)
        except LookupError:
            abort(404)
