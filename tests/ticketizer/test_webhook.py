"""The generic desk: its options, its body and an administrator's own template."""

import json
import time
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentions.store.destinations import Destination, DestinationError
from mentions.store.tickets import BrandTone
from mentions.types import Tone
from tests.ticketizer.test_delivery import SCHEMA
from tests.ticketizer.world import NOW, SECRET
from ticketizer.body import LARGEST, encode, payload
from ticketizer.sample import sample_ticket
from ticketizer.template import TemplateRefused
from ticketizer.webhook import Webhook, check, masked, preview

URL = "https://desk.example.org/hook"


def webhook(**options: Any) -> Webhook:
    return Webhook(Destination(1, "webhook", "d", check({"url": URL, **options}), (SECRET,)), "")


@pytest.mark.parametrize(
    "url",
    ["", "desk.example.org", "ftp://desk.example.org/", "file:///etc/passwd", "http://", "http://[",
     "javascript:alert(1)", "https://user:pass@desk.example.org/", "http://a:99999/", "//a/b"],
)  # fmt: skip
def test_an_address_that_cannot_be_meant_is_refused(url: str) -> None:
    with pytest.raises(DestinationError):
        check({"url": url})


def test_an_address_in_cyrillic_is_written_for_dns() -> None:
    assert check({"url": "https://пример.рф/хук"})["url"].startswith(
        "https://xn--e1afmkfd.xn--p1ai/"
    )


@pytest.mark.parametrize(
    "headers",
    [{"X A": "1"}, {"X": "a\r\nY: b"}, {"Host": "x"}, {"Webhook-Id": "x"}, {"": "x"},
     {"Content-Length": "5"}, {"X": "ы" * 5000}],
)  # fmt: skip
def test_a_header_that_would_break_the_request_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(DestinationError):
        check({"url": URL, "headers": headers})


def test_what_can_hold_a_key_is_masked() -> None:
    kept = check({"url": f"{URL}?token=s3cret", "headers": {"Authorization": "Bearer s3cret"}})
    assert "s3cret" not in json.dumps(masked(kept))
    assert "s3cret" not in repr(Destination(1, "webhook", "d", kept, ("whsec_s3cret",)))


def test_the_sample_fits_the_schema_in_both_languages() -> None:
    for language in ("ru", "en"):
        body = webhook(language=language).request(sample_ticket(NOW, language), NOW).body
        jsonschema.validate(json.loads(body), SCHEMA)


@settings(max_examples=40)
@given(st.text(max_size=30_000), st.text(max_size=3000), st.text(max_size=300))
def test_any_text_fits_and_a_cut_one_says_so(text: str, title: str, author: str) -> None:
    content = sample_ticket(NOW, "ru")._replace(text=text, title=title, author=author)
    body = encode(payload(content, NOW, "ru", ""))
    assert len(body) < LARGEST
    mention = json.loads(body)["data"]["mention"]
    jsonschema.validate(json.loads(body), SCHEMA)
    if mention["text_is_cut"]:
        assert mention["text"].endswith("…")
    else:
        assert mention["text"].encode("utf-8", "replace") == text.encode("utf-8", "replace")


@pytest.mark.parametrize("piece", ["ы", "x", '"', "\\", "\n.", "😡", "\x01"])
def test_a_long_text_is_cut_close_to_the_limit(piece: str) -> None:
    content = sample_ticket(NOW, "ru")._replace(text=piece * 30_000)
    body = encode(payload(content, NOW, "ru", ""))
    assert LARGEST - 20 < len(body) < LARGEST
    assert json.loads(body)["data"]["mention"]["text_is_cut"]


def test_many_brands_do_not_overflow() -> None:
    brands = tuple(BrandTone("Ы" * 200, Tone.NEUTRAL) for _ in range(500))
    body = webhook().request(sample_ticket(NOW, "ru")._replace(brands=brands), NOW).body
    assert len(body) < LARGEST


TEMPLATE = """{"ticket": {
  "subject": {{ mention.title | truncate(80) | tojson }},
  "body": {{ (mention.text ~ " " ~ mention.url) | tojson }},
  "brands": [{% for brand in mention.brands %}{{ brand.name | upper | tojson }}
    {%- if not loop.last %},{% endif %}{% endfor %}],
  "reasons": {{ ticket.reasons | join("; ") | tojson }},
  "urgent": {{ "true" if ticket.priority <= 2 and mention.needs_reply else "false" }}}}"""


def test_an_own_template() -> None:
    body = json.loads(preview(TEMPLATE))["ticket"]
    assert body["brands"] == ["БАНК"]
    assert body["urgent"] is True
    assert "https://example.org/reviews/1?a=1&b=2" in body["body"]
    assert json.loads(webhook(template=TEMPLATE).request(sample_ticket(NOW, "ru"), NOW).body)


def test_a_template_with_a_long_text_is_sent_shortened() -> None:
    content = sample_ticket(NOW, "ru")._replace(text="<ы>" * 9000)
    body = webhook(template=TEMPLATE).request(content, NOW).body
    assert len(body) < LARGEST
    assert "…" in json.loads(body)["ticket"]["body"]


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ mention['__class__']['__init__'] }}",
        "{{ self.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ lipsum() }}",
        "{{ range(10) }}",
        "{% for a in range(99999) %}{% endfor %}",
        "{% for a in mention.text %}{% endfor %}",
        "{% for a in mention.text | list %}{% endfor %}",
        "{% for a in mention.brands %}{% for b in mention.brands %}{% for c in mention.brands %}"
        "{% endfor %}{% endfor %}{% endfor %}",
        "{{ 'a' * 999999999 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ 'a' | center(999999999) }}",
        "{{ '%999999999d' | format(1) }}",
        "{{ mention | tojson(indent=999999999) }}",
        "{{ mention.text | replace('', mention.text) }}",
        "{{ mention.text | replace('а', 'аааааааааааааа') }}",
        "{{ mention.text | urlencode | urlencode | urlencode | urlencode | urlencode }}",
        "{% set x = mention.text ~ mention.text %}{{ x }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{{ mention.title",
        "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
        "x" * 20_000,
        '{"title": "{{ mention.title }}"}',  # the sample's quotation marks break it
        "{{ mention.nothing.at.all | tojson }}",
        "{{ mention.text | first | int | round('a') }}",
    ],
)
def test_a_template_that_reaches_out_or_runs_away_is_refused(source: str) -> None:
    started = time.monotonic()
    with pytest.raises(TemplateRefused):
        preview(source)
    assert time.monotonic() - started < 2


def test_another_content_type_need_not_be_json() -> None:
    kept = check({"url": URL, "template": "{{ mention.title }}", "content_type": "text/plain"})
    assert kept["content_type"] == "text/plain"
    with pytest.raises(DestinationError):
        check({"url": URL, "content_type": "text/plain\r\nX: y"})
