"""People who sign in, their sessions, and the brake on guessing passwords.

Passwords arrive here already hashed and session tokens never arrive at all: only their SHA-256,
so that a stolen copy of the database signs nobody in.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, text, update

from mentions.errors import MolvaError
from mentions.messages import DEFAULT_LANGUAGE, message
from mentions.store.database import Transaction
from mentions.store.service_tables import login_attempts, sessions
from mentions.store.tables import users

DEFAULT_TIME_ZONE = "Europe/Moscow"

THROTTLE_WINDOW = timedelta(minutes=15)
ATTEMPTS_PER_LOGIN_AND_ADDRESS = 5
ATTEMPTS_PER_ADDRESS = 30
ATTEMPTS_PER_LOGIN = 60  # high, so that a stranger cannot lock somebody else out cheaply


class Role(StrEnum):
    """What a person may do: an admin everything; a member works with mentions and tickets."""

    ADMIN = "admin"
    MEMBER = "member"


class UserError(MolvaError):
    """The change of users was refused; the message says why."""


class ThrottledError(MolvaError):
    """Too many failed sign-ins; `wait` until the next is looked at."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(message("web-signin-throttled", minutes=-(-wait // timedelta(minutes=1))))
        self.wait = wait


@dataclass(frozen=True, slots=True)
class User:
    id: int
    login: str
    name: str
    role: Role
    language: str
    time_zone: str
    is_active: bool
    created_at: datetime

    @property
    def is_admin(self) -> bool:
        return self.role is Role.ADMIN


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser: whose it is, and the token that each of its forms must carry."""

    user: User
    csrf_token: str
    expires_at: datetime


def count(tx: Transaction) -> int:
    return int(tx.scalar(select(func.count()).select_from(users)) or 0)


def list_all(tx: Transaction) -> list[User]:
    return [_user(row) for row in tx.execute(select(users).order_by(users.c.login))]


def get(tx: Transaction, user_id: int) -> User | None:
    row = tx.execute(select(users).where(users.c.id == user_id)).first()
    return None if row is None else _user(row)


def find(tx: Transaction, login: str) -> tuple[User, str] | None:
    """The active user of this login with the password's hash."""
    query = select(users).where(users.c.login == clean_login(login), users.c.is_active)
    row = tx.execute(query).first()
    return None if row is None else (_user(row), row.password_hash)


def clean_login(login: str) -> str:
    """Logins differ neither by case nor by spaces around them."""
    return login.strip().lower()[:100]


def add(
    tx: Transaction,
    login: str,
    password_hash: str,
    now: datetime,
    *,
    name: str = "",
    role: Role = Role.MEMBER,
    language: str = DEFAULT_LANGUAGE,
    time_zone: str = DEFAULT_TIME_ZONE,
) -> int:
    """The new user's id; UserError where the login is taken."""
    login = clean_login(login)
    if tx.execute(select(users.c.id).where(users.c.login == login)).first():
        raise UserError(message("web-error-login-taken", login=login))
    row = {
        "login": login,
        "name": name.strip() or login,
        "password_hash": password_hash,
        "role": role.value,
        "language": language,
        "time_zone": time_zone,
        "is_active": True,
        "created_at": now,
    }
    return int(tx.execute(insert(users).values(row).returning(users.c.id)).scalar_one())


def add_first(
    tx: Transaction, login: str, password_hash: str, now: datetime, *, name: str, language: str
) -> int:
    """The administrator, while there is nobody; UserError for whoever comes second."""
    _one_at_a_time(tx)
    if count(tx):
        raise UserError(message("web-error-already-set-up"))
    return add(tx, login, password_hash, now, name=name, role=Role.ADMIN, language=language)


def change(tx: Transaction, user_id: int, *, name: str, role: Role, is_active: bool) -> None:
    """What an admin sets; UserError where nobody would be left to administer.

    A user who is switched off is signed out everywhere.
    """
    _one_at_a_time(tx)
    others = select(func.count()).where(
        users.c.role == Role.ADMIN.value, users.c.is_active, users.c.id != user_id
    )
    if not (role is Role.ADMIN and is_active) and not tx.scalar(others):
        raise UserError(message("web-error-last-admin"))
    values = {"name": name, "role": role.value, "is_active": is_active}
    tx.execute(update(users).where(users.c.id == user_id).values(values))
    if not is_active:
        close_sessions(tx, user_id)


