"""Hand letters to an SMTP server (RFC 5321): one connection for many, one recipient a transaction.

The moment of the final dot is kept apart: before it a fault means "not taken", after it the answer alone knows
(RFC 1047). Connecting and logging in are in `intake.letters.wire_login`; these two are the only users of smtplib. No
retry, no logging and no database here; see `intake.letters.dispatch`.
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable

from intake import clock
from intake.access.command import CommandSource
from intake.access.token import AccessToken
from intake.config import SmtpSettings
from intake.errors import DeliveryError, DeliveryRefusedError
from intake.letters.errors import DeliveryUncertainError, OutgoingServerError
from intake.letters.wire_bounded import BoundedSmtp, GarbledReplyError
from intake.letters.wire_login import connect, worded

#: How long the server may take to answer the final dot, in seconds (RFC 5321 4.5.3.2.6).
FINAL_DOT_SECONDS = 600.0
#: A connection unused for longer, in seconds, is tried with NOOP before a letter is entrusted to it.
IDLE_SECONDS = 10.0
_CLOSING = 421  # at any time: the server is about to hang up (RFC 5321 3.8)
_TOO_LARGE = 552  # at MAIL: the one refusal there that is about the letter (RFC 1870 6.1)

_LEADING_DOT = re.compile(rb"(?m)^\.")
_FAULTS = (OSError, smtplib.SMTPException, ValueError)


class SmtpWire:
    """See `intake.letters.wire.Wire`. Connects when it is opened."""

    def __init__(
        self,
        settings: SmtpSettings,
        *,
        token: AccessToken | None = None,
        final_dot_seconds: float = FINAL_DOT_SECONDS,
    ) -> None:
        self._settings = settings
        self._final_dot_seconds = final_dot_seconds
        self._where = f"{settings.host}:{settings.port}"
        self._token = token or AccessToken(CommandSource(settings.token_command, section="outgoing"))
        self._smtp: BoundedSmtp | None = None
        self._used_at = 0.0

    def open(self) -> None:
        """See `Wire.open`."""
        self._live_connection()

    def send(self, raw: bytes, *, sender: str, recipient: str) -> None:
        """See `Wire.send`."""
        smtp = self._live_connection()
        try:
            self._hand_over(smtp, raw, sender=sender, recipient=recipient)
        except (DeliveryUncertainError, OutgoingServerError):
            self.close()
            raise
        except DeliveryError:
            if not _answers(smtp.rset):
                self.close()
            raise
        except _FAULTS as fault:
            self.close()
            raise DeliveryError(
                f"{self._where}: {worded(fault, self._settings)}, before the letter was sent"
            ) from fault
        self._used_at = clock.monotonic()

    def close(self) -> None:
        """See `Wire.close`."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        if smtp.sock is not None:
            smtp.sock.settimeout(2)
            _answers(smtp.quit)
        smtp.close()

    def _live_connection(self) -> BoundedSmtp:
        """The connection, if it still lives and nothing was said on it meanwhile (421), or a new one."""
        idle = clock.monotonic() - self._used_at > IDLE_SECONDS
        if self._smtp is not None and (self._smtp.spoke() or (idle and not _answers(self._smtp.noop))):
            self.close()
        if self._smtp is None:
            self._smtp = connect(self._settings, token=self._token)
        self._used_at = clock.monotonic()
        return self._smtp

    def _hand_over(self, smtp: BoundedSmtp, raw: bytes, *, sender: str, recipient: str) -> None:
        """MAIL, RCPT, DATA, the letter, the final dot, and the answer to it."""
        content = _LEADING_DOT.sub(b"..", raw if raw.endswith(b"\r\n") else raw + b"\r\n")
        options = [f"SIZE={len(raw)}"] if smtp.has_extn("size") else []
        self._expect(2, smtp.mail(sender, options), step="MAIL", hide=recipient)
        self._expect(2, smtp.rcpt(recipient), step="RCPT", hide=recipient)
        self._expect(3, smtp.docmd("DATA"), step="DATA", hide=recipient)
        if smtp.spoke():  # or it would be taken for the answer to the final dot
            raise GarbledReplyError("it says something before it has the letter")
        smtp.send(content + b".\r\n")  # the final dot goes last: where this raises, it has not gone
        self._expect(2, self._answer_to_final_dot(smtp), step="the letter", hide=recipient)

    def _answer_to_final_dot(self, smtp: BoundedSmtp) -> tuple[int, bytes]:
        try:
            _wait_up_to(self._final_dot_seconds, smtp)
            answer = smtp.getreply()
            if answer[0] // 100 not in (2, 4, 5):
                raise GarbledReplyError(f"it answers the end of a letter with {answer[0]}")
            _wait_up_to(self._settings.timeout_seconds, smtp)
        except _FAULTS as fault:
            raise DeliveryUncertainError(
                f"{self._where}: {worded(fault, self._settings)}, after the letter was sent and before it was answered"
            ) from fault
        return answer

    def _expect(self, digit: int, reply: tuple[int, bytes], *, step: str, hide: str) -> None:
        """Go on after a reply that begins with ``digit``; any other says whose fault it is and if waiting helps."""
        code, words = reply
        first = code // 100
        if first == digit:
            return
        message = f"{self._where} answered {step} with {code} {_quoted(words, hide=hide)}".rstrip()
        if step == "MAIL" and (code == _CLOSING or (first == 5 and code != _TOO_LARGE)):
            raise OutgoingServerError(message)  # it is about us or our sender, and would be said to every letter
        raise DeliveryRefusedError(message) if first == 5 else DeliveryError(message)


def _answers(command: Callable[[], tuple[int, bytes]]) -> bool:
    """Whether a command that carries no letter (NOOP, RSET, QUIT) is answered well; a dead connection is just not."""
    try:
        return command()[0] // 100 == 2
    except _FAULTS:
        return False


def _wait_up_to(seconds: float, smtp: smtplib.SMTP) -> None:
    if smtp.sock is not None:
        smtp.sock.settimeout(seconds)


def _quoted(words: bytes, *, hide: str) -> str:
    """The server's words on one line without the recipient's address, at most 200 characters."""
    text = " ".join(words.decode("utf-8", "replace").split()).replace(hide, "…")
    text = "".join(letter if letter.isprintable() else "?" for letter in text)
    return text if len(text) <= 200 else f"{text[:199]}…"
