"""What people have set about warnings: one record, in the installation's own facts."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from mentions.store import meta
from mentions.store.database import Transaction

NAME = "alerts"

# What may be wrong with the service itself.
SOURCE, QUEUE, DESK, TICKETS, SERVICE = "source", "queue", "desk", "tickets", "service"
TROUBLES = (SOURCE, QUEUE, DESK, TICKETS, SERVICE)


@dataclass(frozen=True, slots=True)
class TroubleSetting:
    """Whether people are told of a kind of trouble, and where (no channel: all of the team's).

    `after`: minutes that it must have lasted, or for tickets that are left to them; `pause`:
    minutes between two messages about the same.
    """

    is_on: bool = True
    after: int = 30
    pause: int = 360
    channels: tuple[int, ...] = ()


USUAL_TROUBLES = {
    SOURCE: TroubleSetting(after=24 * 60, pause=24 * 60),
    QUEUE: TroubleSetting(after=30),
    DESK: TroubleSetting(after=15),
    TICKETS: TroubleSetting(after=12 * 60),
    SERVICE: TroubleSetting(after=10),
}


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """`sensitivity`: a word of alerts.sensitivity; `brands`: by their ids the words of brands that
    have their own; `pause`: minutes between first messages about one brand; `escalate_after`:
    minutes without «Вижу», 0 for never.
    """

    sensitivity: str = "usual"
    brands: Mapping[int, str] = field(default_factory=dict)
    pause: int = 60
    escalate_after: int = 30
    troubles: Mapping[str, TroubleSetting] = field(default_factory=lambda: dict(USUAL_TROUBLES))


def get(tx: Transaction) -> AlertSettings:
    stored: dict[str, Any] | None = meta.get(tx, NAME)
    if stored is None:
        return AlertSettings()
    troubles = {kind: _trouble(stored["troubles"].get(kind), kind) for kind in TROUBLES}
    brands = {int(brand_id): word for brand_id, word in stored.get("brands", {}).items()}
    return AlertSettings(**{**stored, "troubles": troubles, "brands": brands})


def put(tx: Transaction, settings: AlertSettings) -> None:
    # JSON's keys are strings.
    brands = {str(brand_id): word for brand_id, word in settings.brands.items()}
    meta.put(tx, NAME, {**asdict(settings), "brands": brands})


def _trouble(stored: Mapping[str, Any] | None, kind: str) -> TroubleSetting:
    if stored is None:
        return USUAL_TROUBLES[kind]
    return TroubleSetting(**{**stored, "channels": tuple(stored["channels"])})
