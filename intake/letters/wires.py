"""The way out that the configuration names."""

from __future__ import annotations

from intake.access.token import AccessToken
from intake.config import OutMaildirSettings, SmtpSettings
from intake.letters.wire import Wire
from intake.letters.wire_maildir import MaildirWire
from intake.letters.wire_smtp import SmtpWire


def wire_for(settings: SmtpSettings | OutMaildirSettings, *, token: AccessToken | None = None) -> Wire:
    """The wire of ``[outgoing]``; it is not opened. ``token`` logs in with XOAUTH2 (`intake.access.tokens`)."""
    match settings:
        case SmtpSettings():
            return SmtpWire(settings, token=token)
        case OutMaildirSettings():
            return MaildirWire(settings.path)
