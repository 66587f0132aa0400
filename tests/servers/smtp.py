"""A real SMTP server in this process (aiosmtpd) that keeps what it takes and misbehaves as it is told to.

    with SmtpServer(starttls=True, users={"intake": "secret"}, script=[Reply(Step.DATA_END, 451, "later")]) as server:
        … send to server.host, server.port, trusting server.ca_file …
        assert server.taken[0].rcpt_tos == ("clerk@walsall.example",)

Each `Reply` of the script is used once (or ``times`` times) when its step comes, in the order given; where none is
left for a step the server behaves well. More may be added while it runs: ``server.script.append(…)``.
"""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiosmtpd.smtp import MISSING, SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.servers.certificates import certificates

# aiosmtpd warns of its own use of its own old attribute at every login.
logging.getLogger("mail.log").setLevel(logging.ERROR)


class Step(StrEnum):
    """When a scripted reply is given."""

    CONNECT = "connect"  # instead of the greeting; the connection is then closed
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"  # at the DATA command, before any content
    DATA_END = "data_end"  # after the final dot


@dataclass(frozen=True, slots=True)
class Reply:
    """One misbehaviour: what is answered at ``step``, and whether the connection survives.

    ``code`` 0 answers nothing (use it with ``drop`` or ``stall``). ``drop`` closes the connection after the answer.
    ``take`` keeps the letter all the same (with ``drop`` at DATA_END: the server took it and its 250 was lost).
    ``stall`` is how many seconds pass first. ``recipient`` limits a RCPT or later reply to letters for that address.
    ``times`` is how often it is used; 0 is always.
    """

    step: Step
    code: int = 0
    text: str = "scripted"
    drop: bool = False
    take: bool = False
    stall: float = 0.0
    recipient: str = ""
    times: int = 1


@dataclass(frozen=True, slots=True)
class Taken:
    """A letter the server answered for with 250 (or took and lost the answer). ``mail_from`` "" is the null path."""

    mail_from: str
    rcpt_tos: tuple[str, ...]
    data: bytes


class SmtpServer:
    """An SMTP server on 127.0.0.1 and a free port, from ``with`` to the end of its block.

    ``tls`` speaks TLS from the start, ``starttls`` offers it and requires it before MAIL. ``users`` maps user names to
    passwords (PLAIN and LOGIN) and ``tokens`` to access tokens (XOAUTH2); where either is given, MAIL needs AUTH.
    """

    host = "localhost"

    def __init__(
        self,
        *,
        starttls: bool = False,
        tls: bool = False,
        users: Mapping[str, str] | None = None,
        tokens: Mapping[str, str] | None = None,
        script: Sequence[Reply] = (),
        size_limit: int = 33_554_432,
    ) -> None:
        self.starttls, self.tls = starttls, tls
        self.users, self.tokens = dict(users or {}), dict(tokens or {})
        self.script = list(script)
        self.size_limit = size_limit
        self.taken: list[Taken] = []
        self.connections = 0
        self.logins: list[str] = []
        self.port = 0
        self._used: list[Reply] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="smtp-server", daemon=True)

    @property
    def ca_file(self) -> Path:
        """The PEM file a client must trust."""
        return certificates().authority

    def __enter__(self) -> Self:
        self._thread.start()
        context = certificates().server_context() if self.tls else None
        started = self._loop.create_server(lambda: _Session(self), "127.0.0.1", 0, ssl=context)
        self._server = asyncio.run_coroutine_threadsafe(started, self._loop).result(10)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _stop(self) -> None:
        self._server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def wait_for(self, count: int, *, seconds: float = 10.0) -> list[Taken]:
        """What was taken, once it is ``count`` letters; AssertionError when they do not come within ``seconds``."""
        until = time.monotonic() + seconds
        while len(self.taken) < count:
            if time.monotonic() > until:
                raise AssertionError(f"{len(self.taken)} letter(s) came, {count} were expected")
            time.sleep(0.01)
        return list(self.taken)

    def next_reply(self, step: Step, recipients: Sequence[str] = ()) -> Reply | None:
        """The scripted reply for this step, used up; None to behave well."""
        for reply in self.script:
            if reply.step is step and (not reply.recipient or reply.recipient in recipients):
                self._used.append(reply)
                if reply.times and sum(used is reply for used in self._used) >= reply.times:
                    self.script.remove(reply)
                return reply
        return None


