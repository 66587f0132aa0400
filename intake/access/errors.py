"""What can go wrong with an access token. No message carries a secret, a token, or what a server wrote in prose."""

from __future__ import annotations

from intake.errors import IntakeError


class TokenError(IntakeError):
    """No access token could be had just now."""

    retryable = True

    def __init__(self, detail: str = "", *, to_do: str = "") -> None:
        super().__init__(f"{detail}; {to_do}" if to_do else detail)
        #: What is wrong, and what a person can do about it ("" where there is nothing but to wait).
        self.what, self.to_do = detail, to_do


class TokenRefusedError(TokenError):
    """The token server refuses what the service shows it: a person must mend that."""

    retryable = False
