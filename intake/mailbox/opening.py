"""Opening the mailbox that the configuration names, whatever its kind."""

from __future__ import annotations

from intake.access.token import AccessToken
from intake.config import ImapSettings, MaildirSettings
from intake.mailbox.imap import open_imap
from intake.mailbox.maildir import open_maildir
from intake.mailbox.maildir_sent import MaildirSentFolder
from intake.mailbox.sent import ImapSentFolder
from intake.mailbox.source import Mailbox, SentFolder
from intake.mailbox.suspects import Suspects


def open_mailbox(
    settings: ImapSettings | MaildirSettings,
    *,
    folder: str | None = None,
    token: AccessToken | None = None,
    suspects: Suspects | None = None,
) -> Mailbox:
    """The configured mailbox, connected; ``folder`` names another of its folders (``settings.junk_folder``).

    ``token`` keeps an access token from one connection to the next (`intake.access.tokens`), ``suspects`` what is known
    of mails that end connections. Raises ConfigurationError, MailboxRefusedError when the server refuses the
    credentials, MailboxError for everything else.
    """
    if isinstance(settings, MaildirSettings):
        return open_maildir(settings, folder=folder)
    return open_imap(settings, folder=folder, token=token, suspects=suspects)


def open_sent_folder(settings: ImapSettings | MaildirSettings, *, token: AccessToken | None = None) -> SentFolder:
    """Where our copies of letters are kept: folders of the same account. Connects when first used."""
    if isinstance(settings, MaildirSettings):
        return MaildirSentFolder(settings)
    return ImapSentFolder(settings, token=token)
