"""The form fields of an RTF file (``\\formfield``) as `Control`s."""

from __future__ import annotations

from dataclasses import dataclass, field

from parsers.document import TICKED, UNTICKED, ControlKind
from parsers.formats.word_controls import Control

_UNDEFINED = 25  # \ffres: the default counts
_TEXT, _CHECKBOX, _LIST = 0, 1, 2


@dataclass(slots=True)
class FormField:
    """What is told of a field as it is met; ``numbers`` by control word, ``texts`` by destination."""

    instruction: str = ""
    numbers: dict[str, int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    entries: list[str] = field(default_factory=list)

    def control(self) -> Control | None:
        """The control it is, or None for a field of another kind (a link, a page number)."""
        kind = self._kind()
        name = self.texts.get("ffname", "")
        label = self.texts.get("ffstattext") or self.texts.get("ffhelptext") or ""
        if kind == _CHECKBOX and not self.numbers:
            return None  # LibreOffice writes the field without its state: nothing is better than a guess
        if kind == _CHECKBOX:
            ticked = self._result() == 1
            return Control(name=name, kind=ControlKind.CHECKBOX, label=label, shown=TICKED if ticked else UNTICKED)
        if kind == _LIST:
            place, entries = self._result(), tuple(self.entries)
            shown = entries[place] if 0 <= place < len(entries) else ""
            return Control(name=name, kind=ControlKind.CHOICE, label=label, shown=shown, options=entries,
                           option_labels=entries)  # fmt: skip
        if kind == _TEXT:
            return Control(name=name, kind=ControlKind.TEXT, label=label, default=self.texts.get("ffdeftext", ""))
        return None

    def _kind(self) -> int | None:
        if "fftype" in self.numbers:
            return self.numbers["fftype"]
        words = self.instruction.upper()
        kinds = {"FORMTEXT": _TEXT, "FORMCHECKBOX": _CHECKBOX, "FORMDROPDOWN": _LIST}
        return next((kind for word, kind in kinds.items() if word in words), None)

    def _result(self) -> int:
        result = self.numbers.get("ffres", _UNDEFINED)
        return self.numbers.get("ffdefres", 0) if result == _UNDEFINED else result