def set_preferences(tx: Transaction, user_id: int, language: str, time_zone: str) -> None:
    values = {"language": language, "time_zone": time_zone}
    tx.execute(update(users).where(users.c.id == user_id).values(values))


def set_password(tx: Transaction, user_id: int, password_hash: str) -> None:
    """The new password signs the user out everywhere."""
    tx.execute(update(users).where(users.c.id == user_id).values(password_hash=password_hash))
    close_sessions(tx, user_id)


# --- sessions ----------------------------------------------------------------------------------


def open_session(
    tx: Transaction,
    user_id: int,
    token_hash: str,
    csrf_token: str,
    now: datetime,
    lifetime: timedelta,
) -> None:
    """Remember a signed-in browser; those that have expired are forgotten on the way."""
    tx.execute(delete(sessions).where(sessions.c.expires_at <= now))
    row = {
        "token_hash": token_hash,
        "user_id": user_id,
        "csrf_token": csrf_token,
        "created_at": now,
        "expires_at": now + lifetime,
    }
    tx.execute(insert(sessions).values(row))


def find_session(tx: Transaction, token_hash: str, now: datetime) -> Session | None:
    """The session while it lasts and while its user is active."""
    query = (
        select(users, sessions.c.csrf_token, sessions.c.expires_at)
        .join_from(sessions, users)
        .where(sessions.c.token_hash == token_hash, sessions.c.expires_at > now, users.c.is_active)
    )
    row = tx.execute(query).first()
    return None if row is None else Session(_user(row), row.csrf_token, row.expires_at)


def close_session(tx: Transaction, token_hash: str) -> None:
    tx.execute(delete(sessions).where(sessions.c.token_hash == token_hash))


def close_sessions(tx: Transaction, user_id: int) -> None:
    tx.execute(delete(sessions).where(sessions.c.user_id == user_id))


# --- the brake ---------------------------------------------------------------------------------


def note_attempt(tx: Transaction, login: str, address: str, now: datetime) -> None:
    """Count a sign-in before the password is looked at; ThrottledError where there were too many.

    Counting first leaves no gap through which parallel guesses would slip.
    """
    login = clean_login(login)
    stale = login_attempts.c.at <= now - THROTTLE_WINDOW
    ahead = login_attempts.c.at > now + THROTTLE_WINDOW  # the clock was set back since
    tx.execute(delete(login_attempts).where(stale | ahead))
    by_login, by_address = login_attempts.c.login == login, login_attempts.c.address == address
    for limit, whose in (
        (ATTEMPTS_PER_LOGIN_AND_ADDRESS, by_login & by_address),
        (ATTEMPTS_PER_ADDRESS, by_address),
        (ATTEMPTS_PER_LOGIN, by_login),
    ):
        newest = select(login_attempts.c.at).where(whose).order_by(login_attempts.c.at.desc())
        full_since = tx.scalar(newest.offset(limit - 1).limit(1))
        if full_since is not None:
            raise ThrottledError(full_since + THROTTLE_WINDOW - now)
    tx.execute(insert(login_attempts).values(login=login, address=address, at=now))


def forget_attempts(tx: Transaction, login: str, address: str) -> None:
    """After a right password."""
    theirs = login_attempts.c.login == clean_login(login)
    tx.execute(delete(login_attempts).where(theirs, login_attempts.c.address == address))


def _one_at_a_time(tx: Transaction) -> None:
    """SQLite has one writer; PostgreSQL is asked to let one such decision in at a time."""
    if tx.dialect.name == "postgresql":
        tx.execute(text("SELECT pg_advisory_xact_lock(7233522)"))


def _user(row: Row[Any]) -> User:
    return User(
        row.id,
        row.login,
        row.name,
        Role(row.role),
        row.language,
        row.time_zone,
        row.is_active,
        row.created_at,
    )
