"""Far ends on loopback that fail as real ones do."""

import os
import signal
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Receiver:
    """An HTTP server that answers as it is told, then 204, and keeps what it was sent.

    `bodies` go with the answers that it is told, in their order.
    """

    def __init__(self) -> None:
        self.answers: list[tuple[int, dict[str, str]]] = []
        self.bodies: list[bytes] = []
        # A process to kill once it has sent: "asked" before it gets an answer, "answered" after.
        self.victim: int | None = None
        self.moment = "asked"
        self.got: list[tuple[dict[str, str], bytes]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.got.append((dict(self.headers.items()), body))
                receiver.kill_at("asked")
                status, headers = receiver.answers.pop(0) if receiver.answers else (204, {})
                said = receiver.bodies.pop(0) if receiver.bodies else b""
                if status == 0:
                    self.connection.close()
                    return
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)
                receiver.kill_at("answered")

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/hook"

    def kill_at(self, moment: str) -> None:
        victim = self.victim
        if victim is not None and moment == self.moment:
            self.victim = None
            os.kill(victim, signal.SIGKILL)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
