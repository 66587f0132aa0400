"""Where two readers of a picture differ, the answer is flagged with both; where it must be exact, a person is asked."""

from __future__ import annotations

from dataclasses import replace

from parsers.document import Document, DocumentKind
from parsers.extraction import Extraction, Method, ProblemCode
from parsers.matching import match
from tests.parsers.matching.documents import FORM, rows, word


def read(*cells: tuple[str, str], doubts: tuple[tuple[str, str], ...]) -> Extraction:
    table = rows(*cells)
    kept = tuple(
        replace(
            cell,
            lines=tuple(
                replace(line, doubts=tuple(doubt for doubt in doubts if doubt[0] in line.text.split()))
                for line in cell.lines
            ),
        )
        for cell in table.cells
    )
    document: Document = replace(word(replace(table, cells=kept)), kind=DocumentKind.SCAN)
    return match(document, FORM)


CELLS = (
    ("Name of the hall", "Thomwick Village Hall"),
    ("Email of main contact", "lir@hall.example"),
    ("Total cost", "£95,000"),
)


def test_address_read_in_two_ways_is_for_a_person() -> None:
    read_so = read(*CELLS, doubts=(("lir@hall.example", "llr@hall.example"),))
    answer = read_so.answer("lead_email")
    assert answer is not None
    assert (answer.value, answer.method) == ("lir@hall.example", Method.OCR)
    assert [(other.text, other.method) for other in answer.alternatives] == [("llr@hall.example", Method.OCR)]
    assert [problem.key for problem in read_so.problems if problem.code is ProblemCode.DISAGREEMENT] == ["lead_email"]


def test_name_read_in_two_ways_is_shown_with_both() -> None:
    read_so = read(*CELLS, doubts=(("Thomwick", "Thornwick"),))
    answer = read_so.answer("hall")
    assert answer is not None
    assert [other.text for other in answer.alternatives] == ["Thornwick Village Hall"]
    assert [problem for problem in read_so.problems if problem.code is ProblemCode.DISAGREEMENT] == []


def test_readings_that_mean_the_same_amount_are_no_disagreement() -> None:
    read_so = read(*CELLS, doubts=(("£95,000", "£95,000."),))
    answer = read_so.answer("cost")
    assert answer is not None
    assert (answer.value, answer.alternatives) == ("95000.00", ())
