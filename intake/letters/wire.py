"""What sends a letter: open a way out, hand over one letter at a time, let go. `wire_for` gives the configured one.

A wire has no retry, no logging and no database: `intake.letters.dispatch` decides what a failure means for the letter.
"""

from __future__ import annotations

from typing import Protocol


class Wire(Protocol):
    """A way out for letters. Not to be shared between threads."""

    def open(self) -> None:
        """Make sure that a letter can be handed over now: connect and log in, or see that the connection lives.

        Raises:
            OutgoingServerError: it cannot be done now; no letter is concerned.
            ConfigurationError: it never can with these settings.
        """

    def send(self, raw: bytes, *, sender: str, recipient: str) -> None:
        """Hand over one letter (7-bit, CRLF) for one recipient; returns when the other side has taken it for good.

        Raises:
            DeliveryRefusedError: refused for good (5xx).
            DeliveryUncertainError: it was sent whole, and the answer was lost: taken or not, nobody knows.
            OutgoingServerError: the server took no letter of ours at all; the fault is not this letter's.
            DeliveryError: not taken, and may be later (4xx, a time-out, a connection lost before the end).
        """

    def close(self) -> None:
        """Let go of the connection; never raises."""
