"""The configuration: one TOML file, overridden by environment variables, checked whole before anything starts.

`load` reads, checks and reports every problem at once, each with its line; `Settings` is what the rest of the service
sees. Secrets are read when they are used (`Secret.reveal`), never kept in the settings' printed form. Programme data
is not here but in packs (`intake.round.programme`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, EmailStr, Field, PositiveInt, SecretStr


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Security = Literal["tls", "starttls", "none"]
Role = Literal["digest", "alarms", "assess", "decide", "release"]


class ServiceSettings(_Section):
    """``[service]``: which programme, where the data lies, from when mail is answered."""

    programme: str = Field(description="a pack's name, or a folder")
    data: Path = Field(default=Path("var"), description="archive, spool and lock; relative to the file")
    answer_from: AwareDatetime | None = Field(
        default=None, description="older mail is filed and read, never answered; unset: nothing is answered"
    )
    max_message_bytes: PositiveInt = Field(default=50_000_000, description="larger mail is not downloaded, in bytes")
    workers: PositiveInt = Field(default=2, description="mails read at the same time")
    letters_per_sender_per_day: PositiveInt = Field(default=5, description="automatic letters to one address in a day")
    letters_per_hour: PositiveInt = Field(default=300, description="automatic letters of the whole service in an hour")
    log_format: Literal["auto", "json", "text"] = Field(default="auto", description="auto: text on a terminal")
    silence_minutes: PositiveInt = Field(default=15, description="status is a fault when the mailbox is unread longer")


class StoreSettings(_Section):
    """``[store]``: the database."""

    url: str = Field(
        default="sqlite:///var/intake.db", description="SQLAlchemy URL; a relative SQLite path is relative to the file"
    )


class ImapSettings(_Section):
    """``[mailbox]`` with ``kind = "imap"``."""

    kind: Literal["imap"] = "imap"
    address: EmailStr
    host: str
    port: int = Field(default=993, ge=1, le=65535)
    security: Security = "tls"
    ca_file: Path | None = Field(default=None, description="certificates to trust instead of the system's")
    auth: Literal["password", "xoauth2"] = "password"
    username: str
    password: SecretStr | None = None
    password_file: Path | None = None
    token_command: str = Field(default="", description="xoauth2: a command that prints an access token")
    folder: str = "INBOX"
    done_folder: str = "Processed"
    held_folder: str = "Held"
    junk_folder: str = Field(default="", description="read too; a form there is reported")
    poll_seconds: PositiveInt = 60
    reconcile_minutes: PositiveInt = Field(default=30, description="how often every UID is compared with our books")
    idle: bool = True
    timeout_seconds: PositiveInt = 60


class MaildirSettings(_Section):
    """``[mailbox]`` with ``kind = "maildir"``."""

    kind: Literal["maildir"]
    address: EmailStr
    path: Path
    done_folder: str = "Processed"
    held_folder: str = "Held"
    junk_folder: str = ""
    poll_seconds: PositiveInt = 5
    reconcile_minutes: PositiveInt = 30


class SmtpSettings(_Section):
    """``[outgoing]`` with ``kind = "smtp"``."""

    kind: Literal["smtp"] = "smtp"
    host: str
    port: int = Field(default=587, ge=1, le=65535)
    security: Security = "starttls"
    ca_file: Path | None = None
    auth: Literal["password", "xoauth2", "none"] = "password"
    username: str = ""
    password: SecretStr | None = None
    password_file: Path | None = None
    token_command: str = ""
    from_name: str = ""
    from_address: EmailStr | None = Field(default=None, description="defaults to the mailbox's address")
    sent_folder: str = Field(default="Sent", description="IMAP folder that keeps our copy; empty for none")
    timeout_seconds: PositiveInt = 60
    give_up_hours: PositiveInt = Field(default=72, description="how long a temporary refusal is retried")


class OutMaildirSettings(_Section):
    """``[outgoing]`` with ``kind = "maildir"``: letters are put in a folder, for trials."""

    kind: Literal["maildir"]
    path: Path
    from_name: str = ""
    from_address: EmailStr | None = None
    give_up_hours: PositiveInt = 72


class StaffMember(_Section):
    """``[[staff]]``: one person or office of one of the bodies."""

    name: str
    body: str = ""
    email: EmailStr
    roles: tuple[Role, ...] = ()


class DigestSettings(_Section):
    """``[digest]``: when staff are told what came in, in the programme's time zone."""

    at: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "08:30"
    days: str = Field(default="mon-fri", description="days of the week as APScheduler's cron trigger reads them")


class Settings(_Section):
    """The whole configuration. Relative paths have been resolved against ``folder``, the file's own."""

    folder: Path
    service: ServiceSettings
    store: StoreSettings = StoreSettings()
    mailbox: Annotated[ImapSettings | MaildirSettings, Field(discriminator="kind")]
    outgoing: Annotated[SmtpSettings | OutMaildirSettings, Field(discriminator="kind")]
    staff: tuple[StaffMember, ...] = ()
    digest: DigestSettings = DigestSettings()
