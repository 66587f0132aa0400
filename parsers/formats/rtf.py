"""Rich Text Format (.rtf) → `Document`: text, tables, form fields, text boxes, notes, in the order they are shown.

Deleted, struck-through and hidden text is left out, inserted text is in. An RTF file is one stream of tokens
(`rtf_tokens`); here each is given its meaning, `rtf_story` writes what is shown, `rtf_tables` puts rows together.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field

from parsers.code_pages import codec_of_page
from parsers.document import Block, Document, DocumentKind, Line
from parsers.errors import DamagedDocumentError, EmptyDocumentError, OverLimitError
from parsers.formats import limits
from parsers.formats.numbering import mark_of
from parsers.formats.rtf_catalogue import CATALOGUES, Catalogue
from parsers.formats.rtf_controls import FormField
from parsers.formats.rtf_destinations import COLLECTED, GROUPS, MARGINS, NOTES, SKIPPED, STARRED
from parsers.formats.rtf_story import Font, State, Story, decoded, symbols
from parsers.formats.rtf_tables import ROW_WORDS
from parsers.formats.rtf_tokens import Token, tokens
from parsers.formats.rtf_words import ACTS, CHARACTERS
from parsers.formats.word_pen import Pen

_MOSTGROUPS = 5_000  # open at once


def read_rtf(data: bytes) -> Document:
    """A Rich Text Format document.

    Raises:
        EmptyDocumentError: it shows no text and holds no control.
        DamagedDocumentError: it is no RTF.
        OverLimitError: it is larger or more deeply nested than can be read safely.
    """
    if not data.lstrip().startswith(b"{\\rtf"):
        raise DamagedDocumentError("not Rich Text Format")
    if len(data) > limits.MAX_MEMBER_BYTES * 2:
        raise OverLimitError
    reader = _Reader()
    for token in tokens(data):
        reader.take(token)
    return reader.document()


@dataclass(slots=True)
class _Group:
    """What is to be done when a group ends, and the state around it."""

    state: State
    ending: Callable[[], None] | None = None


@dataclass(slots=True)
class _Field:
    """A ``\\field`` group: what it is, once its instruction has been read."""

    data: FormField = field(default_factory=FormField)
    begun: bool = False


class _Reader:
    """Gives each token its meaning."""

    def __init__(self) -> None:
        self._state = State()
        self._groups: list[_Group] = []
        self._stories = [Story(Pen())]
        self._fields: list[_Field] = []
        self._codec = "cp1252"
        self._catalogue = Catalogue()
        self._collected: list[str] = []
        self._title = ""
        self._running: dict[str, Line] = {}
        self._notes: list[Block] = []
        self._starred = False
        self._left_out = 0  # characters still to be passed over after a \u
        self._bytes = b""
        self._half = ""  # the first half of a pair of \u

    def take(self, token: Token) -> None:
        """One token more."""
        if token.kind != "byte" and self._bytes:
            self._flush()
        if token.kind == "open":
            self._open()
        elif token.kind == "close":
            self._close()
        elif token.kind == "word":
            self._word(token.word, token.number)
        else:
            self._characters(token)

    def document(self) -> Document:
        """What was read."""
        self._flush()
        repaired = bool(self._groups)
        while self._groups:
            self._close()
        body = self._stories[0]
        blocks = (*body.finish(), *self._notes)
        running = tuple(self._running.values())
        if not blocks and not body.pen.fields:
            blocks, running = running, ()
        if not blocks and not body.pen.fields:
            raise EmptyDocumentError
        if repaired:
            body.pen.notes["repaired"] = None
        return Document(
            kind=DocumentKind.RTF,
            blocks=tuple(blocks),
            fields=tuple(body.pen.fields),
            title=self._title,
            notes=tuple(body.pen.notes),
            running=running,
        )

    @property
    def _story(self) -> Story:
        return self._stories[-1]

    def _open(self) -> None:
        if len(self._groups) >= _MOSTGROUPS:
            raise OverLimitError("nested too deeply")
        self._groups.append(_Group(copy(self._state)))
        self._left_out = 0

    def _close(self) -> None:
        if not self._groups:
            return
        group = self._groups.pop()
        if group.ending is not None:
            group.ending()
        self._state = group.state
        self._left_out = 0

    def _characters(self, token: Token) -> None:
        if self._state.skipped:
            return
        data = token.data
        if self._left_out:
            taken = min(self._left_out, len(data))
            self._left_out -= taken
            data = data[taken:]
        if token.kind == "byte":
            self._bytes += data
        elif data:
            self._put(decoded(data, self._font, self._codec))

    def _flush(self) -> None:
        data, self._bytes = self._bytes, b""
        self._put(decoded(data, self._font, self._codec))

    @property
    def _font(self) -> Font:
        return self._catalogue.fonts.get(self._state.font, Font()) if not self._state.target else Font()

    def _put(self, text: str) -> None:
        """Show text, or collect it for its destination."""
        if not text or self._state.skipped:
            return
        if not self._state.target:
            self._story.write(text, self._state)
            return
        if self._state.target in CATALOGUES:
            self._catalogue.text(self._state.target, text)
        else:
            self._collected.append(text)

    def _word(self, word: str, number: int | None) -> None:
        if word == "*":
            self._starred = True
            return
        starred, self._starred = self._starred, False
        if self._state.skipped:
            return
        if word in SKIPPED or (starred and word not in STARRED | COLLECTED):
            self._state.skipped = True
        elif word in COLLECTED or word in NOTES or word in MARGINS or word in GROUPS:
            self._destination(word)
        elif self._state.target:
            self._detail(word, number)
        elif word == "u" or word in CHARACTERS:
            self._character(word, number)
        elif word == "ansicpg":
            self._codec = codec_of_page(number)
        elif word == "s":
            self._story.paragraph.heading = self._story.paragraph.heading or number in self._catalogue.headings
        elif word == "cf":
            self._state.colour = self._catalogue.colour(number or 0)
        elif word in ROW_WORDS:
            self._story.row.word(word, number)
        else:
            act = ACTS.get(word)
            if act is not None:
                act(self._story, self._state, number)

    def _character(self, word: str, number: int | None) -> None:
        if self._left_out:
            self._left_out -= 1
            return
        if word != "u":
            self._put(CHARACTERS[word])
            return
        code = (number or 0) & 0xFFFF
        character, self._left_out = chr(code), self._state.replaced
        if 0xD800 <= code < 0xDC00:
            self._half = character
            return
        if 0xDC00 <= code < 0xE000:
            pair = (self._half + character).encode("utf-16-le", "surrogatepass")
            character = pair.decode("utf-16-le", "ignore")
        self._half = ""
        self._put(symbols(character, self._font))

    def _detail(self, word: str, number: int | None) -> None:
        """A control word inside a destination that is collected."""
        value = number or 0
        if word == "u" or word in CHARACTERS:
            self._character(word, number)
        elif self._state.target in CATALOGUES:
            self._catalogue.word(self._state.target, word, value)
        elif word.startswith("ff") and self._fields and number is not None:
            self._fields[-1].data.numbers[word] = value

    def _destination(self, word: str) -> None:
        """A group turns out to be a destination."""
        if not self._groups:
            return
        group = self._groups[-1]
        if word in COLLECTED:
            self._collect(word, group)
        elif word in MARGINS or word in NOTES:
            self._stories.append(Story(Pen(fields=self._story.pen.fields, notes=self._story.pen.notes)))
            self._state.target = ""
            group.ending = lambda: self._end_story(word)
        elif word == "field":
            self._fields.append(_Field())
            group.ending = self._end_field
        elif word == "fldrslt" and self._fields and self._fields[-1].begun:
            self._story.pen.separate_code()
        elif word in ("shpinst", "do"):
            self._state.target = "shape"
        elif word == "ud":
            self._state.target = ""

    def _collect(self, word: str, group: _Group) -> None:
        self._state.target = word
        if word in ("falt", "upr", "info", "formfield", "ffresult"):
            return
        self._collected = []
        group.ending = lambda: self._end_collected(word)

    def _end_collected(self, word: str) -> None:
        text = "".join(self._collected).strip()
        self._collected = []
        if word in ("listtext", "pntext"):
            self._story.paragraph.mark = mark_of(text)
        elif word == "title":
            self._title = " ".join(text.split())
        elif word == "fldinst" and self._fields and not self._fields[-1].begun:
            current = self._fields[-1]
            current.data.instruction = text
            current.begun = True
            self._story.pen.begin_code(current.data.control() if not self._state.unseen else None)
        elif word == "ffl" and self._fields:
            self._fields[-1].data.entries.append(text)
        elif self._fields:
            self._fields[-1].data.texts[word] = text

    def _end_field(self) -> None:
        if self._fields and self._fields.pop().begun:
            self._story.pen.end_code()

    def _end_story(self, word: str) -> None:
        blocks = self._stories.pop().finish()
        if word in MARGINS:
            lines = Document(kind=DocumentKind.RTF, blocks=tuple(blocks)).lines()
            self._running.update({line.text: Line(text=line.text, bold=line.bold) for line in lines if line.text})
        elif word == "footnote":
            self._notes.extend(blocks)
        else:
            self._story.boxes.extend(blocks)
