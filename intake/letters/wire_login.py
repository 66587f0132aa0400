"""A logged-in connection to the outgoing mail server: TLS as configured, the server's certificate checked, AUTH.

`connect` is all; `intake.letters.wire_smtp` sends over what it gives. Every fault is an `OutgoingServerError` (no
letter is concerned) or, where only the operator can mend it, a `ConfigurationError`.
"""

from __future__ import annotations

import ipaddress
import smtplib
import socket
import ssl
from datetime import datetime

from intake.access.errors import TokenError
from intake.access.token import AccessToken
from intake.certificates import end_of
from intake.config import SmtpSettings
from intake.errors import ConfigurationError
from intake.letters.errors import OutgoingServerError
from intake.letters.wire_bounded import BoundedSmtp, BoundedSmtpOverTls, GarbledReplyError
from intake.secrets import password

#: How long a connection may take to come about, in seconds; a shorter configured time-out wins.
CONNECT_SECONDS = 20
#: The mechanisms for a password that smtplib knows.
_PASSWORD_MECHANISMS = frozenset({"PLAIN", "LOGIN", "CRAM-MD5"})


def connect(settings: SmtpSettings, *, token: AccessToken) -> BoundedSmtp:
    """Connect, start TLS and log in.

    Raises:
        OutgoingServerError: the server is not there, is not to be trusted, or refuses us.
        ConfigurationError: the settings cannot be used.
    """
    where = f"{settings.host}:{settings.port}"
    try:
        smtp = _greeted(settings, where)
        try:
            smtp.ehlo_or_helo_if_needed()
            _log_in(smtp, settings, where=where, token=token)
            if smtp.sock is not None:
                smtp.sock.settimeout(settings.timeout_seconds)
                # Or the end of every letter waits for the server's delayed acknowledgement (RFC 896, RFC 1122 4.2.3.2).
                smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except BaseException:
            smtp.close()
            raise
    except (OSError, smtplib.SMTPException, ValueError) as fault:
        raise OutgoingServerError(f"{where}: {worded(fault, settings)}") from fault
    return smtp


def certificate_end(settings: SmtpSettings) -> datetime | None:
    """When the server's certificate ends, by a handshake without logging in; None where there is no TLS.

    Raises:
        ConfigurationError, OutgoingServerError: there is no connection, so it is not known.
    """
    where = f"{settings.host}:{settings.port}"
    try:
        smtp = _greeted(settings, where)
        try:
            return end_of(smtp.sock) if isinstance(smtp.sock, ssl.SSLSocket) else None
        finally:
            smtp.close()
    except (OSError, smtplib.SMTPException, ValueError) as fault:
        raise OutgoingServerError(f"{where}: {worded(fault, settings)}") from fault


def worded(fault: BaseException, settings: SmtpSettings) -> str:
    """What a fault of the connection means and what to look at, without any of the server's own words but a code."""
    match fault:
        case ssl.SSLCertVerificationError():
            return (
                f"the server's certificate is not trusted ({fault.verify_message}); check host, "
                "or name its certificate authority in ca_file"
            )
        case ssl.SSLError():
            return f"TLS failed ({fault.reason or type(fault).__name__}); check that port and security belong together"
        case smtplib.SMTPAuthenticationError() if settings.auth == "xoauth2":
            return (
                f"the server refused the access token ({fault.smtp_code}); check username, and that mail may be sent "
                "with this token (docs/operations.md, OAuth 2)"
            )
        case smtplib.SMTPAuthenticationError():
            return (
                f"the server refused the user name or password ({fault.smtp_code}); check username, and password_file "
                "or the environment"
            )
        case smtplib.SMTPResponseException():
            return f"the server takes no mail just now ({fault.smtp_code})"
        case GarbledReplyError():
            return f"the server does not keep to SMTP: {fault}; it may be broken, or not the server it should be"
        case smtplib.SMTPServerDisconnected():
            return "the server closed the connection"
        case socket.gaierror():
            return "the host name is not known; check host and the machine's name service"
        case ConnectionRefusedError():
            return "nothing answers on this port; check host and port, and that the server runs"
        case TimeoutError():
            return f"no answer within {settings.timeout_seconds} seconds; the server or the network is not working"
        case _:
            return f"the connection failed ({type(fault).__name__})"


