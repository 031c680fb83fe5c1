"""Every sentence that the pages can say is in the catalogue, and none is there for nothing."""

import re
from pathlib import Path

import pytest

from crawlers.files import HEADINGS
from mentions import rematch
from mentions.messages import CATALOGUE, LANGUAGES, Message, say
from mentions.store import replies
from mentions.store.alerts.settings import TROUBLES
from mentions.store.imports import Stage
from mentions.store.tickets import DROPPED, STATES, WITHDRAWN
from mentions.store.users import Role
from mentions.types import Outcome, State, Tone
from schedules import scheduler
from search.engine import Order
from web import digests
from web.alert_settings import SENSITIVITIES
from web.application import CODES
from web.channels import KINDS, SURGES
from web.finding import DUES, PERIODS
from web.rendering import DEEDS
from web.signin import TIME_ZONES

ROOT = Path(__file__).parents[2]
# Keys that are put together on a page, by their beginning.
MADE = {
    "web-tone-": list(Tone),
    "web-state-": [*State, "hidden"],
    "web-state-do-": list(State),
    "web-health-": [*Outcome, "waiting", "off"],
    "web-ticket-": STATES,
    "web-ticket-why-": [WITHDRAWN, DROPPED],
    "web-reply-": [replies.PENDING, replies.SENT, replies.REFUSED],
    "web-role-": list(Role),
    "web-order-": list(Order),
    "web-status-work-": ["process", scheduler.LEASE_NAME, rematch.NAME],
    "web-priority-": ["1", "2", "3", "4"],
    "web-period-": [*PERIODS, "dates"],
    "web-zone-": [zone.lower().replace("/", "-") for zone in TIME_ZONES],
    "web-nav-": [
        "mentions", "surges", "tickets", "brands", "sources", "rules", "destinations", "users",
        "status",
    ],
    "web-language-": LANGUAGES,
    "web-channel-kind-": KINDS,
    "web-channel-address-": KINDS,
    "web-channel-address-help-": KINDS,
    "web-channel-surges-": SURGES,
    "web-digest-kind-": digests.KINDS,
    "web-digest-leave-": digests.KINDS,
    "web-digest-on-": digests.WEEKDAYS,
    "web-digest-day-": digests.WEEKDAYS,
    "web-digest-state-": ["pending", "sent", "refused", "expired", "withdrawn", "quiet"],
    "web-due-": DUES,
    "web-warn-notice-": ["pending", "sent", "refused", "expired", "withdrawn"],
    "web-warn-": [
        *(f"{each}{end}" for each in SENSITIVITIES for end in ("", "-help")),
        *(f"{each}{end}" for each in TROUBLES for end in ("", "-help", "-after")),
    ],
    "web-event-": [
        "edited", "rated", "answered", "withdrawn", "restored", "seen-elsewhere", "tone-corrected",
        "state-changed", "reread",
    ],
    "web-import-stage-": [*Stage, "left"],
    "web-import-at-": [Stage.LOOKING, Stage.BRINGING],
    "web-import-field-": ["none", *(name.replace("_", "-") for name in HEADINGS)],
    "web-said-": DEEDS,
    "web-chart-": ["hours", "days", "weeks"],
    "web-syntax-": ["words", "phrase", "or", "exact", "prefix", "near", "field", "site"],
    "web-error-": [*map(str, CODES), "other"],
}  # fmt: skip


def used() -> set[str]:
    sources = [
        *(ROOT / "web").rglob("*.py"), *(ROOT / "web").rglob("*.html"),
        ROOT / "mentions/store/users.py",
    ]  # fmt: skip
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    literal = set(re.findall(r"""["'](web-[a-z0-9-]*[a-z0-9])["']""", text))
    return literal | {f"{start}{end}" for start, ends in MADE.items() for end in ends}


def _said(language: str) -> str:
    """The files of the pages."""
    texts = (path.read_text(encoding="utf-8") for path in sorted((CATALOGUE / language).iterdir()))
    return "\n".join(text for text in texts if re.search("^web-", text, re.MULTILINE))


def kept(language: str) -> set[str]:
    text = _said(language)
    return set(re.findall(r"^(web-[a-z0-9-]+) =", text, re.MULTILINE))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_has_just_what_the_pages_say(language: str) -> None:
    assert sorted(used() - kept(language)) == []
    assert sorted(kept(language) - used()) == []


def test_counts_are_declined() -> None:
    said = [say(Message("web-mention-reprints", {"count": n}), "ru") for n in (1, 2, 5, 11, 21)]
    assert said == [
        "ещё 1 перепечатка", "ещё 2 перепечатки", "ещё 5 перепечаток", "ещё 11 перепечаток",
        "ещё 21 перепечатка",
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_is_said_shouts(language: str) -> None:
    text = _said(language)
    assert "!" not in text
