"""Keeps the process in which a crawl child parses untrusted bytes (`crawlers.parser`).

It gets one page at a time, and is killed and started anew where it does not answer.
"""

import asyncio
import contextlib
import struct
import sys
from typing import Any, cast

from crawlers.errors import broken
from mentions import quick_json

GRACE_SECONDS = 5.0


class ParserProcess:
    """The crawl child's side: `await parse("module:function", body, **arguments)`."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def __call__(self, function: str, body: bytes, **arguments: Any) -> Any:
        """The function's return value (JSON); CrawlError where it took too long or too much."""
        async with self._turn:
            try:
                answer = await asyncio.wait_for(
                    self._exchange(function, body, arguments), self._timeout + GRACE_SECONDS
                )
            except (TimeoutError, asyncio.IncompleteReadError, OSError) as error:
                await self.close()
                raise broken("crawlers-parser-died") from error
            except asyncio.CancelledError:
                await self.close()  # its answer would be taken for the next page's
                raise
        if "failure" in answer:
            raise broken(answer["failure"])
        return answer["result"]

    async def _exchange(self, function: str, body: bytes, arguments: dict[str, Any]) -> Any:
        if self._process is None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-P", "-m", "crawlers.parser", str(self._timeout),
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            )  # fmt: skip
        reading = cast(asyncio.StreamReader, self._process.stdout)
        writing = cast(asyncio.StreamWriter, self._process.stdin)
        head = quick_json.dumps({"function": function, "arguments": arguments})
        for part in (head, body):
            writing.write(struct.pack(">I", len(part)) + part)
        await writing.drain()
        (length,) = struct.unpack(">I", await reading.readexactly(4))
        return quick_json.loads(await reading.readexactly(length))

    async def close(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
