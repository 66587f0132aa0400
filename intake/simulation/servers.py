"""A real IMAP server on free ports of this machine: Dovecot run from a temporary folder, as root or as anybody.

    with Dovecot() as server:
        account = server.account()
        account.deliver(raw, internaldate=instant)

Without TLS, which a service on the same machine may do without. Tests add certificates, access tokens and access
rights to it. The SMTP side is `intake.simulation.post`.
"""

from __future__ import annotations

import grp
import imaplib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from intake.simulation.errors import NoMailServerError

PASSWORD = "correct-horse-£"  # noqa: S105 - not ASCII on purpose: only AUTHENTICATE PLAIN carries it
_LONGEST_START = 20.0  # seconds

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
{tls}
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
                append(client, raw, internaldate=internaldate, folder=folder)

    def contents(self, folder: str) -> list[bytes]:
        """The mails in a folder, in its order."""
        with self.connect() as client:
            answer, count = client.select(f'"{folder}"', readonly=True)
            if answer != "OK" or count == [b"0"]:
                return []
            _, parts = client.fetch("1:*", "(BODY.PEEK[])")
        return [part[1] for part in parts if isinstance(part, tuple)]


def append(client: imaplib.IMAP4, raw: bytes, *, internaldate: datetime | None = None, folder: str = "INBOX") -> None:
    """Put one mail into a folder, received at ``internaldate`` (aware; now where it is None)."""
    when = imaplib.Time2Internaldate(internaldate) if internaldate else ""
    answer, said = client.append(folder, "", when, raw)
    if answer != "OK":
        raise OSError(f"the mail server did not take a mail: {said!r}")


class Dovecot:
    """Dovecot from ``with`` to the end of its block, on ``port``; on ``tls_port`` with TLS where a variant has it."""

    host = "localhost"
    prefix = ""
    separator = "/"
    #: What authenticates beside passwords: the name of a mechanism, and its configuration.
    mechanisms = ""
    tokens = ""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self.port = self.tls_port = 0

    def __enter__(self) -> Self:
        program()  # before anything is made
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
        self._process = subprocess.Popen(  # noqa: S603 - Dovecot itself, with our own configuration
            [program(), "-F", "-c", str(self.folder / "dovecot.conf")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        until = time.monotonic() + _LONGEST_START
        while time.monotonic() < until and self._process.poll() is None:
            if self._answers():
                return
            time.sleep(0.01)
        self.stop()
        raise RuntimeError(f"Dovecot did not start: {self._said()}")

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

    def tls(self) -> str:
        """The lines about TLS; without, nothing is offered."""
        return "ssl = no"

    def extra(self) -> str:
        """Further lines at the end of the configuration."""
        return ""

    def _answers(self) -> bool:
        """Whether it is this server that greets on the port, and not one that took it meanwhile."""
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            return self.folder.name.encode() in connection.recv(4096)
        return False

    def _listens(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False

    def _write(self) -> None:
        root = os.getuid() == 0
        user = "dovecot" if root else pwd.getpwuid(os.getuid()).pw_name
        self.folder.chmod(0o755)
        homes = self.folder / "homes"
        homes.mkdir(mode=0o777, exist_ok=True)
        mail = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.getuid())
        os.chown(homes, mail.pw_uid, mail.pw_gid)
        config = _CONFIG.format(
            folder=self.folder,
            greeting=self.folder.name,
            user=user,
            group=user if root else grp.getgrgid(os.getgid()).gr_name,
            port=self.port,
            tls_port=self.tls_port,
            tls=self.tls(),
            mechanisms=self.mechanisms,
            tokens=self.tokens,
            password=PASSWORD,
            mail_uid=mail.pw_uid,
            mail_gid=mail.pw_gid,
            prefix=self.prefix,
            separator=self.separator,
            extra=self.extra(),
        )
        (self.folder / "dovecot.conf").write_text(config)

    def _said(self) -> str:
        written = self.folder / "dovecot.log"
        return written.read_text(errors="replace")[-2000:] if written.exists() else "nothing in its log"


def program() -> str:
    """Where Dovecot is.

    Raises:
        NoMailServerError: it is not installed.
    """
    found = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
    if found is None:
        raise NoMailServerError
    return found


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for item in sockets:
            item.bind(("127.0.0.1", 0))
        return [int(item.getsockname()[1]) for item in sockets]
