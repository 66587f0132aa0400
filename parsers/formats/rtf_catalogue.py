"""The tables at the head of an RTF file: which fonts and colours it uses, and which of its styles are headings."""

from __future__ import annotations

from dataclasses import dataclass, field

from parsers.formats import limits
from parsers.formats.colours import from_channels
from parsers.formats.rtf_story import Font
from parsers.formats.rtf_tokens import CHARSETS

_TITLES = ("heading", "title", "subtitle")
#: The destinations that are tables of entries, each with its name and a semicolon.
CATALOGUES = frozenset({"fonttbl", "colortbl", "stylesheet"})
_CHANNELS = ("red", "green", "blue")


@dataclass(slots=True)
class Catalogue:
    """Fonts and colours by number, numbers of the paragraph styles that are headings; and the entry under way."""

    fonts: dict[int, Font] = field(default_factory=dict)
    headings: set[int] = field(default_factory=set)
    colours: list[str] = field(default_factory=list)
    _channels: dict[str, int] = field(default_factory=dict)
    _entry: int = 0
    _name: str = ""

    def word(self, table: str, word: str, number: int) -> None:
        """A control word inside a table."""
        if table == "fonttbl" and word == "f":
            self._entry = number
        elif table == "fonttbl" and word == "fcharset" and len(self.fonts) < limits.MAX_FIELDS:
            self.fonts[self._entry] = Font(codec=CHARSETS.get(number))
        elif table == "stylesheet" and word in ("s", "cs", "ts"):
            self._entry = number if word == "s" else -1
        elif table == "colortbl" and word in _CHANNELS:
            self._channels[word] = min(max(number, 0), 255)

    def colour(self, number: int) -> str:
        """The colour of a number, as in `Line`; "" for the automatic one."""
        return self.colours[number] if 0 <= number < len(self.colours) else ""

    def text(self, table: str, text: str) -> None:
        """Text inside a table: names of entries, each ended by a semicolon."""
        *names, self._name = (self._name + text).split(";")
        for name in names:
            if table == "colortbl":
                self._end_colour()
            elif table == "stylesheet":
                if name.strip().lower().startswith(_TITLES):
                    self.headings.add(self._entry)
            elif len(self.fonts) < limits.MAX_FIELDS:
                known = self.fonts.get(self._entry, Font())
                self.fonts[self._entry] = Font(name.strip(), known.codec)

    def _end_colour(self) -> None:
        if len(self.colours) < limits.MAX_FIELDS:
            self.colours.append(from_channels(*(self._channels.get(name, 0) for name in _CHANNELS)))
        self._channels.clear()
