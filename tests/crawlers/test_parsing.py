"""The process that parses: whatever a page does to it, the next one is parsed."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from crawlers.errors import CrawlError
from crawlers.parsing import ParserProcess


@pytest.fixture(autouse=True)
def find_hostile_parsers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    monkeypatch.setattr("crawlers.parsing.GRACE_SECONDS", 0.5)


def test_every_page_has_an_answer_of_its_own() -> None:
    async def run() -> list[Any]:
        parse = ParserProcess(timeout=2)
        answers = []
        for name in (
            "echo", "spin", "echo", "hang_outside_python", "eat_memory", "raise_something",
            "chatter", "die", "echo",
        ):  # fmt: skip
            try:
                answers.append(await parse(f"tests.crawlers.hostile:{name}", b"body"))
            except CrawlError as error:
                answers.append(error.message.key)
        await parse.close()
        return answers

    assert asyncio.run(run()) == [
        {"size": 4},
        "crawlers-parse-slow",
        {"size": 4},
        "crawlers-parser-died",
        "crawlers-parse-memory",
        "crawlers-unparsable",
        "said",
        "crawlers-parser-died",
        {"size": 4},
    ]


def test_pages_do_not_get_each_others_answers() -> None:
    async def run() -> list[Any]:
        parse = ParserProcess(timeout=5)

        async def one(number: int) -> Any:
            body = b"x" * (number * 40_000)
            return await parse("tests.crawlers.hostile:echo", body, number=str(number))

        cut_off = asyncio.create_task(one(9))
        await asyncio.sleep(0.01)
        cut_off.cancel()
        answers = await asyncio.gather(*map(one, range(6)))
        await parse.close()
        return answers

    expected = [{"size": number * 40_000, "number": str(number)} for number in range(6)]
    assert asyncio.run(run()) == expected
