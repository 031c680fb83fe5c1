"""Brands: what is watched for, with a live count of what a query would match."""

from datetime import timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mentions.errors import MolvaError
from mentions.store import brands
from mentions.store.brands import Brand
from mentions.store.times import utc_now
from mentions.store.views.counts import tone_by_brand
from web.access import admin_only, services
from web.forms import Form
from web.queries import read_query

pages = Blueprint("brands", __name__)

NAME_LIMIT = 200
COUNTED_DAYS = 30


@pages.get("/brands")
@admin_only
def listing() -> ResponseReturnValue:
    with services().db.read() as tx:
        found = brands.all_brands(tx)
        counts = tone_by_brand(tx, since=utc_now() - timedelta(days=COUNTED_DAYS))
    return render_template("brands/list.html", brands=found, counts=counts)


@pages.route("/brands/add", methods=["GET", "POST"])
@admin_only
def add() -> ResponseReturnValue:
    if request.method == "GET":
        return render_template("brands/form.html", form=Form({}), brand=None)
    form = Form(request.form)
    name, query = _read(form)
    if form.is_valid:
        try:
            with services().db.write() as tx:
                brands.add(tx, name, query, utc_now())
            return redirect(url_for("brands.listing", said="added"))
        except MolvaError as error:
            form.fail("name", error)
    return render_template("brands/form.html", form=form, brand=None), 422


@pages.route("/brands/<int:brand_id>", methods=["GET", "POST"])
@admin_only
def edit(brand_id: int) -> ResponseReturnValue:
    brand = _brand(brand_id)
    if request.method == "GET":
        shown = {"name": brand.name, "query": brand.query}
        form = Form(shown | ({"is_active": "on"} if brand.is_active else {}))
        return render_template("brands/form.html", form=form, brand=brand)
    form = Form(request.form)
    name, query = _read(form)
    if form.is_valid:
        try:
            with services().db.write() as tx:
                brands.edit(tx, brand_id, name, query, form.flag("is_active"), utc_now())
            return redirect(url_for("brands.listing", said="saved"))
        except MolvaError as error:
            form.fail("name", error)
    return render_template("brands/form.html", form=form, brand=brand), 422


@pages.post("/brands/<int:brand_id>/remove")
@admin_only
def remove(brand_id: int) -> ResponseReturnValue:
    _brand(brand_id)
    with services().db.write() as tx:
        brands.remove(tx, brand_id)
    return redirect(url_for("brands.listing", said="removed"))


def _read(form: Form) -> tuple[str, str]:
    return form.text("name", limit=NAME_LIMIT), read_query(form, "query", is_required=True)


def _brand(brand_id: int) -> Brand:
    with services().db.read() as tx:
        brand = brands.get(tx, brand_id)
    if brand is None:
        abort(404)
    return brand
