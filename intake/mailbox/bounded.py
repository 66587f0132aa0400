"""An IMAP connection that no server can make wait for ever or fill the memory with.

imaplib reads whatever a server sends: a literal of the length the server names, lines without end, lines without
number, one byte a second. Here every answer has a size and a time, and what goes beyond them ends the connection with
a `MisbehavedError`, or a TimeoutError. What is in the answers is read by `intake.mailbox.answers`; connecting is in
`intake.mailbox.connection`. Sections named are of RFC 3501.
"""

from __future__ import annotations

import imaplib
import select
import ssl
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError
from imapclient.imap4 import IMAP4WithTimeout
from imapclient.tls import IMAP4_TLS

from intake.mailbox.answers import mails_in, uids_in
from intake.mailbox.faults import MisbehavedError

#: Bytes of one line. The answer to SEARCH is one line for the whole folder: a million UIDs of up to ten digits.
LINE = 1_000_000
SEARCH_LINE = 11_000_000

#: Bytes and lines of the answer to one command, mail not counted. 100,000 mails expunged at once are as many lines.
ANSWER = 32_000_000
LINES = 200_000

#: The same until a folder is selected: there is little to say before.
ANSWER_BEFORE = 1_000_000
LINES_BEFORE = 1_000

#: The slowest that an answer may come once it has begun, in bytes a second; the time-out is granted beside it.
PACE = 16_384

#: How many time-outs an answer may take that comes line by line ("* OK still searching"), beside the time of its bytes.
WHOLE = 10

#: What is kept from one command to the next of what a server says unasked: what `imaplib` and we look at later.
_KEPT = frozenset({"BYE", "READ-ONLY", "CAPABILITY", "UIDVALIDITY"})

_CHUNK = 65_536


class _Bounded(imaplib.IMAP4):
    """The reading half of a connection. ``room`` is how many bytes of mail the present answer may have besides."""

    room = 0

    def open(self, *args: Any, **kwargs: Any) -> None:
        """See `imaplib.IMAP4.open`."""
        self._ahead = bytearray()
        self.begin()
        super().open(*args, **kwargs)

    def begin(self) -> None:
        """From here on the server is answering something else."""
        self._begun = time.monotonic()
        self._taken = self._lines = 0

    @property
    def pending(self) -> bool:
        """Whether something of the server's was read from the network that nobody has asked for yet."""
        return bool(self._ahead) or (isinstance(self.sock, ssl.SSLSocket) and self.sock.pending() > 0)

    @property
    def readable(self) -> bool:
        """Whether there is something to read without waiting."""
        if self.pending:
            return True
        poller = select.poll()
        poller.register(self.sock, select.POLLIN)
        return bool(poller.poll(0))

    def readline(self) -> bytes:
        """One line with its end; empty where the connection ended."""
        began, searched = time.monotonic(), 0
        while (end := self._ahead.find(b"\n", searched)) < 0:
            searched = len(self._ahead)
            if searched > (SEARCH_LINE if self._ahead[:8].upper() == b"* SEARCH" else LINE):
                raise MisbehavedError("it sends a line that does not end")
            if not (chunk := self._receive(_CHUNK, began, searched)):
                return b""
            self._ahead += chunk
        line = bytes(self._ahead[: end + 1])
        del self._ahead[: end + 1]
        self._lines += 1
        self._account_for(len(line))
        if not line.endswith(b"\r\n"):
            raise MisbehavedError("it ends a line without CRLF")
        return line

    def read(self, size: int) -> bytes:
        """The ``size`` bytes of a literal."""
        self._account_for(size)  # before any of it is read
        began = time.monotonic()
        parts = [bytes(self._ahead[:size])]
        del self._ahead[:size]
        got = len(parts[0])
        while got < size:
            chunk = self._receive(min(size - got, _CHUNK), began, got)
            if not chunk:
                raise self.abort("socket error: EOF")
            parts.append(chunk)
            got += len(chunk)
        return b"".join(parts)

    def _new_tag(self) -> bytes:
        """A command begins: what was said unasked before is forgotten, or it would pile up, or pass for an answer."""
        self.begin()
        said = self.untagged_responses
        self.untagged_responses = {kind: list(dict.fromkeys(said[kind])) for kind in _KEPT & said.keys()}
        tag: bytes = super()._new_tag()  # type: ignore[misc]  # imaplib's only way in
        return tag

    def _simple_command(self, name: str, *args: Any) -> Any:
        answer = super()._simple_command(name, *args)  # type: ignore[misc]  # as above
        if name == "STARTTLS" and self._ahead:
            # It would be taken for something said under TLS: the way to put words into an honest server's mouth.
            raise MisbehavedError("it sends something in the clear after it agreed to start TLS")
        return answer

    def _account_for(self, size: int) -> None:
        selected = self.state == "SELECTED"
        self._taken += size
        if self._taken > (ANSWER + self.room if selected else ANSWER_BEFORE):
            raise MisbehavedError(f"it sends or announces {self._taken} bytes where far fewer were asked for")
        if self._lines > (LINES if selected else LINES_BEFORE):
            raise MisbehavedError(f"it sends more than {self._lines - 1} lines where far fewer were asked for")

    def _receive(self, most: int, began: float, got: int) -> bytes:
        """What comes next, empty at the end; TimeoutError when the server is silent or too slow."""
        patience = self.sock.gettimeout()
        if patience is None:
            return self.sock.recv(most)
        until = min(began + patience + got / PACE, self._begun + WHOLE * patience + self._taken / PACE)
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.sock.settimeout(min(left, patience))
        try:
            return self.sock.recv(most)
        finally:
            self.sock.settimeout(patience)


