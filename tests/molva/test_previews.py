"""A look at a source before it is saved, whatever kind it is."""

from pathlib import Path

import pytest

from mentions.errors import MolvaError
from mentions.messages import say
from mentions.network import AddressPolicy
from mentions.store import brands
from mentions.store.times import utc_now
from molva.application import Application
from molva.services import SourceDoor
from molva.settings import Settings
from tests.crawlers import fakes
from tests.crawlers.conftest import server
from tests.crawlers.server import Reply, Server

__all__ = ["server"]


def door(folder: Path, base: str, secret: str) -> SourceDoor:
    application = Application(
        Settings(
            data=folder,
            allow_private=AddressPolicy.parse(["127.0.0.128/25"]),
            bases={"board": base},
            secrets={"board": secret} if secret else {},
        )
    )
    with application.db.write() as tx:
        brands.add(tx, "Вектор", "вектор банк", utc_now())
    return SourceDoor(application)


def test_a_kind_with_a_service_and_queries_shows_its_first_items(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    fakes.register(monkeypatch)
    server.replies["/board/news"] = Reply(b"hello")
    shown = door(tmp_path, server.url("/board"), "s3cret").preview("board", " news ", {})
    assert [item.text for item in shown.items] == ["hello terc3s вектор банк"]
    assert shown.address == "news"


def test_what_is_missing_is_told_before_it_is_saved(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    fakes.register(monkeypatch)
    with pytest.raises(MolvaError) as refused:
        door(tmp_path, server.url("/board"), "").preview("board", "news", {})
    assert "MOLVA_BOARD_TOKEN" in say(refused.value.message, "ru")
