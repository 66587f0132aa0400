"""A real Dovecot on free ports of this machine, run from a temporary folder, as root or as anybody.

    with Dovecot() as server:
        account = server.account()
        account.deliver(raw, internaldate=instant)
        … read account.user / account.password at server.host, server.tls_port …

``dovecot`` is the session's shared server; a test takes a fresh `account` of it. Variants (other capabilities, other
folder separators, access rights, access tokens) are servers of their own: pass the options to `Dovecot`.
"""

from __future__ import annotations

import base64
import grp
import hashlib
import hmac
import imaplib
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from tests.servers.certificates import certificates

PASSWORD = "correct-horse-£"  # not ASCII on purpose: only AUTHENTICATE PLAIN carries it
TOKEN_KEY = b"a key shared by the test and the server"

_CONFIG = """
login_greeting = {greeting}
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  process_min_avail = 1
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {tls_port}
    ssl = yes
  }}
}}
ssl = {ssl}
ssl_cert = <{chain}
ssl_key = <{key}
disable_plaintext_auth = no
auth_mechanisms = plain login{mechanisms}
auth_failure_delay = 0
{tokens}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={mail_uid} gid={mail_gid} home={folder}/homes/%u
}}
mail_location = maildir:~/Maildir
first_valid_uid = 0
mail_fsync = never
mail_max_userip_connections = 100
namespace inbox {{
  inbox = yes
  prefix = {prefix}
  separator = {separator}
}}
{extra}
"""

_TOKENS = """
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
"""

_OAUTH2 = """
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={folder}/keys/
username_attribute = sub
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One empty mailbox of a running server. ``folder`` is its Maildir on disk."""

    user: str
    password: str
    port: int
    folder: Path

    def connect(self) -> imaplib.IMAP4:
        """A second client, logged in, for what other people do to the mailbox."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        client.authenticate("PLAIN", lambda _: f"\0{self.user}\0{self.password}".encode())
        return client

    def deliver(self, *mails: bytes, internaldate: datetime | None = None, folder: str = "INBOX") -> None:
        """Put mails into a folder, as the mail server's own delivery would."""
        with self.connect() as client:
            for raw in mails:
                when = imaplib.Time2Internaldate(internaldate) if internaldate else ""
                assert client.append(folder, "", when, raw)[0] == "OK"

    def drop(self, *mails: bytes) -> None:
        """Put mails into the Maildir behind the server's back: for many, or where access rights forbid APPEND."""
        owner = self.folder.parent.parent.stat()
        for path in (self.folder.parent, self.folder, *(self.folder / part for part in ("tmp", "new", "cur"))):
            if not path.exists():
                path.mkdir(mode=0o700)
                os.chown(path, owner.st_uid, owner.st_gid)
        for raw in mails:
            name = f"{time.time_ns()}.{uuid.uuid4().hex}.test"
            written = self.folder / "tmp" / name
            written.write_bytes(raw)
            os.chown(written, owner.st_uid, owner.st_gid)
            written.rename(self.folder / "new" / name)

    def remove(self, uid: int) -> None:
        """Another client deletes a mail for good."""
        with self.connect() as client:
            client.select()
            client.uid("STORE", str(uid), "+FLAGS", r"(\Deleted)")
            client.uid("EXPUNGE", str(uid))

    def flags(self, folder: str = "INBOX") -> list[str]:
        """The flags of every mail in a folder, in its order, but for \\Recent (the server's own business)."""
        with self.connect() as client:
            client.select(f'"{folder}"', readonly=True)
            _, lines = client.fetch("1:*", "(FLAGS)")
        found = [imaplib.ParseFlags(line) for line in lines if isinstance(line, bytes)]
        return [b" ".join(flag for flag in flags if flag != rb"\Recent").decode() for flags in found]

    def contents(self, folder: str) -> list[bytes]:
        """The mails in a folder, in its order."""
        with self.connect() as client:
            answer, count = client.select(f'"{folder}"', readonly=True)
            if answer != "OK" or count == [b"0"]:
                return []
            _, parts = client.fetch("1:*", "(BODY.PEEK[])")
        return [part[1] for part in parts if isinstance(part, tuple)]

    def renumber(self) -> None:
        """Lose the server's index, so that the folder comes back with another UIDVALIDITY."""
        for path in self.folder.glob("dovecot*"):
            if path.is_file() and not path.name.startswith("dovecot-uidvalidity"):  # which keeps it from coming again
                path.unlink()


