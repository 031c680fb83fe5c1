"""Users, sessions, and the brake on guessing passwords."""

from datetime import UTC, datetime, timedelta

import pytest

from mentions.store import users
from mentions.store.database import Database
from mentions.store.users import Role, ThrottledError, UserError

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def maria(db: Database) -> int:
    with db.write() as tx:
        return users.add(tx, " Maria ", "hash", NOW, name="Мария", role=Role.ADMIN)


def test_logins_differ_neither_by_case_nor_by_spaces(db: Database, maria: int) -> None:
    with db.read() as tx:
        found = users.find(tx, "MARIA ")
    assert found is not None
    assert (found[0].id, found[0].login, found[1]) == (maria, "maria", "hash")
    with db.write() as tx, pytest.raises(UserError):
        users.add(tx, "mArIa", "other", NOW)


def test_only_the_first_becomes_administrator_by_setup(db: Database) -> None:
    with db.write() as tx:
        users.add_first(tx, "maria", "hash", NOW, name="", language="ru")
    with db.write() as tx, pytest.raises(UserError):
        users.add_first(tx, "mallory", "hash", NOW, name="", language="ru")
    with db.read() as tx:
        assert [(user.login, user.role) for user in users.list_all(tx)] == [("maria", Role.ADMIN)]


@pytest.mark.parametrize(("role", "is_active"), [(Role.MEMBER, True), (Role.ADMIN, False)])
def test_the_last_administrator_stays(
    db: Database, maria: int, role: Role, is_active: bool
) -> None:
    with db.write() as tx, pytest.raises(UserError):
        users.change(tx, maria, name="Мария", role=role, is_active=is_active)
    with db.write() as tx:
        users.add(tx, "petr", "hash", NOW, role=Role.ADMIN)
        users.change(tx, maria, name="Мария", role=role, is_active=is_active)
    with db.read() as tx:
        assert users.get(tx, maria) is not None


def open_session(db: Database, user_id: int) -> None:
    with db.write() as tx:
        users.open_session(tx, user_id, "digest", "csrf", NOW, DAY)


def has_session(db: Database, at: datetime) -> bool:
    with db.read() as tx:
        return users.find_session(tx, "digest", at) is not None


def test_a_session_ends_with_its_time(db: Database, maria: int) -> None:
    open_session(db, maria)
    assert has_session(db, NOW + DAY - timedelta(seconds=1))
    assert not has_session(db, NOW + DAY)


def test_switching_a_user_off_or_a_new_password_ends_the_sessions(db: Database, maria: int) -> None:
    with db.write() as tx:
        users.add(tx, "petr", "hash", NOW, role=Role.ADMIN)
    open_session(db, maria)
    with db.write() as tx:
        users.set_password(tx, maria, "new")
    assert not has_session(db, NOW)
    open_session(db, maria)
    with db.write() as tx:
        users.change(tx, maria, name="Мария", role=Role.ADMIN, is_active=False)
    assert not has_session(db, NOW)


def attempt(db: Database, login: str, address: str, at: datetime) -> timedelta | None:
    """How long the visitor has to wait; None if the password is looked at."""
    try:
        with db.write() as tx:
            users.note_attempt(tx, login, address, at)
    except ThrottledError as error:
        return error.wait
    return None


def test_five_wrong_passwords_cost_a_quarter_of_an_hour(db: Database, maria: int) -> None:
    for minute in range(5):
        assert attempt(db, "maria", "10.0.0.1", NOW + timedelta(minutes=minute)) is None
    wait = attempt(db, "MARIA", "10.0.0.1", NOW + timedelta(minutes=5))
    assert wait == timedelta(minutes=10)
    assert attempt(db, "maria", "10.0.0.2", NOW + timedelta(minutes=5)) is None
    assert attempt(db, "maria", "10.0.0.1", NOW + timedelta(minutes=15)) is None


def test_an_address_cannot_go_through_many_logins(db: Database) -> None:
    waits = [attempt(db, f"user{n}", "10.0.0.1", NOW) for n in range(31)]
    assert waits[:30] == [None] * 30
    assert waits[30] is not None


def test_many_addresses_cannot_go_at_one_login(db: Database) -> None:
    waits = [attempt(db, "maria", f"10.0.0.{n}", NOW) for n in range(61)]
    assert waits[:60] == [None] * 60
    assert waits[60] is not None


def test_a_right_password_clears_the_slate(db: Database, maria: int) -> None:
    for _ in range(4):
        attempt(db, "maria", "10.0.0.1", NOW)
    with db.write() as tx:
        users.forget_attempts(tx, "maria", "10.0.0.1")
    assert [attempt(db, "maria", "10.0.0.1", NOW) for _ in range(5)] == [None] * 5


def test_a_clock_set_back_locks_nobody_out_for_long(db: Database) -> None:
    for _ in range(5):
        attempt(db, "maria", "10.0.0.1", NOW + DAY)
    assert attempt(db, "maria", "10.0.0.1", NOW) is None
