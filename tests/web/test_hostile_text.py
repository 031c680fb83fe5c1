"""Text from the web and from other people is hostile: it never becomes part of a page."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from sqlalchemy import JSON, String, Table, Text, select, update

from mentions.messages import LANGUAGES, message
from mentions.store import mentions, problems
from mentions.store import tables as t
from mentions.store.database import Database
from mentions.store.times import utc_now
from mentions.types import State
from tests.web.conftest import Visitor, token_in
from tests.web.test_signin import ADMIN_PAGES, MEMBER_PAGES

SCRIPT = "\"'><script>window.pwned=1</script><img src=x onerror=window.pwned=1>{{7*7}}"
ADDRESSES = (
    "javascript:window.pwned=1//",
    "JaVaScRiPt:window.pwned=1",
    " javascript:window.pwned=1",
    "java\tscript:window.pwned=1",
    "data:text/html,<script>window.pwned=1</script>",
    "vbscript:x",
    "https://",
    "//evil.example",
)

# What is no text of strangers: keys, enumerations, hashes, and what is parsed on the way in.
SPARED = {
    "brands": {"query"},
    "sources": {"kind", "options", "last_outcome", "cursor"},
    "crawls": {"outcome"},
    "items": {"item_key", "content_hash"},
    "mentions": {"item_key", "address_hash", "text_hash", "tone", "state"},
    "mention_brands": {"tone", "places"},
    "mention_events": {"kind"},
    "rules": {"query", "conditions", "actions"},
    "destinations": {"kind", "options", "secret"},
    "tickets": {"key", "state"},
    "users": {"login", "password_hash", "role", "language", "time_zone"},
}  # fmt: skip
EXTRA = ("rating", "likes", "views", "answer", "forwarded_from", "is_deleted")
MESSAGES = {"last_message", "quiet", "message", "last_error", "error"}


def hostile(column: Any, text: str) -> Any:
    """`text` in the shape that this column holds."""
    sentence = {"key": text, "variables": {"host": text, "name": text}}
    if not isinstance(column.type, JSON):
        return text
    if column.name in MESSAGES:
        return sentence
    if column.name == "reasons":
        return [sentence, {"key": "ticketizer-reason-rule", "variables": {"rule": text}}]
    if column.name == "extra":
        return dict.fromkeys(EXTRA, text) | {"attachments": [text, {}]}
    return dict.fromkeys(("title", "text", "url", "source", "from", "to"), text)


def poison(db: Database, text: str) -> int:
    """Put `text` into every field of every stored row; how many fields that were."""
    fields = 0
    with db.write() as tx:
        mentions.add_event(tx, 1, "edited", 1, {}, utc_now())
        mentions.add_event(tx, 1, "answered", 1, {}, utc_now())
        mentions.add_event(tx, 1, "rated", 1, {}, utc_now())
        mentions.add_event(tx, 1, "seen-elsewhere", 1, {}, utc_now())
        mentions.set_state(tx, 1, State.WORKING, 1, utc_now())
        problems.report(tx, "x", message("store-locked"), utc_now())
        for name, spared in {**SPARED, "mention_tags": set(), "problems": {"name"},
                             "delivery_attempts": set(), "stories": set()}.items():  # fmt: skip
            table: Table = t.metadata.tables[name]
            for column in table.columns:
                is_text = isinstance(column.type, String | Text | JSON)
                if not is_text or column.name in spared:
                    continue
                fields += 1
                for number, row in enumerate(tx.execute(select(table)).all()):
                    mine = [key == getattr(row, key.name) for key in table.primary_key]
                    is_unique = name in ("brands", "sources", "rules", "destinations")
                    value = hostile(column, text)
                    if isinstance(value, str) and (is_unique or column.name == "tag"):
                        value = f"{value}#{number}"
                    tx.execute(update(table).where(*mine).values({column.name: value}))
    return fields


class Links(HTMLParser):
    """Every address that a page leads to, and every attribute that could run."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.outward: list[dict[str, str | None]] = []
        self.running: list[str] = []
        self.scripts: list[str | None] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.addresses += [
            v or "" for k, v in attrs if k in ("href", "src", "action", "formaction")
        ]
        self.running += [name for name in given if name.startswith("on") or name == "style"]
        if tag in ("script", "style", "iframe", "object", "embed", "base"):
            self.scripts.append(given.get("src"))
        if tag == "a" and re.match(r"[a-z]+:|//", given.get("href") or ""):
            self.outward.append(given)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_stored_text_becomes_part_of_a_page(
    admin: Visitor, world: Database, language: str
) -> None:
    admin.post("/me", language=language, time_zone="UTC")
    assert poison(world, SCRIPT) >= 28
    for path in [*ADMIN_PAGES, *MEMBER_PAGES, "/mentions?story=1", "/mentions?q=%22сбой%22",
                 "/tickets?state=sent"]:  # fmt: skip
        page = admin.get(path)
        assert page.status_code == 200, path
        assert "<script>window" not in page.text, path
        assert "<img" not in page.text, path
        assert "pwned=1&gt;49" not in page.text, path
        links = Links(page.text)
        assert not links.running, path
        own = {f"/static/{name}.js" for name in ("molva", "choosing", "completions", "triage")}
        assert set(links.scripts) <= own, path
    assert "&lt;script&gt;window.pwned" in admin.get("/mentions/1").text


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_web_addresses_become_links(admin: Visitor, world: Database, address: str) -> None:
    poison(world, address)
    for path in ("/mentions", "/mentions/1", "/mentions/2", "/tickets", "/sources/1", "/status"):
        page = admin.get(path)
        assert page.status_code == 200, path
        links = Links(page.text)
        assert all(re.match(r"/(?!/)|#|\?", link) or not link for link in links.addresses), path
        assert not links.outward


