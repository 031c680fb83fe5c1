"""The Flask application: hooks, headers, errors, and a blueprint for each group of pages."""

from datetime import timedelta

from flask import Flask, Response, g, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from mentions.errors import MolvaError
from mentions.store.database import DatabaseError
from web import (
    access,
    alert_settings,
    api,
    brands,
    channels,
    destinations,
    digests,
    entrances,
    hooks,
    imports,
    mentions,
    queries,
    rendering,
    replies,
    rules,
    searches,
    signin,
    sources,
    status,
    surges,
    telling,
    tickets,
    users,
)
from web.brake import Brake
from web.services import Services

MAX_REQUEST_BYTES = 1_000_000
MAX_FORM_PARTS = 500
STATIC_LIFETIME = timedelta(hours=1)

GROUPS = (
    signin, mentions, searches, replies, surges, channels, digests, alert_settings, tickets,
    brands, queries, sources, entrances, imports, api, hooks, destinations, rules, users, status,
)  # fmt: skip

# Refusals that have a sentence of their own in the catalogue.
CODES = (400, 401, 403, 404, 405, 413, 429, 500)

# Nothing but this site's own files: a script that got into a page would still not run.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def create_app(services: Services) -> Flask:
    """The pages over these services; a WSGI application for waitress."""
    app = Flask("web")
    app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = MAX_REQUEST_BYTES
    app.config["MAX_FORM_PARTS"] = MAX_FORM_PARTS
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = STATIC_LIFETIME
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.extensions["molva"] = services
    app.extensions["molva-brake"] = Brake()
    rendering.prepare(app)
    telling.prepare(app)
    app.before_request(access.load_session)
    app.before_request(access.check_form_token)
    app.before_request(access.require_sign_in)
    app.after_request(access.remember_guest)
    app.after_request(_protect)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(MolvaError, _failed)
    for group in GROUPS:
        app.register_blueprint(group.pages)
    return app


def _protect(response: Response) -> Response:
    response.headers.update(HEADERS)
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response


def _refused(error: HTTPException) -> ResponseReturnValue:
    """A page that says what went wrong in the reader's words."""
    code = error.code or 500
    described = error.description or ""
    if code == 413 and access.file_limit():
        megabytes = access.file_limit() >> 20
        return _error_page(code, rendering.translate("import-too-big", megabytes=megabytes))
    if described.startswith("web-"):
        return _error_page(code, rendering.translate(described))
    return _error_page(code, rendering.translate(f"web-error-{code if code in CODES else 'other'}"))


def _failed(error: MolvaError) -> ResponseReturnValue:
    """An error that knows its sentence; the database's own pass by themselves, so 503."""
    code = 503 if isinstance(error, DatabaseError) else 400
    return _error_page(code, rendering.sentence(error.message))


def _error_page(code: int, text: str) -> ResponseReturnValue:
    if access.wants_json():
        return {"error": text}, code
    g.setdefault("session", None)
    return render_template("error.html", code=code, text=text), code
