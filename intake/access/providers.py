"""The table of providers: for each way of getting access tokens what it needs, where they come from, what may lapse."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from intake.access import google, microsoft
from intake.access.command import CommandSource
from intake.access.refresh_file import Consent
from intake.access.token import Source
from intake.config import ImapSettings, Settings, SmtpSettings
from intake.config_extras import OAuthSettings
from intake.errors import ConfigurationError


class Authorise(Protocol):
    """Have a person agree; see `intake.access.microsoft.authorise`."""

    def __call__(
        self, settings: OAuthSettings, *, account: str, tell: Callable[[str], None], ask: Callable[[str], str]
    ) -> Consent:
        """The consent, not yet kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One way: its name for people, the keys of ``[oauth]`` it needs, and what it does.

    ``source`` takes the settings, the data folder and the account. Where a person agrees, ``authorise`` has them do so
    and ``ends`` says when that lapses. ``one_for_all`` says that its token is not of one account.
    """

    title: str
    needs: tuple[str, ...]
    source: Callable[[OAuthSettings, Path, str], Source]
    authorise: Authorise | None = None
    ends: Callable[[Consent], datetime] | None = None
    one_for_all: bool = False


#: (provider, grant) → the way.
PROVIDERS: Mapping[tuple[str, str], Provider] = {
    ("microsoft", "application"): Provider(
        title="Microsoft, as an application",
        needs=("tenant", "client_id"),
        source=lambda settings, _, account: microsoft.ApplicationSource(settings),
        one_for_all=True,
    ),
    ("microsoft", "delegated"): Provider(
        title="Microsoft, on behalf of a person",
        needs=("tenant", "client_id"),
        source=lambda settings, folder, account: microsoft.DelegatedSource(settings, folder=folder, account=account),
        authorise=microsoft.authorise,
        ends=microsoft.ends,
    ),
    ("google", "application"): Provider(
        title="Google, as a service account",
        needs=("key_file",),
        source=lambda settings, _, account: google.ApplicationSource(settings, account=account),
    ),
    ("google", "delegated"): Provider(
        title="Google, on behalf of a person",
        needs=("client_id",),
        source=lambda settings, folder, account: google.DelegatedSource(settings, folder=folder, account=account),
        authorise=google.authorise,
        ends=google.ends,
    ),
}


def sections_of(settings: Settings) -> dict[str, ImapSettings | SmtpSettings]:
    """``"mailbox"`` and ``"outgoing"``, those of them that log in with an access token."""
    both = {"mailbox": settings.mailbox, "outgoing": settings.outgoing}
    return {
        name: section
        for name, section in both.items()
        if isinstance(section, ImapSettings | SmtpSettings) and section.auth == "xoauth2"
    }


def provider_of(settings: OAuthSettings) -> Provider | None:
    """The way that ``[oauth]`` names; None where it names none.

    Raises:
        ConfigurationError: a key that it needs is missing.
    """
    if not settings.provider:
        return None
    provider = PROVIDERS[settings.provider, settings.grant]
    missing = [key for key in provider.needs if not getattr(settings, key)]
    if missing:
        raise ConfigurationError(
            [
                f'[oauth] {key} is needed with provider = "{settings.provider}" and grant = "{settings.grant}"'
                for key in missing
            ]
        )
    return provider


def source_of(settings: Settings, section: str) -> Source:
    """Where the tokens of ``"mailbox"`` or ``"outgoing"`` come from: its own ``token_command``, else ``[oauth]``.

    Raises:
        ConfigurationError: neither is there, or a key is missing.
    """
    account = sections_of(settings)[section]
    if account.token_command:
        return CommandSource(account.token_command, section=section)
    provider = provider_of(settings.oauth)
    if provider is None:
        raise ConfigurationError(
            [f'[{section}] auth = "xoauth2" needs provider in [oauth], or token_command, which prints an access token']
        )
    return provider.source(settings.oauth, settings.data, account.username)