class Dovecot:
    """Dovecot from ``with`` to the end of its block. Plain (STARTTLS offered) on ``port``, TLS on ``tls_port``.

    ``capabilities`` replaces what is announced after login. ``rights`` is a global ACL file ("" for none).
    ``tokens`` adds XOAUTH2 (see `token`). ``starttls`` False withholds STARTTLS, and TLS with it.
    """

    host = "localhost"

    def __init__(
        self,
        *,
        capabilities: str = "",
        prefix: str = "",
        separator: str = "/",
        rights: str = "",
        tokens: bool = False,
        starttls: bool = True,
    ) -> None:
        self._capabilities, self._prefix, self._separator = capabilities, prefix, separator
        self._rights, self._with_tokens, self._starttls = rights, tokens, starttls
        self._stack = ExitStack()
        self.port = self.tls_port = 0

    @property
    def ca_file(self) -> Path:
        """The PEM file a client must trust."""
        return certificates().authority

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="dovecot-"))
        self._stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
        for tries_left in (2, 1, 0):
            self.port, self.tls_port = _free_ports(2)
            self._write()
            try:
                self.start()
                break
            except RuntimeError:  # somebody else may have taken a port between our look and Dovecot's start
                if not tries_left:
                    raise
        self._stack.callback(self.stop)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def start(self) -> None:
        """Start the server and wait until it answers."""
        self._process = subprocess.Popen(
            [_program(), "-F", "-c", str(self.folder / "dovecot.conf")],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        until = time.monotonic() + 20
        while time.monotonic() < until and self._process.poll() is None:
            if self._answers():
                return
            time.sleep(0.01)
        self.stop()
        raise RuntimeError(f"Dovecot did not start: {self._said()}")

    def _answers(self) -> bool:
        """Whether it is this server that greets on the port, and not one that took it meanwhile."""
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            return self.folder.name.encode() in connection.recv(4096)
        return False

    def _listens(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False

    def stop(self) -> None:
        """Kill the server and all its processes, every connection with them."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(10)
        until = time.monotonic() + 5
        while time.monotonic() < until and self._listens():  # its login process dies a moment later
            time.sleep(0.01)

    def account(self) -> Account:
        """A new, empty mailbox."""
        user = f"u{uuid.uuid4().hex[:12]}"
        return Account(user=user, password=PASSWORD, port=self.port, folder=self.folder / "homes" / user / "Maildir")

    def token(self, user: str) -> str:
        """An access token for ``user`` that the server (with ``tokens``) accepts for an hour."""
        now = int(time.time())
        head = _base64({"typ": "JWT", "alg": "HS256", "kid": "default"})
        body = _base64({"sub": user, "iat": now - 60, "nbf": now - 60, "exp": now + 3600})
        seal = hmac.new(TOKEN_KEY, f"{head}.{body}".encode(), hashlib.sha256).digest()
        return f"{head}.{body}.{base64.urlsafe_b64encode(seal).decode().rstrip('=')}"

    def _write(self) -> None:
        root = os.getuid() == 0
        user = "dovecot" if root else pwd.getpwuid(os.getuid()).pw_name
        self.folder.chmod(0o755)
        homes = self.folder / "homes"
        homes.mkdir(mode=0o777, exist_ok=True)
        mail = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.getuid())
        os.chown(homes, mail.pw_uid, mail.pw_gid)
        if self._with_tokens:
            keys = self.folder / "keys" / "default" / "HS256"
            keys.mkdir(parents=True, exist_ok=True)
            (keys / "default").write_bytes(base64.b64encode(TOKEN_KEY))
            (self.folder / "oauth2.conf").write_text(_OAUTH2.format(folder=self.folder))
        config = _CONFIG.format(
            folder=self.folder,
            greeting=self.folder.name,
            user=user,
            group=user if root else _group(),
            port=self.port,
            tls_port=self.tls_port,
            ssl="yes" if self._starttls else "no",
            chain=certificates().chain,
            key=certificates().key,
            mechanisms=" xoauth2" if self._with_tokens else "",
            tokens=_TOKENS.format(folder=self.folder) if self._with_tokens else "",
            password=PASSWORD,
            mail_uid=mail.pw_uid,
            mail_gid=mail.pw_gid,
            prefix=self._prefix,
            separator=self._separator,
            extra=self._extra(),
        )
        (self.folder / "dovecot.conf").write_text(config)

    def _extra(self) -> str:
        lines = []
        if self._capabilities:
            lines.append(f"protocol imap {{\n  imap_capability = {self._capabilities}\n}}")
        if self._rights:
            (self.folder / "rights").write_text(self._rights + "\n")
            lines.append("mail_plugins = acl\nprotocol imap {\n  mail_plugins = acl imap_acl\n}")
            lines.append(f"plugin {{\n  acl = vfile:{self.folder}/rights\n}}")
        return "\n".join(lines)

    def _said(self) -> str:
        log = self.folder / "dovecot.log"
        return log.read_text(errors="replace")[-2000:] if log.exists() else "nothing in its log"


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """The shared server: every capability of Dovecot 2.3, "/" between folders, everybody may do everything."""
    with Dovecot() as server:
        yield server


def _program() -> str:
    found = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
    if found is None:
        raise RuntimeError("dovecot is not installed")
    return found


def _group() -> str:
    return grp.getgrgid(os.getgid()).gr_name


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for item in sockets:
            item.bind(("127.0.0.1", 0))
        return [int(item.getsockname()[1]) for item in sockets]


def _base64(value: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
