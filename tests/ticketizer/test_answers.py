"""What is read from a desk's answer, and when a destination is left in peace."""

from base64 import b64encode
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from mentions.store.destinations import DestinationError
from mentions.store.times import utc_now
from tests.ticketizer.world import NOW, SECRET
from ticketizer.answers import Answer, Receipt, receipt_of, retry_after
from ticketizer.circuit import (
    LONGEST_PAUSE,
    THRESHOLD,
    Circuit,
    after_failure,
    after_success,
)
from ticketizer.signing import Signer, check_secret, new_secret, rotated

DESK = "https://desk.example.org/api/tickets"
DAY = timedelta(days=1)


def answered(body: bytes = b"", *headers: str) -> Answer:
    head = "\r\n".join(["HTTP/1.1 201 Created", *headers]) + "\r\n\r\n"
    return Answer(201, head.encode(), body, DESK)


@pytest.mark.parametrize(
    ("answer", "receipt"),
    [
        (answered(b'{"ticket": {"id": 35, "url": "https://z/35.json"}}'), ("35", "https://z/35.json")),
        (answered(b'{"id": "A-1"}'), ("A-1", None)),
        (answered(b'{"issue": {"id": 9}}', "Location: /issues/9"),
         ("9", "https://desk.example.org/issues/9")),
        (answered(b'{"result": 17}'), ("17", None)),
        (answered(b'{"data": {"ticket_id": 4, "url": "javascript:alert(1)"}}'), ("4", None)),
        (answered(b'{"id": true, "url": "http://[", "number": 0}'), ("0", None)),
        (answered(b'{"id": "' + b"x" * 400 + b'"}'), (None, None)),
        (answered(b'{"id": "a\\u0000b"}'), (None, None)),
        (answered(b"[1, 2]"), (None, None)),
        (answered(b"<html>", "location: data:text/html,x"), (None, None)),
        (answered(b"[" * 60_000), (None, None)),
    ],
)  # fmt: skip
def test_receipts(answer: Answer, receipt: tuple[str | None, str | None]) -> None:
    assert receipt_of(answer) == Receipt(*receipt)


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_no_answer_is_too_strange(head: bytes, body: bytes) -> None:
    answer = Answer(200, b"HTTP/1.1 200 OK\r\nLocation: " + head + b"\r\n\r\n", body, DESK)
    receipt = receipt_of(answer)
    assert receipt.external_url is None or receipt.external_url.startswith(("http:", "https:"))
    retry_after(Answer(503, b"HTTP/1.1 503 X\r\nRetry-After: " + head + b"\r\n\r\n"), NOW)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("5", 5), ("0", 0), ("999999999999", 86_400), ("-5", None), ("soon", None), ("", None),
     ("Thu, 01 May 2025 12:01:00 GMT", 60), ("Thu, 01 May 2025 11:00:00 GMT", 0)],
)  # fmt: skip
def test_retry_after(value: str, seconds: int | None) -> None:
    asked = retry_after(answered(b"", f"retry-after: {value}"), NOW)
    assert asked == (None if seconds is None else timedelta(seconds=seconds))


def test_headers_of_the_last_head_count() -> None:
    head = (
        b"HTTP/1.1 103 Early\r\nLocation: /wrong\r\n\r\nHTTP/1.1 200 OK\r\nLocation: /right\r\n\r\n"
    )
    assert Answer(200, head).header("location") == "/right"


def test_the_circuit_closes_and_pauses_grow() -> None:
    circuit, now, pauses = Circuit(), NOW, []
    for _ in range(THRESHOLD + 12):
        circuit = after_failure(circuit, now, DAY)
        if circuit.closed_until:
            pauses.append((circuit.closed_until - now).total_seconds())
            now = circuit.closed_until
    assert pauses[:4] == [5, 10, 20, 40]
    assert pauses[-1] == LONGEST_PAUSE.total_seconds()
    assert after_success(circuit, now) == Circuit()


def test_a_crowd_of_failures_counts_as_the_few_that_closed_it() -> None:
    circuit = Circuit()
    for _ in range(100):
        circuit = after_failure(circuit, NOW, DAY)
    assert circuit == Circuit(THRESHOLD, NOW + timedelta(seconds=5))


def test_a_pause_is_no_longer_than_the_retries() -> None:
    circuit = Circuit(THRESHOLD + 8)
    assert after_failure(circuit, NOW, timedelta(seconds=2)).closed_until == NOW + timedelta(
        seconds=2
    )


def test_a_pause_asked_for_outlasts_an_answer_under_way() -> None:
    circuit = after_failure(Circuit(), NOW, DAY, asked=timedelta(minutes=1))
    assert after_success(circuit, NOW).is_closed(NOW + timedelta(seconds=59))


def test_a_pause_from_a_wrong_year_is_none() -> None:
    assert not Circuit(9, NOW + timedelta(days=400)).is_closed(NOW)


@given(st.binary(max_size=500), st.lists(st.binary(min_size=24, max_size=64), max_size=3))
def test_signatures_are_the_librarys(body: bytes, keys: list[bytes]) -> None:
    secrets = ["whsec_" + b64encode(key).decode() for key in keys]
    text = body.decode("latin-1")
    now = utc_now()
    headers = Signer(secrets).headers("tkt_1", now, text.encode())
    assert headers.get("webhook-signature", "") == " ".join(
        Webhook(secret).sign("tkt_1", now, text) for secret in secrets
    )


@pytest.mark.parametrize(
    "secret", ["", "whsec_", "whsec_!!!", "whsec_YQ==", "MfKQ9r8GKYqrTwjUPD8I"]
)
def test_a_wrong_key_is_refused(secret: str) -> None:
    with pytest.raises(DestinationError):
        check_secret(secret)


def test_new_keys() -> None:
    assert check_secret(f" {SECRET}\n") == SECRET
    assert check_secret(new_secret()) != check_secret(new_secret())
    assert rotated(["b", "a"], "c") == ("c", "b")
