"""A logged-in connection to an IMAP server: TLS as configured, credentials as the server takes them, time-outs always.

`connect` gives an `imapclient.IMAPClient` that has logged in and selected nothing. Reading is in
`intake.mailbox.imap`, our copies of letters in `intake.mailbox.sent`, the wording of faults in `intake.mailbox.faults`.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from contextlib import suppress
from datetime import datetime

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from intake.access.command import CommandSource
from intake.access.errors import TokenError
from intake.access.token import AccessToken
from intake.certificates import end_of
from intake.config import ImapSettings
from intake.errors import ConfigurationError, MailboxError, MailboxRefusedError
from intake.mailbox.bounded import BoundedClient
from intake.mailbox.faults import MisbehavedError, Where, translated
from intake.secrets import password

#: How long a connection may take to come about, in seconds; a shorter configured time-out wins.
CONNECT_SECONDS = 20

#: How long the server may take to say goodbye.
_LOGOUT_SECONDS = 5

#: RFC 5530 codes with which a server says "not now" rather than "not you".
_NOT_NOW = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]")


def connect(settings: ImapSettings, *, token: AccessToken | None = None) -> BoundedClient:
    """Connect and log in.

    ``token`` is kept by the caller so that it outlives connections; without it one is made from the settings.
    Raises ConfigurationError for settings that cannot be used, MailboxRefusedError when the server refuses the
    credentials, MailboxError for everything else.
    """
    where = where_of(settings)
    with translated(where):
        client = _open(settings, where)
        try:
            _log_in(client, settings, where, token)
            _introduce(client)
        except BaseException:
            hang_up(client, polite=False)
            raise
    return client


def certificate_end(settings: ImapSettings) -> datetime | None:
    """When the server's certificate ends, by a handshake without logging in; None where there is no TLS.

    Raises:
        ConfigurationError, MailboxError: there is no connection, so it is not known.
    """
    where = where_of(settings)
    with translated(where):
        client = _open(settings, where)
        try:
            sock = client.socket()
            return end_of(sock) if isinstance(sock, ssl.SSLSocket) else None
        finally:
            hang_up(client, polite=False)


def where_of(settings: ImapSettings) -> Where:
    """The server of these settings, for messages."""
    names = tuple(sorted({settings.username, settings.address, settings.username.partition("@")[0]}, key=len))
    return Where(
        host=settings.host,
        port=settings.port,
        timeout=settings.timeout_seconds,
        secret_words=tuple(name for name in reversed(names) if name),
    )


def hang_up(client: IMAPClient, *, polite: bool = True) -> None:
    """Close; a ``polite`` client logs out first, which may take five seconds. Never raises."""
    with suppress(OSError, IMAPClientError, ValueError, AttributeError, MisbehavedError):
        if polite:
            client.socket().settimeout(_LOGOUT_SECONDS)
            client.logout()
            return
    with suppress(OSError, IMAPClientError, ValueError, AttributeError):
        client.shutdown()


def _open(settings: ImapSettings, where: Where) -> BoundedClient:
    if settings.security == "none" and not _is_loopback(settings.host):
        raise ConfigurationError(
            [f'[mailbox] security = "none" is only for this machine itself; {where} needs "tls" or "starttls"']
        )
    context = None if settings.security == "none" else _context(settings)
    client = _greeted(settings, context, where)
    client._imap.debug = 0  # imapclient sets 5, which builds a repr() of every literal: ten times slower
    client.normalise_times = False  # INTERNALDATE with its zone
    client.socket().setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)  # or a router forgets us while we idle
    # Or the end of every copy waits for the server's delayed acknowledgement (RFC 896, RFC 1122 4.2.3.2).
    client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if settings.security == "starttls":
        try:
            _start_tls(client, context, where)
        except BaseException:
            hang_up(client, polite=False)
            raise
    return client


def _greeted(settings: ImapSettings, context: ssl.SSLContext | None, where: Where) -> BoundedClient:
    """A connection whose server said hello and asks who we are."""
    try:
        client = BoundedClient(
            settings.host,
            port=settings.port,
            ssl=settings.security == "tls",
            ssl_context=context,
            timeout=SocketTimeout(
                connect=min(CONNECT_SECONDS, settings.timeout_seconds), read=settings.timeout_seconds
            ),
        )
    except IMAPClientError as error:
        if "* BYE" not in str(error).upper():
            raise
        raise MailboxError(f"{where}: the server takes nobody in just now ({where.quote(error)})") from error
    if client._imap.state != "NONAUTH":
        # And STARTTLS cannot be asked for any more (RFC 3501 6.2.1).
        hang_up(client, polite=False)
        raise MailboxRefusedError(
            f"{where}: the server greets us as logged in already (PREAUTH), and nobody can tell as whom; "
            "let its operator have it ask for the user name and password"
        )
    return client


def _context(settings: ImapSettings) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=settings.ca_file)
    except (OSError, ssl.SSLError) as error:
        reason = error.strerror or "it holds no certificate"
        raise ConfigurationError([f"[mailbox] ca_file: {settings.ca_file} cannot be used: {reason}"]) from None


def _start_tls(client: IMAPClient, context: ssl.SSLContext | None, where: Where) -> None:
    if not client.has_capability("STARTTLS"):
        raise MailboxError(
            f'{where}: the server does not offer STARTTLS; set security = "tls" and its port (993), '
            "or let its operator switch STARTTLS on"
        )
    client.starttls(context)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _log_in(client: IMAPClient, settings: ImapSettings, where: Where, token: AccessToken | None) -> None:
    if settings.auth == "xoauth2":
        _log_in_with_token(
            client, settings, where, token or AccessToken(CommandSource(settings.token_command, section="mailbox"))
        )
        return
    secret = password(settings, section="mailbox")
    try:
        if client.has_capability("AUTH=PLAIN"):
            client.plain_login(settings.username, secret)
        elif client.has_capability("LOGINDISABLED"):
            raise MailboxRefusedError(
                f'{where}: the server takes no password on this connection; set auth = "xoauth2" or another security'
            )
        elif secret.isascii():
            client.login(settings.username, secret)
        else:
            raise MailboxRefusedError(f"{where}: the server takes no password with other than ASCII characters")
    except LoginError as error:
        _refuse(error, where, "username, and password_file or the environment")


def _log_in_with_token(client: IMAPClient, settings: ImapSettings, where: Where, token: AccessToken) -> None:
    if not client.has_capability("AUTH=XOAUTH2"):
        raise MailboxRefusedError(f'{where}: the server does not offer XOAUTH2; set auth = "password"')
    for last_try in (False, True):  # a kept token may have run out: try one fresh one
        try:
            _present(client, settings.username, token)
        except LoginError as error:
            if not token.refused() or last_try or isinstance(error.__context__, IMAPClientAbortError):
                _refuse(error, where, token.look_at)
        else:
            return


def _present(client: IMAPClient, username: str, token: AccessToken) -> None:
    try:
        secret = token.reveal()
    except TokenError as error:
        raise (MailboxError if error.retryable else MailboxRefusedError)(str(error)) from error
    answers = iter([f"user={username}\x01auth=Bearer {secret}\x01\x01"])
    # The server's second challenge explains a refusal and wants an empty answer before it says NO.
    client.sasl_login("XOAUTH2", lambda _: next(answers, ""))


def _refuse(error: LoginError, where: Where, look_at: str) -> None:
    """Raise what a failed login means; imapclient calls a dropped connection a LoginError too."""
    if isinstance(error.__context__, IMAPClientAbortError):
        raise error.__context__
    if any(code in str(error).upper() for code in _NOT_NOW):
        raise MailboxError(f"{where}: the server cannot log anybody in just now ({where.quote(error)})") from error
    raise MailboxRefusedError(
        f"{where}: the server refused the user name or password ({where.quote(error)}); check {look_at}"
    ) from error


def _introduce(client: IMAPClient) -> None:
    """RFC 2971: some servers (163.com) hide folders from clients that do not say what they are."""
    if client.has_capability("ID"):
        with suppress(IMAPClientError, ValueError):
            client.id_({"name": "eoi-intake"})
