"""Assignments chosen by hand, from a CSV file with the columns ``reference`` and ``assessor``.

Nothing is taken from a file with a fault in it: every line that is wrong is told at once, with its number.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence

from intake.panel.allocation import Allocation, Assessor, Case, Pair, is_own
from intake.panel.errors import AllocationFileError
from intake.panel.references import References
from intake.toml_places import did_you_mean

#: Column → other headings it may stand under; headings are compared in lower case.
_HEADINGS = {
    "reference": ("reference", "ref", "application", "case"),
    "assessor": ("assessor", "email", "e-mail", "name", "assessor email", "assessor name"),
}
_DELIMITERS = ",;\t"


def read_allocations(
    data: bytes,
    cases: Sequence[Case],
    assessors: Sequence[Assessor],
    *,
    conflicts: Collection[Pair] = (),
    existing: Collection[Pair] = (),
    source: str = "the file",
) -> tuple[Allocation, ...]:
    """The assignments in a CSV file, in its order; ``assessor`` is an address or a name. Those that stand are left out.

    Raises:
        AllocationFileError: something is wrong; carries every problem, each with its line.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")  # what Excel saves as "CSV" in western Europe
    head = text.splitlines()[0] if text.strip() else ""
    delimiter = max(_DELIMITERS, key=head.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    headings = [cell.strip().lower() for cell in next(rows, [])]
    columns = {key: _column(headings, key) for key in _HEADINGS}
    lacking = [f"line 1: there is no column {key!r}" for key, place in columns.items() if place is None]
    if lacking:
        named = ", ".join(heading for heading in headings if heading) or "none"
        raise AllocationFileError([f"{item} (its columns: {named})" for item in lacking], source=source)
    reader = _Lines(cases, assessors, conflicts, existing)
    for row in rows:
        if any(cell.strip() for cell in row):
            given = {
                key: row[place].strip() if place is not None and place < len(row) else ""
                for key, place in columns.items()
            }
            reader.take(f"line {rows.line_num}", given["reference"], given["assessor"])
    if not reader.lines and not reader.problems:
        reader.problems.append("it lists no assignments")
    if reader.problems:
        raise AllocationFileError(reader.problems, source=source)
    return tuple(reader.found)


def _column(headings: Sequence[str], key: str) -> int | None:
    return next((headings.index(name) for name in _HEADINGS[key] if name in headings), None)


def chosen_by_hand(
    reference: str,
    names: Sequence[str],
    cases: Sequence[Case],
    assessors: Sequence[Assessor],
    *,
    conflicts: Collection[Pair] = (),
    existing: Collection[Pair] = (),
) -> tuple[Allocation, ...]:
    """One application for assessors by name or address, checked as a file is. Those that stand are left out.

    Raises:
        AllocationFileError: somebody or something is wrong; carries every problem.
    """
    reader = _Lines(cases, assessors, conflicts, existing)
    for name in names:
        reader.take(name, reference, name)
    if reader.problems:
        raise AllocationFileError(reader.problems, source=reference)
    return tuple(reader.found)


class _Lines:
    """Takes line after line, and keeps what is right and what is wrong."""

    def __init__(
        self,
        cases: Sequence[Case],
        assessors: Sequence[Assessor],
        conflicts: Collection[Pair],
        existing: Collection[Pair],
    ) -> None:
        self._cases = {case.reference: case for case in cases}
        self._references = References([case.reference for case in cases])
        self._assessors = assessors
        self._conflicts = {(reference, address.lower()) for reference, address in conflicts}
        self._existing = {(reference, address.lower()) for reference, address in existing}
        self.lines: dict[Pair, str] = {}
        self.found: list[Allocation] = []
        self.problems: list[str] = []

    def take(self, line: str, reference: str, assessor: str) -> None:
        case, person = self._case(line, reference), self._person(line, assessor)
        if case is None or person is None:
            return
        pair = (case.reference, person.address)
        if pair in self.lines:
            self._wrong(line, f"{case.reference} is given to {person.email} on {self.lines[pair]} already")
            return
        self.lines[pair] = line
        if is_own(person, case.bodies):
            self._wrong(line, f"{person.email} is of {person.body}, whose application {case.reference} is")
        elif pair in self._conflicts:
            self._wrong(line, f"{person.email} has declared a conflict of interest on {case.reference}")
        elif pair not in self._existing:
            self.found.append(Allocation(reference=case.reference, assessor=person.address))

    def _case(self, line: str, reference: str) -> Case | None:
        found, rest = self._references.in_front(reference)
        if len(found) == 1 and not rest:
            return self._cases[found[0]]
        known = did_you_mean(reference, self._cases)
        self._wrong(
            line, f"there is no application {reference!r} to assess{known}" if reference else "the reference is blank"
        )
        return None

    def _person(self, line: str, assessor: str) -> Assessor | None:
        if not assessor:
            self._wrong(line, "the assessor is blank")
            return None
        wanted = " ".join(assessor.split()).casefold()
        found = {item.address: item for item in self._assessors if wanted in (item.address, item.name.casefold())}
        if len(found) == 1:
            return next(iter(found.values()))
        if found:
            self._wrong(line, f"{assessor!r} may be {' or '.join(found)}; give the address")
            return None
        known = did_you_mean(assessor, [name for item in self._assessors for name in (item.email, item.name) if name])
        self._wrong(line, f"there is no assessor {assessor!r}{known}")
        return None

    def _wrong(self, line: str, message: str) -> None:
        self.problems.append(f"{line}: {message}")
