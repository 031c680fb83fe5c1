"""Signing in and out, the first administrator, and what a person sets for themselves."""

import hmac
import math

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mentions.messages import LANGUAGES, message
from mentions.store import users
from mentions.store.times import utc_now
from mentions.store.users import ThrottledError, UserError
from web import access
from web.access import is_password, local_path, open_to_all, services, signed_in
from web.brake import network_of
from web.forms import Form
from web.rendering import language

pages = Blueprint("signin", __name__)

LOGIN_LIMIT = 100
NAME_LIMIT = 200

# The zones of Russia and its neighbours, west to east: where the teams are that use Молва.
TIME_ZONES = (
    "UTC", "Europe/Kaliningrad", "Europe/Minsk", "Europe/Moscow", "Europe/Samara",
    "Asia/Tbilisi", "Asia/Yerevan", "Asia/Baku", "Asia/Tashkent", "Asia/Almaty",
    "Asia/Yekaterinburg", "Asia/Omsk", "Asia/Novosibirsk", "Asia/Krasnoyarsk", "Asia/Irkutsk",
    "Asia/Yakutsk", "Asia/Vladivostok", "Asia/Magadan", "Asia/Kamchatka",
)  # fmt: skip


@pages.get("/sign-in")
@open_to_all
def sign_in() -> ResponseReturnValue:
    if access.current_user() is not None:
        return redirect(local_path(request.args.get("next", "/")))
    with services().db.read() as tx:
        if not users.count(tx):
            return redirect(url_for("signin.setup"))
    return render_template("sign-in.html", form=Form(request.args))


@pages.post("/sign-in")
@open_to_all
def sign_in_with_password() -> ResponseReturnValue:
    form = Form(request.form)
    if wait := _must_wait(form["login"], form, "login"):
        return render_template("sign-in.html", form=form), 429, wait
    with services().db.read() as tx:
        found = users.find(tx, form["login"])
    if not is_password(found[1] if found else None, form["password"][:1000]) or not found:
        form.fail("login", message("web-signin-wrong"))
        return render_template("sign-in.html", form=form), 403
    _forget_attempts(form["login"])
    return access.sign_in(redirect(local_path(form["next"])), found[0].id)


def _must_wait(login: str, form: Form, field: str) -> dict[str, str]:
    """Count an attempt at a password; where there were too many, headers that say how long."""
    try:
        with services().db.write() as tx:
            users.note_attempt(tx, login, network_of(request.remote_addr or ""), utc_now())
    except ThrottledError as error:
        form.fail(field, error)
        return {"Retry-After": str(math.ceil(error.wait.total_seconds()))}
    return {}


def _forget_attempts(login: str) -> None:
    with services().db.write() as tx:
        users.forget_attempts(tx, login, network_of(request.remote_addr or ""))


@pages.post("/sign-out")
@open_to_all
def sign_out() -> ResponseReturnValue:
    return access.sign_out(redirect(url_for("signin.sign_in")))


@pages.route("/setup", methods=["GET", "POST"])
@open_to_all
def setup() -> ResponseReturnValue:
    """The first administrator, made by whoever can read the token that the program printed."""
    with services().db.read() as tx:
        if users.count(tx):
            return redirect(url_for("signin.sign_in"))
    form = Form(request.form if request.method == "POST" else request.args)
    if request.method == "GET":
        return render_template("setup.html", form=form)
    login = form.text("login", limit=LOGIN_LIMIT)
    name = form.text("name", limit=NAME_LIMIT, is_required=False)
    password = form.password("password")
    expected = services().setup_token
    if not expected or not hmac.compare_digest(form["token"].strip().encode(), expected.encode()):
        form.fail("token", message("web-setup-wrong-token"))
    if form.is_valid:
        hashed = access.hash_password(password)
        try:
            with services().db.write() as tx:
                user_id = users.add_first(
                    tx, login, hashed, utc_now(), name=name, language=language()
                )
            return access.sign_in(redirect(url_for("mentions.index")), user_id)
        except UserError as error:
            form.fail("login", error)
    return render_template("setup.html", form=form), 422


@pages.route("/me", methods=["GET", "POST"])
def me() -> ResponseReturnValue:
    """Language and time zone."""
    user = signed_in()
    if request.method == "GET":
        return _me(Form({"language": user.language, "time_zone": user.time_zone}))
    form = Form(request.form)
    chosen = form.choice("language", LANGUAGES), form.choice("time_zone", TIME_ZONES)
    if not form.is_valid:
        return _me(form), 422
    with services().db.write() as tx:
        users.set_preferences(tx, user.id, *chosen)
    return redirect(url_for("signin.me", said="saved"))


@pages.post("/me/language")
def switch_language() -> ResponseReturnValue:
    """The switch in the rail: the other language, on the same page."""
    user, form = signed_in(), Form(request.form)
    chosen = form.choice("language", LANGUAGES)
    if form.is_valid:
        with services().db.write() as tx:
            users.set_preferences(tx, user.id, chosen, user.time_zone)
    return redirect(local_path(form["next"]))


@pages.post("/me/password")
def change_password() -> ResponseReturnValue:
    """A new password; every other browser of this person is signed out."""
    user, form = signed_in(), Form(request.form)
    form.values |= {"language": user.language, "time_zone": user.time_zone}
    if wait := _must_wait(user.login, form, "old_password"):
        return _me(form), 429, wait
    password = form.password("new_password")
    with services().db.read() as tx:
        found = users.find(tx, user.login)
    if is_password(found[1] if found else None, form["old_password"][:1000]):
        _forget_attempts(user.login)
    else:
        form.fail("old_password", message("web-error-old-password"))
    if not form.is_valid:
        return _me(form), 422
    with services().db.write() as tx:
        users.set_password(tx, user.id, access.hash_password(password))
    return access.sign_in(redirect(url_for("signin.me", said="password")), user.id)


def _me(form: Form) -> str:
    return render_template("me.html", form=form, time_zones=TIME_ZONES)
