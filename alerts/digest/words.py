"""Numbers, times, changes and links of a digest as its reader wants them. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.numbers import format_decimal, format_percent

from alerts.digest.content import Digest
from alerts.digest.periods import Period
from alerts.wording import Reader, headline
from mentions.messages import Message


class Words:
    """A reader's words over one digest."""

    def __init__(self, digest: Digest, reader: Reader, link_base: str) -> None:
        self.digest = digest
        self.language = reader.language
        self._reader = reader
        self._zone = ZoneInfo(reader.time_zone)
        self._base = link_base
        last = (digest.period.until - timedelta(microseconds=1)).astimezone(self._zone)
        first = digest.period.since.astimezone(self._zone)
        self._days = {"from": first.date().isoformat(), "to": last.date().isoformat()}

    def say(self, key: str, **variables: str | int | float) -> str:
        return self._reader.say(Message(f"digest-{key}", variables))

    @property
    def subject(self) -> str:
        """What the mail is about, with its numbers: «Молва: за сутки 43 упоминания, …»."""
        now = self.digest.now
        if not now.all:
            return self.say("subject-quiet", kind=self.digest.period.kind)
        share = self.percent(now.negative / now.all)
        names = [line.name for line in self.digest.brands if line.now.all]
        name = names[0] if len(names) == 1 else ""
        return self.say("subject", kind=self.digest.period.kind, count=now.all, share=share,
                        name=name, named="yes" if name else "no")  # fmt: skip

    @property
    def title(self) -> str:
        return self.say("title", kind=self.digest.period.kind)

    @property
    def span(self) -> str:
        """«25 нояб., 09:00 – 26 нояб., 09:00 (UTC+03:00)»"""
        period: Period = self.digest.period
        offset = period.until.astimezone(self._zone).strftime("%z")
        zone = f"UTC{offset[:3]}:{offset[3:]}"
        return f"{self.moment(period.since)} – {self.moment(period.until)} ({zone})"

    def moment(self, at: datetime) -> str:
        local = at.astimezone(self._zone)
        return str(format_datetime(local, "d MMM, HH:mm", locale=self.language))

    def number(self, value: float) -> str:
        return str(format_decimal(value, locale=self.language))

    def percent(self, share: float) -> str:
        shown = format_percent(share, locale=self.language)
        return str(shown).replace("\N{NO-BREAK SPACE}", "")

    def share(self, part: int, whole: int) -> str:
        return self.percent(part / whole) if whole else "—"

    def change(self, now: int, before: int) -> str:
        """How a number has changed since the period before: «+20%», «−3», «как было»."""
        if now == before:
            return self.say("same")
        sign = "+" if now > before else "−"
        if min(now, before) < 10:  # a share of so few says nothing
            return sign + self.number(abs(now - before))
        return sign + self.percent(abs(now - before) / before)

    def surge(self, reason: Mapping[str, Any]) -> str:
        return headline(reason, self._reader, self.digest.period.until)

    def link(self, path: str, **query: str | int) -> str:
        return f"{self._base}/{path}" + (f"?{urlencode(query)}" if query else "")

    def listed(self, **query: str | int) -> str:
        """The page with the period's mentions, narrowed."""
        return self.link("mentions", **query, **self._days)
