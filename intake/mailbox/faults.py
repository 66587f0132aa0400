"""Every way a mail server can fail, put into words: what is wrong, where, what to do.

`translated` turns the exceptions of sockets, TLS, imaplib and imapclient into `MailboxError`, one sentence each. The
server's own words are quoted only where they help an operator, shortened, and never with the user name in them.
"""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, ProtocolError

from intake.errors import MailboxError


class MisbehavedError(Exception):
    """The server sends what no server may; says what, as the end of a sentence about "it"."""


#: How imaplib quotes a server.
_BYTES = re.compile(r"\[?\bb(['\"])(.*)\1\]?")

#: How much of what a server said is looked at, in characters.
_QUOTED = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """The server a message is about. ``secret_words`` are left out of what the server is quoted as saying."""

    host: str
    port: int
    timeout: int = 60
    secret_words: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    def quote(self, error: BaseException) -> str:
        """The server's words on one line, without the user name and what a terminal obeys, at most 200 characters."""
        said = _BYTES.sub(r"\2", str(error)[:_QUOTED])
        text = "".join(letter if letter.isprintable() else "?" for letter in " ".join(said.split()))
        for word in self.secret_words:
            text = text.replace(word, "…")
        return text if len(text) <= 200 else f"{text[:199]}…"


def _certificate(where: Where, error: BaseException) -> str:
    reason = getattr(error, "verify_message", "") or "it cannot be verified"
    return (
        f"{where}: the server's certificate is not trusted ({reason}); check host, "
        "or name its certificate authority in ca_file"
    )


def _tls(where: Where, error: BaseException) -> str:
    reason = getattr(error, "reason", None) or type(error).__name__
    return f"{where}: TLS failed ({reason}); check that port and security belong together"


def _name(where: Where, error: BaseException) -> str:
    return f"{where}: the host name is not known; check host and the machine's name service"


def _refused(where: Where, error: BaseException) -> str:
    return f"{where}: nothing answers on this port; check host and port, and that the server runs"


def _silence(where: Where, error: BaseException) -> str:
    return (
        f"{where}: no answer in time (timeout_seconds is {where.timeout}); the server or the network is not working, "
        "or port and security do not belong together"
    )


def _network(where: Where, error: BaseException) -> str:
    reason = getattr(error, "strerror", None) or type(error).__name__
    return f"{where}: the connection failed ({reason})"


def _lost(where: Where, error: BaseException) -> str:
    return f"{where}: the connection to the server broke off ({where.quote(error)})"


def _said_no(where: Where, error: BaseException) -> str:
    return f"{where}: the server did not do as asked ({where.quote(error)})"


def _garbled(where: Where, error: BaseException) -> str:
    return f"{where}: the server's answer could not be understood ({type(error).__name__})"


def _misbehaved(where: Where, error: BaseException) -> str:
    return f"{where}: the server does not keep to IMAP: {error}; it may be broken, or not the server it should be"


#: Most particular first. ValueError and its kin are what imapclient's parser lets through on a malformed answer.
_WORDINGS: tuple[tuple[type[BaseException], Callable[[Where, BaseException], str]], ...] = (
    (MisbehavedError, _misbehaved),
    (ssl.SSLCertVerificationError, _certificate),
    (ssl.SSLEOFError, _lost),
    (ssl.SSLError, _tls),
    (socket.gaierror, _name),
    (ConnectionRefusedError, _refused),
    (TimeoutError, _silence),
    (OSError, _network),
    (IMAPClientAbortError, _lost),
    (ProtocolError, _garbled),
    (IMAPClientError, _said_no),
    (ValueError, _garbled),
    (LookupError, _garbled),
    (AttributeError, _garbled),
    (TypeError, _garbled),
    (RecursionError, _garbled),
    (OverflowError, _garbled),
)


@contextmanager
def translated(where: Where) -> Iterator[None]:
    """Raise every fault of the server or the network inside as MailboxError, worded for a person."""
    try:
        yield
    except tuple(kind for kind, _ in _WORDINGS) as error:
        wording = next(wording for kind, wording in _WORDINGS if isinstance(error, kind))
        raise MailboxError(wording(where, error)) from error
