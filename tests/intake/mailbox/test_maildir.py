"""What is particular to a Maildir: other programs' files, names and flags, and UIDs that last."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from intake.errors import MailboxError
from intake.mailbox.source import Place, Settled
from tests.intake.mailbox.conftest import MaildirBox, mail


@pytest.fixture
def maildir(tmp_path: Path) -> Iterator[MaildirBox]:
    with ExitStack() as stack:
        yield MaildirBox(tmp_path / "mail", stack)


def put(maildir: MaildirBox, name: str, raw: bytes) -> Path:
    for part in ("tmp", "new", "cur"):
        (maildir.path / part).mkdir(exist_ok=True)
    path = maildir.path / name
    path.write_bytes(raw)
    return path


def test_uids_outlive_the_program(maildir: MaildirBox) -> None:
    maildir.deliver(mail("a"), mail("b"))
    first = maildir.open()
    assert list(first.uids_after(0)) == [1, 2]
    maildir.deliver(mail("c"))
    again = maildir.open()
    assert (list(again.uids_after(2)), again.uidvalidity) == ([3], first.uidvalidity)


def test_two_programs_agree_on_uids(maildir: MaildirBox) -> None:
    first, second = maildir.open(), maildir.open()
    maildir.deliver(mail("a"))
    assert (list(first.uids_after(0)), list(second.uids_after(0))) == ([1], [1])
    maildir.deliver(mail("b"))
    assert (list(second.uids_after(1)), list(first.uids_after(1))) == ([2], [2])
    assert [message.raw for message in first.fetch([1, 2])] == [mail("a"), mail("b")]


def test_mail_keeps_its_uid_when_its_flags_change(maildir: MaildirBox) -> None:
    maildir.deliver(mail("a"))
    mailbox = maildir.open()
    mailbox.uids_after(0)
    (path,) = (maildir.path / "new").iterdir()
    path.rename(maildir.path / "cur" / f"{path.name}:2,S")
    assert [message.uid for message in mailbox.fetch([1])] == [1]
    assert list(mailbox.uids_after(1)) == []
    assert mailbox.settle([1], Place.DONE) == {1: Settled.MOVED}
    assert maildir.flags("Processed") == ["S"]


def test_colons_in_a_name_are_part_of_it(maildir: MaildirBox) -> None:
    put(maildir, "new/Re: form.eml", mail("a"))
    put(maildir, "new/Re: annex.eml", mail("b"))
    mailbox = maildir.open()
    assert sorted(message.raw for message in mailbox.fetch(mailbox.uids_after(0))) == [mail("a"), mail("b")]


@pytest.mark.parametrize("name", ["two words.eml", "ümlaut %41.eml", "line\nend.eml", os.fsdecode(b"latin\xe9.eml")])
def test_any_name_keeps_its_uid(maildir: MaildirBox, name: str) -> None:
    put(maildir, f"new/{name}", mail("a"))
    assert list(maildir.open().uids_after(0)) == [1]
    again = maildir.open()
    assert [(message.uid, message.raw) for message in again.fetch(again.uids_after(0))] == [(1, mail("a"))]


def test_a_name_that_comes_again_after_settling_is_new_mail(maildir: MaildirBox) -> None:
    mailbox = maildir.open()
    for number, subject in enumerate(["first", "second", "third"], start=1):
        put(maildir, "new/form.eml", mail(subject))
        assert [(m.uid, m.raw) for m in mailbox.fetch(mailbox.uids_after(0))] == [(number, mail(subject))]
        assert mailbox.settle([number], Place.DONE) == {number: Settled.MOVED}
    assert sorted(maildir.contents("Processed")) == sorted([mail("first"), mail("second"), mail("third")])


def test_folders_links_and_hidden_files_are_no_mail(maildir: MaildirBox, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("not mail")
    put(maildir, "new/.hidden", b"x")
    (maildir.path / "new" / "folder").mkdir()
    (maildir.path / "cur" / "link").symlink_to(secret)
    assert list(maildir.open().uids_after(0)) == []


def test_an_empty_file_is_a_mail_without_bytes(maildir: MaildirBox) -> None:
    put(maildir, "new/empty", b"")
    mailbox = maildir.open()
    assert [message.raw for message in mailbox.fetch(mailbox.uids_after(0))] == [b""]


def test_a_missing_maildir_is_said(maildir: MaildirBox, tmp_path: Path) -> None:
    missing = tmp_path / "nowhere"
    with pytest.raises(MailboxError) as caught:
        maildir.open(path=missing)
    assert str(caught.value) == f"there is no Maildir at {missing}; check path, or make the folder"


def test_a_damaged_uid_list_is_said(maildir: MaildirBox) -> None:
    maildir.open()
    listing = maildir.path / "intake-uidlist"
    listing.write_text("rubbish")
    with pytest.raises(MailboxError) as caught:
        maildir.open()
    assert str(caught.value) == (f"{listing} is damaged; move it away, and every mail in the folder is looked at again")


def test_a_uid_cut_short_by_a_crash_was_never_given(maildir: MaildirBox) -> None:
    maildir.deliver(mail("a"))
    assert list(maildir.open().uids_after(0)) == [1]
    listing = maildir.path / "intake-uidlist"
    with listing.open("a") as file:
        file.write("2 1391")
    maildir.deliver(mail("b"))
    mailbox = maildir.open()
    assert [(m.uid, m.raw) for m in mailbox.fetch(mailbox.uids_after(0))] == [(1, mail("a")), (2, mail("b"))]
    assert list(maildir.open().uids_after(0)) == [1, 2]


def test_a_name_that_comes_again_while_the_program_is_down_is_new_mail(maildir: MaildirBox) -> None:
    put(maildir, "new/form.eml", mail("first"))
    mailbox = maildir.open()
    mailbox.uids_after(0)
    mailbox.settle([1], Place.DONE)
    put(maildir, "new/form.eml", mail("second"))
    again = maildir.open()
    assert [(m.uid, m.raw) for m in again.fetch(again.uids_after(0))] == [(2, mail("second"))]


def test_the_uid_list_stays_short(maildir: MaildirBox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intake.mailbox.uidlist._SPARE_LINES", 4)
    mailbox = maildir.open()
    for number in range(1, 21):
        maildir.deliver(mail(f"m{number}"))
        assert list(mailbox.uids_after(0)) == [number]
        mailbox.settle([number], Place.DONE)
    assert len((maildir.path / "intake-uidlist").read_text().splitlines()) < 8
    maildir.deliver(mail("last"))
    assert list(maildir.open().uids_after(0)) == [21]


def test_waiting_without_listing_hints_once_for_each_change(maildir: MaildirBox) -> None:
    maildir.deliver(mail("a"))
    mailbox = maildir.open()
    assert not mailbox.wait(0)
    maildir.deliver(mail("b"))
    assert mailbox.wait(10)
    assert not mailbox.wait(0)


def test_a_place_that_cannot_be_made_leaves_mail(maildir: MaildirBox) -> None:
    maildir.deliver(mail("a"))
    mailbox = maildir.open()
    mailbox.uids_after(0)
    (maildir.path / ".Processed").write_text("a file where the folder should be")
    assert mailbox.settle([1], Place.DONE) == {1: Settled.LEFT}
    assert maildir.contents("INBOX") == [mail("a")]


def test_folders_within_folders_are_divided_by_dots(maildir: MaildirBox) -> None:
    maildir.deliver(mail("a"))
    mailbox = maildir.open(held_folder="Round/Held")
    mailbox.uids_after(0)
    assert mailbox.settle([1], Place.HELD) == {1: Settled.MOVED}
    assert [path.read_bytes() for path in (maildir.path / ".Round.Held" / "new").iterdir()] == [mail("a")]
