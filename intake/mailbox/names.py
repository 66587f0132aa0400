"""What a mailbox is called in our books: account and folder, the same whatever its kind."""

from __future__ import annotations

from intake.config import ImapSettings, MaildirSettings


def read_folders(settings: ImapSettings | MaildirSettings) -> tuple[str, ...]:
    """The folders that are read: the configured one, and the junk folder where one is named."""
    return (settings.folder, settings.junk_folder) if settings.junk_folder else (settings.folder,)


def mailbox_name(settings: ImapSettings | MaildirSettings, folder: str) -> str:
    """The name of one folder of the configured account, as `Mailbox.name` and every row carry it."""
    return f"{settings.address}/{folder}"
