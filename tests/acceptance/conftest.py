"""Real servers for whole rounds: a mailbox on Dovecot, an SMTP server, and a configuration that joins them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.servers.dovecot import Account, Dovecot, dovecot
from tests.servers.smtp import SmtpServer

__all__ = ["dovecot"]

ADDRESS = "deliveringdifferently@cabinet-office.example"
OFFICE = "programme.office@cabinet-office.example"

_CONFIG = """\
[service]
programme = "delivering-differently"
data = "data"
answer_from = 2014-01-07T00:00:00Z

[store]
url = "sqlite:///data/intake.db"

[mailbox]
address = "{address}"
host = "localhost"
port = {imap_port}
ca_file = "{imap_ca}"
username = "{user}"
password_file = "imap-password"
{mailbox}

[outgoing]
host = "localhost"
port = {smtp_port}
security = "starttls"
ca_file = "{smtp_ca}"
username = "round"
password_file = "smtp-password"
from_name = "Delivering Differently team"

[[staff]]
name = "Programme office"
body = "Cabinet Office"
email = "{office}"
roles = ["digest", "alarms", "decide"]
{more}
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A configured service in a folder of its own, with the servers it talks to."""

    folder: Path
    account: Account
    smtp: SmtpServer

    @property
    def config(self) -> Path:
        """The configuration file."""
        return self.folder / "config.toml"


def place(
    folder: Path,
    server: Dovecot,
    smtp: SmtpServer,
    *,
    imap_port: int = 0,
    smtp_port: int = 0,
    mailbox: str = "poll_seconds = 1",
    more: str = "",
) -> Place:
    """A fresh account, a fresh folder and a configuration of them.

    ``imap_port`` and ``smtp_port`` are those of a proxy before the servers; ``mailbox`` is more of that section,
    ``more`` are further sections.
    """
    account = server.account()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "imap-password").write_text(account.password, encoding="utf-8")
    (folder / "smtp-password").write_text("letters", encoding="utf-8")
    text = _CONFIG.format(
        address=ADDRESS,
        office=OFFICE,
        imap_port=imap_port or server.tls_port,
        imap_ca=server.ca_file,
        user=account.user,
        smtp_port=smtp_port or smtp.port,
        mailbox=mailbox,
        smtp_ca=smtp.ca_file,
        more=more,
    )
    (folder / "config.toml").write_text(text, encoding="utf-8")
    return Place(folder, account, smtp)


@pytest.fixture(scope="module")
def smtp() -> Iterator[SmtpServer]:
    """An SMTP server that wants STARTTLS and a login."""
    with SmtpServer(starttls=True, users={"round": "letters"}) as server:
        yield server