class _Session(SMTP):
    """One connection; asks the server's script before it answers."""

    def __init__(self, server: SmtpServer) -> None:
        self.scripted = server
        context = certificates().server_context() if server.starttls else None
        super().__init__(
            _Handler(server),
            hostname="smtp.test.example",
            data_size_limit=server.size_limit,
            enable_SMTPUTF8=True,
            tls_context=context,
            require_starttls=server.starttls,
            auth_require_tls=server.starttls,
            authenticator=self._check,
            auth_exclude_mechanism=_mechanisms_not_offered(server),
            loop=asyncio.get_running_loop(),
        )

    async def _handle_client(self) -> None:
        self.scripted.connections += 1
        reply = self.scripted.next_reply(Step.CONNECT)
        if reply is None:
            await super()._handle_client()
            return
        await asyncio.sleep(reply.stall)
        if reply.code:
            await self.push(f"{reply.code} {reply.text}")
        if self.transport is not None:
            self.transport.close()

    async def check_auth_needed(self, caller_method: str) -> bool:
        """Whether AUTH is still missing; says so to the client."""
        if (self.scripted.users or self.scripted.tokens) and not (self.session and self.session.authenticated):
            await self.push("530 5.7.0 Authentication required")
            return True
        return False

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 (aiosmtpd finds commands by this name)
        """DATA, unless the script says otherwise."""
        recipients = self.envelope.rcpt_tos if self.envelope else []
        status = await _scripted(self, Step.DATA, recipients)
        if status is None:
            await super().smtp_DATA(arg)
        else:
            await self.push(status)

    def _check(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        login = data.login.decode()
        good = self.scripted.users.get(login) == data.password.decode()
        if good:
            self.scripted.logins.append(login)
        return AuthResult(success=good, handled=False, auth_data=data)


class _Handler:
    """aiosmtpd's hooks: RCPT, DATA and AUTH as the script says, else as a good server would."""

    def __init__(self, server: SmtpServer) -> None:
        self.scripted = server

    async def handle_AUTH(self, server: _Session, session: Session, envelope: Envelope, args: list[str]) -> Any:  # noqa: N802
        """A scripted answer, else the mechanism's own."""
        status = await _scripted(server, Step.AUTH)
        return MISSING if status is None else status

    async def auth_XOAUTH2(self, server: _Session, args: list[str]) -> AuthResult:  # noqa: N802
        """``user=<name>^Aauth=Bearer <token>^A^A`` in base64, at once or after an empty challenge."""
        answer = base64.b64decode(args[1]) if len(args) > 1 else await server.challenge_auth("")
        assert isinstance(answer, bytes)
        fields = dict(item.split("=", 1) for item in answer.decode().split("\x01") if item)
        user = fields.get("user", "")
        good = user in self.scripted.tokens and fields.get("auth") == f"Bearer {self.scripted.tokens[user]}"
        if good:
            self.scripted.logins.append(user)
            return AuthResult(success=True)
        await server.challenge_auth(json.dumps({"status": "401", "schemes": "bearer"}))
        return AuthResult(success=False, handled=False)

    async def handle_MAIL(  # noqa: N802
        self, server: _Session, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """MAIL FROM."""
        status = await _scripted(server, Step.MAIL)
        if status is not None:
            return status
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: _Session, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """RCPT TO."""
        status = await _scripted(server, Step.RCPT, [address])
        if status is not None:
            return status
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: _Session, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """The end of DATA: the letter is taken, refused, or taken without a word."""
        sender = "" if envelope.mail_from in (None, "<>") else str(envelope.mail_from)
        assert isinstance(envelope.original_content, bytes)
        letter = Taken(sender, tuple(envelope.rcpt_tos), envelope.original_content)
        status = await _scripted(server, Step.DATA_END, envelope.rcpt_tos, letter=letter)
        if status is not None:
            return status
        self.scripted.taken.append(letter)
        return "250 OK"


async def _scripted(
    server: _Session, step: Step, recipients: Sequence[str] = (), *, letter: Taken | None = None
) -> str | None:
    """The scripted status line for this step, None for none. A dropped connection ends the session's task here."""
    reply = server.scripted.next_reply(step, recipients)
    if reply is None:
        return None
    if reply.take and letter is not None:
        server.scripted.taken.append(letter)
    await asyncio.sleep(reply.stall)
    if reply.drop:
        if reply.code:
            await server.push(f"{reply.code} {reply.text}")
        if server.transport is not None:
            server.transport.close()
        raise asyncio.CancelledError
    return f"{reply.code} {reply.text}" if reply.code else None


def _mechanisms_not_offered(server: SmtpServer) -> list[str]:
    excluded = [] if server.users else ["PLAIN", "LOGIN"]
    return excluded if server.tokens else [*excluded, "XOAUTH2"]
