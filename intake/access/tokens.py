"""The access tokens of a service: one for the mailbox, one for outgoing mail, the same where both are one account's."""

from __future__ import annotations

from contextlib import suppress

from intake.access.errors import TokenError
from intake.access.providers import provider_of, sections_of, source_of
from intake.access.record import FileRecord
from intake.access.token import AccessToken
from intake.config import Settings
from intake.errors import ConfigurationError


class Tokens:
    """What logs in with XOAUTH2 takes its token from here, for as long as the process lasts."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._made: dict[str, AccessToken] = {}
        for section in sections_of(settings):
            with suppress(ConfigurationError):  # it is told by whoever logs in
                self._made[section] = self._shared(section) or AccessToken(
                    source_of(settings, section), record=FileRecord(settings.data, section=section)
                )

    @property
    def mailbox(self) -> AccessToken | None:
        """For IMAP; None where it logs in otherwise."""
        return self._of("mailbox")

    @property
    def outgoing(self) -> AccessToken | None:
        """For SMTP; None where it logs in otherwise."""
        return self._of("outgoing")

    def keep_fresh(self) -> None:
        """Renew what is near its end, so that a renewal that fails is known while the older token is still good."""
        for token in self._made.values():
            with suppress(TokenError):  # noted by the token itself
                token.reveal()

    def _of(self, section: str) -> AccessToken | None:
        if section in sections_of(self._settings) and section not in self._made:
            source_of(self._settings, section)  # raises what is wrong
        return self._made.get(section)

    def _shared(self, section: str) -> AccessToken | None:
        """The token that another section has already, where it is good here too."""
        sections = sections_of(self._settings)
        provider = provider_of(self._settings.oauth)
        for other, token in self._made.items():
            ours, theirs = sections[section], sections[other]
            if ours.token_command or theirs.token_command or provider is None:
                continue
            if provider.one_for_all or ours.username == theirs.username:
                return token
        return None
