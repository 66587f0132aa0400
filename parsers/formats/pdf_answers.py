"""What a PDF field holds, by the kind of field (ISO 32000-1, 12.7.4): text, tick, radio group, list, signature.

And the few turns of phrase that make pikepdf's objects into plain values, whatever a file has put in their place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree
from pikepdf import Array, Dictionary, Name, Object, PdfError, Stream, String

from parsers.document import TICKED, UNTICKED, Box, ControlKind
from parsers.formats import glyphs, limits

_RADIO = 1 << 15
_PUSH_BUTTON = 1 << 16
_OFF = "Off"

#: A field's attributes, its own and those it inherits.
Inherited = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Widget:
    """A place of a field: page (from 1, None where unknown), box, the names of its on-state and of its state."""

    page: int | None
    box: Box | None
    on: str
    state: str
    label: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a field holds; the meanings are those of `NativeField`."""

    kind: ControlKind
    value: str | None
    values: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    option_labels: tuple[str, ...] = ()


def read_answer(known: Inherited, widgets: Sequence[Widget]) -> Answer | None:
    """What the field holds, or None for a push button, which holds nothing."""
    kind, flags = name_of(known.get("/FT")), integer(known.get("/Ff"))
    if kind == "Btn":
        return None if flags & _PUSH_BUTTON else _button(known, widgets, radio=bool(flags & _RADIO))
    if kind == "Ch":
        return _choice(known)
    if kind == "Sig":
        signature = known.get("/V")
        signed = isinstance(signature, Dictionary)
        signer = text_of(signature.get("/Name")) if isinstance(signature, Dictionary) else ""
        return Answer(ControlKind.SIGNATURE, (signer or "signed") if signed else None)
    text = _shown(text_of(known.get("/V")) or _rich(text_of(known.get("/RV"))))
    return Answer(ControlKind.TEXT, text or None, (text,) if text else ())


def _button(known: Inherited, widgets: Sequence[Widget], *, radio: bool) -> Answer:
    states = [widget.on for widget in widgets]
    chosen = name_of(known.get("/V")) or text_of(known.get("/V"))
    if not chosen:
        chosen = next((widget.state for widget in widgets if widget.state not in ("", _OFF)), "")
    if not radio and len(set(states)) < 2:
        ticked = chosen not in ("", _OFF)
        return Answer(ControlKind.CHECKBOX, TICKED if ticked else UNTICKED, options=tuple(states[:1]))
    exports = [text_of(item) for item in array(known.get("/Opt"))]
    options = tuple(_export(state, place, exports) for place, state in enumerate(states))
    labels = tuple(_shown(widget.label) or option for widget, option in zip(widgets, options, strict=True))
    value: str | None = None
    if chosen not in ("", _OFF):
        value = options[states.index(chosen)] if chosen in states else chosen
    return Answer(ControlKind.RADIO, value, (value,) if value else (), options, labels)


def _export(state: str, place: int, exports: Sequence[str]) -> str:
    """The export value of a button: /Opt tells it by the button's state (a number) or else by its place."""
    if state.isascii() and state.isdigit() and int(state) < len(exports):
        return exports[int(state)]
    return exports[place] if place < len(exports) and not state else state


def _choice(known: Inherited) -> Answer:
    pairs: list[tuple[str, str]] = []
    for item in array(known.get("/Opt")):
        parts = [_shown(text_of(part)) for part in (array(item) if isinstance(item, Array) else [item])]
        pairs.append((parts[0], parts[-1]) if parts else ("", ""))
    options = tuple(export for export, _ in pairs)
    labels = tuple(label for _, label in pairs)
    held = known.get("/V")
    chosen = [_shown(text_of(item)) for item in (array(held) if isinstance(held, Array) else [held])]
    if held is None:
        places = [integer(item) for item in array(known.get("/I"))]
        chosen = [options[place] for place in places if 0 <= place < len(options)]
    values = tuple(
        options[labels.index(text)] if text not in options and text in labels else text for text in chosen if text
    )
    return Answer(ControlKind.CHOICE, values[0] if values else None, values, options, labels)


def _shown(text: str) -> str:
    return glyphs.clean(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _rich(text: str) -> str:
    """The text of a rich text value (XHTML, ISO 32000-1, 12.7.3.4)."""
    if not text:
        return ""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return ""
    if root is None:
        return ""
    paragraphs = [item for item in root.iter() if isinstance(item.tag, str) and item.tag.endswith("}p")]
    return "\n".join("".join(str(part) for part in item.itertext()) for item in paragraphs or [root])


def array(item: object) -> Iterator[Object]:
    """The elements of an array; nothing where it is none."""
    if isinstance(item, Array):
        for index, element in enumerate(item):
            if index >= limits.MAX_FIELDS:
                return
            yield element


def name_of(item: object) -> str:
    """A name without its solidus; "" where it is none."""
    return str(item)[1:] if isinstance(item, Name) else ""


def text_of(item: object) -> str:
    """A text string, or the text in a stream; "" where it is neither."""
    if isinstance(item, String):
        return str(item)
    if isinstance(item, Stream):
        try:
            data = item.read_bytes()
        except PdfError:
            return ""
        return str(String(data))
    return name_of(item)


def integer(item: object) -> int:
    """A whole number; 0 where it is none."""
    return int(item) if isinstance(item, int | Decimal | float) else 0


def numbers(item: object) -> list[float]:
    """The numbers in an array."""
    return [float(part) for part in array(item) if isinstance(part, int | float | Decimal)]


def on_state(widget: Dictionary) -> str:
    """The name a button's state has when it is on: the one in its appearances that is not Off."""
    appearance = widget.get("/AP")
    if not isinstance(appearance, Dictionary):
        return ""
    for part in ("/N", "/D"):
        states = appearance.get(part)
        if isinstance(states, Dictionary) and not isinstance(states, Stream):
            for state in states.keys():  # noqa: SIM118 - a pikepdf dictionary is not iterable
                if state != "/Off":
                    return str(state)[1:]
    return ""
