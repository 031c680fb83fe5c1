"""Starts children that are there to be killed, and learns how they ended."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from types import TracebackType

from tests.faults.child import Task

ROOT = Path(__file__).parents[2]
PATIENCE = 300.0
KILLED = -signal.SIGKILL


class ChildError(Exception):
    """A child failed by itself, or did not end; with what it had to say."""


class Nursery:
    """A process that forks children (`tests.faults.child`); `log` takes what they write."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._lock = Lock()
        with log.open("ab") as stderr:
            self._mother = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.child"],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
            )

    def start(self, task: Task) -> "Child":
        return Child(self, int(self._ask(task.line()) or 0))

    def status(self, pid: int) -> int | None:
        return self._ask(b"%d\n" % pid)

    def said(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")[-4000:]

    def close(self) -> None:
        self._mother.communicate()

    def _ask(self, line: bytes) -> int | None:
        assert self._mother.stdin and self._mother.stdout
        with self._lock:
            self._mother.stdin.write(line)
            self._mother.stdin.flush()
            answer = self._mother.stdout.readline()
        if not answer:
            raise ChildError(self.said())
        number: int | None = json.loads(answer)
        return number


class Child:
    """One child; left alone with a `with`, it is killed."""

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self._nursery = nursery
        self._status: int | None = None
        self.pid = pid

    def __enter__(self) -> "Child":
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        if self.wait(0) is None:
            self.kill()

    def wait(self, seconds: float) -> int | None:
        """How it ended, as `Popen.returncode`, or None if it runs on after so many seconds."""
        deadline = time.monotonic() + seconds
        while self._status is None:
            self._status = self._nursery.status(self.pid)
            if self._status is not None or time.monotonic() >= deadline:
                break
            time.sleep(0.005)
        return self._status

    def end(self) -> int:
        """Wait for its end, by itself or killed; ChildError where it failed."""
        status = self.wait(PATIENCE)
        if status is None:
            self.kill()
            raise ChildError(f"not done after {PATIENCE:.0f} s\n{self._nursery.said()}")
        if status not in (0, KILLED):
            raise ChildError(self._nursery.said())
        return status

    def kill(self) -> int:
        """kill -9, and how it ended: it may have been faster."""
        if self._status is None:
            os.kill(self.pid, signal.SIGKILL)
        return self.end()


@contextmanager
def nursery(log: Path) -> Iterator[Nursery]:
    opened = Nursery(log)
    try:
        yield opened
    finally:
        opened.close()
