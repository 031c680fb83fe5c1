"""Settings: from `molva.toml` and `MOLVA_*` variables, checked as a whole at start."""

import os
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawlers.kinds import services
from mentions.errors import MolvaError
from mentions.messages import LANGUAGES, Message, message, say
from mentions.network import AddressPolicy

PREFIX = "MOLVA_"
FILE = "molva.toml"


class SettingsError(MolvaError):
    """One or more settings are wrong; `mistakes` names each with its remedy."""

    def __init__(self, mistakes: list[Message]) -> None:
        super().__init__(message("settings-wrong", count=len(mistakes)))
        self.mistakes = mistakes

    def lines(self, language: str) -> list[str]:
        return [say(self.message, language), *(f"  {say(m, language)}" for m in self.mistakes)]


@dataclass(frozen=True, slots=True)
class Settings:
    """All that an administrator can set; `docs/settings.md` explains each."""

    data: Path = Path("molva-data")
    database_url: str = ""
    elasticsearch_url: str = ""
    elasticsearch_api_key: str = ""
    elasticsearch_ca_certs: str = ""
    elasticsearch_replicas: int | None = None
    address: tuple[str, int] = ("127.0.0.1", 8080)
    base_url: str = ""
    trusted_proxy: str = ""
    allow_private: AddressPolicy = field(default_factory=AddressPolicy)
    retry_schedule: tuple[float, ...] = (0, 5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
    tone_model: str = "best"
    language: str = "ru"
    contact: str = ""
    proxy: str = ""
    follow_days: int = 7
    keep_days: int = 365
    keep_unmatched_days: int = 7
    # By service (`crawlers.kind.Service`): another base address than its own, and its secret.
    bases: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def database(self) -> str:
        """The database's address: the embedded one in the data folder unless another is set."""
        return self.database_url or f"sqlite:///{self.data.absolute()}/molva.db"

    @property
    def link_base(self) -> str:
        """What links to pages begin with, without a slash at the end."""
        host, port = self.address
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104
        return self.base_url or f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"


def load(environ: Mapping[str, str] = os.environ, folder: Path = Path()) -> Settings:
    """The settings of the file (MOLVA_CONFIG, or `molva.toml` in `folder`), then the variables'.

    Raises SettingsError with every mistake at once.
    """
    mistakes: list[Message] = []
    known = {name: _Setting(read) for name, read in _READERS.items()} | _of_services()
    given = _from_file(environ, folder, known, mistakes)
    given |= _from_variables(environ, known, mistakes)
    values: dict[str, Any] = {"bases": {}, "secrets": {}}
    for name, raw in given.items():
        setting = known[name]
        into, key = (values[setting.field], setting.service) if setting.field else (values, name)
        try:
            into[key] = setting.read(raw)
        except (ValueError, TypeError):
            mistakes.append(_mistake(name, setting, raw, environ.get("MOLVA_LANGUAGE", "ru")))
    if mistakes:
        raise SettingsError(mistakes)
    return Settings(**values)


@dataclass(frozen=True, slots=True)
class _Setting:
    """How a setting is read; one of a service goes into `field` of the settings, by its name."""

    read: Callable[[Any], Any]
    field: str = ""
    service: str = ""


def _of_services() -> dict[str, _Setting]:
    """The settings that follow from the kinds of sources."""
    found = {}
    for service in services():
        found[service.base_setting] = _Setting(_url("http", "https"), "bases", service.name)
        if service.secret:
            found[service.secret_setting] = _Setting(_secret, "secrets", service.name)
    return found


def _mistake(name: str, setting: _Setting, raw: Any, language: str) -> Message:
    shown = "…" if setting.field or name in _SECRETS else str(raw)[:100]
    remedy = f"service-{setting.field}" if setting.field else name.replace("_", "-")
    return message(
        "settings-value",
        name=PREFIX + name.upper(),
        value=shown,
        remedy=say(message(f"settings-remedy-{remedy}"), language),
    )


def _from_file(
    environ: Mapping[str, str], folder: Path, known: Collection[str], mistakes: list[Message]
) -> dict[str, Any]:
    path = Path(environ.get("MOLVA_CONFIG") or folder / FILE)
    try:
        stored = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if "MOLVA_CONFIG" in environ:
            mistakes.append(message("settings-no-file", path=str(path)))
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        mistakes.append(message("settings-file", path=str(path), reason=str(error)))
        return {}
    mistakes += [_unknown(name, name, known) for name in stored if name not in known]
    return {name: value for name, value in stored.items() if name in known}


def _from_variables(
    environ: Mapping[str, str], known: Collection[str], mistakes: list[Message]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for variable, value in environ.items():
        name = variable.removeprefix(PREFIX).lower()
        if not variable.startswith(PREFIX) or name == "config" or name.startswith("test_"):
            continue
        if name in known:
            found[name] = value
        else:
            mistakes.append(_unknown(variable, name, known))
    return found


def _unknown(written: str, name: str, known: Collection[str]) -> Message:
    """With the settings that somebody who wrote this may have meant, else all."""
    alike = get_close_matches(name.lower(), known, n=3) or sorted(known)
    return message("settings-unknown", name=written, known=", ".join(alike))


def _address(raw: Any) -> tuple[str, int]:
    host, _, port = str(raw).rpartition(":")
    if not host or not 0 <= int(port) < 65536:
        raise ValueError(raw)
    return host.strip("[]"), int(port)


def _networks(raw: Any) -> AddressPolicy:
    return AddressPolicy.parse(_list(raw))


def _schedule(raw: Any) -> tuple[float, ...]:
    seconds = tuple(float(each) for each in _list(raw))
    if not seconds or min(seconds) < 0 or max(seconds) > 30 * 86400:
        raise ValueError(raw)
    return seconds


def _list(raw: Any) -> list[str]:
    items = raw if isinstance(raw, list) else str(raw).split(",")
    return [str(item).strip() for item in items if str(item).strip()]


def _url(*schemes: str) -> Callable[[Any], str]:
    def read(raw: Any) -> str:
        parts = urlsplit(str(raw))
        if raw and (parts.scheme not in schemes or not parts.hostname):
            raise ValueError(raw)
        return str(raw).rstrip("/")

    return read


def _database(raw: Any) -> str:
    if not str(raw).startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise ValueError(raw)
    return str(raw)


def _days(raw: Any) -> int:
    days = int(raw)
    if not 1 <= days <= 36500:
        raise ValueError(raw)
    return days


def _replicas(raw: Any) -> int:
    copies = int(raw)
    if not 0 <= copies <= 10:
        raise ValueError(raw)
    return copies


def _follow_days(raw: Any) -> int:
    days = int(raw)
    if not 0 <= days <= 90:
        raise ValueError(raw)
    return days


def _language(raw: Any) -> str:
    if raw not in LANGUAGES:
        raise ValueError(raw)
    return str(raw)


def _file(raw: Any) -> str:
    if raw and not Path(str(raw)).is_file():
        raise ValueError(raw)
    return str(raw)


def _ip(raw: Any) -> str:
    return str(ip_address(str(raw))) if raw else ""


def _text(raw: Any) -> str:
    if "\n" in str(raw) or "\r" in str(raw):
        raise ValueError(raw)
    return str(raw)


def _secret(raw: Any) -> str:
    secret = str(raw).strip()
    if not secret.isascii() or any(c.isspace() or not c.isprintable() for c in secret):
        raise ValueError(raw)
    return secret


_SECRETS = frozenset(("database_url", "elasticsearch_url", "elasticsearch_api_key", "proxy"))
_READERS: dict[str, Callable[[Any], Any]] = {
    "data": lambda raw: Path(str(raw)).expanduser(),
    "database_url": _database,
    "elasticsearch_url": _url("http", "https"),
    "elasticsearch_api_key": _text,
    "elasticsearch_ca_certs": _file,
    "elasticsearch_replicas": _replicas,
    "address": _address,
    "base_url": _url("http", "https"),
    "trusted_proxy": _ip,
    "allow_private": _networks,
    "retry_schedule": _schedule,
    "tone_model": _text,
    "language": _language,
    "contact": _text,
    "proxy": _url("http", "https"),
    "follow_days": _follow_days,
    "keep_days": _days,
    "keep_unmatched_days": _days,
}
assert {*_READERS, "bases", "secrets"} == {each.name for each in fields(Settings)}  # noqa: S101
