"""Options that several commands share, and how a command comes by its configuration, programme and store."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from intake.config import Settings
from intake.config_file import load as load_settings
from intake.errors import IntakeError
from intake.round import programme as packs
from intake.round.programme import Programme
from intake.work.opening import open_books
from store.engine import Store
from store.schema import SchemaState

ConfigOption = Annotated[
    Path,
    typer.Option("--config", "-c", envvar="INTAKE_CONFIG", help="The configuration file.", show_default=True),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Show what would happen; change nothing.")]
DEFAULT_CONFIG = Path("config.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """An opened store with the configuration and the programme it belongs to."""

    settings: Settings
    programme: Programme
    store: Store


def programme_of(settings: Settings) -> Programme:
    """The programme the configuration names."""
    return packs.load(settings.service.programme, relative_to=settings.folder)


@contextmanager
def books(config: Path) -> Iterator[Books]:
    """Configuration, programme and store, for commands that only look at or change records.

    Raises:
        ConfigurationError: the configuration or the pack is wrong.
        StoreError: the store cannot be opened, or is of another version.
    """
    settings = load_settings(config)
    programme = programme_of(settings)
    store = open_books(settings)
    try:
        if store.schema_state() is SchemaState.EMPTY:
            raise IntakeError(
                "there are no records yet: start the service with `intake run`, or do a pass with `intake poll`"
            )
        store.require_current()
        yield Books(settings=settings, programme=programme, store=store)
    finally:
        store.close()


def no_application(reference: str) -> IntakeError:
    """What is said of a reference that no application has."""
    return IntakeError(f"there is no application {reference}; `intake applications` lists them")


def person() -> str:
    """Who is at the keyboard, for the history."""
    return f"{getpass.getuser()} (command line)"
