"""The helpdesk takes signed webhooks only, each once, and shows what they hold as plain text."""

import threading
import urllib.error
import urllib.request

import pytest

from molva.demo import DemoServer, start_demo
from molva.demo.helpdesk import LARGEST_BODY, Temper
from tests.demo.webhooks import MENTION, body_of, post, send, signed


def page(town: DemoServer, path: str = "/helpdesk/") -> str:
    text: str = urllib.request.urlopen(town.base_url + path).read().decode()
    return text


def test_a_signed_webhook_opens_a_ticket(town: DemoServer) -> None:
    status, answer, _ = send(town)
    assert status == 201
    assert answer == {"id": "D-1", "url": f"{town.base_url}/helpdesk/#ticket-1"}
    shown = page(town)
    for part in (
        "D-1",
        "Срочно",
        "Вектор не работает",
        "@kot",
        "18.03, 15:00",
        "Негатив 93 %",
        "22 публикации",
        "Негатив · Растёт",
        'href="http://example.org/mention/7"',
        "mention-7",
    ):
        assert part in shown


def test_english_by_choice_and_russian_for_anything_else(town: DemoServer) -> None:
    send(town)
    assert "Urgent" in page(town, "/helpdesk/?lang=en")
    assert "Срочно" in page(town, "/helpdesk/?lang=%22%3E%3Cscript%3E")


def test_the_same_webhook_opens_one_ticket(town: DemoServer) -> None:
    first = send(town)
    again = send(town)
    assert (first[0], again[0]) == (201, 200)
    assert first[1] == again[1]
    assert send(town, "msg_2")[1]["id"] == "D-2"
    assert len(town.town.desk.tickets()) == 2


def test_one_webhook_sent_at_once_from_many_threads_opens_one_ticket(town: DemoServer) -> None:
    statuses: list[int] = []
    threads = [threading.Thread(target=lambda: statuses.append(send(town)[0])) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] * 11 + [201]


@pytest.mark.parametrize(
    "broken",
    [
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": "nonsense"},
        {"webhook-signature": ""},
        {"webhook-id": "msg_other"},
        {"webhook-timestamp": "1"},
        {"webhook-timestamp": "soon"},
    ],
)
def test_a_wrong_signature_is_refused(town: DemoServer, broken: dict[str, str]) -> None:
    body = body_of()
    assert post(town, body, signed(town, body, "msg_1") | broken)[0] == 401
    assert town.town.desk.tickets() == []


def test_an_unsigned_webhook_is_refused(town: DemoServer) -> None:
    assert post(town, body_of(), {})[0] == 401


@pytest.mark.parametrize("body", [b"{", b"[]", b'"text"', b""])
def test_a_signed_body_that_is_no_object_is_refused(town: DemoServer, body: bytes) -> None:
    assert send(town, body=body)[0] == 400


def test_a_huge_body_is_refused(town: DemoServer) -> None:
    request = urllib.request.Request(
        town.webhook_url, b"", {"Content-Length": str(LARGEST_BODY + 1)}, method="POST"
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == 413


def test_missing_and_odd_fields_are_shown_as_a_dash(town: DemoServer) -> None:
    odd = {
        "text": 5,
        "brands": "x",
        "story": [],
        "confidence": "?",
        "published_at": "вчера",
        "new": 1,
    }
    assert send(town, "a", body_of(odd, None))[0] == 201
    assert send(town, "b", body_of(None, {"priority": ["high"]}))[0] == 201
    assert send(town, "c", b"{}")[0] == 201
    assert "— · — · —" in page(town)


def test_script_in_any_field_stays_text(town: DemoServer) -> None:
    attack = "\"'><script>alert(1)</script>"
    mention = dict.fromkeys(MENTION, attack) | {
        "brands": [attack],
        "link": "javascript:alert(1)",
        "url": f"http://example.org/{attack}",
    }
    send(town, body=body_of(mention, {"key": attack, "priority": attack, "reasons": [attack]}))
    for path in ("/helpdesk/", "/helpdesk/tickets", "/helpdesk/?lang=en"):
        shown = page(town, path)
        assert "&lt;script&gt;" in shown
        assert "<script>" not in shown
        assert "javascript:" not in shown
        assert shown.count("\"'") == 0


def test_the_browser_is_told_to_run_nothing_inline(town: DemoServer) -> None:
    headers = urllib.request.urlopen(f"{town.base_url}/helpdesk/").headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_first_attempt_may_be_refused_and_the_second_is_taken() -> None:
    town = start_demo(temper=lambda webhook_id: Temper.OUT_OF_ORDER)
    try:
        status, _, headers = send(town)
        assert status == 503
        assert headers["Retry-After"] == "3"
        assert send(town)[0] == 201
        assert (town.town.desk.refused, town.town.desk.opened) == (1, 1)
    finally:
        town.stop()


def test_the_newest_ticket_stands_first(town: DemoServer) -> None:
    for number in range(3):
        send(town, f"msg_{number}")
    assert [ticket.number for ticket in town.town.desk.tickets()] == [3, 2, 1]
    shown = page(town, "/helpdesk/tickets")
    assert shown.index("ticket-3") < shown.index("ticket-1")
