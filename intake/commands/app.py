"""The ``intake`` command: nouns list, verbs act.

Exit status 0: done; 1: the work found a fault; 2: wrong usage or configuration.
"""

from __future__ import annotations

import os
import signal
import sys

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
from intake.commands.terminal import warn
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
for part in (
    demo.app,
    simulate.app,
    running.app,
    workers.app,
    access.app,
    forms.app,
    applications.app,
    mail.app,
    decisions.app,
    batches.app,
    rulings.app,
    notices.app,
    panel.app,
    scores.app,
    interviews.app,
    reread.app,
    replay.app,
    assurance.app,
    backup.app,
):
    app.registered_commands.extend(part.registered_commands)


def main() -> None:
    """Run a command; faults that were foreseen are told in a sentence, not as a traceback."""
    logs.configure()
    collect_less_often()
    keep_few_heaps()
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
    except Exception as fault:  # noqa: BLE001 - the last resort: told without its words, which may quote mail
        logs.tell_crash(fault)
        warn(f"A fault of the service itself ({type(fault).__name__}); please report it with the line above.")
        sys.exit(1)
