"""The kind of docs/adding-a-source.md works as it stands there, and every kind is described."""

import asyncio
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from fluent.runtime import FluentResource

from crawlers.crew import Crew
from crawlers.kind import Kind
from crawlers.kinds import KINDS
from crawlers.wire import Job
from mentions.errors import MolvaError
from mentions.messages import LANGUAGES
from mentions.types import CrawlResult, Outcome
from molva.source_forms import described, read
from tests.crawlers import example_child
from tests.crawlers.conftest import SETTINGS
from tests.crawlers.server import Reply, Seen, Server, send

PAGE = 2


class Forum:
    """Answers as the forum does: posts after a number, a few at once, for who has the key."""

    def __init__(self, posts: int) -> None:
        self.posts = [
            {
                "id": n, "url": f"https://forum.example/p{n}", "html": f"<p>Запись {n}</p>",
                "author": "Аня", "time": 1_760_000_000 + n, "topic": 0 if n == 1 else 1,
                "answers": n - 1, "likes": n,
            }
            for n in range(1, posts + 1)
        ]  # fmt: skip
        self.is_odd = False

    async def __call__(self, seen: Seen, writer: asyncio.StreamWriter) -> None:
        after = int(parse_qs(urlsplit(seen.path).query)["after"][0])
        later = [post for post in self.posts if int(str(post["id"])) > after][:PAGE]
        body = {"error": "moved"} if self.is_odd else later
        is_known = seen.headers.get("x-key") == "s3cret"
        close = {"Connection": "close"}
        await send(writer, Reply(json.dumps(body).encode(), 200 if is_known else 403, close))


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> Kind:
    found = example_child.example()
    monkeypatch.setitem(KINDS, "forum", found)
    monkeypatch.setattr("crawlers.worker.CHILD", example_child.__name__)
    return found


@pytest.fixture
def crew(server: Server, kind: Kind) -> Iterator[Crew]:
    settings = replace(
        SETTINGS, bases={"forum": server.url("", "127.0.0.222")}, secrets={"forum": "s3cret"}
    )
    crew = Crew(settings, processes=1, linger=5)
    yield crew
    crew.close()


def put_up(server: Server, forum: Forum) -> None:
    for after in range(40):
        server.replies[f"/api/banks?after={after}"] = forum


def crawl(crew: Crew, kind: Kind, cursor: dict[str, object] | None = None) -> CrawlResult:
    address, options = read(kind, " Banks/ ", {})
    ((result,),) = crew.crawl([Job(1, "forum", address, options, cursor or {})])
    return result


def test_the_example_is_short() -> None:
    assert len(example_child.block("python").splitlines()) <= 60


def test_it_goes_on_where_it_stopped_and_misses_nothing(
    server: Server, crew: Crew, kind: Kind
) -> None:
    put_up(server, Forum(7))
    first = crawl(crew, kind)
    assert ([item.key for item in first.items], first.has_more) == (list("123456"), True)
    second = crawl(crew, kind, first.cursor)
    assert ([item.key for item in second.items], second.has_more) == (["7"], False)
    third = crawl(crew, kind, second.cursor)
    assert (third.outcome, third.cursor) == (Outcome.NOTHING, second.cursor)
    post, answer = first.items[:2]
    assert (post.thread, post.parent) == ("1", "")
    assert (answer.thread, answer.parent, answer.extra) == ("1", "1", {"likes": 2})


def test_it_fails_loudly_and_keeps_its_cursor(server: Server, crew: Crew, kind: Kind) -> None:
    forum = Forum(1)
    forum.is_odd = True
    put_up(server, forum)
    result = crawl(crew, kind, {"after": 5})
    assert (result.outcome, result.cursor) == (Outcome.BROKEN, {"after": 5})
    assert result.message and result.message.key == "crawlers-forum-changed"
    assert "s3cret" not in str(result)


def test_a_wrong_address_is_refused_in_words(kind: Kind) -> None:
    with pytest.raises(MolvaError) as refused:
        read(kind, "no such/section?", {})
    assert refused.value.message.key == "crawlers-forum-address"


def test_all_that_it_says_is_in_its_catalogue() -> None:
    resource = FluentResource(example_child.block("fluent"))
    kept = {entry.id.name for entry in resource.body}
    code = example_child.block("python")
    said = set(re.findall(r'"(crawlers-forum-[a-z-]+)"', code))
    kind = example_child.example()
    fields = {f"crawlers-forum-{field.name}" for field in kind.fields}
    assert kept == {*said, "crawlers-forum", "crawlers-forum-help"} | fields | {
        f"{field}-help" for field in fields
    }


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_is_described_in_both_languages(name: str, language: str) -> None:
    shown = described(KINDS[name], language)
    words = [shown["label"], shown["help"]]
    words += [field[part] for field in shown["fields"] for part in ("label", "help")]
    words += [words for field in shown["fields"] for words in field["choices"].values()]
    assert not [one for one in words if one.startswith(("crawlers-", "sources-"))]
    assert name == KINDS[name].name
