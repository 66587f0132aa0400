"""The form as a spreadsheet, written with XlsxWriter (the readers use openpyxl)."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # it publishes no types

from tests.corpus.sheet import Sheet


class _Page:
    """A worksheet being filled from the top."""

    def __init__(self, sheet: Sheet) -> None:
        self.out = BytesIO()
        self.book: Any = xlsxwriter.Workbook(self.out, {"in_memory": True})
        self.page: Any = self.book.add_worksheet("Form")
        self.page.set_column(0, 0, 48)
        self.page.set_column(1, 4, 40)
        self.bold = self.book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.wrap = self.book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        self.row = 0
        self.line(sheet.title)
        for text in sheet.intro:
            self.line(text, bold=False)

    def line(self, *cells: str, bold: bool = True) -> None:
        """One row; only its first cell may be bold."""
        for column, text in enumerate(cells):
            self.page.write_string(self.row, column, text, self.bold if bold and column == 0 else self.wrap)
        self.row += 1

    def finish(self) -> bytes:
        """The file's bytes."""
        self.book.close()
        return self.out.getvalue()


def _prompt(number: str, label: str, limit: str, guidance: str) -> str:
    return " ".join(part for part in (number, label, limit) if part) + (f"\n{guidance}" if guidance else "")


def label_left(sheet: Sheet) -> bytes:
    """Questions in column A, answers in column B."""
    page = _Page(sheet)
    for section in sheet.sections:
        page.row += 1
        page.line(section.title)
        for item in section.items:
            prompt = _prompt(item.number, item.label, item.limit, item.guidance)
            if item.is_table:
                page.line(prompt)
                for row in item.table:
                    page.line(*row, bold=False)
            else:
                page.line(prompt, item.answer)
    return page.finish()


def beneath(sheet: Sheet) -> bytes:
    """Every answer in the row under its question."""
    page = _Page(sheet)
    for section in sheet.sections:
        page.row += 1
        page.line(section.title)
        for item in section.items:
            page.line(_prompt(item.number, item.label, item.limit, item.guidance))
            for row in item.table if item.is_table else ((item.answer,),):
                page.line(*row, bold=False)
    return page.finish()


def apart(sheet: Sheet) -> bytes:
    """Questions in column A, guidance (or nothing) in column B, answers in column C."""
    page = _Page(sheet)
    page.line("Question", "Guidance", "Your answer")
    for section in sheet.sections:
        page.row += 1
        page.line(section.title)
        for item in section.items:
            prompt = _prompt(item.number, item.label, item.limit, "")
            if item.is_table:
                page.line(prompt)
                for row in item.table:
                    page.line(*row, bold=False)
            else:
                page.line(prompt, item.guidance, item.answer)
    return page.finish()
