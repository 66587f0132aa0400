"""Having a person agree that the service uses the mail account: authorise."""

from __future__ import annotations

import typer

from intake.access import refresh_file
from intake.access.providers import provider_of, sections_of
from intake.commands.options import DEFAULT_CONFIG, ConfigOption
from intake.commands.terminal import say
from intake.config_file import load as load_settings
from intake.errors import ConfigurationError, IntakeError

app = typer.Typer()


@app.command()
def authorise(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Have whoever owns the mail account agree, in a browser, that the service reads and sends its mail (OAuth 2)."""
    settings = load_settings(config)
    provider = provider_of(settings.oauth)
    if provider is None or provider.authorise is None:
        raise ConfigurationError(
            ['nobody needs to agree: only grant = "delegated" in [oauth], with a provider, is on behalf of a person']
        )
    accounts = {section.username for section in sections_of(settings).values() if not section.token_command}
    if len(accounts) != 1:
        raise IntakeError(
            'one account can be agreed to: set auth = "xoauth2" and the same username in [mailbox] and [outgoing]'
        )
    consent = provider.authorise(settings.oauth, account=accounts.pop(), tell=say, ask=_ask)
    with refresh_file.holding(settings.data):
        refresh_file.write(settings.data, consent)
    say(f"Agreed. It is kept in {settings.data / refresh_file.NAME}; `intake check` tries it.")


def _ask(question: str) -> str:
    return str(typer.prompt(question.rstrip(": ")))
