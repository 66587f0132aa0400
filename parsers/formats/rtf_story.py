"""One stretch of an RTF file's text: the body, a header, a note, a text box; paragraphs and tables out.

The characters are decoded here too: bytes by the charset of their font, ``\\u`` by number with its replacement
passed over. Lines are gathered by Word's pen (`word_pen`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from parsers.document import Block
from parsers.errors import OverLimitError
from parsers.formats import glyphs, limits
from parsers.formats.numbering import NO_MARK, Mark
from parsers.formats.rtf_tables import RowForm, TableLevel
from parsers.formats.word_pen import Pen
from parsers.formats.word_styles import Look

#: The size of text, in points, where an RTF file says none (Rich Text Format 1.9.1, ``\\fs``).
USUAL_SIZE = 12.0


@dataclass(frozen=True, slots=True)
class Font:
    """A font: its name, and the codec of its bytes (None: the document's)."""

    name: str = ""
    codec: str | None = None


@dataclass(slots=True)
class State:
    """What a group inherits from the group around it, and forgets when it ends."""

    skipped: bool = False
    target: str = ""  # a destination whose text is collected, not shown
    replaced: int = 1  # characters that follow a \u for old readers
    bold: bool = False
    italic: bool = False
    struck: bool = False
    hidden: bool = False
    deleted: bool = False
    font: int = 0
    size: float = USUAL_SIZE
    colour: str = ""
    marked: bool = False

    @property
    def unseen(self) -> bool:
        """Whether text here is not shown."""
        return self.struck or self.hidden or self.deleted

    @property
    def look(self) -> Look:
        """How text here is shown."""
        return Look(bold=self.bold, italic=self.italic, marked=self.marked, size=self.size, colour=self.colour)


@dataclass(slots=True)
class Paragraph:
    """The properties of the paragraph under way; ``level`` is how deep in tables it stands."""

    in_table: bool = False
    nesting: int | None = None
    heading: bool = False
    mark: Mark = NO_MARK

    @property
    def level(self) -> int:
        """0 outside tables."""
        return (self.nesting if self.nesting is not None else 1) if self.in_table else 0


@dataclass(slots=True)
class Story:
    """Writes the text of one stretch. ``boxes`` are what stood in text boxes; it follows the paragraph under way."""

    pen: Pen
    paragraph: Paragraph = field(default_factory=Paragraph)
    boxes: list[Block] = field(default_factory=list)
    row: RowForm = field(default_factory=RowForm)
    _levels: list[TableLevel] = field(default_factory=list)
    _written: bool = False

    def write(self, text: str, state: State) -> None:
        """Show text, unless it is deleted, struck out or hidden."""
        if state.unseen:
            return
        if not self._written:
            self._settle(self.paragraph.level)
            self._written = True
        self.pen.write(text, state.look)

    def end_line(self) -> None:
        """A line break inside a paragraph."""
        self._look()
        self.pen.end_line()

    def end_paragraph(self) -> None:
        """``\\par``: the paragraph ends, what stood in its boxes follows."""
        if not self._written:
            self._settle(self.paragraph.level)
        self._close()

    def end_cell(self, *, nested: bool) -> None:
        """``\\cell`` or ``\\nestcell``: what was written since the last belongs to the cell that ends."""
        level = max(self.paragraph.level, 2) if nested else 1
        self._settle(level)
        self._close()
        self._levels[-1].end_cell(self.pen.out)
        self.pen.out = []

    def end_row(self) -> None:
        """``\\row`` or ``\\nestrow``."""
        if self._levels:
            self._levels[-1].end_row(self.row)

    def finish(self) -> list[Block]:
        """All the blocks."""
        self.pen.finish()
        self._settle(0)
        self._close()
        return self.pen.out

    def _close(self) -> None:
        self._look()
        self.pen.end_line()
        self.pen.number, self.paragraph.mark = "", NO_MARK
        self._written = False
        self.pen.out.extend(self.boxes)
        self.boxes = []

    def _look(self) -> None:
        self.pen.look = Look(heading=self.paragraph.heading, listed=self.paragraph.mark.bullet)
        self.pen.number, self.paragraph.mark = self.paragraph.mark.text, Mark(bullet=self.paragraph.mark.bullet)

    def _settle(self, level: int) -> None:
        """Open or end tables until the text stands ``level`` deep."""
        if level > limits.MAX_DEPTH:
            raise OverLimitError("nested too deeply")
        while len(self._levels) < level:
            self._levels.append(TableLevel(outer=self.pen.out))
            self.pen.out = []
        while len(self._levels) > level:
            ended = self._levels.pop()
            if self.pen.out or ended.cells:  # a row that was never ended
                ended.end_cell(self.pen.out)
                ended.end_row(self.row)
            ended.outer.extend(ended.blocks())
            self.pen.out = ended.outer


def decoded(data: bytes, font: Font, codec: str) -> str:
    """Bytes of text in a font, as it shows them."""
    if font.codec is None and glyphs.is_symbol_font(font.name):
        return "".join(glyphs.symbol(code, font.name) or ("" if code > 0x7E else chr(code)) for code in data)
    return data.decode(font.codec or codec, errors="replace").replace("�", "")


def symbols(text: str, font: Font) -> str:
    """Characters given by number, as a symbol font shows them."""
    if glyphs.is_symbol_font(font.name):
        shown = (glyphs.symbol(ord(character), font.name) or character for character in text)
        return "".join(character for character in shown if not "\ue000" <= character <= "\uf8ff")
    return text
