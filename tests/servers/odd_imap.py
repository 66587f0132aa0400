"""A tiny IMAP server that says exactly what a test wants, for servers that Dovecot is not and ought not to be.

    with OddImap({"UID FETCH": [b"* 1 FETCH (UID 1 BODY[] NIL)"]}) as server: …
    with OddImap(mails={1: raw}) as server: …

``answers`` maps the beginning of a command (without its tag) to what is said before its tagged OK: lines, `Raw` bytes
as they are, `Endless` repetition, `Silence` or `Hangup`; a last line that begins with ``NO``, ``BAD`` or ``OK`` is sent
as the tagged answer instead. The longest beginning wins. `Turns` answers one way the first time and another the next.
What is not named is answered as by a server with one folder and the ``mails`` (UID → bytes) in it. Every command is
kept in ``commands``.
"""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Self

from tests.servers.saying import Answer, Raw, Said, Turns, say

DATE = b'INTERNALDATE "10-Feb-2014 17:00:01 +0000"'


_TAGGED = (b"OK", b"NO", b"BAD")

_USUAL: dict[str, Answer | Turns] = {
    "CAPABILITY": [b"* CAPABILITY IMAP4rev1 AUTH=PLAIN"],
    "LIST": [b'* LIST (\\HasNoChildren) "/" INBOX'],
    "SELECT": [b"* 1 EXISTS", b"* OK [UIDVALIDITY 7] valid", b"OK [READ-WRITE] selected"],
    "EXAMINE": [b"* 1 EXISTS", b"* OK [UIDVALIDITY 7] valid", b"OK [READ-ONLY] selected"],
    "LOGOUT": [b"* BYE"],
}


class OddImap:
    """The server, on 127.0.0.1 and a free port, from ``with`` to the end of its block."""

    def __init__(
        self,
        answers: Mapping[str, Answer | Turns] | None = None,
        *,
        greeting: Said = b"* OK hello",
        mails: Mapping[int, bytes] | None = None,
    ) -> None:
        self.answers: dict[str, Answer | Turns] = {**_USUAL, **(answers or {})}
        self.greeting = greeting
        self.mails = dict(mails or {})
        self.commands: list[bytes] = []
        self.connections = 0
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), self._handler())
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
        self.answers, self.greeting = dict(_USUAL), b"* OK hello"

    def lines_for(self, command: str) -> Answer:
        """What is answered to ``command``."""
        fitting = [beginning for beginning in self.answers if command.upper().startswith(beginning)]
        if not fitting:
            return self._from_mails(command.upper())
        found = self.answers[max(fitting, key=len)]
        return found.next() if isinstance(found, Turns) else found

    def _from_mails(self, command: str) -> Answer:
        words = command.split()
        if words[:2] == ["UID", "SEARCH"]:
            first, _, last = words[-1].partition(":")
            low, high = int(first.split(",")[0]), 2**32 if last else int(first.split(",")[-1])
            return [b" ".join([b"* SEARCH", *(b"%d" % uid for uid in sorted(self.mails) if low <= uid <= high)])]
        if words[:2] == ["UID", "FETCH"]:
            whole, header = "BODY.PEEK[]" in command, "BODY.PEEK[HEADER]" in command
            asked = [int(uid) for uid in words[2].split(",")]
            return [fetched(uid, self.mails[uid], whole=whole, header=header) for uid in asked if uid in self.mails]
        return []

    def _handler(self) -> type[_Conversation]:
        return type("Handler", (_Conversation,), {"odd": self})


class _Conversation(socketserver.StreamRequestHandler):
    """One connection."""

    odd: OddImap

    def handle(self) -> None:
        """Greet, then answer line by line until somebody hangs up."""
        self.odd.connections += 1
        with suppress(OSError):
            if say(self, self.odd.greeting):
                for line in self.rfile:
                    if not self._answer(line):
                        return

    def _answer(self, line: bytes) -> bool:
        """Answer one command; whether the conversation goes on."""
        tag, _, command = line.strip().partition(b" ")
        self.odd.commands.append(command)
        self._hear_the_rest(command)
        *said, last = self.odd.lines_for(command.decode()) or [b"OK done"]
        if not (isinstance(last, bytes) and last.startswith(_TAGGED)):
            said, last = [*said, last], b"OK done"
        return all(say(self, item) for item in [*said, Raw(tag + b" " + last + b"\r\n")])

    def _hear_the_rest(self, command: bytes) -> None:
        """What a command goes on with once it was told to."""
        if command.startswith(b"AUTHENTICATE"):
            self.wfile.write(b"+ \r\n")
            self.rfile.readline()
        if command == b"IDLE" and "IDLE" not in self.odd.answers:
            self.wfile.write(b"+ idling\r\n")
            self.rfile.readline()
        if literal := re.search(rb"\{(\d+)(\+?)\}$", command):
            if not literal.group(2):
                self.wfile.write(b"+ go on\r\n")
            self.rfile.read(int(literal.group(1)))
            self.rfile.readline()


def fetched(
    uid: int,
    raw: bytes,
    *,
    size: int | None = None,
    date: bytes = DATE,
    whole: bool = True,
    header: bool = False,
    number: int | None = None,
) -> bytes:
    """An answer to FETCH; ``size`` need not be true, ``number`` is its sequence number."""
    told = [b"UID %d" % uid, b"RFC822.SIZE %d" % (len(raw) if size is None else size), date]
    if header:
        raw = raw[: raw.index(b"\r\n\r\n") + 4]
        told = [b"UID %d" % uid, b"BODY[HEADER] {%d}\r\n%s" % (len(raw), raw)]
    elif whole:
        told.append(b"BODY[] {%d}\r\n%s" % (len(raw), raw))
    return b"* %d FETCH (%s)" % (uid if number is None else number, b" ".join(told))
