"""Digests: each person's own schedules, a mail at once, the workbook, and the way out of a mail."""

from dataclasses import replace
from io import BytesIO

from flask import Blueprint, abort, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from mentions.errors import MolvaError
from mentions.messages import Message
from mentions.store import brands
from mentions.store.alerts import digests
from mentions.store.alerts.digests import DAILY, WEEKLY, Digest, DigestForm
from mentions.store.times import utc_now
from web.access import open_to_programs, services, signed_in
from web.forms import Form

pages = Blueprint("digests", __name__)

KINDS = (DAILY, WEEKLY)
HOURS, WEEKDAYS = range(24), range(7)
MAILS = 10
MOST = 20
ADDRESS_LIMIT = 250
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("/digests")
def listing() -> ResponseReturnValue:
    with services().db.read() as tx:
        found = digests.of_user(tx, signed_in().id)
        last = digests.last_mails(tx, [one.id for one in found])
        names = {brand.id: brand.name for brand in brands.all_brands(tx)}
    next_at = {one.id: services().digests.next_at(one) for one in found if one.form.is_enabled}
    return render_template(
        "digests/list.html",
        digests=found, last=last, next_at=next_at, names=names,
        is_ready=services().digests.is_ready,
    )  # fmt: skip


@pages.route("/digests/add", methods=["GET", "POST"])
def add() -> ResponseReturnValue:
    user = signed_in()
    if request.method == "GET":
        shown = {"kind": DAILY, "hour": "9", "weekday": "0", "is_enabled": "on"}
        return _form_page(Form(shown))
    form = Form(request.form)
    given = _read(form)
    if form.is_valid:
        with services().db.write() as tx:
            is_full = len(digests.of_user(tx, user.id)) >= MOST
            digest_id = 0 if is_full else digests.add(tx, user.id, given, utc_now())
        if not is_full:
            return redirect(url_for("digests.edit", digest_id=digest_id, said="added"))
        form.fail("kind", Message("web-digest-too-many", {"limit": MOST}))
    return _form_page(form), 422


@pages.route("/digests/<int:digest_id>", methods=["GET", "POST"])
def edit(digest_id: int) -> ResponseReturnValue:
    kept = _mine(digest_id)
    if request.method == "GET":
        return _form_page(_shown(kept.form), kept)
    form = Form(request.form)
    given = _read(form)
    if form.is_valid:
        with services().db.write() as tx:
            digests.change(tx, digest_id, given, utc_now())
        return redirect(url_for("digests.edit", digest_id=digest_id, said="saved"))
    return _form_page(form, kept), 422


@pages.post("/digests/<int:digest_id>/send")
def send(digest_id: int) -> ResponseReturnValue:
    """A mail now, and what came of it."""
    kept = _mine(digest_id)
    error = services().digests.send_now(digest_id)
    return _form_page(_shown(kept.form), kept, sent=(error,))


@pages.get("/digests/<int:digest_id>/xlsx")
def workbook(digest_id: int) -> ResponseReturnValue:
    kept = _mine(digest_id)
    written = BytesIO(services().digests.workbook(kept))
    name = f"molva-{kept.form.kind}-{utc_now():%Y-%m-%d}.xlsx"
    return send_file(written, SHEET, as_attachment=True, download_name=name)


@pages.post("/digests/<int:digest_id>/switch")
def switch(digest_id: int) -> ResponseReturnValue:
    kept = _mine(digest_id)
    given = replace(kept.form, is_enabled=Form(request.form).flag("is_enabled"))
    with services().db.write() as tx:
        digests.change(tx, digest_id, given, utc_now())
    return redirect(url_for("digests.listing", said="saved"))


@pages.post("/digests/<int:digest_id>/remove")
def remove(digest_id: int) -> ResponseReturnValue:
    _mine(digest_id)
    with services().db.write() as tx:
        digests.remove(tx, digest_id)
    return redirect(url_for("digests.listing", said="removed"))


@pages.route("/unsubscribe/<token>", methods=["GET", "POST"])
@open_to_programs
def unsubscribe(token: str) -> ResponseReturnValue:
    """From the link in a mail: a button for a person, one click for a mail program (RFC 8058).

    The token is all that is asked for. GET changes nothing, since scanners follow links.
    """
    with services().db.read() as tx:
        digest = digests.by_token(tx, token)
    if digest is not None and request.method == "POST":
        with services().db.write() as tx:
            digests.unsubscribe(tx, digest.id, utc_now())
            digest = digests.get(tx, digest.id)
    page = render_template("digests/unsubscribe.html", digest=digest, token=token)
    return page, 200 if digest is not None else 404


def _read(form: Form) -> DigestForm:
    """What the form asks for."""
    with services().db.read() as tx:
        known = [str(brand.id) for brand in brands.all_brands(tx)]
    given = DigestForm(
        kind=form.choice("kind", KINDS),
        hour=form.number("hour", low=0, high=23),
        weekday=form.number("weekday", low=0, high=6),
        address=form.text("address", limit=ADDRESS_LIMIT),
        brand_ids=tuple(map(int, form.many("brands", known))),
        skips_quiet=form.flag("skips_quiet"),
        has_file=form.flag("has_file"),
        is_enabled=form.flag("is_enabled"),
    )
    if form.is_valid:
        try:
            return services().digests.check(given)
        except MolvaError as error:
            form.fail(error.message.key.rpartition("-")[2], error)
    return given


def _shown(kept: DigestForm) -> Form:
    """A kept digest as the values of its form."""
    flags = ("skips_quiet", "has_file", "is_enabled")
    return Form(
        {
            **{name: str(getattr(kept, name)) for name in ("kind", "hour", "weekday", "address")},
            **{name: "on" if getattr(kept, name) else "" for name in flags},
        },
        {"brands": [str(brand_id) for brand_id in kept.brand_ids]},
    )


def _form_page(
    form: Form, digest: Digest | None = None, *, sent: tuple[Message | None] | None = None
) -> str:
    """`sent`: what a mail at once met, None within where it went well."""
    door = services().digests
    with services().db.read() as tx:
        mails = digests.mails_of(tx, digest.id, MAILS) if digest else []
        known = [brand for brand in brands.all_brands(tx) if brand.is_active]
    next_at = door.next_at(digest) if digest and digest.form.is_enabled else None
    return render_template(
        "digests/form.html",
        form=form, digest=digest, mails=mails, brands=known, next_at=next_at, sent=sent,
        kinds=KINDS, hours=HOURS, weekdays=WEEKDAYS, is_ready=door.is_ready,
    )  # fmt: skip


def _mine(digest_id: int) -> Digest:
    """The person's own; for others it is not there."""
    with services().db.read() as tx:
        found = digests.get(tx, digest_id)
    if found is None or found.user_id != signed_in().id:
        abort(404)
    return found
