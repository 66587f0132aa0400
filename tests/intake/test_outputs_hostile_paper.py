"""What is printed can't be turned against who reads it: ten thousand hostile values, read back from the pages."""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pikepdf
import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pytest
from reportlab.pdfbase.ttfonts import TTFontFile

from intake.interviews.timetable import TimetableEntry, timetable_of
from intake.paper import fonts
from intake.paper.case_pack import CasePack, case_pack_pdf
from intake.paper.day_sheet import day_sheet_pdf
from intake.round.programme import Programme, load
from tests.intake.hostile_values import CONTROLS, batches, hostile_values, plain
from tests.intake.interviews.timetables import LONDON, slot

MANY = 10_000
_NOW = datetime(2014, 2, 12, 10, 15, tzinfo=UTC)
#: Printed for a letter that the faces do not have.
_NO_GLYPH = "□"


@dataclass(frozen=True)
class Given:
    """An answer as the store has it."""

    key: str
    value: Any
    text: str = ""


@pytest.fixture(scope="module")
def challenge() -> Programme:
    return load("delivering-differently")


@pytest.fixture(scope="module")
def face() -> frozenset[int]:
    """The characters that the face has; it has an entry for U+FFFF, which is none."""
    return frozenset(TTFontFile(f"{fonts.__path__[0]}/{fonts.REGULAR}.ttf").charToGlyph) - {0xFFFF}


def _letters(text: str, face: frozenset[int]) -> str:
    """Of a text what the face can print, without blanks."""
    shown = []
    for char in unicodedata.normalize("NFC", plain(text)):
        if ord(char) in face:
            shown.append(char)
        else:
            other = unicodedata.normalize("NFKC", char)
            if unicodedata.category(char) not in ("Cf", "Mn", "Cc") and all(ord(item) in face for item in other):
                shown.append(other)
    return re.sub(rf"[\s{_NO_GLYPH}\u00ad-]", "", CONTROLS.sub("", "".join(shown)))


def _pages(data: bytes) -> list[str]:
    """The text of each page; pdfium tells a hyphen at the end of a line by a character of its own."""
    with pypdfium2.PdfDocument(data) as document:
        return [page.get_textpage().get_text_bounded().replace("\x02", "-") for page in document]


def _body(page: str) -> str:
    """What stands under the head and the foot, which a reader of PDF tells first."""
    assert not CONTROLS.search(page.replace("\r\n", ""))
    return re.split(r"Page \d+ of \d+", page, maxsplit=1)[1]


#: What makes a file of a PDF more than pages of text.
_ACTIVE = frozenset({"/A", "/AA", "/AcroForm", "/Annots", "/EmbeddedFiles", "/JS", "/OpenAction", "/URI", "/XObject"})


def _nothing_but_text(data: bytes) -> None:
    """No link, no picture, no form, no script and no file in it."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        dictionaries = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary | pikepdf.Stream)]
        assert {key for item in dictionaries for key in item.keys()} & _ACTIVE == set()  # noqa: SIM118  # no mapping


def test_answers_are_printed_as_they_were_written(challenge: Programme, face: frozenset[int]) -> None:
    size = 400
    for batch in batches(hostile_values(MANY, seed=41, longest=3_000), size):
        values = [plain(value) for value in batch]
        # Of every value a line of its own, so that each can be found again whatever is beside it.
        answer = "\n".join(f"§{number}¶{' '.join(value.splitlines())}" for number, value in enumerate(values))
        name, assessor = values[0], values[1]
        pack = CasePack(reference="DD-0001", authority=name, assessor=assessor, files=tuple(values[:40]))
        data = case_pack_pdf(challenge, [Given("q1_service", answer)], pack)
        _nothing_but_text(data)
        text = _letters("".join(map(_body, _pages(data))), face)
        told = dict(re.findall(r"§(\d+)¶([^§]*)", text))
        assert len(told) == len(values)
        wrong = [
            (number, value)
            for number, value in enumerate(values[:-1])
            if told[str(number)] != _letters(" ".join(value.splitlines()), face)
        ]
        assert wrong == []


def test_cells_and_short_answers_are_printed_as_they_were_written(challenge: Programme, face: frozenset[int]) -> None:
    partners = next(field for field in challenge.form.fields if field.key == "partners")
    head = _letters("".join(column.label for column in partners.columns), face)
    for batch in batches(hostile_values(MANY, seed=42, longest=300), 500):
        values = [plain(value) for value in batch]
        body, contact, short = values[::3], values[1::3], values[2::3]
        rows = [{"body": f"§{one}", "contact": None, "email": None} for one in body]
        rows += [{"body": None, "contact": f"§{one}", "email": None} for one in contact]
        answers = [Given("partners", rows), Given("models", [f"§{one}" for one in short])]
        data = case_pack_pdf(challenge, answers, CasePack(reference="DD-0001"))
        _nothing_but_text(data)
        text = _letters("".join(map(_body, _pages(data))), face).replace(head, "")  # again wherever a cell goes on
        wanted = [_letters(value, face) for value in (*body, *contact, *short)]
        assert [value for value in wanted if value and value not in text] == []
        assert text.count("§") == len(values)


def test_day_sheet_prints_what_was_written(challenge: Programme, face: frozenset[int]) -> None:
    for batch in batches(hostile_values(MANY, seed=43, longest=200), 200):
        values = [plain(value) for value in batch]
        entries = [
            TimetableEntry(
                uid=f"{number}@office.example",
                reference=f"DD-{number:04d}",
                applicant=f"§{applicant}",
                title=f"§{title}",
                contact=f"§{contact}",
                telephone="",
                answer=f"§{answer}",
                slot=slot(19, 9, number, "Room 1"),
            )
            for number, (applicant, title, contact, answer) in enumerate(
                zip(*(values[start::4] for start in range(4)), strict=True)
            )
        ]
        data = day_sheet_pdf(timetable_of(entries, programme="DD", zone=LONDON), challenge, at=_NOW)
        text = _letters("".join(_pages(data)), face)
        for page in _pages(data):
            assert not CONTROLS.search(page.replace("\r\n", ""))
        wanted = [_letters(value, face) for value in values]
        assert [value for value in wanted if value and value not in text] == []
