"""Mails parsed with and without their long base64 bodies come out the same."""

from __future__ import annotations

import base64
import email.message
import email.parser
import random
from pathlib import Path

import pytest

from parsers.encoded_runs import Part, leave_out, shortened

SAMPLES = sorted((Path(__file__).parents[1] / "samples" / "mail").rglob("*.eml"))
_BODY = base64.encodebytes(random.Random(1).randbytes(9_000)).decode("ascii")
_HEAD = "From: a@wide.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
_FILE = "--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n"

MAILS = {
    "one file": f"{_HEAD}{_FILE}{_BODY}--b--\n",
    "two files": f"{_HEAD}before\n{_FILE}{_BODY}\n{_FILE}{_BODY}--b--\nafter\n",
    "no end": f"{_HEAD}{_FILE}{_BODY}",
    "boundary in the run": f"{_HEAD}{_FILE}{_BODY}--b\n\n{_BODY}--b--\n",
    "forwarded as base64": f"{_HEAD}{_FILE}{_BODY}--b--".replace("application/pdf", "message/rfc822"),
    "whole mail": f"From: a@wide.example\nContent-Transfer-Encoding: base64\n\n{_BODY}",
    "in the preamble": f"{_HEAD}base64\n\n{_BODY}\n{_FILE}{_BODY}--b--\nbase64\n\n{_BODY}",
    "no blank line": f"{_HEAD}--b\nContent-Transfer-Encoding: base64\n{_BODY}--b--\n",
}


def _shape(message: email.message.Message) -> list[object]:
    """Everything a parsed mail holds."""
    found: list[object] = []
    for part in message.walk():
        payload = part.get_payload()
        found += [
            list(part.raw_items()),
            payload if isinstance(payload, str) else len(payload),
            part.preamble,
            part.epilogue,
        ]
        found.append([type(defect) for defect in part.defects])
    return found


def _parsed(raw: bytes) -> email.message.Message:
    short = shortened(raw)
    message = email.parser.BytesParser(Part).parsebytes(short.text)
    leave_out(message, short.runs)
    return message


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("name", MAILS)
def test_mail_without_its_runs_parses_the_same(name: str, ends: str) -> None:
    raw = MAILS[name].replace("\n", ends).encode("ascii")

    assert _shape(_parsed(raw)) == _shape(email.parser.BytesParser().parsebytes(raw))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_sample_without_its_runs_parses_the_same(path: Path) -> None:
    raw = path.read_bytes()

    assert _shape(_parsed(raw)) == _shape(email.parser.BytesParser().parsebytes(raw))


def _decoded(message: email.message.Message) -> list[object]:
    return [part.get_payload(decode=True) for part in message.walk()]


@pytest.mark.parametrize("window", [64, 1_000, 1024 * 1024])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("name", MAILS)
def test_mail_without_its_runs_decodes_the_same(
    name: str, ends: str, window: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = MAILS[name].replace("\n", ends).encode("ascii")
    monkeypatch.setattr("parsers.raw.WINDOW", window)

    assert _decoded(_parsed(raw)) == _decoded(email.parser.BytesParser().parsebytes(raw))


#: What may stand after the whole lines of a body of base64, right or wrong.
TAILS = [
    "",
    "QQ==",
    "QQ=",
    "QQ",
    "Q",
    "=",
    "==",
    "QUJD",
    "QUJD=",
    "QQ==QUJD",
    "QUJD\n\n",
    "Q Q=",
    "QQ=\n=",
    "Ä",
    "-- \nsent by",
]


@pytest.mark.parametrize("tail", TAILS)
@pytest.mark.parametrize("odd", ["", "QUJ" * 15 + "\n"])
def test_bodies_with_an_odd_end_decode_as_the_standard_library_has_it(odd: str, tail: str) -> None:
    body = _BODY.rsplit("\n", 2)[0] + "\n" + odd + tail
    raw = f"{_HEAD}{_FILE}{body}\n--b--\n".encode()

    assert _decoded(_parsed(raw)) == _decoded(email.parser.BytesParser().parsebytes(raw))


def test_a_run_longer_than_a_window_is_one_run(monkeypatch: pytest.MonkeyPatch) -> None:
    data = random.Random(2).randbytes(60_000)
    body = base64.encodebytes(data).decode("ascii")
    monkeypatch.setattr("parsers.encoded_runs.WINDOW", 2_000)
    short = shortened(f"{_HEAD}{_FILE}{body}--b--\n".encode("ascii"))
    message = email.parser.BytesParser(Part).parsebytes(short.text)
    leave_out(message, short.runs)

    assert len(short.runs) == 1
    assert _decoded(message) == [None, data]


def test_runs_are_taken_out() -> None:
    short = shortened(MAILS["two files"].encode("ascii"))

    assert len(short.runs) == 2
    assert len(short.text) < 1_000


def test_mail_that_holds_the_line_itself_is_left_alone() -> None:
    raw = MAILS["one file"].encode("ascii") + b"IntakeRunOfBase64Lines00000000000000000000000000\n"

    short = shortened(raw)

    assert (short.text, dict(short.runs)) == (raw, {})
