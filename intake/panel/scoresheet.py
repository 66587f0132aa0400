"""The scoresheet of one application for one assessor as a spreadsheet (.xlsx), and the scores of one that came back.

Only points and comments can be typed in; the rest is locked, without a password, against slips. It is read in the
child (`parsers.formats.sheet_scores`) by the words of `parsers.scoresheet`, and its points are typed like a grid's.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation

from intake import wording
from intake.cells import may_be_formula, writable
from intake.panel.criteria import (
    Scored,
    ScoreProblem,
    Typed,
    criterion_called,
    cut,
    panel_of,
    settled_points,
    wanted,
)
from intake.round.panel import Criterion, Panel, plain
from intake.round.programme import Programme
from parsers.scoresheet import CODE_MARK, COMMENT, CRITERION, POINTS, REFERENCE, ScoreRow, ScoreSheet

#: Heading → width of its column in characters.
_COLUMNS = {"No.": 6, CRITERION: 26, "Weight": 9, "Scale": 9, "What to look for": 44, POINTS: 10, COMMENT: 58}
_VALUE_COLUMN, _POINTS_COLUMN, _COMMENT_COLUMN = 3, 6, 7
_HEAD_ROW = 6
_LINE = 15.0  # points of height
_LEAST_LINES = 5  # room for a comment
_NOT_SHOWN = "Not shown: assessment is anonymous"
_HOW = (
    "Write points and comments in the yellow cells, save the file and send it back as an attachment to a reply. "
    "Points may have decimals (3.5). Type numbers, not formulas."
)

_FACE = "Calibri"
_PLAIN, _BOLD = Font(name=_FACE, size=11), Font(name=_FACE, size=11, bold=True)
_GREY = Font(name=_FACE, size=8, color="7A858E")
_EDGE = Side(style="thin", color="B8C1C8")
_BOX = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_INPUT = PatternFill("solid", start_color="FFF9DB")
_TOP = Alignment(wrap_text=True, vertical="top")
_MIDDLE = Alignment(horizontal="center", vertical="top")


@dataclass(frozen=True, slots=True, kw_only=True)
class ForWhom:
    """Whose scoresheet it is, of what: ``code`` is what it is known by when it comes back, letters, digits, ``._-``.

    ``authority`` is left out where assessment is anonymous.
    """

    code: str
    reference: str
    assessor: str
    authority: str = ""


def scoresheet_xlsx(programme: Programme, whom: ForWhom) -> bytes:
    """An empty scoresheet.

    Raises:
        NoPanelError: the programme's pack has no panel.
    """
    panel = panel_of(programme)
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Scoresheet"
    book.properties.title = writable(f"{programme.name}: scoresheet {whom.reference}")
    book.properties.creator = writable(programme.brand.organisation or programme.name)
    for number, width in enumerate(_COLUMNS.values(), 1):
        sheet.column_dimensions[chr(64 + number)].width = width
    _head(sheet, programme, panel, whom)
    for number, criterion in enumerate(panel.criteria, 1):
        _criterion_row(sheet, _HEAD_ROW + number, number, criterion, panel)
    _foot(sheet, _HEAD_ROW + len(panel.criteria) + 2, whom)
    _validate(sheet, panel)
    _protect_and_print(sheet, programme, whom, last=_HEAD_ROW + len(panel.criteria) + 3)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _head(sheet: Any, programme: Programme, panel: Panel, whom: ForWhom) -> None:
    """Title, whose sheet it is, and the headings of the table."""
    fill = PatternFill("solid", start_color=programme.brand.colour.lstrip("#"))
    on_fill = programme.brand.on_colour.lstrip("#")
    _text(sheet, 1, 1, f"{programme.name}: scoresheet", font=Font(name=_FACE, size=14, bold=True, color=on_fill))
    for column in range(1, len(_COLUMNS) + 1):
        sheet.cell(row=1, column=column).fill = fill
    sheet.row_dimensions[1].height = 26
    due = wording.clock(panel.due, programme.zone) if panel.due else "no date set"
    authority = _NOT_SHOWN if panel.anonymous else whom.authority
    facts = ((REFERENCE, whom.reference), ("Authority", authority), ("Assessor", whom.assessor), ("Return by", due))
    for row, (name, value) in enumerate(facts, 2):
        _text(sheet, row, 1, name, font=_BOLD)
        _text(sheet, row, _VALUE_COLUMN, value)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=_VALUE_COLUMN - 1)
        sheet.merge_cells(start_row=row, start_column=_VALUE_COLUMN, end_row=row, end_column=len(_COLUMNS))
    for column, heading in enumerate(_COLUMNS, 1):
        cell = _text(sheet, _HEAD_ROW, column, heading, font=Font(name=_FACE, size=11, bold=True, color=on_fill))
        cell.fill, cell.border, cell.alignment = fill, _BOX, _TOP
    sheet.freeze_panes = f"A{_HEAD_ROW + 1}"


def _criterion_row(sheet: Any, row: int, number: int, criterion: Criterion, panel: Panel) -> None:
    scale = f"{plain(criterion.least)} to {plain(criterion.most)}"
    weight = f"{plain(panel.percent(criterion))}%"
    for column, text in enumerate((str(number), criterion.title, weight, scale, criterion.guidance), 1):
        cell = _text(sheet, row, column, text, font=_BOLD if column == 2 else _PLAIN)
        cell.border, cell.alignment = _BOX, _MIDDLE if column in (1, 3, 4) else _TOP
    for column in (_POINTS_COLUMN, _COMMENT_COLUMN):
        cell = sheet.cell(row=row, column=column)
        cell.border, cell.fill, cell.alignment = _BOX, _INPUT, _TOP if column == _COMMENT_COLUMN else _MIDDLE
        cell.font, cell.protection = _PLAIN, Protection(locked=False)
        # A comment that begins with "-" or "=" stays what it is only in a cell of text.
        cell.number_format = "@" if column == _COMMENT_COLUMN else "0.##"
    lines = max(math.ceil(len(criterion.guidance) / 40), math.ceil(len(criterion.title) / 22), _LEAST_LINES)
    sheet.row_dimensions[row].height = lines * _LINE


def _foot(sheet: Any, row: int, whom: ForWhom) -> None:
    _text(sheet, row, 1, _HOW).alignment = _TOP
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(_COLUMNS))
    sheet.row_dimensions[row].height = 2 * _LINE
    _text(sheet, row + 1, 1, "Please leave the next cell as it is; we know the sheet by it.", font=_GREY)
    _text(sheet, row + 1, _POINTS_COLUMN, f"{CODE_MARK}{whom.code}", font=_GREY)


def _text(sheet: Any, row: int, column: int, text: str, *, font: Font = _PLAIN) -> Any:
    """A cell whose type is said outright, so that text stays text whatever it begins with."""
    shown = writable(text)
    cell = sheet.cell(row=row, column=column, value=shown)
    cell.data_type = "s"
    cell.quotePrefix = may_be_formula(shown)
    cell.font = font
    return cell


def _validate(sheet: Any, panel: Panel) -> None:
    """Only a number on the criterion's scale can be typed as points."""
    scales: dict[tuple[Decimal, Decimal], DataValidation] = {}
    for row, criterion in enumerate(panel.criteria, _HEAD_ROW + 1):
        ends = (criterion.least, criterion.most)
        if ends not in scales:
            least, most = map(plain, ends)
            rule = DataValidation(
                type="decimal", operator="between", formula1=least, formula2=most, allow_blank=True,
                showErrorMessage=True, errorTitle="Points", error=wanted(criterion),
                showInputMessage=True, promptTitle="Points", prompt=f"A number from {least} to {most}",
            )  # fmt: skip
            sheet.add_data_validation(rule)
            scales[ends] = rule
        scales[ends].add(sheet.cell(row=row, column=_POINTS_COLUMN))


