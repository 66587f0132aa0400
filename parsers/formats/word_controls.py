"""Word's fillable controls as `NativeField`s: content controls (``w:sdt``) and legacy form fields (``w:ffData``).

Only what a control *is* is read here; the text that stands in it is gathered by `word_pen` as the text is walked.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from parsers.document import TICKED, UNTICKED, ControlKind, NativeField
from parsers.formats import glyphs
from parsers.formats.word_styles import W, switched

W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
#: Content controls that group others or are filled by Word itself.
_CONTAINERS = (
    *(W + name for name in ("group", "docPartObj", "docPartList", "bibliography", "citation", "equation", "picture")),
    f"{W15}repeatingSection",
    f"{W15}repeatingSectionItem",
)
_ON = frozenset({"1", "true", "on"})
_PROMPTS = ("click", "enter", "type", "insert", "select", "choose", "please", "tap", "[", "<", "…", "...", "___")


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A control as declared. ``shown`` is what it displays where that is not the text standing in it."""

    name: str
    kind: ControlKind
    label: str = ""
    placeholder: bool = False
    shown: str | None = None
    options: tuple[str, ...] = ()
    option_labels: tuple[str, ...] = ()
    date: str = ""
    default: str = ""
    locked: bool = False

    def field(self, text: str) -> NativeField:
        """The field, given the text that stands in the control."""
        text = glyphs.clean(text if self.shown is None else self.shown).strip()
        value: str | None = text or None
        if self.placeholder or (text and text == self.default and text.lower().startswith(_PROMPTS)):
            value = None
        values: tuple[str, ...] = (value,) if value else ()
        if value and self.kind is ControlKind.CHOICE and value in self.option_labels:
            value = self.options[self.option_labels.index(value)] or None
            values = (value,) if value else ()
        if value and self.date:
            values = (self.date,)
        return NativeField(
            name=self.name,
            kind=self.kind,
            value=value,
            label=self.label,
            values=values if self.kind is not ControlKind.CHECKBOX else (),
            options=self.options,
            option_labels=self.option_labels,
            read_only=self.locked,
        )


def content_control(element: etree._Element) -> Control | None:
    """The control a ``w:sdt`` declares, or None where it only holds others together."""
    properties = element.find(W + "sdtPr")
    if properties is None or any(properties.find(name) is not None for name in _CONTAINERS):
        return None
    name, label = _value(properties, "tag"), _value(properties, "alias")
    placeholder = switched(properties, "showingPlcHdr", False)
    locked = "content" in _value(properties, "lock").lower()
    box = properties.find(f"{W14}checkbox")
    if box is not None:
        checked = box.find(f"{W14}checked")
        ticked = checked is not None and checked.get(f"{W14}val", "1").lower() in _ON
        return Control(
            name=name, label=label, kind=ControlKind.CHECKBOX, shown=TICKED if ticked else UNTICKED, locked=locked
        )
    for kind in ("dropDownList", "comboBox"):
        choice = properties.find(W + kind)
        if choice is not None:
            items = list(choice.iterchildren(W + "listItem"))
            labels = tuple((item.get(W + "displayText") or item.get(W + "value") or "").strip() for item in items)
            values = tuple(item.get(W + "value", shown) for item, shown in zip(items, labels, strict=True))
            return Control(
                name=name,
                label=label,
                kind=ControlKind.CHOICE,
                placeholder=placeholder,
                options=values,
                option_labels=labels,
                locked=locked,
            )
    date = properties.find(W + "date")
    full = "" if date is None else date.get(W + "fullDate", "")[:10]
    nested = next(element.iterfind(f"{W}sdtContent//{W}sdt"), None)
    if nested is not None and date is None and properties.find(W + "text") is None:
        return None
    return Control(name=name, label=label, kind=ControlKind.TEXT, placeholder=placeholder, date=full, locked=locked)


def legacy_field(element: etree._Element) -> Control | None:
    """The form field a ``w:ffData`` declares (ECMA-376 part 1, 17.16.17), or None."""
    name, label = _value(element, "name"), _value(element, "statusText") or _value(element, "helpText")
    locked = not switched(element, "enabled", True)
    box = element.find(W + "checkBox")
    if box is not None:
        ticked = switched(box, "checked", switched(box, "default", False))
        shown = TICKED if ticked else UNTICKED
        return Control(name=name, label=label, kind=ControlKind.CHECKBOX, shown=shown, locked=locked)
    choice = element.find(W + "ddList")
    if choice is not None:
        entries = tuple(item.get(W + "val", "").strip() for item in choice.iterchildren(W + "listEntry"))
        chosen = _value(choice, "result") or _value(choice, "default") or "0"
        place = int(chosen) if chosen.isascii() and chosen.isdigit() else 0
        return Control(
            name=name,
            label=label,
            kind=ControlKind.CHOICE,
            shown=entries[place] if place < len(entries) else "",
            options=entries,
            option_labels=entries,
            locked=locked,
        )
    text = element.find(W + "textInput")
    if text is not None:
        default = _value(text, "default").strip()
        return Control(name=name, label=label, kind=ControlKind.TEXT, default=default, locked=locked)
    return None


def _value(properties: etree._Element, name: str) -> str:
    item = properties.find(W + name)
    return "" if item is None else item.get(W + "val", "")
