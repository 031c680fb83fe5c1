"""What templates use: sentences of the catalogue, times, numbers, marked words, safe links."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.numbers import format_decimal, format_percent
from flask import Flask, request, url_for
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from mentions.messages import DEFAULT_LANGUAGE, LANGUAGES, Message, say
from mentions.store.times import utc_now
from mentions.store.users import DEFAULT_TIME_ZONE
from mentions.types import Span
from web import access

EXCERPT_CHARACTERS = 320
DEEDS = (
    "saved", "added", "removed", "password", "tone", "state", "crawl", "replayed", "dropped",
    "reply",
)  # fmt: skip
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def prepare(app: Flask) -> None:
    """Give the templates of `app` these functions."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        t=translate,
        sentence=sentence,
        language=language,
        current_user=access.current_user,
        csrf=access.form_token,
        now=utc_now,
        with_query=with_query,
        said=said,
    )
    app.jinja_env.filters.update(
        moment=moment,
        moment_in_full=moment_in_full,
        decimal=decimal,
        percent=percent,
        marked=marked,
        moment_of=moment_of,
        excerpt=excerpt,
        web_address=web_address,
    )


def language() -> str:
    """The reader's: set by the person, else what the browser prefers."""
    user = access.current_user()
    if user is not None:
        return user.language
    if not request.accept_languages:
        return DEFAULT_LANGUAGE
    return request.accept_languages.best_match(LANGUAGES) or DEFAULT_LANGUAGE


def time_zone() -> ZoneInfo:
    user = access.current_user()
    return ZoneInfo(user.time_zone if user else DEFAULT_TIME_ZONE)


def translate(key: str, **variables: str | int | float) -> str:
    """`t("web-mentions-found", count=3)` in a template."""
    return say(Message(key, variables), language())


def sentence(message: Message) -> str:
    """A stored or raised message in the reader's words."""
    return say(message, language())


def said() -> str:
    """What the last form did, named by the page that it led to (`?said=saved`)."""
    done = request.args.get("said", "")
    return translate(f"web-said-{done}") if done in DEEDS else ""


def moment(at: datetime | None) -> str:
    """A time as a person says it: «14:20» of today, «3 мар., 14:20», with the year if another."""
    if at is None:
        return "—"
    local, today = at.astimezone(time_zone()), utc_now().astimezone(time_zone()).date()
    if local.date() == today:
        return local.strftime("%H:%M")
    if local.year == today.year:
        return _formatted(local, "d MMM, HH:mm")
    return _formatted(local, "d MMM y, HH:mm")


def moment_in_full(at: datetime | None) -> str:
    """Day, time with seconds, and the zone: what stands in a tooltip."""
    if at is None:
        return "—"
    local = at.astimezone(time_zone())
    offset = local.strftime("%z")
    return f"{_formatted(local, 'd MMMM y, HH:mm:ss')} (UTC{offset[:3]}:{offset[3:]})"


def moment_of(at: datetime, step: timedelta) -> str:
    """The start of a bucket of a chart: an hour or a day."""
    return _formatted(at.astimezone(time_zone()), "d MMM" if step.days else "HH:mm")


def decimal(number: int | float) -> str:
    return str(format_decimal(number, locale=language()))


def percent(share: float) -> str:
    return str(format_percent(share, locale=language())).replace(NO_BREAK_SPACE, "")


def marked(text: str, places: Sequence[Span]) -> Markup:
    """The text, escaped, with the places in <mark>; places that overlap are one."""
    parts: list[Markup] = []
    at = 0
    for start, end in _joined(places, len(text)):
        parts += [escape(text[at:start]), Markup("<mark>{}</mark>").format(text[start:end])]
        at = end
    return Markup("").join([*parts, escape(text[at:])])


def _joined(places: Sequence[Span], length: int) -> list[tuple[int, int]]:
    """The places within a text of this length, in order, no two of them overlapping."""
    found: list[tuple[int, int]] = []
    for place in sorted(places, key=lambda span: (span.start, span.end)):
        start, end = max(place.start, 0), min(place.end, length)
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif start < end:
            found.append((start, end))
    return found


def excerpt(text: str, places: Sequence[Span], length: int = EXCERPT_CHARACTERS) -> Markup:
    """About `length` characters of the text around its first place, marked."""
    first = min((place.start for place in places), default=0)
    start = max(0, first - length // 3) if first > length * 2 // 3 else 0
    if start:
        start = text.rfind(" ", 0, start) + 1
    end = start + length
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + length // 2)
    cut = marked(text[start:end], [Span(p.start - start, p.end - start) for p in places])
    return Markup("{}{}{}").format("…" if start else "", cut, "…" if end < len(text) else "")


def web_address(url: str | None) -> str:
    """The address if it leads to a web page, else nothing: no script behind a link."""
    try:
        parts = urlsplit((url or "").strip())
    except ValueError:
        return ""
    return (url or "").strip() if parts.scheme in ("http", "https") and parts.hostname else ""


def with_query(**changes: str | int | None) -> str:
    """This page's address with some of its query changed; None takes a part away."""
    arguments = {**request.args.to_dict(), **(request.view_args or {}), **changes}
    arguments.pop("said", None)
    kept = {name: value for name, value in arguments.items() if value not in (None, "")}
    return url_for(request.endpoint or "mentions.index", **kept)


def _formatted(local: datetime, pattern: str) -> str:
    return str(format_datetime(local, pattern, locale=language()))
