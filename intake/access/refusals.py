"""What token servers answer, put into words: what is wrong and what to do. Their own prose is never quoted.

Microsoft explains a refusal by a number (AADSTS…), which is quoted so that its operator can look it up; Google by the
error code of RFC 6749 alone. An answer that is not in the tables is told by its code, where that is one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from intake.access.errors import TokenError, TokenRefusedError

AUTHORISE = "run `intake authorise` as the service's user"
_ENTRA = "in Microsoft Entra, under App registrations"

#: Number of Microsoft → what is wrong, what to do.
_MICROSOFT: Mapping[int, tuple[str, str]] = {
    7000215: ("the client secret is wrong", "put the secret's value, not its number, in client_secret_file"),
    7000222: ("the client secret has expired", f"make another {_ENTRA}, and put it in client_secret_file"),
    700027: ("the certificate is not known there, or has expired", f"upload it {_ENTRA}"),
    700016: ("the application is not known in this directory", "check client_id and tenant"),
    90002: ("the directory is not known", "check tenant"),
    900023: ("the directory is not known", "check tenant"),
    70011: ("the permission asked for does not exist", "check resource"),
    500011: ("the resource asked for is not known", "check resource"),
    65001: ("nobody has agreed to the permissions yet", f"have an administrator grant consent {_ENTRA}"),
    700082: ("the consent has lapsed, because it was not used for long", AUTHORISE),
    70008: ("the consent has lapsed", AUTHORISE),
    70000: ("the consent is no longer good", AUTHORISE),
    70043: ("the consent has lapsed by a policy of the directory", f"{AUTHORISE}, or have the policy changed"),
    50173: ("the consent was revoked, by a new password or an administrator", AUTHORISE),
    50076: ("the directory asks for a second factor", AUTHORISE),
    50079: ("the directory asks for a second factor", AUTHORISE),
    53003: ("a conditional access policy forbids it", "have the directory's administrator except this account"),
    50034: ("the account is not in this directory", "check username and tenant"),
    50057: ("the account is disabled", "have the directory's administrator enable it"),
    7000218: ("the application is not allowed this without a secret", f"allow public client flows {_ENTRA}"),
}

#: Error code of RFC 6749 (5.2) and RFC 8628 (3.5) → what is wrong, what to do.
_CODES: Mapping[str, tuple[str, str]] = {
    "invalid_client": ("the client or its secret is not known there", "check client_id and the secret or key"),
    "unauthorized_client": (
        "the client may not have tokens for this account",
        "have an administrator allow it (docs/operations.md, OAuth 2)",
    ),
    "access_denied": ("consent was denied", AUTHORISE),
    "expired_token": ("nobody entered the code in time", AUTHORISE),
    "invalid_scope": ("the permission asked for is not allowed", "check what the provider's console allows"),
    "invalid_request": ("the request was not understood", "check authority and grant"),
    "unsupported_grant_type": ("this way of asking is not allowed", "check authority and grant"),
}
_LAPSED = ("the consent is no longer good: it lapsed, was revoked, or the password was changed", AUTHORISE)
_KEY = ("the key or the account it asks for is not accepted", "check key_file, username and this machine's clock")

_TEMPORARY = frozenset({"temporarily_unavailable", "server_error", "internal_failure", "slow_down"})
_NUMBER = re.compile(r"AADSTS(\d{4,8})\b")
_CODE = re.compile(r"[a-z_]{3,40}\Z")


def refusal(answer: Mapping[str, object], *, who: str, delegated: bool) -> TokenError:
    """The fault that an error response tells of; ``who`` is the token server, ``delegated`` what was shown to it."""
    code = str(answer.get("error") or "")
    number = _number(answer)
    if code in _TEMPORARY:
        return TokenError(f"{who} gives out no tokens just now ({code})")
    if number in _MICROSOFT:
        what, to_do = _MICROSOFT[number]
    elif code == "invalid_grant":
        what, to_do = _LAPSED if delegated else _KEY
    elif code in _CODES:
        what, to_do = _CODES[code]
    else:
        what, to_do = "it gave no token", "look its answer up in the provider's documentation"
    told = f"AADSTS{number}" if number else code if _CODE.match(code) else "an answer that is none"
    return TokenRefusedError(f"{who}: {what} ({told})", to_do=to_do)


def _number(answer: Mapping[str, object]) -> int:
    numbers = answer.get("error_codes")
    if isinstance(numbers, list) and numbers and isinstance(numbers[0], int):
        return numbers[0]
    found = _NUMBER.search(str(answer.get("error_description") or ""))
    return int(found[1]) if found else 0
