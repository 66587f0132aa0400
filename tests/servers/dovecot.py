"""A real Dovecot on free ports of this machine, run from a temporary folder, as root or as anybody.

    with Dovecot() as server:
        account = server.account()
        account.deliver(raw, internaldate=instant)
        … read account.user / account.password at server.host, server.tls_port …

``dovecot`` is the session's shared server; a test takes a fresh `account` of it. Variants (other capabilities, other
folder separators, access rights, access tokens) are servers of their own: pass the options to `Dovecot`. How the
server is started is `intake.simulation.servers`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import imaplib
import json
import os
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from intake.simulation import servers
from tests.servers.certificates import certificates

PASSWORD = servers.PASSWORD
TOKEN_KEY = b"a key shared by the test and the server"

_TLS = """\
ssl = {ssl}
ssl_cert = <{chain}
ssl_key = <{key}
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
class Account(servers.Account):
    """One empty mailbox of a running server. ``folder`` is its Maildir on disk."""

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

    def renumber(self) -> None:
        """Lose the server's index, so that the folder comes back with another UIDVALIDITY."""
        for path in self.folder.glob("dovecot*"):
            if path.is_file() and not path.name.startswith("dovecot-uidvalidity"):  # which keeps it from coming again
                path.unlink()


class Dovecot(servers.Dovecot):
    """Dovecot from ``with`` to the end of its block. Plain (STARTTLS offered) on ``port``, TLS on ``tls_port``.

    ``capabilities`` replaces what is announced after login. ``rights`` is a global ACL file ("" for none).
    ``tokens`` adds XOAUTH2 (see `token`). ``starttls`` False withholds STARTTLS, and TLS with it.
    """

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
        super().__init__()
        self.prefix, self.separator = prefix, separator
        self._capabilities, self._rights, self._with_tokens, self._starttls = capabilities, rights, tokens, starttls

    @property
    def ca_file(self) -> Path:
        """The PEM file a client must trust."""
        return certificates().authority

    def account(self) -> Account:
        """A new, empty mailbox."""
        made = super().account()
        return Account(user=made.user, password=made.password, port=made.port, folder=made.folder)

    def token(self, user: str) -> str:
        """An access token for ``user`` that the server (with ``tokens``) accepts for an hour."""
        now = int(time.time())
        head = _base64({"typ": "JWT", "alg": "HS256", "kid": "default"})
        body = _base64({"sub": user, "iat": now - 60, "nbf": now - 60, "exp": now + 3600})
        seal = hmac.new(TOKEN_KEY, f"{head}.{body}".encode(), hashlib.sha256).digest()
        return f"{head}.{body}.{base64.urlsafe_b64encode(seal).decode().rstrip('=')}"

    def tls(self) -> str:
        """Our own certificate, for localhost."""
        made = certificates()
        return _TLS.format(ssl="yes" if self._starttls else "no", chain=made.chain, key=made.key)

    def extra(self) -> str:
        """Capabilities and access rights."""
        lines = []
        if self._capabilities:
            lines.append(f"protocol imap {{\n  imap_capability = {self._capabilities}\n}}")
        if self._rights:
            (self.folder / "rights").write_text(self._rights + "\n")
            lines.append("mail_plugins = acl\nprotocol imap {\n  mail_plugins = acl imap_acl\n}")
            lines.append(f"plugin {{\n  acl = vfile:{self.folder}/rights\n}}")
        return "\n".join(lines)

    def _write(self) -> None:
        if self._with_tokens:
            keys = self.folder / "keys" / "default" / "HS256"
            keys.mkdir(parents=True, exist_ok=True)
            (keys / "default").write_bytes(base64.b64encode(TOKEN_KEY))
            (self.folder / "oauth2.conf").write_text(_OAUTH2.format(folder=self.folder))
            self.mechanisms = " xoauth2"
            self.tokens = _TOKENS.format(folder=self.folder)
        super()._write()


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """The shared server: every capability of Dovecot 2.3, "/" between folders, everybody may do everything."""
    with Dovecot() as server:
        yield server


def _base64(value: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
