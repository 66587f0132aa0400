"""The block content of a Word part: paragraphs, tables, block-level controls, in the order they are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from lxml import etree

from parsers.document import Block
from parsers.errors import OverLimitError
from parsers.formats import limits
from parsers.formats.grid import Draft, assemble
from parsers.formats.word_controls import Control, content_control
from parsers.formats.word_numbering import WordNumbering
from parsers.formats.word_pen import Pen
from parsers.formats.word_runs import MC, alternatives, inline
from parsers.formats.word_styles import W, paragraph_look

_R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_WRAPPERS = frozenset({W + name for name in ("ins", "moveTo", "customXml", "smartTag", "sdtContent", "body")})
_WHITE = frozenset({"", "auto", "FFFFFF", "ffffff"})

#: Gives the blocks of an alternative-format part (``w:altChunk``), by its relationship id.
Chunks = Callable[[str], list[Block]]


class Story:
    """One walk over the block content of a part, with the pen and the lists of its document."""

    def __init__(self, pen: Pen, chunks: Chunks, numbering: WordNumbering) -> None:
        self._pen = pen
        self._chunks = chunks
        self._numbering = numbering

    def blocks(self, container: etree._Element, depth: int = 0) -> None:
        """Write what stands in a body, a cell, a text box, a header, a note."""
        if depth > limits.MAX_DEPTH:
            raise OverLimitError("nested too deeply")
        for element in container:
            tag = element.tag
            if tag == W + "p":
                self._paragraph(element, depth)
            elif tag == W + "tbl":
                self._pen.out.extend(self._table(element, depth))
            elif tag == W + "sdt":
                self._control(element, depth)
            elif tag in _WRAPPERS:
                self.blocks(element, depth + 1)
            elif tag == MC + "AlternateContent":
                for choice in alternatives(element):
                    self.blocks(choice, depth + 1)
            elif tag == W + "altChunk":
                self._pen.out.extend(self._chunks(element.get(_R_ID, "")))

    def _paragraph(self, element: etree._Element, depth: int) -> None:
        pen = self._pen
        look = paragraph_look(element.find(W + "pPr"), pen.styles)
        if look.number:
            mark = self._numbering.mark(look.number, look.depth)
            look, pen.number = replace(look, listed=mark.bullet), mark.text
        pen.look = look
        inline(pen, element)
        pen.end_line()
        pen.number = ""
        while pen.boxes:
            waiting, pen.boxes = pen.boxes, []
            for box in waiting:
                self.blocks(box, depth + 1)

    def _control(self, element: etree._Element, depth: int) -> None:
        control, content = content_control(element), element.find(W + "sdtContent")
        if content is None:
            return
        if control is None:
            self.blocks(content, depth + 1)
            return
        self._pen.open_control(control)
        self.blocks(content, depth + 1)
        self._pen.close_control()
        self._pen.end_line()

    def _table(self, table: etree._Element, depth: int) -> list[Block]:
        drafts: list[Draft] = []
        merged: dict[int, int] = {}  # column → the draft whose vertical merge is still open there
        for row, line in enumerate(_rows(table)):
            column = _number(line.find(f"{W}trPr/{W}gridBefore"), 0)
            for cell, controls in _cells(line, ()):
                properties = cell.find(W + "tcPr")
                width, merge, shaded = _cell_properties(properties)
                above = merged.get(column)
                if merge == "continue" and above is not None:
                    drafts[above] = _taller(drafts[above])
                else:
                    blocks = self._cell(cell, controls, depth)
                    merged.pop(column, None)
                    if merge:
                        merged[column] = len(drafts)
                    drafts.append(
                        Draft(row=row, column=column, row_span=1, column_span=width, blocks=blocks, shaded=shaded)
                    )
                if len(drafts) > limits.MAX_CELLS:
                    raise OverLimitError("too many cells")
                column += width
        return assemble(drafts)

    def _cell(self, cell: etree._Element, controls: tuple[Control, ...], depth: int) -> list[Block]:
        pen = self._pen
        outer, pen.out = pen.out, []
        for control in controls:
            pen.open_control(control)
        self.blocks(cell, depth + 1)
        for _ in controls:
            pen.close_control()
        pen.end_line()
        blocks, pen.out = pen.out, outer
        return blocks


def _rows(container: etree._Element, depth: int = 0) -> Iterator[etree._Element]:
    """The rows of a table, those inside repeating sections and insertions included, deleted ones not."""
    for element in container:
        if element.tag == W + "tr":
            if element.find(f"{W}trPr/{W}del") is None:
                yield element
        elif element.tag == W + "sdt" and depth < limits.MAX_DEPTH:
            content = element.find(W + "sdtContent")
            if content is not None:
                yield from _rows(content, depth + 1)
        elif element.tag in _WRAPPERS and depth < limits.MAX_DEPTH:
            yield from _rows(element, depth + 1)


def _cells(
    container: etree._Element, controls: tuple[Control, ...]
) -> Iterator[tuple[etree._Element, tuple[Control, ...]]]:
    """The cells of a row, each with the controls around it."""
    for element in container:
        if element.tag == W + "tc":
            yield element, controls
        elif element.tag == W + "sdt" and len(controls) < limits.MAX_DEPTH:
            control, content = content_control(element), element.find(W + "sdtContent")
            if content is not None:
                yield from _cells(content, controls if control is None else (*controls, control))
        elif element.tag in _WRAPPERS:
            yield from _cells(element, controls)


def _cell_properties(properties: etree._Element | None) -> tuple[int, str, bool]:
    """How many columns wide a cell is, its part in a vertical merge ("", "restart", "continue"), whether shaded."""
    if properties is None:
        return 1, "", False
    width = max(1, min(_number(properties.find(W + "gridSpan"), 1), 100))
    item = properties.find(W + "vMerge")
    merge = "" if item is None else item.get(W + "val", "continue")
    shade = properties.find(W + "shd")
    fill = "" if shade is None else shade.get(W + "fill", "")
    return width, merge, fill not in _WHITE


def _number(element: etree._Element | None, default: int) -> int:
    text = "" if element is None else element.get(W + "val", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else default


def _taller(draft: Draft) -> Draft:
    return Draft(
        row=draft.row,
        column=draft.column,
        row_span=draft.row_span + 1,
        column_span=draft.column_span,
        blocks=draft.blocks,
        shaded=draft.shaded,
    )
