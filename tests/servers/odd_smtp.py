"""A tiny SMTP server that says exactly what a test wants, for what aiosmtpd cannot be made to say.

    with OddSmtp({"RCPT": [b"450 greylisted"]}) as server: …

``answers`` maps the beginning of a command, "" for the greeting and "." for the end of a letter, to what is said then;
see `tests.servers.saying`. What is not named is answered as by a good server. Every command is kept in ``commands``,
every letter that was sent whole in ``letters``, whatever was answered to it.
"""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Self

from tests.servers.saying import Answer, Turns, say

_USUAL: dict[str, Answer] = {
    "": [b"220 smtp.test.example ESMTP"],
    "EHLO": [b"250-smtp.test.example", b"250 SIZE 1000000"],
    "DATA": [b"354 go on"],
    "QUIT": [b"221 bye"],
}


class OddSmtp:
    """The server, on 127.0.0.1 and a free port, from ``with`` to the end of its block."""

    host = "127.0.0.1"

    def __init__(self, answers: Mapping[str, Answer | Turns] | None = None) -> None:
        self.answers: dict[str, Answer | Turns] = {**_USUAL, **(answers or {})}
        self.commands: list[bytes] = []
        self.letters: list[bytes] = []
        self.connections = 0
        self._server = socketserver.ThreadingTCPServer(
            ("127.0.0.1", 0), type("Handler", (_Conversation,), {"odd": self})
        )
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.port = int(self._server.server_address[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def behave(self) -> None:
        """From now on be a good server."""
        self.answers = dict(_USUAL)

    def answer_to(self, command: str) -> Answer:
        """What is said to ``command``, "" for the greeting."""
        fitting = [name for name in self.answers if name and command.upper().startswith(name)]
        found = self.answers[max(fitting, key=len) if fitting else ""] if fitting or not command else [b"250 fine"]
        return found.next() if isinstance(found, Turns) else found


class _Conversation(socketserver.StreamRequestHandler):
    """One connection."""

    odd: OddSmtp

    def handle(self) -> None:
        """Greet, then answer line by line until somebody hangs up."""
        self.odd.connections += 1
        with suppress(OSError):
            if not self._answer(""):
                return
            for line in self.rfile:
                command = line.strip()
                self.odd.commands.append(command)
                if not self._answer(command.decode("latin-1")) or (command == b"DATA" and not self._take()):
                    return

    def _take(self) -> bool:
        """Hear a letter and answer it; whether the conversation goes on."""
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line.removeprefix(b"."))
        self.odd.letters.append(b"".join(lines))
        return self._answer(".")

    def _answer(self, command: str) -> bool:
        return all(say(self, item) for item in self.odd.answer_to(command))
