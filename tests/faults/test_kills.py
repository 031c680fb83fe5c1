"""kill -9 at any instant loses nothing and doubles nothing."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from mentions.query import Document, analyse, parse
from mentions.store import brands, inbox
from mentions.store import tables as t
from mentions.store.database import Database
from tests.crawlers.server import Server
from tests.faults.census import Findings
from tests.faults.nursery import KILLED, Nursery, nursery
from tests.faults.scene import scene
from tests.faults.world import BRAND, World

NOTHING = Findings()
# The commit of a journey that keeps the first results of its crawl: after those of migration,
# default rule, request, clock and claim.
DEPOSIT = 6
# Worlds side by side: delivery is mostly waiting.
AT_ONCE = 6


@pytest.fixture(scope="module")
def children(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    with nursery(tmp_path_factory.mktemp("nursery") / "log") as opened:
        yield opened


def killed_at(children: Nursery, folder: Path, commit: int, moment: str) -> tuple[int, Findings]:
    """How a process ended that was to die there, and what was wrong after a second one's work."""
    folder.mkdir()
    url = f"sqlite:///{folder}/molva.db"
    with scene(children, url, folder, World(2, 7), seed=commit) as stage:
        stage.publish(0)
        stage.publish(1)
        status = stage.start(commit, moment).end()
        assert stage.start().end() == 0
        return status, stage.census()


def test_undisturbed(children: Nursery, tmp_path: Path) -> None:
    with scene(children, f"sqlite:///{tmp_path}/m.db", tmp_path, World(3, 32)) as stage:
        stage.publish(0)
        assert stage.start().end() == 0
        assert stage.census() == NOTHING
        stage.publish(1)
        assert stage.start().end() == 0
        assert stage.census() == NOTHING


@pytest.mark.parametrize("moment", ["before", "after"])
def test_at_every_commit(children: Nursery, tmp_path: Path, moment: str) -> None:
    """From the inbox to the index and the helpdesk, each commit of a journey in turn."""
    commit, is_over = 0, False
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while not is_over:
            numbers = range(commit + 1, commit + 1 + AT_ONCE)
            folders = [tmp_path / f"{number}" for number in numbers]
            ends = pool.map(killed_at, [children] * AT_ONCE, folders, numbers, [moment] * AT_ONCE)
            for status, findings in ends:
                commit += 1
                assert findings == NOTHING, f"{moment} commit {commit}"
                is_over = is_over or status != KILLED
    assert commit > 10


def test_at_random_instants(children: Nursery, tmp_path: Path) -> None:
    random = Random(3)
    url = f"sqlite:///{tmp_path}/molva.db"
    with scene(children, url, tmp_path, World(2, 24)) as stage:
        killed = 0
        for edition in (0, 1):
            stage.publish(edition)
            killed += stage.disturb(10, random, longest=0.8)
        assert killed > 1
        assert stage.census() == NOTHING


def test_with_two_workers(children: Nursery, database_url: str, tmp_path: Path) -> None:
    random = Random(7)
    with scene(children, database_url, tmp_path, World(2, 32)) as stage:
        killed = 0
        for edition in (0, 1):
            stage.publish(edition)
            killed += stage.disturb(10, random, longest=1.6, workers=2)
        assert killed > 1
        assert stage.census() == NOTHING


@pytest.mark.parametrize("moment", ["before", "after"])
def test_while_a_new_brand_is_looked_for(
    children: Nursery, database_url: str, tmp_path: Path, moment: str
) -> None:
    """Each process dies at another commit on the way through what is stored."""
    query = f"{BRAND.lower()} (парк OR город OR река OR снег)"
    with scene(children, database_url, tmp_path, World(2, 64)) as stage:
        stage.publish(0)
        assert stage.start().end() == 0
        with stage.application.db.write() as tx:
            brand_id = brands.add(tx, "Парк", query, stage.application.clock())
        deaths = 0
        while stage.start(deaths + 1, moment).end() == KILLED:
            deaths += 1
        assert deaths > 4
        posts = [post for post in stage.world.editions[0] if post.names_brand]
        wanted = parse(query)
        found = {p.url for p in posts if wanted.match(analyse(Document(text=p.text)))}
        assert 5 < len(found) < len({post.url for post in posts})
        assert named(stage.application.db, brand_id) == sorted(found)
        assert stage.census() == NOTHING


def named(db: Database, brand_id: int) -> list[str]:
    """The addresses of the mentions that name a brand."""
    of_brand = t.mention_brands.c.brand_id == brand_id
    with db.read() as tx:
        urls = select(t.mentions.c.url).join(t.mention_brands).where(of_brand)
        return sorted(tx.execute(urls).scalars())


def test_while_crawling(children: Nursery, tmp_path: Path) -> None:
    """Dead before and after the commit that keeps what was crawled."""
    url = f"sqlite:///{tmp_path}/molva.db"
    with Server() as server, scene(children, url, tmp_path, World(4, 24), server=server) as stage:
        for edition, moment in enumerate(("before", "after")):
            stage.publish(edition)
            assert stage.start(DEPOSIT, moment).end() == KILLED
            with stage.application.db.read() as tx:
                assert bool(inbox.counts(tx)["pending"]) is (moment == "after")
            assert stage.start().end() == 0
            assert stage.census() == NOTHING
