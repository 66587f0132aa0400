"""T1: archived, filed, committed, and only then moved; junk stays, and what is not downloaded stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from intake import receive as module
from intake.config import MaildirSettings
from intake.mailbox.opening import open_mailbox
from intake.mailbox.pieces import NotInPiecesError
from intake.mailbox.source import Mailbox, RawMessage
from intake.receive import Received, message_id_of, receive, settle
from store import figures, messages
from store.archive import Archive
from store.archive_folder import FolderArchive
from store.errors import ArchiveDamagedError
from store.states import MessageStatus
from tests.intake.office import IN_TIME, OURS, Office

MAIL = b"From: clerk@walsall.gov.uk\r\nSubject: %d\r\nMessage-ID: <%d@walsall.gov.uk>\r\n\r\nHello\r\n"


@pytest.fixture
def mailbox(tmp_path: Path) -> Mailbox:
    """An empty Maildir."""
    for name in ("cur", "new", "tmp"):
        (tmp_path / "mail" / name).mkdir(parents=True)
    return open_mailbox(MaildirSettings(kind="maildir", address=OURS, path=tmp_path / "mail"), folder="INBOX")


def deliver(tmp_path: Path, *numbers: int, size: int = 0) -> None:
    """Mails reach the Maildir."""
    for number in numbers:
        (tmp_path / "mail" / "new" / f"{number:04d}.test").write_bytes(MAIL % (number, number) + b"x" * size)


def fetch(office: Office, mailbox: Mailbox, *, archive: Archive | None = None) -> Received:
    """One poll."""
    return receive(
        office.store, archive or office.archive, mailbox, max_bytes=1_000_000, reconcile_every=timedelta(minutes=30)
    )


def left(tmp_path: Path) -> int:
    """How many mails lie in the inbox."""
    return sum(len(list((tmp_path / "mail" / name).iterdir())) for name in ("new", "cur"))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"Message-ID: <a@b.example>\r\n\r\n", "a@b.example"),
        (b"message-id:<a@b.example>\n\nbody", "a@b.example"),
        (b"Subject: x\r\nMessage-Id:\r\n <long@b.example>\r\n\r\n", "long@b.example"),
        (b"Subject: x\r\n\r\nMessage-ID: <in-the-body@b.example>", ""),
        (b"X-Message-ID: <no@b.example>\r\n\r\n", ""),
        (b"Message-ID: none\r\n\r\n", ""),
        (b"Message-ID: <a@b.example>", "a@b.example"),
        (b"", ""),
    ],
)
def test_message_id_is_the_headers_own(raw: bytes, expected: str) -> None:
    assert message_id_of(raw) == expected


def test_poll_files_what_is_new_once(office: Office, mailbox: Mailbox, tmp_path: Path) -> None:
    deliver(tmp_path, 1, 2)
    assert fetch(office, mailbox) == Received(new=2)
    deliver(tmp_path, 3)
    assert fetch(office, mailbox) == Received(new=1)
    assert fetch(office, mailbox) == Received()
    assert [item.message_id for item in office.messages()] == [f"{n}@walsall.gov.uk" for n in (1, 2, 3)]


def test_same_bytes_twice_are_one_mail_seen_twice(office: Office, mailbox: Mailbox, tmp_path: Path) -> None:
    deliver(tmp_path, 1)
    (tmp_path / "mail" / "new" / "again").write_bytes(MAIL % (1, 1))
    assert fetch(office, mailbox) == Received(new=1, again=1)
    first, second = office.messages()
    assert (first.id, second.rule) == (second.id, "same-content")


def test_more_than_a_batch_is_filed_whole(office: Office, mailbox: Mailbox, tmp_path: Path) -> None:
    deliver(tmp_path, *range(1, module.BATCH * 2 + 4))
    assert fetch(office, mailbox) == Received(new=module.BATCH * 2 + 3)


def test_mail_over_the_limit_is_filed_by_its_header_and_never_moved(
    office: Office, mailbox: Mailbox, tmp_path: Path
) -> None:
    deliver(tmp_path, 1, size=1_000_001)
    assert fetch(office, mailbox) == Received(new=1, too_large=1)
    (item,) = office.messages()
    assert (item.disposition, item.size > 1_000_000) == ("oversize", True)
    assert office.archive.read(item.sha256).endswith(b"\r\n")
    assert fetch(office, mailbox) == Received()
    assert left(tmp_path) == 1


def test_large_mail_is_filed_piece_by_piece(
    office: Office, mailbox: Mailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def whole(uids: Sequence[int]) -> Iterator[RawMessage]:
        assert not uids
        return iter(())

    monkeypatch.setattr(mailbox, "fetch", whole)
    raw = b"Message-ID: <big@walsall.gov.uk>\r\n\r\n" + b"0123456789abcde\r\n" * 150_000
    (tmp_path / "mail" / "new" / "1.big").write_bytes(raw)
    assert receive_large(office, mailbox) == Received(new=1)
    (item,) = office.messages()
    assert (item.message_id, item.size, item.disposition) == ("big@walsall.gov.uk", len(raw), "")
    assert office.archive.read(item.sha256) == raw
    assert [entry.size for entry in office.archive.received()] == [None]
    assert receive_large(office, mailbox) == Received()


def test_large_mail_that_does_not_come_in_pieces_is_fetched_whole(
    office: Office, mailbox: Mailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_uid: int) -> Iterator[bytes]:
        yield b"Subject: half of it"
        raise NotInPiecesError

    monkeypatch.setattr(mailbox, "pieces", broken)
    deliver(tmp_path, 1)
    raw = b"Message-ID: <big@walsall.gov.uk>\r\n\r\n" + b"x" * 1_500_000
    (tmp_path / "mail" / "new" / "2.big").write_bytes(raw)
    deliver(tmp_path, 3)
    assert receive_large(office, mailbox) == Received(new=3)
    assert [item.message_id for item in office.messages()] == [f"{name}@walsall.gov.uk" for name in ("1", "big", "3")]
    assert sorted(office.archive) == sorted(item.sha256 for item in office.messages())
    assert list((office.archive.folder / "tmp").iterdir()) == []


def receive_large(office: Office, mailbox: Mailbox) -> Received:
    """One poll that downloads large mail."""
    return receive(office.store, office.archive, mailbox, max_bytes=50_000_000, reconcile_every=timedelta(minutes=30))


def test_nothing_is_filed_or_moved_when_the_archive_cannot_be_written(
    office: Office, mailbox: Mailbox, tmp_path: Path
) -> None:
    class Full(FolderArchive):
        def put_many(self, raws: Any, **_: Any) -> list[str]:
            raise ArchiveDamagedError("no room")

    deliver(tmp_path, 1)
    with pytest.raises(ArchiveDamagedError):
        fetch(office, mailbox, archive=Full(tmp_path / "full"))
    assert (office.messages(), left(tmp_path)) == ([], 1)
    assert fetch(office, mailbox) == Received(new=1)  # the next poll takes it


def test_how_far_the_mailbox_is_read_is_the_instant_the_poll_began(
    office: Office, mailbox: Mailbox, tmp_path: Path
) -> None:
    deliver(tmp_path, 1, 2)
    fetch(office, mailbox)
    with office.store.reading() as session:
        (box,) = figures.standing(session).mailboxes
    assert (box.mailbox, box.uidvalidity, box.last_uid, box.fault) == (
        mailbox.name,
        mailbox.uidvalidity,
        max(mailbox.uids_after(0)),
        "",
    )


@pytest.mark.parametrize(("junk", "moved", "remain"), [(False, 2, 0), (True, 1, 1)])
def test_settle_moves_what_is_concluded_and_leaves_junk_where_it_is(
    office: Office, mailbox: Mailbox, tmp_path: Path, *, junk: bool, moved: int, remain: int
) -> None:
    deliver(tmp_path, 1, 2)
    fetch(office, mailbox)
    assert settle(office.store, mailbox, at=IN_TIME, junk=junk) == 0  # nobody has read them yet
    assert left(tmp_path) == 2
    _conclude(office)
    assert settle(office.store, mailbox, at=IN_TIME, junk=junk) == moved
    assert left(tmp_path) == remain
    assert settle(office.store, mailbox, at=IN_TIME, junk=junk) == 0


def _conclude(office: Office) -> None:
    """The first mail is done with, the second waits for a person."""
    with office.begin() as session:
        first, second = messages.claim(session, limit=2, at=IN_TIME)
        for row, status in ((first, MessageStatus.PROCESSED), (second, MessageStatus.HELD)):
            messages.conclude(session, row, status=status, disposition="enquiry", rule="enquiry", at=IN_TIME)
