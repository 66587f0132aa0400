"""Courier and Cyrus on free ports of this machine, run from where `.ci/servers` unpacked them, as root or as anybody.

    with Courier() as server:
        account = server.account()

Debian lets only one IMAP server be installed, and Dovecot is. Both speak without TLS here. What they do otherwise than
Dovecot: Courier has no MOVE and keeps folders under INBOX; Cyrus will not take certain mail (NUL).
"""

from __future__ import annotations

import base64
import imaplib
import os
import pwd
import shutil
import signal
import socket
import socketserver
import subprocess
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from intake.simulation.servers import append
from tests.servers.dovecot import PASSWORD, Account

FOLDER = Path(__file__).parents[2] / ".servers"

_CYRUS_SETTINGS = """\
configdirectory: {folder}/conf
partition-default: {folder}/spool
defaultpartition: default
cyrus_user: {user}
admins: admin
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: {folder}/passwords
sasl_mech_list: PLAIN
allowplaintext: yes
altnamespace: yes
unixhierarchysep: yes
servername: localhost
imapidlepoll: 1
proc_path: {folder}/run/proc
mboxname_lockpath: {folder}/run/lock
idlesocket: {folder}/run/idle
lmtpsocket: {folder}/run/lmtp
notifysocket: {folder}/run/notify
"""

_CYRUS_SERVICES = """\
START {{
  recover cmd="{programs}/ctl_cyrusdb -C {folder}/imapd.conf -r"
}}
SERVICES {{
  imap cmd="{programs}/imapd -C {folder}/imapd.conf" listen="127.0.0.1:{port}" prefork=2 proto=tcp4
}}
EVENTS {{
}}
"""


def unpacked(name: str) -> Path | None:
    """Where a server was unpacked; None where it was not."""
    folder = FOLDER / name
    return folder if (folder / ".complete").exists() else None


def _environment(folder: Path) -> dict[str, str]:
    """The environment in which unpacked programs find their libraries."""
    libraries = sorted({str(path.parent) for path in folder.rglob("*.so*")})
    modules = next(folder.glob("usr/lib/*/sasl2"), folder)
    return {"PATH": os.environ["PATH"], "LD_LIBRARY_PATH": ":".join(libraries), "SASL_PATH": str(modules)}


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedAccount(Account):
    """An account whose folders have a prefix on the server."""

    prefix: str = ""

    def contents(self, folder: str) -> list[bytes]:
        """The mails in a folder, in its order."""
        return Account.contents(self, self._full(folder))

    def flags(self, folder: str = "INBOX") -> list[str]:
        """The flags of every mail in a folder."""
        return Account.flags(self, self._full(folder))

    def _full(self, folder: str) -> str:
        return folder if folder == "INBOX" else f"{self.prefix}{folder}"


class _CourierAccount(NamedAccount):
    """A Maildir, and a file with its UIDs."""

    def renumber(self) -> None:
        """Lose the UIDs, so that the folder comes back with another UIDVALIDITY, which is the time in seconds."""
        time.sleep(1.1)
        (self.folder / "courierimapuiddb").unlink()


class _CyrusAccount(NamedAccount):
    """A mailbox that only the server knows how to read."""

    def renumber(self) -> None:
        """Make the mailbox anew with the same mail; UIDVALIDITY is the time in seconds."""
        kept = self.contents("INBOX")
        time.sleep(1.1)
        with administrator(self.port) as admin:
            name = f"user/{self.user}"
            admin.setacl(name, "admin", "lrswipkxtecda")
            admin.delete(name)
            admin.create(name)
        with self.connect() as client:
            for raw in kept:
                append(client, raw)


class _Server:
    """A server from ``with`` to the end of its block, on ``port``, in ``folder``."""

    host = "127.0.0.1"
    name = ""

    def __enter__(self) -> Self:
        found = unpacked(self.name)
        assert found is not None, f"{self.name} is not in {FOLDER}; .ci/servers puts it there"
        self._stack = ExitStack()
        self.programs, self.environment = found, _environment(found)
        self.folder = Path(tempfile.mkdtemp(prefix=f"{self.name}-"))
        self.folder.chmod(0o755)
        self._stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def start(self) -> None:
        """Start the server and wait until it answers."""
        raise NotImplementedError


class Courier(_Server):
    """Courier's imapd, started for each connection once a front of our own has seen the password."""

    name = "courier"

    def start(self) -> None:
        """Listen, and let imapd hear of changed files at once: without this it tries to for a second, each time."""
        watcher = subprocess.Popen(
            [str(self.programs / "usr/libexec/gam_server"), "--notimeout", self.folder.name],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=self.environment,
        )
        self._stack.callback(watcher.wait)
        self._stack.callback(watcher.kill)
        listener = socketserver.ThreadingTCPServer((self.host, 0), type("Front", (_CourierFront,), {"courier": self}))
        listener.daemon_threads, listener.block_on_close = True, False
        self.port = int(listener.server_address[1])
        threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        self._stack.callback(listener.server_close)
        self._stack.callback(listener.shutdown)

    def account(self) -> Account:
        """A new, empty mailbox."""
        user = f"u{uuid.uuid4().hex[:12]}"
        folder = self.folder / user / "Maildir"
        for part in ("tmp", "new", "cur"):
            (folder / part).mkdir(parents=True)
        return _CourierAccount(user=user, password=PASSWORD, port=self.port, folder=folder, prefix="INBOX.")

    def start_for(self, user: str) -> subprocess.Popen[bytes]:
        """An imapd that takes this user for logged in, and has said so."""
        home = self.folder / user
        settings = {
            "AUTHENTICATED": user,
            "HOME": str(home),
            "MAILDIR": str(home / "Maildir"),
            "GAM_CLIENT_ID": self.folder.name,
            "IMAP_CAPABILITY": "IMAP4rev1 UIDPLUS CHILDREN NAMESPACE IDLE",
            "IMAP_IDLE_TIMEOUT": "1",
            "IMAP_USELOCKS": "1",
        }
        process = subprocess.Popen(
            [str(self.programs / "usr/bin/imapd"), "Maildir"],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=home,
            env=self.environment | settings,
        )
        assert process.stdout is not None
        while not (line := process.stdout.readline()).startswith(b"* PREAUTH"):
            assert line, "Courier ended at once"
        return process