def test_links_out_tell_the_far_end_nothing(admin: Visitor) -> None:
    outward = Links(admin.get("/mentions/1").text).outward
    assert outward
    for link in outward:
        assert link["rel"] == "noopener noreferrer nofollow"
        assert re.match(r"https?://", link["href"] or "")


def test_what_is_searched_for_is_not_part_of_the_page(admin: Visitor) -> None:
    for name in ("q", "page", "from", "to", "said", "brand", "state", "tone"):
        page = admin.get("/mentions", query_string={name: SCRIPT})
        assert page.status_code == 200
        assert "<script>window" not in page.text
        assert "<img" not in page.text


def test_what_a_form_sends_back_is_not_part_of_the_page(admin: Visitor) -> None:
    for path, fields in (
        ("/brands/add", ("name", "query")), ("/rules/add", ("name", "query", "tags")),
        ("/sources/check", ("address", "name")), ("/destinations/add", ("name", "option-url")),
        ("/users/add", ("login", "name", "role")),
    ):  # fmt: skip
        sent = dict.fromkeys(fields, SCRIPT) | {"kind": "feed" if "sources" in path else ""}
        page = admin.post(path, **sent)
        assert "<script>window" not in page.text, path
        assert "<img" not in page.text, path


def test_every_answer_forbids_foreign_scripts_and_frames(admin: Visitor) -> None:
    for path in ("/mentions", "/sign-in", "/nowhere", "/static/molva.js", "/queries/preview"):
        headers = admin.client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
    assert admin.client.get("/mentions").headers["Cache-Control"] == "no-store"


def test_a_request_has_a_limit(admin: Visitor) -> None:
    token = token_in(admin.get("/me").text)
    answer = admin.client.post("/brands/add", data={"csrf": token, "query": "я" * 600_000})
    assert answer.status_code == 413
    assert "не больше 1 МБ" in answer.text


def test_a_character_that_no_database_keeps_is_refused(admin: Visitor) -> None:
    answer = admin.post("/brands/add", name="Имя\0", query="сбер")
    assert answer.status_code == 422
    assert "недопустимый знак" in answer.text


def test_errors_are_pages_in_words(admin: Visitor) -> None:
    for method, path, code, words in (
        ("GET", "/nowhere", 404, "Такой страницы нет"),
        ("GET", "/mentions/1/tone", 405, "недоступно по прямой ссылке"),
        ("GET", "/brands/99", 404, "Такой страницы нет"),
    ):
        answer = admin.client.open(path, method=method)
        assert answer.status_code == code
        assert words in answer.text
