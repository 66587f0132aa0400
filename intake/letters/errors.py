"""What can go wrong with a letter, beyond what `intake.errors` already says of delivery."""

from __future__ import annotations

from intake.errors import DeliveryError, IntakeError


class LetterError(IntakeError):
    """The letter cannot be composed."""


class HeaderValueError(LetterError):
    """A header value holds a line break, a NUL or another control character."""


class RecipientError(LetterError):
    """The address cannot be written to: it is not one plain ASCII addr-spec (RFC 5321 4.1.2)."""


class DeliveryUncertainError(DeliveryError):
    """The connection was lost after the whole letter was sent and before the server answered (RFC 1047)."""

    retryable = False


class OutgoingServerError(DeliveryError):
    """The outgoing mail server cannot be used; no letter was touched."""

    retryable = True
