"""An iCalendar object (RFC 5545) as components of content lines, as far as a stranger's bytes are one.

Lenient where programs are known to be careless (bare line feeds, wrapped lines, an END left out), bounded where a
stranger may be unkind. `icalendar` takes each line apart, and where it refuses one a plainer reading does. What the
lines mean is `parsers.calendar_reader`, their times `parsers.calendar_zones`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from icalendar.parser import Contentline

_MOST_LINES = 5_000
_MOST_COMPONENTS = 200
_LONGEST_LINE = 10_000  # characters, unfolded; what is longer is a description or a picture
_WRAPPED = 60  # characters of a line as it came, from which it may have been wrapped
_BREAKS = re.compile("\r\n|\r|\n")
_NAMED = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}[ \t]*[;:]")
#: All that is ever asked for; a line of another name is not taken apart.
_WANTED = frozenset(
    {"ATTENDEE", "COMMENT", "DTEND", "DTSTAMP", "DTSTART", "METHOD", "ORGANIZER", "RDATE", "RECURRENCE-ID", "RRULE"}
    | {"SEQUENCE", "TZID", "TZOFFSETFROM", "TZOFFSETTO", "UID"}
)
#: Components that stand in no other but the calendar itself: beginning one ends what was left open before it.
_OUTER = frozenset({"VEVENT", "VTIMEZONE", "VTODO", "VJOURNAL", "VFREEBUSY"})
_ESCAPED = re.compile(r"\\([\\;,nN])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One property: its name in capitals, parameters by name in capitals, its value as it stands in the object."""

    name: str
    parameters: Mapping[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value as TEXT (3.3.11), what is escaped in it itself again."""
        return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value)


@dataclass(slots=True, kw_only=True)
class Component:
    """A component: its name in capitals, its properties and the components in it, in order."""

    name: str
    lines: list[Line] = field(default_factory=list)
    parts: list[Component] = field(default_factory=list)

    def first(self, name: str) -> Line | None:
        """The first property of that name."""
        return next((line for line in self.lines if line.name == name), None)

    def all(self, name: str) -> tuple[Line, ...]:
        """Every property of that name, in order."""
        return tuple(line for line in self.lines if line.name == name)

    def inside(self, name: str) -> tuple[Component, ...]:
        """Every component of that name directly in this one."""
        return tuple(part for part in self.parts if part.name == name)


def calendars(text: str) -> tuple[Component, ...]:
    """The calendar objects in a text, as far as they go; none where there is more than may be read."""
    found: list[Component] = []
    open_: list[Component] = []
    made = 0
    for number, line in enumerate(_unfolded(text)):
        if number >= _MOST_LINES or made > _MOST_COMPONENTS:
            return ()
        name, _, value = line.partition(":")
        word, what = name.strip().upper(), value.strip().upper()
        if word == "BEGIN":
            made += 1
            _begin(Component(name=what), open_, found)
        elif word == "END":
            _end(what, open_)
        elif open_:
            taken = _line(line)
            if taken is not None:
                open_[-1].lines.append(taken)
    return tuple(found)


def _begin(component: Component, open_: list[Component], found: list[Component]) -> None:
    if component.name == "VCALENDAR":
        open_[:] = [component]
        found.append(component)
        return
    if component.name in _OUTER:
        del open_[1:]
    if open_:
        open_[-1].parts.append(component)
        open_.append(component)


def _end(name: str, open_: list[Component]) -> None:
    """Close the innermost component of that name and what was left open in it."""
    for depth in range(len(open_) - 1, -1, -1):
        if open_[depth].name == name:
            del open_[depth:]
            return


def _unfolded(text: str) -> Iterator[str]:
    """The content lines (3.1), each cut at its longest.

    A line that cannot begin a property goes on from a long one before it, which was wrapped on the way; after a short
    one it is left out.
    """
    pieces: list[str] = []
    length = before = 0
    for line in filter(str.strip, _BREAKS.split(text)):
        folded, named = line[0] in " \t", _NAMED.match(line)
        if pieces and (folded or (not named and before >= _WRAPPED)):
            room = max(_LONGEST_LINE - length, 0)
            pieces.append(line[1 : room + 1] if folded else line[:room])
            length += len(pieces[-1])
        elif named:
            if pieces:
                yield "".join(pieces)
            pieces = [line[:_LONGEST_LINE]]
            length = len(pieces[0])
        before = len(line)
    if pieces:
        yield "".join(pieces)


def _line(text: str) -> Line | None:
    """The line taken apart, if it is one that is asked for."""
    name = re.split(r"[;:]", text, maxsplit=1)[0].strip().upper()
    if name not in _WANTED:
        return None
    try:
        _, parameters, value = Contentline(text).raw_parts()  # type: ignore[no-untyped-call]
    except ValueError:
        return _plainly(name, text)
    flat = {
        key.upper(): ",".join(given) if isinstance(given, list) else str(given) for key, given in parameters.items()
    }
    return Line(name=name, parameters=flat, value=value.strip())


def _plainly(name: str, text: str) -> Line:
    """A line with what RFC 5545 forbids in it: parameters up to the first colon outside quotation marks."""
    quoted, cut = False, len(text)
    for place, char in enumerate(text):
        quoted ^= char == '"'
        if char == ":" and not quoted:
            cut = place
            break
    pairs = (part.partition("=") for part in text[:cut].split(";")[1:])
    parameters = {key.strip().upper(): value.strip().strip('"') for key, _, value in pairs}
    return Line(name=name, parameters=parameters, value=text[cut + 1 :].strip())
