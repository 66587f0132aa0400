"""How the service is, judged from the books alone, for a monitor: `intake status` exits non-zero on any fault.

Pure: figures in, faults out. It needs neither network nor the running daemon, so it also notices that the daemon died.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from intake import wording
from intake.config import ImapSettings, MaildirSettings
from intake.mailbox.names import mailbox_name, read_folders
from store.figures import Standing
from store.states import LetterStatus, MessageStatus

#: How long a letter may be overdue, and a message unread, before it is a fault.
_OVERDUE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that needs a person: a short name for the monitor, what is wrong, and what to do."""

    name: str
    what: str
    to_do: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The figures and the faults found in them; ``read_until`` is that of the mailbox that lags most."""

    messages: dict[str, int]
    applications: dict[str, int]
    letters: dict[str, int]
    read_until: datetime | None
    faults: tuple[Fault, ...]

    @property
    def well(self) -> bool:
        """Whether nothing needs a person."""
        return not self.faults


def of_folders(standing: Standing, settings: ImapSettings | MaildirSettings) -> Standing:
    """What is judged: a folder that is no longer configured is no longer read, and that is no fault."""
    names = {mailbox_name(settings, folder) for folder in read_folders(settings)}
    return replace(standing, mailboxes=tuple(box for box in standing.mailboxes if box.mailbox in names))


def judge(
    standing: Standing,
    *,
    now: datetime,
    silence: timedelta,
    patience: timedelta = timedelta(hours=24),
    also: Iterable[Fault] = (),
) -> Status:
    """The status at ``now``; ``silence`` is how long the mailbox may go unread, ``patience`` how long mail may wait for
    a person. ``also`` are faults found elsewhere (`intake.daemon.surroundings`)."""
    read = [box.read_until for box in standing.mailboxes if box.read_until is not None]
    return Status(
        messages={status.value: count for status, count in standing.messages.items()},
        applications={state.value: count for state, count in standing.applications.items()},
        letters={status.value: count for status, count in standing.letters.items()},
        read_until=min(read, default=None),
        faults=(
            *_mailbox_faults(standing, now=now, silence=silence),
            *_message_faults(standing, now=now, patience=patience),
            *_letter_faults(standing, now=now),
            *also,
        ),
    )


def _mailbox_faults(standing: Standing, *, now: datetime, silence: timedelta) -> list[Fault]:
    if not standing.mailboxes:
        return [
            Fault(
                name="mailbox-never-read",
                what="the mailbox has never been read",
                to_do="start the service with `intake run`, or try the connection with `intake check`",
            )
        ]
    faults = []
    for box in standing.mailboxes:
        if box.read_until is None or now - box.read_until > silence:
            since = f"since {box.read_until:%Y-%m-%d %H:%M:%S} UTC" if box.read_until else "ever"
            why = f": {box.fault}" if box.fault else ""
            faults.append(
                Fault(
                    name="mailbox-unread",
                    what=f"{box.mailbox} has not been read {since}{why}",
                    to_do="see that `intake run` is running; `intake check` tries the connection",
                )
            )
    return faults


def _message_faults(standing: Standing, *, now: datetime, patience: timedelta) -> list[Fault]:
    faults = []
    held = standing.messages.get(MessageStatus.HELD, 0)
    if held:
        faults.append(
            Fault(
                name="held",
                what=f"{wording.count(held, 'message')} {'waits' if held == 1 else 'wait'} for a person",
                to_do="`intake messages --held` says why; `intake requeue ID` releases it, `intake close ID` closes it",
            )
        )
    if standing.oldest_held is not None and now - standing.oldest_held > patience:
        faults.append(
            Fault(
                name="held-long",
                what=f"mail has waited for a person since {standing.oldest_held:%Y-%m-%d %H:%M:%S} UTC",
                to_do="`intake messages --held` says why; `intake requeue ID` releases it, `intake close ID` closes it",
            )
        )
    failed = standing.messages.get(MessageStatus.FAILED, 0)
    if failed:
        faults.append(
            Fault(
                name="failed",
                what=f"{wording.count(failed, 'message')} could not be concluded",
                to_do="`intake messages --held` says why; when the cause is mended, `intake requeue ID`",
            )
        )
    if standing.oldest_pending is not None and now - standing.oldest_pending > _OVERDUE:
        faults.append(
            Fault(
                name="backlog",
                what=f"mail filed at {standing.oldest_pending:%Y-%m-%d %H:%M:%S} UTC has still not been read",
                to_do="see that `intake run` is running and what its log says",
            )
        )
    return faults


def _letter_faults(standing: Standing, *, now: datetime) -> list[Fault]:
    table = (
        (LetterStatus.FAILED, "letters-failed", "could not be sent"),
        (LetterStatus.BOUNCED, "letters-bounced", "came back undeliverable"),
        (LetterStatus.UNKNOWN, "letters-unknown", "may or may not have been sent"),
    )
    faults = []
    for status, name, what in table:
        count = standing.unseen.get(status, 0)
        if count:
            faults.append(
                Fault(
                    name=name,
                    what=f"{wording.count(count, 'letter')} {what}",
                    to_do="`intake letters` says which and why; `intake settle ID` settles one",
                )
            )
    if standing.oldest_due is not None and now - standing.oldest_due > _OVERDUE:
        faults.append(
            Fault(
                name="letters-overdue",
                what=f"a letter has waited to leave since {standing.oldest_due:%Y-%m-%d %H:%M:%S} UTC",
                to_do="`intake check` tries the outgoing server",
            )
        )
    return faults
