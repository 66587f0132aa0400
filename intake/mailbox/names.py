"""What a mailbox is called in our books: account and folder, the same whatever its kind."""

from __future__ import annotations

from intake.config import ImapSettings, MaildirSettings


def mailbox_name(settings: ImapSettings | MaildirSettings, folder: str) -> str:
    """The name of one folder of the configured account, as `Mailbox.name` and every row carry it."""
    return f"{settings.address}/{folder}"
