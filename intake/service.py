"""The service put together from its configuration, and one pass of its work: fetch, read, settle, send.

`open_service` makes everything a pass needs and takes it apart again; the daemon (`intake.daemon`), `intake poll` and
`intake demo` all run the same passes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta

from intake import clock, evidence
from intake.access.tokens import Tokens
from intake.archiving import archive_of
from intake.backup.restored import LOOK_FOR, restored_at
from intake.chores import do_chores
from intake.config import Settings, SmtpSettings
from intake.desk import Concluded, Desk
from intake.furnishing import desk_of
from intake.letters import dispatch
from intake.letters.dispatch import Dispatched, Outgoing
from intake.letters.evidence import Copies, MaildirCopies, SentFolderCopies
from intake.letters.wires import wire_for
from intake.logs import log
from intake.mailbox.names import read_folders
from intake.mailbox.opening import open_mailbox, open_sent_folder
from intake.mailbox.source import Mailbox
from intake.pipeline import process_pending, recover
from intake.receive import Received, receive, settle
from intake.round.programme import Programme
from intake.sandbox import Sandbox
from intake.work.opening import open_books
from parsers.showing import Region, Shown
from store.archive import Archive
from store.engine import Store

#: A letter that has been on the wire for longer than any server may take was left there by a crash (RFC 5321 4.5.3.2).
LONGEST_SENDING = timedelta(minutes=30)
#: How long a letter waits that a mail server turned away with a fault of its own. One process tries again by itself.
_PAUSE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Everything the service works with, open and ready."""

    settings: Settings
    programme: Programme
    store: Store
    archive: Archive
    sandbox: Sandbox
    desk: Desk
    outgoing: Outgoing
    tokens: Tokens

    @property
    def hands_out(self) -> bool:
        """Whether reading and sending are handed to workers (`intake.work`)."""
        return self.settings.work.hand_out

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders of the mailbox that are read."""
        return read_folders(self.settings.mailbox)

    def fetch(self, mailbox: Mailbox, *, stop: threading.Event | None = None) -> Received:
        """File what is new in one open mailbox (T1). ``stop`` ends it after what is being filed."""
        return receive(
            self.store,
            self.archive,
            mailbox,
            max_bytes=self.settings.service.max_message_bytes,
            reconcile_every=timedelta(minutes=self.settings.mailbox.reconcile_minutes),
            should_stop=stop.is_set if stop else lambda: False,
        )

    def process(self, *, stop: threading.Event | None = None, tell: Callable[[Concluded], None] | None = None) -> int:
        """Read, judge and record everything that waits (T2, T3); returns how many messages."""
        return process_pending(self.desk, stop=stop, tell=tell)

    def settle(self, mailbox: Mailbox) -> int:
        """Move what is done with out of the way on the server; returns how many mails."""
        return settle(self.store, mailbox, at=clock.now(), junk=mailbox.name in self.desk.junk_mailboxes)

    def chores(self) -> int:
        """Do what is due of the service's own accord; returns how many letters it led to."""
        return do_chores(self.desk, at=clock.now())

    def send(self, *, stop: threading.Event | None = None) -> Dispatched:
        """Send the letters that are due (T4)."""
        sent = dispatch.dispatch(self.outgoing, should_stop=stop.is_set if stop else lambda: False)
        if sent != Dispatched():
            log.info("dispatched", sent=sent.sent, left=sent.put_back, failed=sent.failed, unknown=sent.unknown)
        return sent

    def show(self, mail_sha256: str, regions: Sequence[Region]) -> Sequence[Shown]:
        """What stands in each region of a filed mail's documents, drawn in the child."""
        return evidence.show(self.archive, self.sandbox, mail_sha256, regions)

    def recover(self, *, at_start: bool = False) -> None:
        """Take back what an earlier process left half done: mail claimed and not concluded, letters on the wire.

        ``at_start`` says that nobody else can be working, so that all of it is left over.
        """
        recover(self.desk, older_than=timedelta(0) if at_start else None)
        with self.outgoing.turn:
            dispatch.recover(self.store, self.outgoing.copies, older_than=timedelta(0) if at_start else LONGEST_SENDING)


@contextmanager
def open_service(settings: Settings, programme: Programme, *, upgrade: bool = True) -> Iterator[Service]:
    """The service of these settings, with its store brought up to this code and its reading child started.

    ``upgrade`` False is for one of many: it changes no schema and clears nothing away, and refuses a store that is of
    another version.

    Raises:
        IntakeError, StoreError: something it needs cannot be had; the message says what.
    """
    with ExitStack() as stack:
        store = open_books(settings)
        stack.callback(store.close)
        archive = archive_of(settings)
        if upgrade:
            store.upgrade()
            archive.sweep()
        else:
            store.require_current()
        sandbox = stack.enter_context(Sandbox(programme.form))
        tokens = Tokens(settings)
        wire = wire_for(settings.outgoing, token=tokens.outgoing)
        stack.callback(wire.close)
        yield Service(
            settings=settings,
            programme=programme,
            store=store,
            archive=archive,
            sandbox=sandbox,
            desk=desk_of(settings, programme, store, archive=archive, reader=sandbox),
            outgoing=Outgoing(
                store=store,
                wire=wire,
                sender=settings.from_address,
                give_up_hours=settings.outgoing.give_up_hours,
                copies=_copies(settings, tokens, stack),
                look_first=_was_restored(settings),
                pause=_PAUSE if settings.work.hand_out else timedelta(0),
            ),
            tokens=tokens,
        )


def _was_restored(settings: Settings) -> bool:
    """Whether the books went back in time not long ago."""
    at = restored_at(settings.data)
    return at is not None and clock.now() - at < LOOK_FOR


def _copies(settings: Settings, tokens: Tokens, stack: ExitStack) -> Copies | None:
    """Our own copies of letters sent over SMTP; a Maildir that letters are put in is its own copy."""
    if not isinstance(settings.outgoing, SmtpSettings):
        return MaildirCopies(settings.outgoing.path)
    if not settings.outgoing.sent_folder:
        return None
    sent = open_sent_folder(settings.mailbox, token=tokens.mailbox)
    stack.callback(sent.close)
    return SentFolderCopies(sent, folder=settings.outgoing.sent_folder)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What one pass did; where work is handed out it reads and sends nothing itself."""

    received: Received
    processed: int
    moved: int
    dispatched: Dispatched


def one_pass(service: Service, *, tell: Callable[[Concluded], None] | None = None) -> Pass:
    """Fetch, read, settle and send once, over connections opened for it.

    Raises:
        MailboxError: the mailbox cannot be read. What was filed before is read and its letters are sent by the next.
    """
    received, moved, processed = Received(), 0, 0
    for folder in service.folders:
        mailbox = open_mailbox(service.settings.mailbox, folder=folder, token=service.tokens.mailbox)
        try:
            received += service.fetch(mailbox)
            processed += 0 if service.hands_out else service.process(tell=tell)
            moved += service.settle(mailbox)
        finally:
            mailbox.close()
    if service.hands_out:
        return Pass(received=received, processed=0, moved=moved, dispatched=Dispatched())
    service.chores()
    return Pass(received=received, processed=processed, moved=moved, dispatched=service.send())
