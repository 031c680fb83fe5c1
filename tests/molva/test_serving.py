"""Who asks, as the pages are told: behind a proxy that is trusted, and behind none."""

import threading
import urllib.request
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from molva.cli.service import listen
from molva.settings import Settings


def who_asks(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    start("200 OK", [("Content-Type", "text/plain")])
    return [environ["REMOTE_ADDR"].encode()]


@pytest.mark.parametrize(
    ("trusted", "seen"),
    [("", "127.0.0.1"), ("10.9.9.9", "127.0.0.1"), ("127.0.0.1", "203.0.113.7")],
)
def test_a_proxy_is_believed_only_if_it_is_trusted(trusted: str, seen: str) -> None:
    settings = replace(Settings(), address=("127.0.0.1", 0), trusted_proxy=trusted)
    server = listen(settings, who_asks)

    def run() -> None:
        with suppress(OSError):  # its sockets are closed under it
            server.run()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        asked = urllib.request.Request(
            f"http://127.0.0.1:{server.effective_port}/",
            headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.7"},
        )
        with urllib.request.urlopen(asked, timeout=10) as answer:
            assert answer.read().decode() == seen
    finally:
        server.close()
        thread.join()
