"""What a parser may do to the process that it runs in."""

import os
import signal
import time


def echo(body: bytes, **arguments: str) -> dict[str, object]:
    return {"size": len(body), **arguments}


def spin(body: bytes) -> None:
    while True:
        pass


def hang_outside_python(body: bytes) -> None:
    """No alarm gets through, as while a C library works."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
    time.sleep(1000)


def eat_memory(body: bytes) -> int:
    return len([bytes(100 << 20) for _ in range(40)])


def raise_something(body: bytes) -> None:
    raise RuntimeError(body)


def chatter(body: bytes) -> str:
    print(  # noqa: T201
        "this must not be taken for an answer"
    )
    return "said"


def die(body: bytes) -> None:
    os.abort()
