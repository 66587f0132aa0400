"""The configuration: one TOML file, overridden by environment variables, checked whole before anything starts.

`Settings` is what the rest of the service sees; `intake.config_file.load` reads it and reports every problem at once,
each with its line. Secrets are revealed when they are used (`intake.secrets`) and never printed. Programme data is not
here but in packs (`intake.round.programme`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    Discriminator,
    EmailStr,
    Field,
    NonNegativeInt,
    PositiveInt,
    SecretStr,
    Tag,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from intake.config_extras import MetricsSettings, OAuthSettings, Section, Weekdays, WorkSettings

ENVIRONMENT_PREFIX = "INTAKE_"


Security = Literal["tls", "starttls", "none"]
Role = Literal["digest", "alarms", "assess", "decide", "release"]


_AUTHSERV_ID = "who writes the Authentication-Results that are believed; unset: no order by mail is obeyed"

_OWN_HOSTS = "mail servers of ours that hand mail on after it was judged, beside the one of authserv_id"


class ServiceSettings(Section):
    """``[service]``: which programme, where the data lies, from when mail is answered."""

    programme: str = Field(description="a pack's name, or a folder")
    data: Path = Field(default=Path("var"), description="archive, spool and lock; relative to the file")
    archive: str = Field(default="", description="the raw mail: a folder, or s3://bucket/prefix; unset: in data")
    answer_from: AwareDatetime | None = Field(
        default=None, description="older mail is filed and read, never answered; unset: nothing is answered"
    )
    max_message_bytes: PositiveInt = Field(default=50_000_000, description="larger mail is not downloaded, in bytes")
    workers: PositiveInt = Field(default=2, description="mails read at the same time")
    letters_per_sender_per_day: PositiveInt = Field(default=5, description="automatic letters to one address in a day")
    letters_per_hour: PositiveInt = Field(default=300, description="automatic letters of the whole service in an hour")
    log_format: Literal["auto", "json", "text"] = Field(default="auto", description="auto: text on a terminal")
    silence_minutes: PositiveInt = Field(default=15, description="status is a fault when the mailbox is unread longer")
    held_hours: PositiveInt = Field(default=24, description="status is a fault when mail waits for a person longer")
    disk_free_mb: PositiveInt = Field(default=1000, description="status is a fault when a disk has less room, in MB")


class StoreSettings(Section):
    """``[store]``: the database."""

    url: str = Field(
        default="sqlite:///var/intake.db", description="SQLAlchemy URL; a relative SQLite path is relative to the file"
    )


class ImapSettings(Section):
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
    authserv_id: str = Field(default="", description=_AUTHSERV_ID)
    own_hosts: tuple[str, ...] = Field(default=(), description=_OWN_HOSTS)
    poll_seconds: PositiveInt = 60
    reconcile_minutes: PositiveInt = Field(default=30, description="how often every UID is compared with our books")
    idle: bool = True
    timeout_seconds: PositiveInt = 60


class MaildirSettings(Section):
    """``[mailbox]`` with ``kind = "maildir"``."""

    kind: Literal["maildir"]
    address: EmailStr
    path: Path
    done_folder: str = "Processed"
    held_folder: str = "Held"
    junk_folder: str = ""
    authserv_id: str = Field(default="", description=_AUTHSERV_ID)
    own_hosts: tuple[str, ...] = Field(default=(), description=_OWN_HOSTS)
    poll_seconds: PositiveInt = 5
    reconcile_minutes: PositiveInt = 30

    @property
    def folder(self) -> str:
        """The Maildir itself; its subfolders are named as IMAP servers name them."""
        return "INBOX"


class SmtpSettings(Section):
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


class OutMaildirSettings(Section):
    """``[outgoing]`` with ``kind = "maildir"``: letters are put in a folder, for trials."""

    kind: Literal["maildir"]
    path: Path
    from_name: str = ""
    from_address: EmailStr | None = None
    give_up_hours: PositiveInt = 72


class StaffMember(Section):
    """``[[staff]]``: one person or office of one of the bodies."""

    name: str
    body: str = ""
    email: EmailStr
    roles: tuple[Role, ...] = ()


class DecisionSettings(Section):
    """``[decisions]``: orders that staff give by mail, and letters that a person released."""

    undo_minutes: NonNegativeInt = Field(default=30, description="how long an order or a release can be taken back")
    code_days: PositiveInt = Field(default=14, description="how long a one-use code in a letter to staff is good")
    letters_per_hour: PositiveInt = Field(default=120, description="letters of a released batch that leave in an hour")


class DigestSettings(Section):
    """``[digest]``: when staff are told what came in, in the programme's time zone."""

    at: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "08:30"
    days: Weekdays = Field(default="mon-fri", description="days of the week as cron names them")


