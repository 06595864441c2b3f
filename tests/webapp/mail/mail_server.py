"""A mail server of a few lines: it takes what it is given, or refuses so many times first."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class MailServer(socketserver.ThreadingTCPServer):
    """Listens at a port of its own; ``taken`` are the messages, ``refusing`` how many are refused before, ``refused`` an
    address to which it takes nothing.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.taken: list[bytes] = []
        self.refusing = 0
        self.refused = ""

    @property
    def url(self) -> str:
        """Its address as the settings want it."""
        return f"smtp://127.0.0.1:{self.server_address[1]}?starttls=no"


class _Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        """Speak as much of RFC 5321 as one message needs."""
        self._say(b"220 here")
        while (line := self.rfile.readline()) and not line.upper().startswith(b"QUIT"):
            if line.upper().startswith(b"DATA"):
                self._take()
            elif self.server.refused and line.upper().startswith(b"RCPT") and self.server.refused.encode() in line:
                self._say(b"550 nobody here is called " + self.server.refused.encode())
            else:
                self._say(b"250 yes")
        self._say(b"221 bye")

    def _take(self) -> None:
        self._say(b"354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        if self.server.refusing:
            self.server.refusing -= 1
            self._say(b"451 later")
        else:
            self.server.taken.append(b"".join(lines))
            self._say(b"250 taken")

    def _say(self, words: bytes) -> None:
        self.wfile.write(words + b"\r\n")


@contextmanager
def mail_server() -> Iterator[Any]:
    """Run a mail server while a test needs one."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