class _CourierFront(socketserver.BaseRequestHandler):
    """What is said before the login: CAPABILITY and AUTHENTICATE PLAIN."""

    courier: Courier
    request: socket.socket

    def handle(self) -> None:
        """Greet, and hand over once the password is right."""
        self.request.sendall(b"* OK Courier is behind this\r\n")
        while line := self._line():
            tag, _, command = line.decode().strip().partition(" ")
            match command.upper().split():
                case ["CAPABILITY"]:
                    self.request.sendall(f"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n{tag} OK done\r\n".encode())
                case ["AUTHENTICATE", "PLAIN"]:
                    self.request.sendall(b"+ \r\n")
                    _, user, password = base64.b64decode(self._line()).decode().split("\0")
                    if password == PASSWORD and (self.courier.folder / user).is_dir():
                        self._hand_over(user, tag)
                        return
                    self.request.sendall(f"{tag} NO wrong\r\n".encode())
                case _:
                    self.request.sendall(f"{tag} BAD not yet\r\n".encode())

    def _hand_over(self, user: str, tag: str) -> None:
        """From here on imapd talks, until either side ends."""
        with self.courier.start_for(user) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            self.request.sendall(f"{tag} OK welcome\r\n".encode())
            out = process.stdout.fileno()
            talking = threading.Thread(target=self._copy, args=(lambda: os.read(out, 65_536), self.request.sendall))
            talking.start()
            self._copy(lambda: self.request.recv(65_536), process.stdin.write)
            with suppress(OSError):
                process.stdin.close()
            process.kill()
            talking.join()

    def _copy(self, read: Callable[[], bytes], write: Callable[[bytes], object]) -> None:
        with suppress(OSError):
            while chunk := read():
                write(chunk)
        with suppress(OSError):
            self.request.shutdown(socket.SHUT_RDWR)

    def _line(self) -> bytes:
        """The next line; byte by byte, so that nothing meant for imapd is read."""
        line = b""
        while not line.endswith(b"\n") and (byte := self.request.recv(1)):
            line += byte
        return line


class Cyrus(_Server):
    """Cyrus, master and all."""

    name = "cyrus"

    def start(self) -> None:
        """Start the master and wait until it answers."""
        root = os.getuid() == 0
        me = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.getuid())
        with socket.socket() as free:
            free.bind((self.host, 0))
            self.port = int(free.getsockname()[1])
        folders = [self.folder / part for part in ("conf", "spool", "run", "run/proc", "run/lock")]
        for path in folders:
            path.mkdir(mode=0o755)
        programs = self.programs / "usr/lib/cyrus/bin"
        (self.folder / "imapd.conf").write_text(_CYRUS_SETTINGS.format(folder=self.folder, user=me.pw_name))
        services = _CYRUS_SERVICES.format(folder=self.folder, programs=programs, port=self.port)
        (self.folder / "cyrus.conf").write_text(services)
        self._password("admin")
        for path in (self.folder, self.folder / "passwords", *folders):
            os.chown(path, me.pw_uid, me.pw_gid)
        settings = ["-C", str(self.folder / "imapd.conf"), "-M", str(self.folder / "cyrus.conf")]
        self._process = subprocess.Popen(
            [str(programs / "master"), "-D", *settings, "-p", str(self.folder / "run/master.pid")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=self.environment,
            start_new_session=True,
            user=me.pw_uid if root else None,
            group=me.pw_gid if root else None,
            extra_groups=[] if root else None,
        )
        self._stack.callback(self._stop)
        until = time.monotonic() + 20
        while not self._answers():
            assert time.monotonic() < until, "Cyrus did not start"
            assert self._process.poll() is None, "Cyrus ended at once"
            time.sleep(0.05)

    def account(self) -> Account:
        """A new, empty mailbox."""
        user = f"u{uuid.uuid4().hex[:12]}"
        self._password(user)
        with administrator(self.port) as admin:
            admin.create(f"user/{user}")
        return _CyrusAccount(user=user, password=PASSWORD, port=self.port, folder=self.folder / "spool")

    def _password(self, user: str) -> None:
        subprocess.run(
            [
                str(self.programs / "usr/sbin/saslpasswd2"),
                *("-c", "-p", "-u", "localhost", "-f", str(self.folder / "passwords"), user),
            ],
            input=PASSWORD.encode(),
            env=self.environment,
            check=True,
            capture_output=True,
        )

    def _answers(self) -> bool:
        with suppress(OSError), socket.create_connection((self.host, self.port), timeout=5) as connection:
            return connection.recv(100).startswith(b"* OK")
        return False

    def _stop(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(10)


def administrator(port: int) -> imaplib.IMAP4:
    """Cyrus's administrator, logged in."""
    client = imaplib.IMAP4("127.0.0.1", port, timeout=10)
    client.authenticate("PLAIN", lambda _: f"\0admin\0{PASSWORD}".encode())
    return client