class _BoundedTls(_Bounded, IMAP4_TLS):  # type: ignore[misc]  # untyped library
    """Under TLS from the start."""


class _BoundedPlain(_Bounded, IMAP4WithTimeout):  # type: ignore[misc]  # untyped library
    """In the clear, or until STARTTLS."""


class BoundedClient(IMAPClient):  # type: ignore[misc]  # untyped library
    """An IMAPClient over a bounded connection; `search_uids` and `fetch_mails` take nothing on trust."""

    def _create_IMAP4(self) -> _Bounded:  # noqa: N802 (imapclient's name)
        seconds = self._timeout.connect
        if self.ssl:
            return _BoundedTls(self.host, self.port, self.ssl_context, seconds)  # type: ignore[call-arg]  # as above
        return _BoundedPlain(self.host, self.port, timeout=seconds)

    @property
    def pending(self) -> bool:
        """Whether the server said something that waits to be read, though the socket may have nothing more."""
        pending: bool = self._imap.pending
        return pending

    @property
    def tells_of_mail(self) -> bool:
        """Whether the server told of mail since the last command began (EXISTS or RECENT, 7.3)."""
        return not {"EXISTS", "RECENT"}.isdisjoint(self._imap.untagged_responses)

    @property
    def uidvalidities(self) -> Collection[bytes]:
        """Every UIDVALIDITY that was told of the folder since it was selected: more than one is a change."""
        return set(self._imap.untagged_responses.get("UIDVALIDITY", []))

    @contextmanager
    def room_for(self, size: int) -> Iterator[None]:
        """Let the answers inside carry ``size`` bytes of mail, beside what any answer may have."""
        self._imap.room = size
        try:
            yield
        finally:
            self._imap.room = 0

    def search_uids(self, criteria: str) -> list[int]:
        """UID SEARCH (6.4.8): every possible UID that is answered, in no order."""
        return uids_in(self._answer_to("SEARCH", criteria))

    def fetch_mails(self, uids: Sequence[int], items: Sequence[str]) -> Mapping[int, Mapping[bytes, Any]]:
        """UID FETCH (6.4.8): UID → item → value, for those of ``uids`` that are answered about."""
        pieces = self._answer_to("FETCH", ",".join(map(str, uids)), f"({' '.join(items)})")
        return mails_in(pieces, frozenset(uids))

    def _answer_to(self, command: str, *arguments: str) -> Sequence[Any]:
        """What the server says to a command about UIDs, as imaplib keeps it."""
        kind, data = self._imap._command_complete(command, self._imap._command("UID", command, *arguments))
        self._checkok(command.lower(), kind, data)
        _, found = self._imap._untagged_response(kind, data, command)
        return list(found)

    def idle(self) -> None:
        """Begin IDLE (RFC 2177), whatever else the server says before its "+"; IMAPClientError where it refuses."""
        self._idle_tag = self._imap._command("IDLE")
        while self._imap._get_response() is not None:
            if answer := self._imap.tagged_commands[self._idle_tag]:
                del self._imap.tagged_commands[self._idle_tag]
                raise IMAPClientError(f"idle failed: {answer[1][0].decode('utf-8', 'replace')}")

    def idle_done(self) -> None:
        """End IDLE, unless the server did so itself. The time that it lasted is not the server's."""
        self._imap.begin()
        while self._imap.readable:
            if self._idle_has_ended():
                return  # and would take DONE for a command
        self._imap.send(b"DONE\r\n")
        while not self._idle_has_ended():
            pass

    def _idle_has_ended(self) -> bool:
        """Read one line of the server's; whether it was the end of IDLE."""
        self._imap._get_response()
        ended = self._imap.tagged_commands[self._idle_tag] is not None
        if ended:
            del self._imap.tagged_commands[self._idle_tag]
        return ended
