"""The tool for real mails, tried on invented ones: it finds them, knows their sort, sees what is lost or answered."""

from __future__ import annotations

import io
import tarfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.corpora.gathering import RealMail, gather
from tests.corpora.manifest import Archive, archives
from tests.corpora.measuring import BounceMark, bounce_mark, tree_of
from tests.corpora.page import section, wrongly_answered
from tests.corpora.parts import compare
from tests.corpora.running import run
from tests.corpora.shapes import Sort, bounced, shape_of
from tests.parsers.mails import sample
from tests.sections import put_section

ENQUIRY = (
    b"From: Sian Rees <sian.rees@thornwick.example>\nTo: round@office.example\nSubject: A question\n"
    b"Message-ID: <q1@thornwick.example>\n\nWhen does the round close, please?\n"
)
MAILBOX = b"From a@x.example Mon Jan  6 10:00:00 2014\n" + ENQUIRY + b"\nFrom b@x.example Tue Jan  7 10:00:00 2014\n"
MAILS = {"t/bounces/*": "bounce", "t/*": "by-shape"}
ARCHIVE = Archive(source="pip", name="invented", version="1", sha256="0", licence="MIT", mails=MAILS)


def tarball(path: Path, files: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(f"invented-1/{name}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def test_manifest_names_each_archive_once_with_its_digest() -> None:
    listed = archives()
    assert max(Counter(archive.name for archive in listed).values()) == 1
    assert [archive.name for archive in listed if len(archive.sha256) != 64 or not archive.licence] == []


def test_mails_of_an_archive_are_found_once_each(tmp_path: Path) -> None:
    bounce = sample("bounce-exim")
    files = {
        "t/one.eml": ENQUIRY,
        "t/two.mbox": MAILBOX + sample("list-mail"),
        "t/code.py": b"import email\n",
        "t/bounces/3.eml": bounce,
        "src/other.eml": b"Subject: not among the tests\n" + ENQUIRY,
    }
    found = list(gather([(ARCHIVE, tarball(tmp_path / "a.tar.gz", files))]))
    assert [(mail.origin, mail.sort) for mail in found] == [
        ("invented/t/one.eml", Sort.ORDINARY),
        ("invented/t/two.mbox", Sort.ORDINARY),  # with the blank line that a mailbox puts after it
        ("invented/t/two.mbox", Sort.LIST),
        ("invented/t/bounces/3.eml", Sort.BOUNCE),
    ]


@pytest.mark.parametrize(
    ("name", "sort"),
    [
        ("bounce-postfix", Sort.BOUNCE),
        ("out-of-office", Sort.AUTOMATIC),
        ("list-mail", Sort.LIST),
        ("smime-opaque", Sort.SIGNED),
        ("pgp-encrypted", Sort.SIGNED),
        ("nul-bytes", Sort.MALFORMED),
        ("flowed", Sort.ORDINARY),
    ],
)
def test_sort_is_told_by_the_shape(name: str, sort: Sort) -> None:
    assert shape_of(sample(name)) == sort


@pytest.mark.parametrize(
    "name", ["several-attachments", "forwarded-twice", "uuencode", "html-only", "forwarded-base64"]
)
def test_no_part_of_a_sample_is_lost(name: str) -> None:
    raw = sample(name)
    assert compare(raw, tree_of(raw)).lost == ()


def test_part_that_is_not_there_is_lost() -> None:
    raw = sample("several-attachments")
    tree = tree_of(raw)
    without = replace(tree, leaves=tree.leaves[1:])
    assert len(compare(raw, without).lost) == 1


def test_word_that_is_not_there_is_lost() -> None:
    tree = replace(tree_of(ENQUIRY), text="When does the round, please?")
    assert compare(ENQUIRY, tree).lost == ("text/plain of 35 bytes",)


def test_bounce_tells_what_could_be_known() -> None:
    told = bounced(sample("bounce-postfix"))
    assert (set(told.ids), told.failed) == ({"receipt-1@cabinet-office.example"}, True)
    mark = bounce_mark(RealMail(origin="a", sort=Sort.BOUNCE, raw=sample("bounce-postfix")))
    assert mark == BounceMark(held_out=mark.held_out, automatic=True, report=True, tied=True, hardness=True)


@pytest.mark.timeout(180)
def test_mails_go_through_the_service(tmp_path: Path) -> None:
    mails = [
        RealMail(origin="a", sort=Sort.ORDINARY, raw=ENQUIRY),
        RealMail(origin="b", sort=Sort.BOUNCE, raw=sample("bounce-postfix")),
        RealMail(origin="c", sort=Sort.LIST, raw=ENQUIRY.replace(b"q1@", b"q2@")),  # a list without a list's signs
    ]
    ran = run(mails, tmp_path / "service", tell=lambda _: None)
    assert [(item.state, bool(item.answered), item.kept, wrongly_answered(item)) for item in ran.outcomes] == [
        ("processed", True, True, False),
        ("processed", False, True, False),
        ("processed", True, True, True),  # kept back only by the limit of one a day
    ]
    assert ran.exits == 0
    assert "Answered though a machine or a list had sent it: 1." in section(ran)


def test_section_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Page\n\nWords.\n\n## One\n\nold\n\n## Two\n\nkept\n", encoding="utf-8")
    put_section(page, "One", "new\n")
    put_section(page, "Three", "added")
    text = page.read_text(encoding="utf-8")
    assert text == "# Page\n\nWords.\n\n## One\n\nnew\n\n## Two\n\nkept\n\n## Three\n\nadded\n"
