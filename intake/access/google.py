"""Access tokens of Google Workspace and Gmail: for a service account that acts for the mailbox, or for a person.

*application*: a service account with domain-wide delegation, by Google's own library (google-auth); the token is for
one user. *delegated*: a person agreed in a browser (`authorise`, RFC 8252 with PKCE, RFC 7636) — Google gives no codes
for another device for mail — and what was given then is renewed here and kept in `intake.access.refresh_file`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from intake import clock
from intake.access import refresh_file
from intake.access.errors import TokenError, TokenRefusedError
from intake.access.refresh_file import Consent
from intake.access.refusals import refusal
from intake.access.token import Grant
from intake.access.transport import host_of, need, post, session, worded
from intake.config_extras import OAuthSettings
from intake.errors import ConfigurationError
from intake.secrets import content, secret

NAME = "google"
#: A refresh token that is not used for so long is no longer good.
UNUSED = timedelta(days=180)

_AUTHORITY = "https://oauth2.googleapis.com"
_CONSENT = "https://accounts.google.com/o/oauth2/v2/auth"
_SCOPE = "https://mail.google.com/"
#: Where the browser is sent with the code. Nothing listens there: the address itself is what is wanted.
_BACK = "http://127.0.0.1:8765/"


class ApplicationSource:
    """See `intake.access.token.Source`. ``account`` is the user whose mailbox it is."""

    look_at = "username, and that the service account may act for it (docs/operations.md, OAuth 2)"

    def __init__(self, settings: OAuthSettings, *, account: str) -> None:
        self._settings, self._account = settings, account

    def obtain(self) -> Grant:
        """See `Source.obtain`."""
        settings = self._settings
        key = _key(settings)
        made = session(settings)
        try:
            from google.auth import exceptions
            from google.auth.transport.requests import Request
            from google.oauth2.service_account import Credentials
        except ImportError:
            raise need("google-auth") from None
        who = host_of(key["token_uri"])
        try:
            credentials = Credentials.from_service_account_info(key, scopes=[_SCOPE], subject=self._account)  # type: ignore[no-untyped-call]
        except (ValueError, exceptions.GoogleAuthError):
            raise _bad_key(settings) from None
        try:
            credentials.refresh(Request(session=made))
        except exceptions.RefreshError as fault:
            answer = next((arg for arg in fault.args if isinstance(arg, Mapping)), None)
            if answer is None:
                raise _no_answer(who) from None
            raise refusal(answer, who=who, delegated=False) from None
        except (TypeError, KeyError, ValueError):  # an answer that is no JSON
            raise _no_answer(who) from None
        except exceptions.TransportError as fault:
            raise worded(who, fault.__cause__ or fault) from None
        ends = credentials.expiry
        return Grant(token=str(credentials.token), expires_at=ends.replace(tzinfo=UTC) if ends else None)


class DelegatedSource:
    """See `intake.access.token.Source`. ``folder`` is the data folder, ``account`` the user name."""

    look_at = "username, and who agreed with `intake authorise`"

    def __init__(self, settings: OAuthSettings, *, folder: Path, account: str) -> None:
        self._settings, self._folder, self._account = settings, folder, account

    def obtain(self) -> Grant:
        """See `Source.obtain`."""
        settings = self._settings
        with refresh_file.holding(self._folder):
            consent = refresh_file.given(self._folder, NAME, client_id=settings.client_id, account=self._account)
            form = {"grant_type": "refresh_token", "refresh_token": consent.refresh_token, **_client(settings)}
            answer = _answer(settings, form)
            newest = str(answer.get("refresh_token") or consent.refresh_token)
            refresh_file.write(
                self._folder,
                replace(consent, refresh_token=newest, renewed_at=clock.now(), ends_at=_end(answer) or consent.ends_at),
            )
        return _grant(answer)


def authorise(
    settings: OAuthSettings, *, account: str, tell: Callable[[str], None], ask: Callable[[str], str]
) -> Consent:
    """Have a person agree in a browser on any machine, and be told the address at which it ends.

    Raises:
        ConfigurationError: the settings cannot be used.
        TokenError: it was denied, or what was told is not that address.
    """
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(16)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    client = _client(settings)
    asked = {
        "client_id": settings.client_id,
        "redirect_uri": _BACK,
        "response_type": "code",
        "scope": _SCOPE,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "access_type": "offline",
        "prompt": "consent",
        "login_hint": account,
        "state": state,
    }
    tell(f"Open this address in a browser, sign in as {account} and agree:")
    tell(f"{_CONSENT}?{urlencode(asked)}")
    tell(f"The browser then goes to an address that begins with {_BACK} and cannot open it. That is as it should be.")
    back = parse_qs(urlsplit(ask("Copy that whole address from the browser to here: ").strip()).query)
    if "error" in back:
        raise refusal({"error": back["error"][0]}, who=host_of(_CONSENT), delegated=True)
    if back.get("state") != [state] or "code" not in back:
        raise TokenRefusedError(
            "that is not the address at which the consent just asked for ended", to_do="begin again"
        )
    form = {
        "grant_type": "authorization_code",
        "code": back["code"][0],
        "redirect_uri": _BACK,
        "code_verifier": verifier,
    }
    answer = _answer(settings, form | client)
    if not answer.get("refresh_token"):
        raise TokenRefusedError(f"{_who(settings)} gave no refresh token", to_do="begin again")
    now = clock.now()
    return Consent(
        refresh_token=str(answer["refresh_token"]),
        provider=NAME,
        client_id=settings.client_id,
        account=account,
        given_at=now,
        renewed_at=now,
        ends_at=_end(answer),
    )


def ends(consent: Consent) -> datetime:
    """When the consent lapses: when Google said, else when it has not been used for long."""
    unused = consent.renewed_at + UNUSED
    return min(consent.ends_at, unused) if consent.ends_at else unused


def _key(settings: OAuthSettings) -> dict[str, str]:
    if settings.key_file is None:
        raise ConfigurationError(["[oauth] key_file is needed: the service account's key, as JSON"])
    try:
        key = json.loads(content(settings.key_file, "[oauth] key_file"))
    except ValueError:
        raise _bad_key(settings) from None
    if not isinstance(key, dict) or key.get("type") != "service_account":
        raise _bad_key(settings)
    if settings.authority:
        key["token_uri"] = f"{settings.authority}/token"
    if not str(key.get("token_uri", "")).startswith("https://"):
        raise _bad_key(settings)
    return key


def _no_answer(who: str) -> TokenError:
    return TokenError(f"{who}: its answer is not one of a token server", to_do="check authority and proxy")


def _bad_key(settings: OAuthSettings) -> ConfigurationError:
    return ConfigurationError([f"[oauth] key_file: {settings.key_file} is not the JSON key of a service account"])


def _client(settings: OAuthSettings) -> dict[str, str]:
    found = secret(settings.client_secret, settings.client_secret_file, section="oauth", key="client_secret")
    if found is None:
        raise ConfigurationError(
            [
                "[oauth] no client secret is given: set client_secret_file, the environment variable "
                "INTAKE_OAUTH__CLIENT_SECRET, or the systemd credential oauth.client_secret"
            ]
        )
    return {"client_id": settings.client_id, "client_secret": found}


def _who(settings: OAuthSettings) -> str:
    return host_of(settings.authority or _AUTHORITY)


def _answer(settings: OAuthSettings, form: Mapping[str, str]) -> dict[str, Any]:
    answer = post(session(settings), f"{settings.authority or _AUTHORITY}/token", form)
    if not answer.get("access_token"):
        raise refusal(answer, who=_who(settings), delegated=True)
    return answer


def _grant(answer: Mapping[str, Any]) -> Grant:
    life = answer.get("expires_in")
    return Grant(
        token=str(answer["access_token"]),
        expires_at=clock.now() + timedelta(seconds=int(life)) if life else None,
    )


def _end(answer: Mapping[str, Any]) -> datetime | None:
    """When the refresh token itself ends, which Google says of an application that is in testing (seven days)."""
    life = answer.get("refresh_token_expires_in")
    return clock.now() + timedelta(seconds=int(life)) if life else None
