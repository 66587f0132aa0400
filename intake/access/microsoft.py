"""Access tokens of Microsoft 365, by its own library (msal): for the application itself, or on behalf of a person.

*application*: client credentials with a secret or a certificate (permissions IMAP.AccessAsApp and SMTP.SendAsApp).
*delegated*: a person agreed on another device (`authorise`, RFC 8628); what was given then is renewed here and kept in
`intake.access.refresh_file`. The same token serves IMAP and SMTP: both are the resource Exchange.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from intake import clock
from intake.access import refresh_file
from intake.access.certificate import client_certificate
from intake.access.errors import TokenError, TokenRefusedError
from intake.access.refresh_file import Consent
from intake.access.refusals import refusal
from intake.access.token import Grant
from intake.access.transport import host_of, need, session, translated
from intake.config_extras import OAuthSettings
from intake.errors import ConfigurationError
from intake.secrets import secret

if TYPE_CHECKING:
    import msal

NAME = "microsoft"
#: A refresh token that is not used for so long is no longer good; each use gives another.
UNUSED = timedelta(days=90)

_AUTHORITY = "https://login.microsoftonline.com"
_APPLICATION = "https://outlook.office365.com"
_DELEGATED = "https://outlook.office.com"
_PERMISSIONS = ("IMAP.AccessAsUser.All", "SMTP.Send")


class ApplicationSource:
    """See `intake.access.token.Source`."""

    look_at = "username, and that the application may use this mailbox (docs/operations.md, OAuth 2)"

    def __init__(self, settings: OAuthSettings) -> None:
        self._settings = settings

    def obtain(self) -> Grant:
        """See `Source.obtain`. A new client each time: nothing is kept of an earlier answer, good or bad."""
        settings = self._settings
        scope = f"{settings.resource or _APPLICATION}/.default"
        answer = _asked(settings, _credential(settings), lambda client: client.acquire_token_for_client([scope]))
        return _grant(answer, who=_who(settings), delegated=False)


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
            answer = _asked(
                settings,
                None,
                lambda client: client.acquire_token_by_refresh_token(consent.refresh_token, _scopes(settings)),
            )
            grant = _grant(answer, who=_who(settings), delegated=True)
            newest = str(answer.get("refresh_token") or consent.refresh_token)
            refresh_file.write(self._folder, replace(consent, refresh_token=newest, renewed_at=clock.now()))
        return grant


def authorise(
    settings: OAuthSettings, *, account: str, tell: Callable[[str], None], ask: Callable[[str], str]
) -> Consent:
    """Have a person agree on any device: ``tell`` shows where and with which code; waits until it is done.

    Raises:
        ConfigurationError: the settings cannot be used.
        TokenError: it was denied, took too long, or another account agreed.
    """
    client = _client(settings, None)
    with translated(_who(settings)), _garbled(settings):
        flow = client.initiate_device_flow(scopes=_scopes(settings))
    if "user_code" not in flow:
        raise refusal(flow, who=_who(settings), delegated=True)
    tell(f"Open {flow['verification_uri']} in a browser, enter the code {flow['user_code']} and sign in as {account}.")
    tell(f"Waiting for that, {round(flow['expires_in'] / 60)} minutes at most …")
    with translated(_who(settings)), _garbled(settings):
        answer = client.acquire_token_by_device_flow(flow)
    _grant(answer, who=_who(settings), delegated=True)
    if not answer.get("refresh_token"):
        raise TokenRefusedError(f"{_who(settings)} gave no refresh token", to_do="check the application's permissions")
    claims = answer.get("id_token_claims") or {}
    signed_in = str(claims.get("preferred_username") or account)
    if signed_in.casefold() != account.casefold():
        tell(f"{signed_in} signed in; the mail server lets that account in only where it may use {account}.")
    now = clock.now()
    return Consent(
        refresh_token=str(answer["refresh_token"]),
        provider=NAME,
        client_id=settings.client_id,
        account=account,
        given_at=now,
        renewed_at=now,
    )


def ends(consent: Consent) -> datetime:
    """When the consent lapses if it is not renewed."""
    return consent.renewed_at + UNUSED


def _scopes(settings: OAuthSettings) -> list[str]:
    return [f"{settings.resource or _DELEGATED}/{permission}" for permission in _PERMISSIONS]


def _who(settings: OAuthSettings) -> str:
    return host_of(settings.authority or _AUTHORITY)


def _credential(settings: OAuthSettings) -> str | dict[str, str]:
    if settings.certificate_file is not None:
        pem = client_certificate(settings.certificate_file)
        return {"private_key": pem.key, "public_certificate": pem.certificate}
    found = secret(settings.client_secret, settings.client_secret_file, section="oauth", key="client_secret")
    if found is None:
        raise ConfigurationError(
            [
                "[oauth] neither secret nor certificate is given: set client_secret_file, the environment variable "
                "INTAKE_OAUTH__CLIENT_SECRET, the systemd credential oauth.client_secret, or certificate_file"
            ]
        )
    return found


def _client(settings: OAuthSettings, credential: str | dict[str, str] | None) -> msal.ClientApplication:
    """msal's client: the authority is the operator's word, so nobody else is asked about it."""
    try:
        import msal
    except ImportError:
        raise need("msal") from None
    kind = msal.PublicClientApplication if credential is None else msal.ConfidentialClientApplication
    with translated(_who(settings)), _garbled(settings):
        return kind(
            settings.client_id,
            client_credential=credential,
            authority=f"{settings.authority or _AUTHORITY}/{settings.tenant}",
            http_client=session(settings),
            instance_discovery=False,
        )


def _asked(
    settings: OAuthSettings,
    credential: str | dict[str, str] | None,
    ask: Callable[[Any], Mapping[str, Any]],
) -> Mapping[str, Any]:
    client = _client(settings, credential)
    with translated(_who(settings)), _garbled(settings):
        return ask(client)


def _grant(answer: Mapping[str, Any], *, who: str, delegated: bool) -> Grant:
    if not answer.get("access_token"):
        raise refusal(answer, who=who, delegated=delegated)
    life = timedelta(seconds=int(answer.get("expires_in") or 0))
    return Grant(token=str(answer["access_token"]), expires_at=clock.now() + life)


@contextmanager
def _garbled(settings: OAuthSettings) -> Iterator[None]:
    """msal raises an error of its own for an HTTP status of 500 or more, and these over what it does not understand."""
    from msal.exceptions import MsalError

    try:
        yield
    except MsalError as fault:
        status = re.search(r"\b[45]\d\d\b", str(fault))
        raise TokenError(
            f"{_who(settings)}: it has a fault of its own ({status[0] if status else 'no status'})"
        ) from None
    except (ValueError, KeyError, RuntimeError, TypeError):
        raise TokenError(
            f"{_who(settings)}: its answer is not one of Microsoft's token server",
            to_do="check tenant, authority and proxy",
        ) from None
