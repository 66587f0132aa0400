"""The content of an OpenDocument text in the order it is shown: paragraphs, lists, tables, frames, controls.

What was deleted under change tracking stands apart from the text (``text:tracked-changes``) and is passed over, as
are comments; what was inserted stands in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from lxml import etree

from parsers.document import Block, ControlKind
from parsers.errors import OverLimitError
from parsers.formats import limits
from parsers.formats.grid import Draft, assemble
from parsers.formats.numbering import NO_MARK, Mark
from parsers.formats.odt_controls import content_control, drop_down, field_mark, text_input
from parsers.formats.odt_lists import OdtLists
from parsers.formats.odt_styles import DRAW, FIELD, LOEXT, OFFICE, TABLE, TEXT, OdtStyles, text_of
from parsers.formats.word_controls import Control
from parsers.formats.word_pen import Pen
from parsers.formats.word_styles import Look

_SPACE = re.compile(r"[ \t\r\n]+")
_MOST_SPACES = 200
_SKIPPED = frozenset(
    {
        f"{TEXT}tracked-changes", f"{TEXT}sequence-decls", f"{TEXT}variable-decls", f"{TEXT}user-field-decls",
        f"{OFFICE}forms", f"{OFFICE}annotation", f"{OFFICE}annotation-end", f"{TEXT}note-citation", f"{TEXT}ruby-text",
        f"{TEXT}hidden-text", f"{TEXT}index-title-template", f"{TEXT}table-of-content-source",
        f"{DRAW}enhanced-geometry", f"{DRAW}image", f"{DRAW}object", f"{DRAW}object-ole", f"{TEXT}toc-mark",
    }
)  # fmt: skip
_ROW_GROUPS = frozenset(TABLE + name for name in ("table-header-rows", "table-rows", "table-row-group"))


class OdtStory:
    """One walk over a document, with its pen."""

    def __init__(self, pen: Pen, styles: OdtStyles, controls: Mapping[str, Control]) -> None:
        self._pen = pen
        self._styles = styles
        self._controls = controls
        self._lists = OdtLists(styles)
        self._boxes: list[etree._Element] = []  # text boxes and notes met in the paragraph under way; they follow it
        self._acts: dict[str, Callable[[etree._Element], None]] = {
            f"{TEXT}s": self._spaces,
            f"{TEXT}tab": lambda _: self._pen.write("\t"),
            f"{TEXT}line-break": lambda _: self._pen.end_line(),
            f"{TEXT}text-input": lambda item: self._whole(text_input(item)),
            f"{TEXT}drop-down": lambda item: self._whole(drop_down(item)),
            f"{TEXT}placeholder": self._placeholder,
            f"{DRAW}control": self._drawn_control,
            f"{TEXT}note": lambda item: self._boxes.extend(item.iterchildren(f"{TEXT}note-body")),
            f"{FIELD}fieldmark": lambda item: self._whole(field_mark(item)),
            f"{FIELD}fieldmark-start": lambda item: self._pen.begin_code(field_mark(item)),
            f"{FIELD}fieldmark-separator": lambda _: self._pen.separate_code(),
            f"{FIELD}fieldmark-end": lambda _: self._pen.end_code(),
        }

    def blocks(self, container: etree._Element, depth: int = 0, mark: Mark = NO_MARK) -> None:
        """Write what stands in a body, a section, a list, a cell, a text box."""
        if depth > limits.MAX_DEPTH:
            raise OverLimitError("nested too deeply")
        for element in container.iterchildren(etree.Element):
            tag = str(element.tag)
            if tag in (f"{TEXT}p", f"{TEXT}h"):
                self._paragraph(element, depth, mark)
                mark = NO_MARK  # only the first paragraph of a list item has its bullet
            elif tag == f"{TABLE}table":
                self._pen.out.extend(self._table(element, depth))
            elif tag == f"{TEXT}list":
                self._lists.begin(element)
                self.blocks(element, depth + 1)
                self._lists.end()
            elif tag == f"{TEXT}list-item":
                begins = next(element.iterchildren(etree.Element), None)
                nested = begins is not None and begins.tag == f"{TEXT}list"
                self.blocks(element, depth + 1, NO_MARK if nested else self._lists.mark(element))
            elif tag in (f"{DRAW}frame", f"{DRAW}custom-shape", f"{DRAW}g", f"{DRAW}text-box", f"{DRAW}control"):
                self._inline_element(element, self._pen.look, depth)  # anchored to the page
                self._pen.end_line()
                self._follow(depth)
            elif tag not in _SKIPPED and element.get(f"{TEXT}display") != "none":
                self.blocks(element, depth + 1)

    def _paragraph(self, element: etree._Element, depth: int, mark: Mark) -> None:
        look = self._styles.style("paragraph", element.get(f"{TEXT}style-name")).look
        heading = look.heading or element.tag == f"{TEXT}h"
        self._pen.look, self._pen.number = replace(look, heading=heading, listed=mark.bullet), mark.text
        self._inline(element, self._pen.look, depth)
        self._pen.end_line()
        self._pen.number = ""
        self._follow(depth)

    def _follow(self, depth: int) -> None:
        while self._boxes:
            waiting, self._boxes = self._boxes, []
            for box in waiting:
                self.blocks(box, depth + 1)

    def _inline(self, container: etree._Element, look: Look, depth: int) -> None:
        if depth > limits.MAX_DEPTH * 2:
            return
        self._write(container.text, look)
        for element in container.iterchildren():
            if isinstance(element.tag, str):
                self._inline_element(element, look, depth + 1)
            self._write(element.tail, look)

    def _inline_element(self, element: etree._Element, look: Look, depth: int) -> None:
        tag = str(element.tag)
        if tag in _SKIPPED:
            return
        act = self._acts.get(tag)
        if act is not None:
            if not (look.hidden or look.struck):
                act(element)
        elif tag in (f"{DRAW}text-box", f"{DRAW}custom-shape", f"{DRAW}rect"):
            self._boxes.append(element)
        elif tag == f"{LOEXT}content-control":
            self._content_control(element, look, depth)
        elif tag == f"{TEXT}span":
            self._inline(element, self._styles.within(look, element.get(f"{TEXT}style-name")), depth)
        else:
            self._inline(element, look, depth)

    def _content_control(self, element: etree._Element, look: Look, depth: int) -> None:
        control = content_control(element)
        if control is None:
            return
        self._pen.open_control(control)
        self._inline(element, look, depth)
        self._pen.close_control()

    def _whole(self, control: Control | None) -> None:
        """A control that has no content of its own to walk."""
        if control is None:
            return
        first, *more = (control.shown or "").split("\n")
        self._pen.open_control(replace(control, shown=first) if more else control)
        self._pen.close_control()
        for line in more:
            self._pen.end_line()
            self._pen.write(line)
        if more:
            self._pen.fields[-1] = control.field("")

    def _drawn_control(self, element: etree._Element) -> None:
        self._whole(self._controls.get(element.get(f"{DRAW}control", "")))

    def _placeholder(self, element: etree._Element) -> None:
        label = element.get(f"{TEXT}description") or text_of(element).strip("<>")
        self._whole(Control(name="", kind=ControlKind.TEXT, label=label, placeholder=True))

    def _spaces(self, element: etree._Element) -> None:
        count = element.get(f"{TEXT}c", "1")
        self._pen.write(" " * min(int(count) if count.isascii() and count.isdigit() else 1, _MOST_SPACES))

    def _write(self, text: str | None, look: Look) -> None:
        if text and not (look.hidden or look.struck):
            self._pen.write(_SPACE.sub(" ", text), look)

    def _table(self, table: etree._Element, depth: int) -> list[Block]:
        drafts: list[Draft] = []
        for row, line in enumerate(_rows(table)):
            column = 0
            for cell in line.iterchildren(f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
                if len(drafts) > limits.MAX_CELLS:
                    raise OverLimitError("too many cells")
                if cell.tag == f"{TABLE}table-cell":
                    drafts.append(self._cell(cell, row, column, depth))
                column += _count(cell, "number-columns-repeated")
        return assemble(drafts)

    def _cell(self, cell: etree._Element, row: int, column: int, depth: int) -> Draft:
        pen = self._pen
        outer, pen.out = pen.out, []
        boxes, self._boxes = self._boxes, []
        self.blocks(cell, depth + 1)
        pen.end_line()
        blocks, pen.out = pen.out, outer
        self._boxes = boxes
        return Draft(
            row=row,
            column=column,
            row_span=_count(cell, "number-rows-spanned"),
            column_span=_count(cell, "number-columns-spanned"),
            blocks=blocks,
            shaded=self._styles.style("table-cell", cell.get(f"{TABLE}style-name")).shaded,
        )


def _rows(table: etree._Element, depth: int = 0) -> Iterator[etree._Element]:
    for element in table:
        if element.tag == f"{TABLE}table-row":
            yield element
        elif element.tag in _ROW_GROUPS and depth < limits.MAX_DEPTH:
            yield from _rows(element, depth + 1)


def _count(cell: etree._Element, name: str) -> int:
    """A span or repetition as the attribute tells it, within reason."""
    text = cell.get(TABLE + name, "1")
    return min(max(int(text), 1), 200) if text.isascii() and text.isdigit() else 1
