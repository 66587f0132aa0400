"""Recognition is left for later only where it is asked for, and only for mail that needs it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from intake.errors import RecognitionLeftError
from intake.round import programme as packs
from intake.sandbox import Sandbox
from parsers.later import LeftForLaterError, about_to_recognise, recognition
from tests.corpus.demo import FOLDER as DEMO


def test_recognition_is_left_only_within_the_block() -> None:
    about_to_recognise()
    with recognition(later=True), pytest.raises(LeftForLaterError):
        about_to_recognise()
    about_to_recognise()


def mail(name: str) -> bytes:
    """One mail of the demonstration."""
    return (DEMO / name).read_bytes()


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(packs.load("delivering-differently").form) as opened:
        yield opened


def test_mail_without_scans_is_read_at_once(sandbox: Sandbox) -> None:
    raw = mail("05-flat-pdf.eml")
    assert sandbox.read(raw, later=True).form == sandbox.read(raw).form


@pytest.mark.server("tesseract")
def test_scan_is_left_for_later_and_then_read(sandbox: Sandbox) -> None:
    raw = mail("19-scan.eml")
    with pytest.raises(RecognitionLeftError):
        sandbox.read(raw, later=True)
    assert sandbox.read(raw).form is not None
