"""What the service logs in with and that ends one day: a client secret, a certificate, a consent; and when.

Each is known without the network, so that a monitor can be told. What ends at once, by a new password or an
administrator, nobody knows before; that is told when a renewal fails (`intake.access.record`).
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from intake.access import refresh_file
from intake.access.certificate import client_certificate
from intake.access.errors import TokenError
from intake.access.providers import provider_of, sections_of
from intake.access.refusals import AUTHORISE
from intake.config import Settings
from intake.errors import ConfigurationError


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse:
    """One thing that ends: what it is, when (aware), and what to do before."""

    what: str
    at: datetime
    to_do: str


def lapses(settings: Settings) -> list[Lapse]:
    """All that is known to end, soonest first. What cannot be read is not here: whoever uses it says so."""
    oauth = settings.oauth
    try:
        provider = provider_of(oauth)
    except ConfigurationError:
        return []
    if provider is None or all(section.token_command for section in sections_of(settings).values()):
        return []
    found = []
    if oauth.secret_expires is not None:
        end = datetime.combine(oauth.secret_expires + timedelta(days=1), time(), UTC)
        found.append(Lapse(what=_secret_name(settings), at=end, to_do=_RENEW_SECRET))
    if oauth.certificate_file is not None:
        with suppress(ConfigurationError):
            end = client_certificate(oauth.certificate_file).ends_at
            found.append(Lapse(what="the application's certificate", at=end, to_do=_RENEW_CERTIFICATE))
    if provider.ends is not None:
        with suppress(TokenError):
            consent = refresh_file.read(settings.data)
            if consent is not None:
                found.append(Lapse(what="the consent to use the mail account", at=provider.ends(consent), to_do=_AGREE))
    return sorted(found, key=lambda lapse: lapse.at)


_RENEW_SECRET = "make another at the provider, put it in its file, and change secret_expires"  # noqa: S105 - a sentence
_RENEW_CERTIFICATE = "make another, upload it at the provider, and put it in certificate_file"
_AGREE = f"{AUTHORISE}; until then nothing is read or sent"


def _secret_name(settings: Settings) -> str:
    return "the service account's key" if settings.oauth.key_file else "the client secret"
