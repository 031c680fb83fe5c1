"""A process that parses untrusted bytes, one page at a time: `python -m crawlers.parser SECONDS`.

It limits its own memory and the time of each page, and answers with what the parser returned or
why it did not.

Each message is a length (4 bytes, big-endian) and that many bytes: on its input a JSON head and
then the page's body, on its output the JSON answer.
"""

import importlib
import os
import resource
import signal
import struct
import sys
from types import FrameType
from typing import Any, BinaryIO

from mentions import quick_json

MEMORY_BYTES = 1536 * 1024 * 1024


class _PageTooSlowError(Exception):
    pass


def _serve(timeout: float) -> None:
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a stray print must not be taken for an answer
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, _stop_page)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while (head := _receive(requests)) is not None:
        body = _receive(requests) or b""
        data = quick_json.dumps(_answer(quick_json.loads(head), body, timeout))
        answers.write(struct.pack(">I", len(data)) + data)
        answers.flush()


def _answer(head: dict[str, Any], body: bytes, timeout: float) -> dict[str, Any]:
    module, _, name = head["function"].partition(":")
    function = getattr(importlib.import_module(module), name)
    signal.setitimer(signal.ITIMER_REAL, timeout)
    try:
        return {"result": function(body, **head["arguments"])}
    except _PageTooSlowError:
        return {"failure": "crawlers-parse-slow"}
    except MemoryError:
        return {"failure": "crawlers-parse-memory"}
    except Exception as error:  # a parser's fault on hostile bytes is no fault of other pages
        print(f"{head['function']}: {type(error).__name__}", file=sys.stderr)  # noqa: T201
        return {"failure": "crawlers-unparsable"}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _stop_page(_signal: int, _frame: FrameType | None) -> None:
    raise _PageTooSlowError


def _receive(stream: BinaryIO) -> bytes | None:
    prefix = stream.read(4)
    if len(prefix) < 4:
        return None
    (length,) = struct.unpack(">I", prefix)
    return stream.read(length)


if __name__ == "__main__":
    _serve(float(sys.argv[1]))
