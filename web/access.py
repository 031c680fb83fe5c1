"""Who is asking: sessions, roles, and the token that every form must carry.

A browser holds a random token in an HttpOnly cookie; the database holds its SHA-256. Forms of a
signed-in person carry the session's own token. Forms before that (sign-in, setup) carry the value
of a second cookie, which a foreign page can neither read nor set.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Response, abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from mentions.store import users
from mentions.store.times import utc_now
from mentions.store.users import Session, User
from web.brake import Brake
from web.services import Services

P = ParamSpec("P")
R = TypeVar("R")

SESSION_COOKIE = "molva_session"
GUEST_COOKIE = "molva_guest"
FORM_AROUND_FILE = 100_000  # bytes
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_hasher = PasswordHasher()
# Verified where the login is unknown, so that the time of an answer tells nothing about logins.
_NOBODY = _hasher.hash(secrets.token_hex())


def services() -> Services:
    found: Services = current_app.extensions["molva"]
    return found


def brake() -> Brake:
    found: Brake = current_app.extensions["molva-brake"]
    return found


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def is_password(stored: str | None, password: str) -> bool:
    """Whether `password` belongs to this hash; no hash is as slow to refuse as a wrong one."""
    try:
        return _hasher.verify(stored or _NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def current_user() -> User | None:
    session: Session | None = g.get("session")
    return session.user if session else None


def signed_in() -> User:
    """The person whose request this is; for views behind the gate."""
    user = current_user()
    if user is None:
        abort(401)
    return user


def admin_only(view: Callable[P, R]) -> Callable[P, R]:
    """The view for administrators; everybody else is told so (403)."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        if not signed_in().is_admin:
            abort(403)
        return view(*args, **kwargs)

    return guarded


def open_to_all(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view that needs no sign-in."""
    view.is_open = True  # type: ignore[attr-defined]
    return view


def open_to_programs(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view that no browser's session opens: it checks the sender's own token itself."""
    view.is_for_programs = True  # type: ignore[attr-defined]
    return open_to_all(view)


def takes_file(limit: Callable[[], int]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a view for administrators whose form brings a file of up to so many bytes."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        view.file_limit = limit  # type: ignore[attr-defined]
        return admin_only(view)

    return mark


def file_limit() -> int:
    """Bytes of a file that whoever asks may send with this request's form; 0 for none."""
    view = current_app.view_functions.get(request.endpoint or "")
    limit: Callable[[], int] | None = getattr(view, "file_limit", None)
    user = current_user()
    return limit() if limit is not None and user is not None and user.is_admin else 0


def load_session() -> None:
    """Before each request: whose it is, if anybody's."""
    token = request.cookies.get(SESSION_COOKIE)
    g.session = None
    if token:
        with services().db.read() as tx:
            g.session = users.find_session(tx, _digest(token), utc_now())


def check_form_token() -> None:
    """Refuse (400) a request that changes something and does not carry the form's token."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method in SAFE_METHODS or getattr(view, "is_for_programs", False):
        return
    if file_limit():
        request.max_content_length = file_limit() + FORM_AROUND_FILE
    sent = request.form.get("csrf") or request.headers.get("X-CSRF-Token", "")
    if not sent or not hmac.compare_digest(sent.encode(), form_token().encode()):
        abort(400, description="web-error-form-token")


def require_sign_in() -> BaseResponse | None:
    """Lead whoever is not signed in to the sign-in, or to the setup while there is nobody."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.endpoint == "static" or getattr(view, "is_open", False):
        return None
    if current_user() is not None:
        return None
    if request.method not in SAFE_METHODS or wants_json():
        abort(401)
    with services().db.read() as tx:
        if not users.count(tx):
            return redirect(url_for("signin.setup"))
    return redirect(url_for("signin.sign_in", next=request.full_path.rstrip("?")))


def form_token() -> str:
    """What forms of this browser must carry."""
    if g.session is not None:
        return str(g.session.csrf_token)
    if "guest_token" not in g:
        g.guest_token = request.cookies.get(GUEST_COOKIE, "") or secrets.token_urlsafe(32)
    return str(g.guest_token)


def remember_guest(response: Response) -> Response:
    """After each request: hand out the guest's token where a form has asked for one."""
    token = g.get("guest_token")
    if token and request.cookies.get(GUEST_COOKIE) != token:
        _set_cookie(response, GUEST_COOKIE, token, None)
    return response


def sign_in(response: BaseResponse, user_id: int) -> BaseResponse:
    """Open a session of this user in the browser that gets this response."""
    token, lifetime = secrets.token_urlsafe(32), services().session_lifetime
    with services().db.write() as tx:
        csrf_token, now = secrets.token_urlsafe(32), utc_now()
        users.open_session(tx, user_id, _digest(token), csrf_token, now, lifetime)
    _set_cookie(response, SESSION_COOKIE, token, int(lifetime.total_seconds()))
    return response


def sign_out(response: BaseResponse) -> BaseResponse:
    """Close the session of this browser."""
    with services().db.write() as tx:
        users.close_session(tx, _digest(request.cookies.get(SESSION_COOKIE, "")))
    response.delete_cookie(SESSION_COOKIE)
    return response


def local_path(wanted: str) -> str:
    """`wanted` if it is a path of this site, else the front page: no door to other sites.

    >>> local_path("/mentions?tone=negative")
    '/mentions?tone=negative'
    >>> local_path("//evil.example"), local_path("/\\\\evil.example"), local_path("https://evil.example")
    ('/', '/', '/')
    """
    parts = urlsplit(wanted)
    is_clean = all(32 < ord(letter) != 127 for letter in wanted) and "\\" not in wanted
    is_local = wanted.startswith("/") and not wanted.startswith("//")
    return wanted if is_local and is_clean and not parts.scheme and not parts.netloc else "/"


def wants_json() -> bool:
    if request.path.startswith("/api/"):
        return True
    return request.accept_mimetypes.best == "application/json"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _set_cookie(response: BaseResponse, name: str, value: str, max_age: int | None) -> None:
    is_secure = services().base_address.startswith("https:")
    response.set_cookie(
        name, value, max_age=max_age, httponly=True, samesite="Lax", secure=is_secure
    )
