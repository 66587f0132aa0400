"""`intake check`: try everything the service needs, one thing after the other, and say of each how it is.

No mail is fetched, none is sent, no schema is upgraded; folders and an empty database are made where they are missing.
Every trial is made whatever the others found, so that all problems are told at once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from intake import clock, wording
from intake.access.tokens import Tokens
from intake.archiving import archive_of
from intake.config import ImapSettings, MaildirSettings, OutMaildirSettings, Settings, SmtpSettings
from intake.daemon.access import try_access
from intake.daemon.metrics import find_library
from intake.daemon.scheduler import daily_trigger
from intake.daemon.surroundings import Certificates, certificate_faults, disk_faults, rooms
from intake.errors import ConfigurationError, IntakeError, ProgrammeError
from intake.letters.wires import wire_for
from intake.mailbox.names import read_folders
from intake.mailbox.opening import open_mailbox
from intake.round import programme as packs
from intake.sandbox import Sandbox
from intake.secrets import password
from intake.work.opening import open_at, require_engine
from parsers.form import FormDefinition
from store import filing, letters
from store.errors import StoreError
from store.schema import SchemaState


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How one thing is: its name, whether it is well, and what was found or is wrong."""

    name: str
    well: bool
    what: str


MailSettings = ImapSettings | MaildirSettings | SmtpSettings | OutMaildirSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What a pass would do now: new mails in the mailbox, letters whose time has come."""

    new: int
    due: int


def run(settings: Settings) -> tuple[Result, ...]:
    """Try everything; one result each."""
    tokens = Tokens(settings)
    trials: tuple[tuple[str, Callable[[Settings], str]], ...] = (
        ("programme", _programme),
        ("store", _store),
        ("work", _work),
        ("data folder", _data),
        ("archive", _archive),
        ("reading child", _child),
        ("access tokens", partial(try_access, tokens=tokens)),
        *((f"mailbox {folder}", _mailbox_trial(folder, tokens)) for folder in read_folders(settings.mailbox)),
        ("outgoing mail", partial(_outgoing, tokens=tokens)),
        ("certificates", _certificates),
        ("metrics", _metrics),
        ("digest", _digest),
    )
    return (
        Result(name="configuration", well=True, what="read"),
        *(_try(name, trial, settings) for name, trial in trials),
    )


def _try(name: str, trial: Callable[[Settings], str], settings: Settings) -> Result:
    try:
        return Result(name=name, well=True, what=trial(settings))
    except OSError as fault:
        told = f"{fault.filename}: {fault.strerror}" if fault.filename else str(fault)
        return Result(name=name, well=False, what=told)
    except (IntakeError, StoreError, ValueError) as fault:
        return Result(name=name, well=False, what=str(fault))


def _programme(settings: Settings) -> str:
    programme = packs.load(settings.service.programme, relative_to=settings.folder)
    count = wording.count(len(programme.form.fields), "question")
    if programme.deadline is None:
        return f"{programme.name}, {count}, no deadline"
    passed = " (it has passed)" if clock.now() > programme.deadline else ""
    return f"{programme.name}, {count}, deadline {wording.clock(programme.deadline, programme.zone)}{passed}"


def _store(settings: Settings) -> str:
    store = open_at(settings.store.url)
    try:
        state = store.schema_state()
    finally:
        store.close()
    words = {
        SchemaState.CURRENT: "ready",
        SchemaState.EMPTY: "empty; the service makes its tables when it starts",
        SchemaState.OLDER: "of an older version; the service upgrades it when it starts (make a backup first)",
    }
    if state not in words:
        raise IntakeError("made by a newer version of this service; install that version")
    return words[state]


def _work(settings: Settings) -> str:
    if not settings.work.hand_out:
        return "`intake run` does everything itself"
    require_engine()
    from intake.work import standing  # optional: needs the extra "postgres"

    programme = packs.load(settings.service.programme, relative_to=settings.folder)
    return standing.told(settings.store.url, programme, settings.data)


def _data(settings: Settings) -> str:
    folder = settings.data
    if folder.exists() and not folder.is_dir():
        raise IntakeError(f"{folder} is a file; name a folder in [service] data")
    folder.mkdir(parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise IntakeError(f"{folder} cannot be written to by this user")
    disks = rooms(settings)
    for fault in disk_faults(disks, least=settings.service.disk_free_mb * 1_000_000):
        raise IntakeError(fault.what)
    return f"{folder}, {wording.size(disks[0].free)} free"


def _archive(settings: Settings) -> str:
    archive_of(settings).probe()
    return settings.archive


def _certificates(settings: Settings) -> str:
    seen = Certificates(settings)
    seen.look()
    for fault in certificate_faults(seen.ends, now=clock.now()):
        raise IntakeError(fault.what)
    good = [f"{server} until {wording.plain_day(end.date())}" for server, end in seen.ends.items()]
    if not seen.known:  # why is told by the trial of that server
        good.append("not every server could be reached")
    return "; ".join(good) or "no mail server is reached over TLS"


def _child(settings: Settings) -> str:
    empty = FormDefinition(programme="", title="", sections=(), fields=())
    with Sandbox(empty) as sandbox:
        return "limited by " + ", ".join(sandbox.protections)


def _mailbox_trial(folder: str, tokens: Tokens) -> Callable[[Settings], str]:
    def trial(settings: Settings) -> str:
        with _and_the_password(settings.mailbox, section="mailbox"):
            mailbox = open_mailbox(settings.mailbox, folder=folder, token=tokens.mailbox)
        try:
            return f"{wording.count(len(mailbox.uids_after(0)), 'mail')} in it (UIDVALIDITY {mailbox.uidvalidity})"
        finally:
            mailbox.close()

    return trial


@contextmanager
def _and_the_password(settings: MailSettings, *, section: str) -> Iterator[None]:
    """Where a server cannot even be reached, tell at once of a password that would be missing afterwards."""
    try:
        yield
    except ConfigurationError:  # it may be the password
        raise
    except IntakeError as fault:
        if settings.kind == "maildir" or settings.auth != "password":
            raise
        try:
            password(settings, section=section)
        except ConfigurationError as missing:
            raise IntakeError(f"{fault}\n  {missing}") from fault
        raise


def _outgoing(settings: Settings, *, tokens: Tokens) -> str:
    wire = wire_for(settings.outgoing, token=tokens.outgoing)
    try:
        with _and_the_password(settings.outgoing, section="outgoing"):
            wire.open()
    finally:
        wire.close()
    return "the server takes our letters"


def _metrics(settings: Settings) -> str:
    if not settings.metrics.listen:
        return "none are wanted"
    find_library()
    return f"told on http://{settings.metrics.listen}/metrics while the service runs"


def _digest(settings: Settings) -> str:
    try:
        programme = packs.load(settings.service.programme, relative_to=settings.folder)
    except ProgrammeError as fault:
        raise IntakeError("its times are the programme's, which cannot be read (see above)") from fault
    trigger = daily_trigger(settings.digest.at, settings.digest.days, programme.zone)
    readers = settings.staff_with("digest")
    if not readers:
        raise IntakeError("nobody in [[staff]] has the role digest, so nobody will be told what came in")
    due = trigger.get_next_fire_time(None, clock.now())
    return f"next at {due:%H:%M on %A %d %B %Y} to {wording.count(len(readers), 'reader')}"


def planned(settings: Settings) -> Planned:
    """What a pass would do now.

    Raises:
        MailboxError, StoreError: it could not be done at all.
    """
    store = open_at(settings.store.url)
    new, tokens = 0, Tokens(settings)
    try:
        known = store.schema_state() is SchemaState.CURRENT
        for folder in read_folders(settings.mailbox):
            mailbox = open_mailbox(settings.mailbox, folder=folder, token=tokens.mailbox)
            try:
                uids = mailbox.uids_after(0)
                have: set[int] = set()
                if known:
                    with store.reading() as session:
                        have = filing.known_uids(session, mailbox.name, mailbox.uidvalidity, uids)
                new += len(uids) - len(have)
            finally:
                mailbox.close()
        due = 0
        if known:
            with store.reading() as session:
                due = len(letters.due(session, at=clock.now(), limit=10_000))
    finally:
        store.close()
    return Planned(new=new, due=due)
