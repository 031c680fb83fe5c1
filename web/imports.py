"""Mentions from a file: a trial first, brought in once somebody has seen what would come of it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import PurePosixPath

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mentions.errors import MolvaError
from mentions.messages import message
from mentions.store import entrances, imports
from mentions.store.imports import FileImport, Findings, Stage
from mentions.store.times import utc_now
from web.access import admin_only, services, signed_in, takes_file
from web.forms import Form

pages = Blueprint("imports", __name__)

NAME_LIMIT = 200
# How often the page of a file at work comes anew.
REFRESH = timedelta(seconds=2)


@pages.get("/imports")
@admin_only
def listing() -> ResponseReturnValue:
    return _listing(Form({"into": request.args.get("into", "")}))


@pages.post("/imports")
@takes_file(lambda: services().imports.largest)
def upload() -> ResponseReturnValue:
    form, file = Form(request.form), request.files.get("file")
    name = PurePosixPath((file and file.filename) or "").name[-NAME_LIMIT:]
    into = form.text("into", limit=NAME_LIMIT, is_required=False) or PurePosixPath(name).stem
    if file is None or not name:
        form.fail("file", message("web-import-no-file"))
    elif form.is_valid:
        try:
            user = signed_in().name
            import_id = services().imports.take(file.stream, name, into, user)
            return redirect(url_for("imports.file", import_id=import_id))
        except MolvaError as error:
            form.fail("file", error)
    return _listing(form), 422


@pages.get("/imports/<import_id>")
@admin_only
def file(import_id: str) -> ResponseReturnValue:
    one, now = _get(import_id), utc_now()
    return render_template(
        "imports/file.html",
        one=one, is_left=one.is_left(now), fields=services().imports.fields,
        refresh=int(REFRESH.total_seconds()), entrance=_entrance_id(one),
    )  # fmt: skip


@pages.post("/imports/<import_id>/look")
@admin_only
def look(import_id: str) -> ResponseReturnValue:
    """Anew, with columns named by a person."""
    form = Form(request.form)
    with services().db.write() as tx:
        one = _get(import_id)
        if not one.is_at_work and one.stage is not Stage.DONE and one.findings:
            named = {
                heading: form[f"column-{at}"]
                for at, heading in enumerate(one.findings.columns)
                if form[f"column-{at}"] in ("", *services().imports.fields)
            }
            anew = one.moved(Stage.LOOKING, utc_now(), columns=named, error=None, findings=None)
            imports.put(tx, anew)
    return redirect(url_for("imports.file", import_id=import_id))


@pages.post("/imports/<import_id>/bring")
@admin_only
def bring(import_id: str) -> ResponseReturnValue:
    with services().db.write() as tx:
        one = _get(import_id)
        if one.stage is Stage.LOOKED:
            findings = replace(one.findings or Findings({}), new=0)
            imports.put(tx, one.moved(Stage.BRINGING, utc_now(), findings=findings))
    return redirect(url_for("imports.file", import_id=import_id))


@pages.post("/imports/<import_id>/drop")
@admin_only
def drop(import_id: str) -> ResponseReturnValue:
    """Forget it; what has been brought in by then stays."""
    with services().db.write() as tx:
        imports.remove(tx, import_id)
    return redirect(url_for("imports.listing", said="removed"))


def _listing(form: Form) -> str:
    with services().db.read() as tx:
        known = [one.name for one in entrances.all_entrances(tx)]
        recent = imports.recent(tx)
    megabytes = services().imports.largest >> 20
    return render_template(
        "imports/list.html",
        form=form, entrances=known, recent=recent, megabytes=megabytes, now=utc_now(),
    )  # fmt: skip


def _get(import_id: str) -> FileImport:
    with services().db.read() as tx:
        one = imports.get(tx, import_id)
    if one is None:
        abort(404, description="web-import-gone")
    return one


def _entrance_id(one: FileImport) -> int | None:
    with services().db.read() as tx:
        found = entrances.by_name(tx, one.into)
    return found.id if found else None
