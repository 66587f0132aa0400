"""Files inside files: opened within the budget, answered precisely where they cannot be."""

from __future__ import annotations

import base64
import gzip
import io
import zipfile

import pytest

from parsers.errors import DamagedDocumentError, EncryptedDocumentError, OverLimitError
from parsers.limits import Limits
from parsers.mail import Outcome
from parsers.tree import bare_tree
from parsers.wrappers import Budget, Inner
from parsers.wrappers.archives import open_gzip, open_zip
from parsers.wrappers.cms import signed_content
from parsers.wrappers.intext import take_files
from tests.parsers.mails import sample

LIMITS = Limits(expanded_bytes=100_000, document_bytes=50_000, archive_members=5)


def zipped(**members: bytes) -> bytes:
    """A zip with these files (``name_pdf`` for ``name.pdf``)."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_", "."), data)
    return stream.getvalue()


def listed(data: bytes, name: str, limits: Limits = LIMITS) -> list[tuple[str, str, Outcome]]:
    """Name, way in and outcome of everything found in a file."""
    found = bare_tree(data, name, limits).mail.attachments
    return [(item.name, item.found_in, item.outcome) for item in found]


def test_open_zip_lists_files_in_order_without_folders_and_resource_forks() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in ("b/", "b/form.pdf", "__MACOSX/b/._form.pdf", "a.txt", "b/.DS_Store"):
            archive.writestr(name, name)
    assert list(open_zip(stream.getvalue(), Budget(LIMITS))) == [
        Inner(name="b/form.pdf", data=b"b/form.pdf"),
        Inner(name="a.txt", data=b"a.txt"),
    ]


def test_open_zip_refuses_a_declared_bomb_before_expanding_it() -> None:
    with pytest.raises(OverLimitError):
        next(open_zip(zipped(a=bytes(60_000), b=bytes(60_000)), Budget(LIMITS)))


def test_open_zip_counts_what_it_reads_not_what_is_declared() -> None:
    data = bytearray(zipped(a=bytes(60_000)))
    for magic, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):  # the fields that tell the size
        position = data.index(magic) + offset
        data[position : position + 4] = (10).to_bytes(4, "little")
    (found,) = open_zip(bytes(data), Budget(LIMITS))
    assert found.outcome is Outcome.DAMAGED
    with pytest.raises(OverLimitError):
        list(open_zip(zipped(a=bytes(60_000)), Budget(LIMITS)))


def test_open_zip_with_too_many_files() -> None:
    with pytest.raises(OverLimitError) as caught:
        next(open_zip(zipped(**{f"n{number}": b"" for number in range(6)}), Budget(LIMITS)))
    assert caught.value.detail == "it holds 6 files, the limit is 5"


def test_open_zip_that_is_damaged() -> None:
    with pytest.raises(DamagedDocumentError):
        next(open_zip(zipped(a=b"x")[:-10], Budget(LIMITS)))


def test_open_zip_with_one_file_under_a_password_lists_the_others() -> None:
    data = bytearray(zipped(a_txt=b"one", b_txt=b"two"))
    data[data.index(b"PK\x03\x04") + 6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    found = list(open_zip(bytes(data), Budget(LIMITS)))
    assert [(item.name, item.outcome) for item in found] == [
        ("a.txt", Outcome.ENCRYPTED),
        ("b.txt", Outcome.NOT_READ),
    ]


def test_open_gzip_within_and_over_the_budget() -> None:
    assert list(open_gzip(gzip.compress(b"text"), Budget(LIMITS))) == [Inner(name="", data=b"text")]
    with pytest.raises(OverLimitError):
        next(open_gzip(gzip.compress(bytes(60_000)), Budget(LIMITS)))
    with pytest.raises(DamagedDocumentError):
        next(open_gzip(gzip.compress(b"text" * 100)[:-20], Budget(LIMITS)))


def test_archives_inside_archives_are_opened_three_deep() -> None:
    data = zipped(form_txt=b"words")
    for level in range(3):
        data = zipped(**{f"level{level}_zip": data})
    assert listed(data, "top.zip") == [
        ("top.zip", "", Outcome.CONTAINER),
        ("level2.zip", "top.zip", Outcome.CONTAINER),
        ("level1.zip", "top.zip › level2.zip", Outcome.CONTAINER),
        ("level0.zip", "top.zip › level2.zip › level1.zip", Outcome.OVER_LIMIT),
    ]


def test_a_bomb_inside_does_not_stop_its_neighbours() -> None:
    bomb = zipped(a=bytes(60_000))
    assert listed(zipped(bomb_zip=bomb, notes_txt=b"words"), "top.zip") == [
        ("top.zip", "", Outcome.CONTAINER),
        ("bomb.zip", "top.zip", Outcome.OVER_LIMIT),
        ("notes.txt", "top.zip", Outcome.NOT_READ),
    ]


def test_many_archives_share_one_budget() -> None:
    data = zipped(**{f"n{number}_gz": gzip.compress(bytes(40_000)) for number in range(5)})
    assert listed(data, "top.zip") == [
        ("top.zip", "", Outcome.OVER_LIMIT),
        ("n0.gz", "top.zip", Outcome.CONTAINER),
        ("n0", "top.zip › n0.gz", Outcome.NOT_READ),
        ("n1.gz", "top.zip", Outcome.CONTAINER),
        ("n1", "top.zip › n1.gz", Outcome.NOT_READ),
        ("n2.gz", "top.zip", Outcome.OVER_LIMIT),
    ]


def test_signed_content_of_the_two_encodings_is_the_same() -> None:
    def message(name: str) -> bytes:
        return base64.b64decode(sample(name).split(b"\r\n\r\n", 1)[1])

    definite, indefinite = (signed_content(message(name)) for name in ("smime-opaque", "smime-opaque-indefinite"))
    assert definite == indefinite
    assert definite.startswith(b'Content-Type: multipart/mixed; boundary="signed"\r\n')
    with pytest.raises(EncryptedDocumentError):
        signed_content(message("smime-encrypted"))


@pytest.mark.parametrize("data", [b"", b"\x30", b"\x30\x80" * 50, b"\x30\x84\xff\xff\xff\xff", b"\x30\x02\x05\x00"])
def test_signed_content_of_broken_structures(data: bytes) -> None:
    with pytest.raises(DamagedDocumentError):
        signed_content(data)


def test_take_files_finds_uuencode_and_leaves_the_text() -> None:
    text = "Before\nbegin 644 a b.txt\n#86)C\n \nend\nAfter\n"
    assert take_files(text) == ("Before\n\nAfter\n", [Inner(name="a b.txt", data=b"abc")])


def test_take_files_leaves_words_that_only_begin_alike() -> None:
    text = "begin 2014 with a plan\nand end\nend\n"
    assert take_files(text) == (text, [])
