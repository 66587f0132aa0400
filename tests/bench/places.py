"""Where a measured program works: an empty folder, a fresh account with the mails in it, a configuration of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.corpus import PACK, RECEIVED, Mail
from tests.servers.dovecot import Account, Dovecot
from tests.servers.smtp import SmtpServer

ADDRESS = "deliveringdifferently@cabinet-office.example"
SMTP_USER, SMTP_PASSWORD = "round", "letters"

#: Nothing is tuned but the caps of letters, which a benchmark would run into.
_CONFIG = """\
[service]
programme = "{programme}"
data = "data"
answer_from = 2014-01-07T00:00:00Z
letters_per_hour = 1000000
log_format = "json"

[store]
url = "sqlite:///data/intake.db"

[mailbox]
address = "{address}"
host = "localhost"
port = {imap_port}
ca_file = "{imap_ca}"
username = "{user}"
password_file = "imap-password"

[outgoing]
host = "localhost"
port = {smtp_port}
security = "starttls"
ca_file = "{smtp_ca}"
username = "{smtp_user}"
password_file = "smtp-password"
sent_folder = ""

[[staff]]
name = "Programme office"
email = "programme.office@cabinet-office.example"
roles = ["digest"]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A folder with a configuration, the account it reads and the server it sends to."""

    folder: Path
    account: Account
    smtp: SmtpServer

    @property
    def config(self) -> Path:
        """The configuration file."""
        return self.folder / "config.toml"

    @property
    def store_url(self) -> str:
        """Where the service's books are."""
        return f"sqlite:///{self.folder}/data/intake.db"

    def deliver(self, mails: Sequence[Mail]) -> None:
        """Put these mails into the mailbox."""
        self.account.deliver(*(mail.raw for mail in mails), internaldate=RECEIVED)


def place(folder: Path, dovecot: Dovecot, smtp: SmtpServer) -> Place:
    """A new folder and a new, empty account."""
    folder.mkdir(parents=True)
    account = dovecot.account()
    (folder / "imap-password").write_text(account.password, encoding="utf-8")
    (folder / "smtp-password").write_text(SMTP_PASSWORD, encoding="utf-8")
    text = _CONFIG.format(
        programme=PACK,
        address=ADDRESS,
        imap_port=dovecot.tls_port,
        imap_ca=dovecot.ca_file,
        user=account.user,
        smtp_port=smtp.port,
        smtp_ca=smtp.ca_file,
        smtp_user=SMTP_USER,
    )
    (folder / "config.toml").write_text(text, encoding="utf-8")
    return Place(folder=folder, account=account, smtp=smtp)
