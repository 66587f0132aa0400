"""A mail in a file is read as one in memory is, window by window."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

import pytest

from parsers.limits import DEFAULT
from parsers.raw import RawFile, digest, windows
from parsers.scan import scan
from parsers.tree import MailTree, over_limit_tree, read_tree

SAMPLES = sorted((Path(__file__).parents[1] / "samples" / "mail").rglob("*.eml"))


@contextmanager
def in_file(data: bytes) -> Iterator[RawFile]:
    with TemporaryFile() as file:
        file.write(data)
        file.flush()
        yield RawFile(file.fileno())


def test_a_file_is_sliced_as_bytes_are() -> None:
    data = random.Random(1).randbytes(1_000)
    with in_file(data) as raw:
        assert len(raw) == 1_000
        for key in (slice(None), slice(3), slice(990, 2_000), slice(-5, None), slice(7, 7), slice(9, 2)):
            assert raw[key] == data[key]


def test_a_file_that_becomes_shorter_is_told() -> None:
    with TemporaryFile() as file:
        file.write(b"x" * 100)
        file.flush()
        raw = RawFile(file.fileno())
        file.truncate(50)
        with pytest.raises(EOFError):
            raw[:]


def test_no_window_ends_within_a_line_end(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"\r\n" * 50 + b"\r" * 7 + b"ab\r\n" * 20 + b"\r"
    for size in range(1, 9):
        monkeypatch.setattr("parsers.raw.WINDOW", size)
        pieces = list(windows(data))
        assert b"".join(pieces) == data
        assert sum(piece.count(b"\r\n") for piece in pieces) == data.count(b"\r\n")
        assert b"".join(windows(data, 3, 55)) == data[3:55]
    assert digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def _told(tree: MailTree) -> tuple[object, ...]:
    return tree.mail, [leaf.data for leaf in tree.leaves], tree.text, tree.html


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_mail_in_a_file_is_the_same_tree(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = path.read_bytes()
    whole = _told(read_tree(data, DEFAULT))
    monkeypatch.setattr("parsers.raw.WINDOW", 500)
    monkeypatch.setattr("parsers.tree._STRETCH", 10)
    with in_file(data) as raw:
        assert _told(read_tree(raw, DEFAULT, short=scan(raw, DEFAULT))) == whole
        assert _told(over_limit_tree(raw, "too much", DEFAULT)) == _told(over_limit_tree(data, "too much", DEFAULT))


@pytest.mark.parametrize("ends", ["", "\n", "\r\n" * 40, "\r", "\n\r\n\n"])
@pytest.mark.parametrize("body", ["", "Hello\r\nthere", "\r\r\n\r\n \r\n" * 30 + "x"])
def test_outer_line_ends_do_not_make_another_mail(body: str, ends: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parsers.tree._STRETCH", 8)
    mails = [f"From: a@walsall.example\r\n\r\n{around}{body}{around}".encode() for around in ("", ends)]
    assert len({read_tree(mail, DEFAULT).mail.content_sha256 for mail in mails}) == 1
