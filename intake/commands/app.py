"""The ``intake`` command: nouns list, verbs act.

Exit status 0: done; 1: the work found a fault; 2: wrong usage or configuration.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from importlib.metadata import version
from typing import Annotated, NoReturn

import typer

from intake import logs
from intake.commands import (
    access,
    applications,
    assurance,
    backup,
    batches,
    decisions,
    demo,
    forms,
    interviews,
    mail,
    notices,
    panel,
    replay,
    reread,
    rulings,
    running,
    scores,
    simulate,
    workers,
)
from intake.commands.terminal import say, warn, write_anything
from intake.errors import ConfigurationError, IntakeError
from intake.memory import collect_less_often, keep_few_heaps
from store.errors import StoreError

app = typer.Typer(
    name="intake",
    help="Runs an application round by email: forms in, records kept, receipts and decisions out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
#: The commands under their headings in the help.
HEADINGS: tuple[tuple[str, tuple[typer.Typer, ...]], ...] = (
    ("Try it", (demo.app, simulate.app)),
    ("Run it", (running.app, workers.app, access.app)),
    ("Forms and applications", (forms.app, applications.app)),
    ("Mail and letters", (mail.app, notices.app)),
    ("Decisions and their letters", (decisions.app, batches.app, rulings.app)),
    ("The panel", (panel.app, scores.app)),
    ("Interviews", (interviews.app,)),
    ("Proof, erasure and backup", (reread.app, replay.app, assurance.app, backup.app)),
)
for heading, parts in HEADINGS:
    for part in parts:
        for command in part.registered_commands:
            command.rich_help_panel = heading
        app.registered_commands.extend(part.registered_commands)

#: What keeps a file from being written or read that is no fault of the service.
_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM})


def _tell_version(wanted: bool) -> None:
    if wanted:
        say(f"intake {version('eoi-intake')}")
        raise typer.Exit


@app.callback()
def options(
    version_wanted: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_tell_version, is_eager=True)
    ] = False,
) -> None:
    """Runs an application round by email: forms in, records kept, receipts and decisions out."""


def main() -> None:
    """Run a command; faults that were foreseen are told in a sentence, not as a traceback."""
    logs.configure()
    collect_less_often()
    keep_few_heaps()
    write_anything()
    if os.getpid() == 1:  # of a container: the kernel keeps a SIGTERM from process 1 that has said nothing of it
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        app()
    except ConfigurationError as fault:
        warn(str(fault))
        sys.exit(2)
    except (IntakeError, StoreError) as fault:
        warn(str(fault))
        sys.exit(1)
    except OSError as fault:
        if fault.errno not in _DISK:
            _crashed(fault)
        warn(f"{fault.filename}: {fault.strerror}" if fault.filename else f"{fault.strerror}")
        sys.exit(1)
    except Exception as fault:  # noqa: BLE001 - the last resort: told without its words, which may quote mail
        _crashed(fault)


def _crashed(fault: Exception) -> NoReturn:
    logs.tell_crash(fault)
    warn(f"A fault of the service itself ({type(fault).__name__}); please report it with the line above.")
    sys.exit(1)
