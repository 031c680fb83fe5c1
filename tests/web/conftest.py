"""The application over a real database, with people signed in to it."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from werkzeug.test import TestResponse

from mentions.store import users
from mentions.store.database import Database
from mentions.store.migrations import migrate
from mentions.store.times import utc_now
from mentions.store.users import Role
from search import SearchSettings, open_engine
from search.engine import rebuild
from tests.web.services import make_services
from tests.web.world import populate
from web import Services, create_app

PASSWORD = "correct horse battery"
HASH = PasswordHasher(time_cost=1, memory_cost=64).hash(PASSWORD)


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


@pytest.fixture(scope="session")
def world_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with an administrator, a member, the invented world, and its index."""
    path = tmp_path_factory.mktemp("world") / "molva.db"
    db = Database(f"sqlite:///{path}")
    migrate(db)
    with db.write() as tx:
        users.add(tx, "maria", HASH, utc_now(), name="Мария", role=Role.ADMIN)
        users.add(tx, "petr", HASH, utc_now(), name="Пётр")
    populate(db, utc_now())
    rebuild(open_engine(db, SearchSettings()))
    db.close()
    return path


@pytest.fixture
def world(world_file: Path, tmp_path: Path) -> Iterator[Database]:
    """A copy of that database."""
    shutil.copy(world_file, tmp_path / "world.db")
    db = Database(f"sqlite:///{tmp_path}/world.db")
    yield db
    db.close()


@pytest.fixture
def services(world: Database) -> Services:
    return make_services(world)


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates, compiled once for all tests."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(services: Services, compiled: FileSystemBytecodeCache) -> Flask:
    app = create_app(services)
    app.jinja_env.bytecode_cache = compiled
    return app


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
