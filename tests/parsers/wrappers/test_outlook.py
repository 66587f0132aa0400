"""Outlook's wrappers: messages (.msg) and winmail.dat, whole and broken."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import pytest

from parsers.compound import Compound
from parsers.errors import DamagedDocumentError, OverLimitError
from parsers.limits import DEFAULT, Limits
from parsers.mail import Outcome
from parsers.sniff import sniff
from parsers.tree import bare_tree
from parsers.wrappers import Budget, Inner
from parsers.wrappers.tnef import open_tnef
from tests.parsers.wrappers.making import compound, outlook_tree, winmail

PDF = b"%PDF-1.4\n" + bytes(range(256)) * 40
SMALL = b"{\\rtf1 small}"


def leaves(data: bytes, name: str) -> list[tuple[str, str, str, str]]:
    tree = bare_tree(data, name, DEFAULT)
    return [(item.name, item.type, item.outcome.value, " › ".join(item.found_in)) for item in tree.leaves]


def test_compound_file_gives_small_and_large_streams_by_path() -> None:
    file = Compound(compound({"A": {"small": b"x" * 100, "empty": b""}, "large": PDF}))
    assert sorted(file.streams) == [("A", "empty"), ("A", "small"), ("large",)]
    assert file.read(("A", "small")) == b"x" * 100
    assert file.read(("large",)) == PDF
    assert file.read(("missing",)) == b""


def test_compound_file_cut_short_is_damaged() -> None:
    data = compound({"large": PDF})
    with pytest.raises(DamagedDocumentError):
        Compound(data[:-600]).read(("large",))


def test_compound_file_whose_chain_runs_in_a_circle_is_damaged() -> None:
    data = bytearray(compound({"large": PDF}))
    data[-512:-508] = struct.pack("<I", 0)  # the first sector of the stream follows itself
    with pytest.raises(DamagedDocumentError):
        Compound(bytes(data)).read(("large",))


def test_outlook_message_is_opened_as_a_mail() -> None:
    inner = outlook_tree(subject="Original", body="The first letter.", files=[("old.pdf", PDF)])
    message = compound(
        outlook_tree(
            subject="Our form", body="Please find it.", files=[("form.pdf", PDF), ("a.rtf", SMALL)], inner=inner
        )
    )
    assert sniff(message) == "application/vnd.ms-outlook"
    way = "round.msg › Our form (mail)"
    assert leaves(message, "round.msg") == [
        ("round.msg", "application/vnd.ms-outlook", "container", ""),
        ("Our form (mail)", "message/rfc822", "container", "round.msg"),
        ("message.txt", "text/plain", "not_read", way),
        ("form.pdf", "application/pdf", "not_read", way),
        ("a.rtf", "application/rtf", "not_read", way),
        ("Original (mail)", "message/rfc822", "container", way),
        ("message.txt", "text/plain", "not_read", f"{way} › Original (mail)"),
        ("old.pdf", "application/pdf", "not_read", f"{way} › Original (mail)"),
    ]


def test_outlook_message_hands_over_the_very_bytes() -> None:
    message = compound(outlook_tree(subject="S", body="B", files=[("form.pdf", PDF)]))
    tree = bare_tree(message, "round.msg", DEFAULT)
    assert [item.data for item in tree.leaves if item.name == "form.pdf"] == [PDF]


def test_outlook_message_cut_short_is_damaged() -> None:
    message = compound(outlook_tree(subject="S", body="B", files=[("form.pdf", PDF)]))
    assert leaves(message[:-600], "round.msg") == [("round.msg", "application/vnd.ms-outlook", "damaged", "")]


def opened(data: bytes, limits: Limits = DEFAULT) -> Iterator[Inner]:
    return open_tnef(data, Budget(limits))


def test_winmail_gives_its_files_with_their_long_names() -> None:
    data = winmail(("Expression of interest.pdf", PDF), ("Ŵyn.rtf", SMALL))
    assert sniff(data) == "application/ms-tnef"
    assert [(item.name, item.data) for item in opened(data)] == [
        ("Expression of interest.pdf", PDF),
        ("Ŵyn.rtf", SMALL),
    ]


def test_winmail_cut_short_gives_what_is_whole_and_is_damaged() -> None:
    data = winmail(("whole.rtf", SMALL), ("cut.pdf", PDF))
    found: list[str] = []
    with pytest.raises(DamagedDocumentError):
        found.extend(item.name for item in opened(data[: -len(PDF)]))
    assert leaves(data[: -len(PDF)], "winmail.dat")[1:] == [("whole.rtf", "application/rtf", "not_read", "winmail.dat")]


def test_winmail_whose_bytes_were_changed_lists_the_file_as_damaged() -> None:
    data = winmail(("form.pdf", PDF)).replace(bytes(range(250, 256)), b"XXXXXX", 1)
    assert [(item.name, item.outcome) for item in opened(data)] == [("form.pdf", Outcome.DAMAGED)]


def test_winmail_keeps_to_the_budget() -> None:
    with pytest.raises(OverLimitError):
        list(opened(winmail(("form.pdf", PDF)), Limits(expanded_bytes=1000)))


def test_something_else_called_winmail_is_damaged() -> None:
    with pytest.raises(DamagedDocumentError):
        list(opened(b"not it at all"))
