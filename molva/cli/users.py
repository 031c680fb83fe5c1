"""molva user …"""

import sys

import click

from mentions.messages import message
from mentions.store import users
from mentions.store.users import Role
from molva.cli.context import App, command
from molva.cli.output import fail, show
from web.access import hash_password

LEAST_PASSWORD = 10  # as on the pages
COLUMNS = ("id", "login", "name", "role", "is_active", "created_at")


@click.group("user")
def group() -> None:
    """Who may sign in."""


@command("add", group)
@click.argument("login")
@click.option("--password-stdin", is_flag=True, required=True, help="Read it from stdin.")
@click.option("--name", default="", help="How colleagues see this person.")
@click.option("--admin/--member", default=None, help="The first user is an administrator.")
def add(app: App, login: str, password_stdin: bool, name: str, admin: bool | None) -> None:
    """Let somebody sign in."""
    password = sys.stdin.readline().rstrip("\r\n")
    if len(password) < LEAST_PASSWORD:
        fail(app, message("cli-password-short", least=LEAST_PASSWORD))
    application = app.application
    hashed = hash_password(password)
    with application.db.write() as tx:
        is_admin = users.count(tx) == 0 if admin is None else admin
        role = Role.ADMIN if is_admin else Role.MEMBER
        language = app.settings.language
        now = application.clock()
        made = users.add(tx, login, hashed, now, name=name, role=role, language=language)
        show(app, users.get(tx, made))


@command("list", group)
def list_all(app: App) -> None:
    """All users."""
    with app.application.db.read() as tx:
        show(app, users.list_all(tx), COLUMNS)