def _protect_and_print(sheet: Any, programme: Programme, whom: ForWhom, *, last: int) -> None:
    sheet.protection.sheet = True
    # True forbids: heights and widths may be changed, since comments grow.
    sheet.protection.formatRows = sheet.protection.formatColumns = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
    sheet.print_area = f"A1:G{last}"
    sheet.oddFooter.left.text = f"{programme.name} · {whom.reference}".replace("&", "&&")
    sheet.oddFooter.right.text = "Page &P of &N"


def scored_of(sheet: ScoreSheet, panel: Panel) -> Scored:
    """The scores of a sheet that came back; whose it is must have been settled by its code before."""
    points: dict[str, Decimal] = {}
    comments: dict[str, str] = {}
    problems: list[ScoreProblem] = []
    rows: dict[str, list[ScoreRow]] = {criterion.key: [] for criterion in panel.criteria}
    for row in sheet.rows:
        criterion = criterion_called(row.criterion, panel.criteria)
        if criterion:
            rows[criterion.key].append(row)
        elif row.points_text or row.formula:
            told = f"“{cut(row.criterion)}”" if row.criterion else f"the line with points “{cut(row.points_text)}”"
            problems.append(
                ScoreProblem(criterion="", message=f"{told[:1].upper()}{told[1:]} names none of the criteria.")
            )
    for criterion in panel.criteria:
        found = rows[criterion.key]
        comment = "\n\n".join(dict.fromkeys(row.comment for row in found if row.comment))
        if comment:
            comments[criterion.key] = comment
        typed = _settled(criterion, found)
        if typed.points is not None:
            points[criterion.key] = typed.points
        else:
            problems.append(ScoreProblem(criterion=criterion.key, message=typed.problem))
        if any(row.comment_formula for row in found):
            message = f"{criterion.title}: the comment is a formula, which we do not run. Please write it as text."
            problems.append(ScoreProblem(criterion=criterion.key, message=message))
    return Scored(points=points, comments=comments, problems=tuple(problems))


def _settled(criterion: Criterion, rows: list[ScoreRow]) -> Typed:
    if any(row.formula for row in rows):
        problem = f"{criterion.title}: the points are a formula, which we do not run. {wanted(criterion)}"
        return Typed(problem=problem)
    return settled_points([row.points_text for row in rows], criterion)
