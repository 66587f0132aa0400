"""A scoresheet of the service filled in, as a person does it in a spreadsheet program: by its headings."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from openpyxl import load_workbook

_CRITERION, _POINTS, _COMMENT = "Criterion", "Points", "Comment"


def filled_sheet(data: bytes, points: Mapping[str, str], comments: Mapping[str, str]) -> bytes:
    """The sheet with points and comments by the criteria's titles; points are numbers where they are ones."""
    book = load_workbook(io.BytesIO(data))
    sheet: Any = book.active
    head = next(row for row in sheet.iter_rows() if {_CRITERION, _POINTS} <= {cell.value for cell in row})
    columns = {str(cell.value): cell.column for cell in head}
    for row in range(head[0].row + 1, sheet.max_row + 1):
        title = sheet.cell(row=row, column=columns[_CRITERION]).value
        if title in points:
            sheet.cell(row=row, column=columns[_POINTS]).value = _number(points[title])
            sheet.cell(row=row, column=columns[_COMMENT]).value = comments.get(title, "")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _number(text: str) -> float | str | None:
    try:
        return float(text) if text else None
    except ValueError:
        return text
