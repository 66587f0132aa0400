"""The desk of a configuration: everything that processing a mail, or an order at the command line, needs.

The service gives it the sandbox as its reader; commands that read no mail give it none.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache, partial

from intake.archiving import archive_of
from intake.backup.restored import restored_at
from intake.config import Settings
from intake.decisions.tokens import TokenKey
from intake.desk import Correspondent, Desk, Offices, Reader
from intake.errors import ReadingFaultError
from intake.letters.compose import Sender
from intake.letters.mime import AttachedFile
from intake.mailbox.names import mailbox_name
from intake.paper.papers import blank_forms, guidance_papers
from intake.round.programme import Programme
from parsers.reading import Reading
from store.archive import Archive
from store.engine import Store
from store.lending import Lent

#: The key of one-use codes, in the data folder; whoever has it can give orders in anybody's name.
KEY_FILE = "codes.key"


class NobodyReads:
    """The reader of a desk at which no mail is read."""

    def read(self, raw: Lent, *, later: bool = False) -> Reading:
        """Refuses."""
        raise ReadingFaultError("no mail is read here")

    def leaf(self, raw: Lent, sha256: str) -> bytes:
        """Refuses."""
        raise ReadingFaultError("no mail is read here")


def desk_of(
    settings: Settings,
    programme: Programme,
    store: Store,
    *,
    archive: Archive | None = None,
    reader: Reader | None = None,
) -> Desk:
    """The desk of these settings.

    Raises:
        KeyFileError: the file with the key of one-use codes can be read by others, or is no key.
    """
    return Desk(
        store=store,
        archive=archive or archive_of(settings),
        reader=reader or NobodyReads(),
        programme=programme,
        correspondent=_correspondent(settings, programme),
        own_addresses=frozenset({settings.mailbox.address.lower(), settings.from_address.lower()}),
        junk_mailboxes=_junk(settings),
        workers=settings.service.workers,
        offices=_offices(settings),
    )


def sender_of(settings: Settings) -> Sender:
    """Whom letters come from, with what makes their Message-IDs.

    Raises:
        KeyFileError: the file with the key of one-use codes can be read by others, or is no key.
    """
    return Sender.of(settings, secret=_key(settings).derived("letters"))


def _key(settings: Settings) -> TokenKey:
    return TokenKey.load_or_create(settings.data / KEY_FILE)


def _offices(settings: Settings) -> Offices:
    decisions = settings.decisions
    return Offices(
        staff=settings.staff,
        mailbox=settings.mailbox.address,
        authserv_id=settings.mailbox.authserv_id,
        own_hosts=settings.mailbox.own_hosts,
        key=_key(settings),
        undo_after=timedelta(minutes=decisions.undo_minutes),
        code_life=timedelta(days=decisions.code_days),
        letters_per_hour=decisions.letters_per_hour,
    )


def _correspondent(settings: Settings, programme: Programme) -> Correspondent:
    service = settings.service
    return Correspondent(
        sender=sender_of(settings),
        papers=cache(partial(_papers, programme, send_to=settings.mailbox.address)),
        answer_from=service.answer_from,
        per_sender_per_day=service.letters_per_sender_per_day,
        per_hour=service.letters_per_hour,
        max_message_bytes=service.max_message_bytes,
        restored_at=restored_at(settings.data),
    )


def _papers(programme: Programme, *, send_to: str) -> tuple[AttachedFile, ...]:
    """The blank form and the guidance, as they go with letters."""
    papers = (*blank_forms(programme, send_to=send_to), *guidance_papers(programme, send_to=send_to))
    return tuple(AttachedFile(name=paper.name, type=paper.media_type, data=paper.data) for paper in papers)


def _junk(settings: Settings) -> frozenset[str]:
    junk = settings.mailbox.junk_folder
    return frozenset({mailbox_name(settings.mailbox, junk)}) if junk else frozenset()
