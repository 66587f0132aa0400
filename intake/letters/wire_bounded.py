"""An SMTP connection whose replies are bounded in size and time, and read as RFC 5321 (4.2) has them or not at all.

smtplib waits for as many lines as a server cares to send, one byte a second, and takes the last code of several. Here a
reply has 200 lines and the time-out, one code, and nothing after it: what comes unasked would else pass for the answer
to the next command, the final dot among them.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import time

#: Longest line of a reply, in bytes (RFC 5321 4.5.3.1.5 has 512), and most lines.
LINE = 8_192
LINES = 200

_REPLY = re.compile(rb"([2-5]\d\d)(?:([ -])(.*))?\r?\n", re.DOTALL)


class GarbledReplyError(smtplib.SMTPException):
    """The server does not keep to SMTP; says what it does, as the end of a sentence about "it"."""


class BoundedSmtp(smtplib.SMTP):
    """`smtplib.SMTP` with bounded replies; TLS later (STARTTLS) or never."""

    _ahead = b""

    def getreply(self) -> tuple[int, bytes]:
        """The next reply: its code, and its words with a line end between lines.

        Raises:
            GarbledReplyError: it is no reply; the connection is closed.
            OSError, smtplib.SMTPServerDisconnected: there is none.
        """
        try:
            return self._reply()
        except BaseException:
            self.close()
            raise

    def docmd(self, cmd: str, args: str = "") -> tuple[int, bytes]:
        """See `smtplib.SMTP.docmd`."""
        reply = super().docmd(cmd, args)
        if cmd == "STARTTLS" and self._ahead:
            # It would be taken for something said under TLS: the way to put words into an honest server's mouth.
            self.close()
            raise GarbledReplyError("it sends something in the clear after it agreed to start TLS")
        return reply

    def spoke(self) -> bool:
        """Whether the server said something unasked, or hung up."""
        if self.sock is None or self._ahead:
            return True
        patience = self.sock.gettimeout()
        self.sock.settimeout(0)
        try:
            self._ahead = self.sock.recv(LINE)
        except (BlockingIOError, ssl.SSLWantReadError):
            return False
        except OSError:
            return True
        finally:
            self.sock.settimeout(patience)
        return True

    def _reply(self) -> tuple[int, bytes]:
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected
        patience = self.sock.gettimeout()
        until = None if patience is None else time.monotonic() + patience
        words: list[bytes] = []
        code = b""
        for _ in range(LINES):
            line = self._line(self.sock, until)
            parts = _REPLY.fullmatch(line)
            if parts is None or (code and parts[1] != code):
                raise GarbledReplyError("it sends something that is no reply")
            code = parts[1]
            words.append((parts[3] or b"").strip())
            if parts[2] != b"-":
                return int(code), b"\n".join(words)
        raise GarbledReplyError("it sends a reply that does not end")

    def _line(self, sock: socket.socket, until: float | None) -> bytes:
        while b"\n" not in self._ahead:
            if len(self._ahead) > LINE:
                raise GarbledReplyError("it sends a line that does not end")
            chunk = _receive(sock, until)
            if not chunk:
                raise smtplib.SMTPServerDisconnected
            self._ahead += chunk
        line, end, self._ahead = self._ahead.partition(b"\n")
        return line + end


class BoundedSmtpOverTls(BoundedSmtp, smtplib.SMTP_SSL):
    """The same under TLS from the start."""


def _receive(sock: socket.socket, until: float | None) -> bytes:
    """What comes next, empty at the end; TimeoutError when ``until`` has passed."""
    if until is None:
        return sock.recv(LINE)
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    patience = sock.gettimeout()
    sock.settimeout(left)
    try:
        return sock.recv(LINE)
    finally:
        sock.settimeout(patience)
