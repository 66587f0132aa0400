"""What can keep a round from being played."""

from __future__ import annotations

from intake.errors import IntakeError


class SimulationError(IntakeError):
    """The round cannot be played."""


class NoMailServerError(SimulationError):
    """Dovecot is not installed: the simulation needs its IMAP server (package dovecot-imapd or dovecot)."""


class NoPostOfficeError(SimulationError):
    """aiosmtpd is not installed: the simulation needs it (pip install 'eoi-intake[simulation]')."""
