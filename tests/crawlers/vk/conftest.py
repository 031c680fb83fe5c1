from collections.abc import Iterator

import pytest

from crawlers.vk import api
from tests.crawlers.vk.server import Server


@pytest.fixture
def vk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A VK of its own for each test; what fails for the moment is asked again at once."""
    monkeypatch.setattr(api, "PAUSES", (0.0, 0.0))
    with Server() as server:
        yield server
