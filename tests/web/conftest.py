"""The application over a real database, with people signed in to it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from web_services import make_services
from web_world import populate
from werkzeug.test import TestResponse

from mentions.store import users
from mentions.store.database import Database
from mentions.store.times import utc_now
from mentions.store.users import Role
from search.engine import rebuild
from web import Services, create_app
from web.access import hash_password

PASSWORD = "correct horse battery"
HASH = hash_password(PASSWORD)


class Visitor:
    """A browser without scripts: follows redirects, fills the hidden token in."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def get(self, path: str, **given: Any) -> TestResponse:
        return self.client.get(path, follow_redirects=True, **given)

    def post(self, path: str, *, seen_at: str = "/me", **fields: Any) -> TestResponse:
        """Send a form with the token that the page `seen_at` carries."""
        data = {"csrf": token_in(self.get(seen_at).text), **fields}
        return self.client.post(path, data=data, follow_redirects=True)

    def sign_in(self, login: str, password: str = PASSWORD) -> TestResponse:
        return self.post("/sign-in", seen_at="/sign-in", login=login, password=password)


def token_in(page: str) -> str:
    """The form token of a page."""
    found = re.search(r'name="csrf" (?:value|content)="([^"]+)"', page)
    assert found, page
    return found[1]


@pytest.fixture
def world(sqlite_db: Database) -> Database:
    """A database with an administrator, a member, and the invented world in it."""
    with sqlite_db.write() as tx:
        users.add(tx, "maria", HASH, utc_now(), name="Мария", role=Role.ADMIN)
        users.add(tx, "petr", HASH, utc_now(), name="Пётр")
    populate(sqlite_db, utc_now())
    return sqlite_db


@pytest.fixture
def services(world: Database) -> Services:
    """What the application hands in, with an index that knows the whole world."""
    given = make_services(world)
    rebuild(given.search)
    return given


@pytest.fixture
def app(services: Services) -> Flask:
    return create_app(services)


@pytest.fixture
def visit(app: Flask) -> Callable[[str], Visitor]:
    """`visit("maria")` is her browser, signed in; `visit("")` a stranger's."""

    def arrive(login: str) -> Visitor:
        visitor = Visitor(app)
        if login:
            assert visitor.sign_in(login).status_code == 200
        return visitor

    return arrive


@pytest.fixture
def admin(visit: Callable[[str], Visitor]) -> Visitor:
    return visit("maria")


@pytest.fixture
def member(visit: Callable[[str], Visitor]) -> Visitor:
    return visit("petr")
