"""The way out that the configuration names."""

from __future__ import annotations

from intake.config import OutMaildirSettings, SmtpSettings
from intake.letters.wire import Wire
from intake.letters.wire_maildir import MaildirWire
from intake.letters.wire_smtp import SmtpWire


def wire_for(settings: SmtpSettings | OutMaildirSettings) -> Wire:
    """The wire of ``[outgoing]``; it is not opened."""
    match settings:
        case SmtpSettings():
            return SmtpWire(settings)
        case OutMaildirSettings():
            return MaildirWire(settings.path)
