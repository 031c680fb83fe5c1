"""Settings: from `molva.toml` and `MOLVA_*` variables, checked as a whole at start."""

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

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
    keep_days: int = 365
    keep_unmatched_days: int = 7

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
    given = _from_file(environ, folder, mistakes) | _from_variables(environ, mistakes)
    values: dict[str, Any] = {}
    for name, raw in given.items():
        try:
            values[name] = _READERS[name](raw)
        except (ValueError, TypeError):
            shown = "…" if name in _SECRETS else str(raw)[:100]
            remedy = message(f"settings-remedy-{name.replace('_', '-')}")
            mistakes.append(
                message("settings-value", name=PREFIX + name.upper(), value=shown,
                        remedy=say(remedy, environ.get("MOLVA_LANGUAGE", "ru")))
            )  # fmt: skip
    if mistakes:
        raise SettingsError(mistakes)
    return Settings(**values)


def _from_file(environ: Mapping[str, str], folder: Path, mistakes: list[Message]) -> dict[str, Any]:
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
    unknown = [name for name in stored if name not in _READERS]
    mistakes += [message("settings-unknown", name=name, known=_known(name)) for name in unknown]
    return {name: value for name, value in stored.items() if name in _READERS}


def _from_variables(environ: Mapping[str, str], mistakes: list[Message]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for variable, value in environ.items():
        name = variable.removeprefix(PREFIX).lower()
        if not variable.startswith(PREFIX) or name == "config" or name.startswith("test_"):
            continue
        if name in _READERS:
            found[name] = value
        else:
            mistakes.append(message("settings-unknown", name=variable, known=_known(name)))
    return found


def _known(name: str) -> str:
    """The settings that somebody who wrote `name` may have meant, else all."""
    return ", ".join(get_close_matches(name.lower(), _READERS, n=3) or sorted(_READERS))


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
    "keep_days": _days,
    "keep_unmatched_days": _days,
}
assert set(_READERS) == {each.name for each in fields(Settings)}  # noqa: S101
