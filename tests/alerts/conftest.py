"""The far ends that alerts go to."""

from collections.abc import Iterator

import pytest

from tests.alerts.digests.mail_servers import Mailbox


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    running = Mailbox()
    yield running
    running.close()
