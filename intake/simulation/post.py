"""The post office of a simulated world: an SMTP server that takes what the service sends, and the way back.

What is taken is kept with its envelope, in order, for the people it is for and for the report at the end. What people
send to the service is put into its mailbox (`Delivery`) as our own mail server would: with the hops it took and the
verdict on who sent it on top (RFC 8601).
"""

from __future__ import annotations

import asyncio
import imaplib
import threading
from datetime import UTC, datetime
from email.utils import format_datetime
from types import TracebackType
from typing import Any, Self

from intake import clock
from intake.simulation.errors import NoPostOfficeError
from intake.simulation.mails import Mail, domain_of
from intake.simulation.reading import Taken
from intake.simulation.servers import Account, append

try:
    from aiosmtpd.smtp import SMTP
except ModuleNotFoundError:  # the extra "simulation" is not installed
    SMTP = None  # type: ignore[assignment,misc]

_MOST_BYTES = 33_554_432


class PostOffice:
    """An SMTP server on 127.0.0.1 and a free port, from ``with`` to the end of its block."""

    host = "127.0.0.1"

    def __init__(self) -> None:
        if SMTP is None:
            raise NoPostOfficeError
        self.taken: list[Taken] = []
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="post-office", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        started = self._loop.create_server(self._session, self.host, 0)
        self._server = asyncio.run_coroutine_threadsafe(started, self._loop).result(10)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _session(self) -> SMTP:
        return SMTP(self, hostname="post.example", data_size_limit=_MOST_BYTES, loop=self._loop)

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a letter; aiosmtpd finds the hook by this name."""
        sender = "" if envelope.mail_from in (None, "<>") else str(envelope.mail_from)
        raw = bytes(envelope.original_content)
        self.taken.append(Taken(at=clock.now(), mail_from=sender, recipients=tuple(envelope.rcpt_tos), raw=raw))
        return "250 OK"

    async def _stop(self) -> None:
        self._server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


class Delivery:
    """Puts mail into the service's mailbox over one IMAP connection, each with its own time of arrival."""

    def __init__(self, account: Account, *, host: str) -> None:
        self._client: imaplib.IMAP4 = account.connect()
        self._host = host
        self.delivered = 0

    def deliver(self, mail: Mail, at: datetime) -> None:
        """``mail`` reaches our mail server at ``at`` (aware)."""
        append(self._client, _on_arrival(mail, at, host=self._host, number=self.delivered), internaldate=at)
        self.delivered += 1

    def close(self) -> None:
        """End the connection."""
        self._client.logout()


def _on_arrival(mail: Mail, at: datetime, *, host: str, number: int) -> bytes:
    """The mail with what our own server writes above it: path, hop, and whether the domain of its From is confirmed."""
    path = "" if mail.automatic else mail.sender
    domain = domain_of(mail.sender)
    stamp = format_datetime(at.astimezone(UTC))
    verdict = "fail" if mail.forged else "pass"
    lines = (
        f"Return-Path: <{path}>",
        f"Authentication-Results: {host};\r\n\tdmarc={verdict} header.from={domain}",
        f"Received: from mail.{domain} (mail.{domain} [192.0.2.{number % 250 + 1}])\r\n"
        f"\tby {host} with ESMTPS id {number:08x};\r\n\t{stamp}",
    )
    return "\r\n".join(lines).encode() + b"\r\n" + mail.raw
