"""Where the text of a Word document is gathered as it is walked: the line under way, the controls open around it.

`word_runs` writes characters, `word` opens and closes paragraphs and containers. One pen serves a whole document, for
controls and complex fields may begin in one paragraph and end in another.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from parsers.document import Block, Line, NativeField
from parsers.errors import OverLimitError
from parsers.formats import glyphs, limits
from parsers.formats.word_controls import Control
from parsers.formats.word_styles import PLAIN, Look, Styles


@dataclass(slots=True)
class _Open:
    """A control whose end has not been met: its place among the fields, and what was written in it so far."""

    index: int
    control: Control
    line: int
    start: int
    pieces: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Code:
    """A complex field (``w:fldChar``): between its begin and separate marks stands code, not text."""

    in_code: bool = True
    control: Control | None = None
    opened: bool = False
    muted: bool = False


@dataclass(slots=True)
class Pen:
    """The writing head: characters in, lines out."""

    styles: Styles = field(default_factory=Styles)
    fields: list[NativeField] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)
    out: list[Block] = field(default_factory=list)
    footnotes: list[tuple[str, str]] = field(default_factory=list)
    #: Contents of text boxes met in the paragraph under way; they follow it.
    boxes: list[etree._Element] = field(default_factory=list)
    look: Look = PLAIN
    #: The number printed before the paragraph under way.
    number: str = ""
    _pieces: list[str] = field(default_factory=list)
    _bold: int = 0
    _italic: int = 0
    _lead: int = 0  # pieces, all bold, that the line begins with
    _marks: list[tuple[str, int]] = field(default_factory=list)  # stretches, each 2 marked, 1 bold, 0 neither
    _led: bool = False  # whether anything else has followed them
    #: Characters on the line by the size and the colour that they are printed in.
    _prints: dict[tuple[float | None, str], int] = field(default_factory=dict)
    _line: int = 0
    _line_fields: list[int] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)
    _codes: list[_Code] = field(default_factory=list)
    _muted: int = 0
    _spent: int = 0

    def write(self, text: str, look: Look = PLAIN) -> None:
        """Add characters that look so to the line under way and to every open control."""
        if self._muted or not text or (self._codes and any(code.in_code or code.muted for code in self._codes)):
            return
        self._spent += len(text)
        if self._spent > limits.MAX_CHARS:
            raise OverLimitError("too much text")
        self._pieces.append(text)
        said = text.strip()
        if look.bold:
            self._bold += len(said)
        if said:
            self._note_mark(text, look)
        if said and not self._led:
            self._led, self._lead = (False, len(self._pieces)) if look.bold else (True, self._lead)
        if look.italic:
            self._italic += len(text.replace(" ", ""))
        if said:
            prints = self._prints
            prints[look.size, look.colour] = prints.get((look.size, look.colour), 0) + len(said)
        for control in self._open:
            control.pieces.append(text)

    def end_line(self) -> None:
        """Close the line under way; it is kept if anything, be it an empty control, stands in it."""
        text = glyphs.ticks(glyphs.clean("".join(self._pieces))).strip()
        if text and self.number:
            text, self.number = f"{self.number} {text}", ""
        for control in self._open:
            control.pieces.append("\n")
        if text or self._line_fields:
            prints = self._prints
            size, colour = max(prints, key=prints.__getitem__) if prints else (None, "")
            self.out.append(
                Line(
                    text=text,
                    bold=bool(text) and self._bold * 2 > len(text.replace(" ", "")),
                    italic=bool(text) and self._italic >= len(text.replace(" ", "")),
                    size=size,
                    colour=colour,
                    lead=self._leading(),
                    marked=self._marked(),
                    heading=self.look.heading,
                    bullet=self.look.listed and not self.look.heading,
                    fields=tuple(dict.fromkeys(self._line_fields)),
                )
            )
        self._pieces.clear()
        self._prints.clear()
        self._bold = self._italic = self._lead = 0
        self._led = False
        self._marks.clear()
        self._line += 1
        self._line_fields[:] = [control.index for control in self._open]

    def _note_mark(self, text: str, look: Look) -> None:
        """Keep the stretches of the line by how they are marked."""
        how = 2 if look.marked else 1 if look.bold else 0
        if self._marks and self._marks[-1][1] == how:
            text = self._marks.pop()[0] + text
        self._marks.append((text, how))

    def _marked(self) -> tuple[str, ...]:
        """The stretches of the line under way that stand out from the others."""
        least = 1 if any(not how for _, how in self._marks) else 2
        return tuple(stretch for text, how in self._marks if how >= least and (stretch := " ".join(text.split())))

    def _leading(self) -> str:
        """The bold text that the line under way begins with, where other text follows it."""
        if not self._led or not self._lead:
            return ""
        return glyphs.ticks(glyphs.clean("".join(self._pieces[: self._lead]))).strip()

    def open_control(self, control: Control) -> None:
        """A control begins here."""
        index = len(self.fields)
        if index >= limits.MAX_FIELDS:
            raise OverLimitError("too many controls")
        self.fields.append(control.field(""))
        self._line_fields.append(index)
        self._open.append(_Open(index, control, self._line, len(self._pieces)))
        if control.shown is not None:
            self.write(control.shown)
        if control.placeholder or control.shown is not None:
            self._muted += 1

    def close_control(self) -> None:
        """The control opened last ends here."""
        opened = self._open.pop()
        if opened.control.placeholder or opened.control.shown is not None:
            self._muted -= 1
        made = opened.control.field("".join(opened.pieces))
        self.fields[opened.index] = made
        if made.value is None and opened.line == self._line:
            del self._pieces[opened.start :]
        if opened.line != self._line and not self._pieces and opened.index in self._line_fields:
            self._line_fields.remove(opened.index)

    def begin_code(self, control: Control | None) -> None:
        """A complex field begins; ``control`` is the form field it is, if it is one."""
        code = _Code(control=control)
        if control is not None and control.shown is not None:
            self.open_control(control)
            self.close_control()
            code.control, code.muted = None, True
        self._codes.append(code)

    def separate_code(self) -> None:
        """The result of the complex field begins."""
        if self._codes:
            code = self._codes[-1]
            code.in_code = False
            if code.control is not None and not code.opened:
                self.open_control(code.control)
                code.opened = True

    def end_code(self) -> None:
        """The complex field ends; a form field without a result is an empty one."""
        if not self._codes:
            return
        self.separate_code()
        code = self._codes.pop()
        if code.opened:
            self.close_control()

    def finish(self) -> None:
        """Close whatever a malformed document left open."""
        while self._codes:
            self.end_code()
        while self._open:
            self.close_control()
        self.end_line()