def _greeted(settings: SmtpSettings, where: str) -> BoundedSmtp:
    """A connection under TLS, or in the clear where the settings allow it on this machine itself."""
    timeout = min(CONNECT_SECONDS, settings.timeout_seconds)
    if settings.security == "none":
        if not _is_loopback(settings.host):
            raise ConfigurationError(
                [f'[outgoing] security = "none" is only for this machine itself; {where} needs "tls" or "starttls"']
            )
        return BoundedSmtp(settings.host, settings.port, local_hostname=_our_name(), timeout=timeout)
    context = _context(settings)
    if settings.security == "tls":
        return BoundedSmtpOverTls(
            settings.host, settings.port, local_hostname=_our_name(), timeout=timeout, context=context
        )
    smtp = BoundedSmtp(settings.host, settings.port, local_hostname=_our_name(), timeout=timeout)
    try:
        smtp.starttls(context=context)
    except smtplib.SMTPNotSupportedError:
        smtp.close()
        raise OutgoingServerError(
            f'{where}: the server does not offer STARTTLS; set security = "tls" and its port (465), '
            "or let its operator switch STARTTLS on"
        ) from None
    except BaseException:
        smtp.close()
        raise
    return smtp


def _log_in(smtp: smtplib.SMTP, settings: SmtpSettings, *, where: str, token: AccessToken) -> None:
    if settings.auth == "none":
        return
    mechanisms = smtp.esmtp_features.get("auth", "").upper().split()
    if not mechanisms:
        raise OutgoingServerError(
            f'{where}: the server offers no AUTH on this connection; set auth = "none" if it is '
            "meant to take mail without a password"
        )
    if settings.auth == "password":
        if not _PASSWORD_MECHANISMS & set(mechanisms):
            raise OutgoingServerError(f'{where}: the server takes no password; set auth = "xoauth2"')
        secret = password(settings, section="outgoing")
        if not secret.isascii():
            raise ConfigurationError(["[outgoing] the password has other than ASCII characters, which cannot be sent"])
        smtp.login(settings.username, secret)
        return
    if "XOAUTH2" not in mechanisms:
        raise OutgoingServerError(f'{where}: the server does not offer XOAUTH2; set auth = "password"')
    _log_in_with_token(smtp, settings, token)


def _log_in_with_token(smtp: smtplib.SMTP, settings: SmtpSettings, token: AccessToken) -> None:
    for last_try in (False, True):  # a kept token may have run out: try one fresh one
        try:
            answer = f"user={settings.username}\x01auth=Bearer {token.reveal()}\x01\x01"
        except TokenError as fault:
            raise OutgoingServerError(str(fault)) from fault
        try:
            # The server's second challenge explains a refusal and wants an empty answer before it says 535.
            smtp.auth("XOAUTH2", lambda challenge=None, first=answer: first if challenge is None else "")
        except smtplib.SMTPAuthenticationError:
            if not token.refused() or last_try:
                raise
        else:
            return


def _context(settings: SmtpSettings) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=settings.ca_file)
    except (OSError, ssl.SSLError) as fault:
        reason = fault.strerror or "it holds no certificate"
        raise ConfigurationError([f"[outgoing] ca_file: {settings.ca_file} cannot be used: {reason}"]) from None


def _our_name() -> str:
    """What we call ourselves in EHLO: our full name, else an address literal (RFC 5321 4.1.4). No look-up is made."""
    name = socket.gethostname()
    return name if "." in name and name.isascii() else "[127.0.0.1]"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
