"""People: who may sign in, and what they may do."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mentions.store import users
from mentions.store.times import utc_now
from mentions.store.users import Role, User, UserError
from web import access
from web.access import admin_only, services
from web.forms import Form
from web.rendering import language
from web.signin import LOGIN_LIMIT, NAME_LIMIT

pages = Blueprint("users", __name__)


@pages.get("/users")
@admin_only
def listing() -> ResponseReturnValue:
    with services().db.read() as tx:
        return render_template("users/list.html", users=users.list_all(tx))


@pages.route("/users/add", methods=["GET", "POST"])
@admin_only
def add() -> ResponseReturnValue:
    if request.method == "GET":
        return render_template("users/form.html", form=Form({"role": Role.MEMBER}), user=None)
    form = Form(request.form)
    login = form.text("login", limit=LOGIN_LIMIT)
    name = form.text("name", limit=NAME_LIMIT, is_required=False)
    role, password = form.choice("role", list(Role)), form.password("password")
    if form.is_valid:
        hashed = access.hash_password(password)
        try:
            with services().db.write() as tx:
                users.add(
                    tx, login, hashed, utc_now(), name=name, role=Role(role), language=language()
                )
            return redirect(url_for("users.listing", said="added"))
        except UserError as error:
            form.fail("login", error)
    return render_template("users/form.html", form=form, user=None), 422


@pages.route("/users/<int:user_id>", methods=["GET", "POST"])
@admin_only
def edit(user_id: int) -> ResponseReturnValue:
    user = _user(user_id)
    if request.method == "GET":
        shown = {"name": user.name, "role": user.role.value}
        form = Form(shown | ({"is_active": "on"} if user.is_active else {}))
        return render_template("users/form.html", form=form, user=user)
    form = Form(request.form)
    name = form.text("name", limit=NAME_LIMIT)
    role, password = form.choice("role", list(Role)), ""
    if form["password"]:
        password = form.password("password")
    if form.is_valid:
        hashed = access.hash_password(password) if password else ""
        try:
            with services().db.write() as tx:
                is_active = form.flag("is_active")
                users.change(tx, user_id, name=name, role=Role(role), is_active=is_active)
                if hashed:
                    users.set_password(tx, user_id, hashed)
            return redirect(url_for("users.listing", said="saved"))
        except UserError as error:
            form.fail("role", error)
    return render_template("users/form.html", form=form, user=user), 422


def _user(user_id: int) -> User:
    with services().db.read() as tx:
        found = users.get(tx, user_id)
    if found is None:
        abort(404)
    return found
