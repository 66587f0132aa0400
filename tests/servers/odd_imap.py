"""A tiny IMAP server that says exactly what a test wants, for servers that Dovecot is not.

    with OddImap({"UID FETCH": [b"* 1 FETCH (UID 1 BODY[] NIL)"]}) as server: …

``answers`` maps the beginning of a command (without its tag) to the untagged lines sent before its tagged OK; a last
line that begins with ``NO``, ``BAD`` or ``OK`` is sent as the tagged answer instead. The longest beginning wins. What
is not named is answered as by a server with one folder and no mail. Every command is kept in ``commands``.
"""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

_TAGGED = (b"OK", b"NO", b"BAD")

_USUAL: dict[str, list[bytes]] = {
    "CAPABILITY": [b"* CAPABILITY IMAP4rev1 AUTH=PLAIN"],
    "LIST": [b'* LIST (\\HasNoChildren) "/" INBOX'],
    "SELECT": [b"* 1 EXISTS", b"* OK [UIDVALIDITY 7] valid", b"OK [READ-WRITE] selected"],
    "UID SEARCH": [b"* SEARCH"],
    "LOGOUT": [b"* BYE"],
}


class OddImap:
    """The server, on 127.0.0.1 and a free port, from ``with`` to the end of its block."""

    def __init__(
        self, answers: Mapping[str, Sequence[bytes]] | None = None, *, greeting: bytes = b"* OK hello"
    ) -> None:
        self.answers: dict[str, Sequence[bytes]] = {**_USUAL, **(answers or {})}
        self.greeting = greeting
        self.commands: list[bytes] = []
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def lines_for(self, command: str) -> Sequence[bytes]:
        """What is answered to ``command``."""
        fitting = [beginning for beginning in self.answers if command.upper().startswith(beginning)]
        return self.answers[max(fitting, key=len)] if fitting else []

    def _handler(self) -> type[socketserver.StreamRequestHandler]:
        odd = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(odd.greeting + b"\r\n")
                for line in self.rfile:
                    tag, _, command = line.strip().partition(b" ")
                    odd.commands.append(command)
                    if command.startswith(b"AUTHENTICATE"):
                        self.wfile.write(b"+ \r\n")
                        self.rfile.readline()
                    *untagged, last = odd.lines_for(command.decode()) or [b"OK done"]
                    if not last.startswith(_TAGGED):
                        untagged, last = [*untagged, last], b"OK done"
                    self.wfile.write(b"".join(part + b"\r\n" for part in [*untagged, tag + b" " + last]))

        return Handler