def _kind(otherwise: str) -> Discriminator:
    """Tell the kinds of a section apart by its ``kind``, which may be left out for the usual one."""

    def kind(value: Any) -> str:
        given = value.get("kind", otherwise) if isinstance(value, dict) else getattr(value, "kind", otherwise)
        return str(given)

    return Discriminator(kind)


class Settings(BaseSettings):
    """The whole configuration. Relative paths have been resolved against ``folder``, the file's own."""

    model_config = SettingsConfigDict(
        extra="forbid", frozen=True, env_prefix=ENVIRONMENT_PREFIX, env_nested_delimiter="__", env_ignore_empty=True
    )

    folder: Path
    service: ServiceSettings
    store: StoreSettings = StoreSettings()
    mailbox: Annotated[Annotated[ImapSettings, Tag("imap")] | Annotated[MaildirSettings, Tag("maildir")], _kind("imap")]
    outgoing: Annotated[
        Annotated[SmtpSettings, Tag("smtp")] | Annotated[OutMaildirSettings, Tag("maildir")], _kind("smtp")
    ]
    staff: tuple[StaffMember, ...] = ()
    digest: DigestSettings = DigestSettings()
    decisions: DecisionSettings = DecisionSettings()
    metrics: MetricsSettings = MetricsSettings()
    oauth: OAuthSettings = OAuthSettings()
    work: WorkSettings = WorkSettings()

    @field_validator("staff")
    @classmethod
    def _are_different(cls, staff: tuple[StaffMember, ...]) -> tuple[StaffMember, ...]:
        """An address is one person's: who gives an order, and whether a second one releases, is told by it."""
        seen: dict[str, StaffMember] = {}
        for member in staff:
            first = seen.setdefault(member.email.lower(), member)
            if first is not member:
                raise PydanticCustomError(
                    "same_address",
                    "the tables of {first} and {second} have the same address; give each person one, "
                    "with all their roles",
                    {"first": first.name, "second": member.name},
                )
        return staff

    @field_validator("work")
    @classmethod
    def _is_on_postgresql(cls, work: WorkSettings, given: ValidationInfo) -> WorkSettings:
        """Work is handed out in the database's own transactions, by an engine that lives in PostgreSQL."""
        store = given.data.get("store")
        if work.hand_out and store is not None and not store.url.startswith("postgresql"):
            raise PydanticCustomError(
                "hand_out",
                "hand_out = true needs PostgreSQL: set [store] url to postgresql+psycopg://… (docs/scaling.md says "
                "how to move), or leave hand_out false",
            )
        return work

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment over the file; nothing else is read."""
        return env_settings, init_settings

    @property
    def from_address(self) -> str:
        """The address letters come from: the outgoing section's own, else the mailbox's."""
        return self.outgoing.from_address or self.mailbox.address

    @property
    def data(self) -> Path:
        """The folder of the archive, the spool and the lock."""
        return self.service.data

    @property
    def archive(self) -> str:
        """Where the raw mail is kept: a folder, or ``s3://bucket/prefix`` (see `intake.archiving`)."""
        return self.service.archive or str(self.data / "archive")

    def staff_with(self, role: Role) -> tuple[StaffMember, ...]:
        """The staff who hold ``role``, in the order of the file."""
        return tuple(member for member in self.staff if role in member.roles)


#: Section → its model, for messages, for the example file's test and for the documentation.
SECTIONS: dict[str, type[BaseModel]] = {
    "service": ServiceSettings,
    "store": StoreSettings,
    "mailbox.imap": ImapSettings,
    "mailbox.maildir": MaildirSettings,
    "outgoing.smtp": SmtpSettings,
    "outgoing.maildir": OutMaildirSettings,
    "staff": StaffMember,
    "digest": DigestSettings,
    "decisions": DecisionSettings,
    "metrics": MetricsSettings,
    "oauth": OAuthSettings,
    "work": WorkSettings,
}
