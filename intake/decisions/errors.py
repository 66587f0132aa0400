"""What can go wrong with an order by mail before anything is done; each message is a sentence for staff."""

from __future__ import annotations

from datetime import datetime

from intake.errors import ConfigurationError, IntakeError
from intake.wording import day


class DecisionError(IntakeError):
    """The order cannot be taken."""


class UnconfirmedSenderError(DecisionError):
    """Our mail server does not confirm who sent this mail."""


class UnreadableResultsError(DecisionError):
    """An Authentication-Results header does not follow RFC 8601, so nothing in it counts."""


class TokenError(DecisionError):
    """The code is not valid."""


class TokenUnknownError(TokenError):
    """The code is not one of ours, or some of its characters were changed."""


class TokenMisusedError(TokenError):
    """The code was issued for something else.

    ``what`` names what does not fit: "person", "action" or "subject".
    """

    def __init__(self, what: tuple[str, ...]) -> None:
        self.what = what
        words = {"person": "somebody else", "action": "another action", "subject": "another case or batch"}
        named = [words[item] for item in what]
        listed = ", ".join(named[:-1]) + " and " + named[-1] if len(named) > 1 else named[0]
        super().__init__(f"The code was issued for {listed}.")


class TokenExpiredError(TokenError):
    """The code is no longer good.

    ``expired`` is the instant until which it was, in the time zone of the instant at which it was checked.
    """

    def __init__(self, expired: datetime) -> None:
        self.expired = expired
        super().__init__(f"The code expired on {day(expired.date())} at {expired:%H:%M} ({expired:%Z}).")


class KeyFileError(ConfigurationError):
    """The file with the key of the one-use codes cannot be used."""


class LinkTooLongError(DecisionError):
    """The address, the subject and the last line of the text leave no link short enough for every mail program."""


class ActionSubjectError(DecisionError):
    """The action cannot be asked for of this case, batch or order."""
