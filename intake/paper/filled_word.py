"""The blank Word form filled in, as a person does it in Word: each content control's text, ticks and choices.

For rehearsals; the service itself never fills in a form. Controls are known by their tags, which
`intake.paper.blank_word` gives them.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_TICKED = "☒"


def filled_form_docx(blank: bytes, texts: Mapping[str, str], ticks: frozenset[str] = frozenset()) -> bytes:
    """The form ``blank`` with ``texts`` in the controls of these tags, and the boxes tagged ``ticks`` ticked.

    Tags that the form does not have are passed over; controls without a text keep their placeholder.
    """
    document = docx.Document(BytesIO(blank))
    for control in document.element.body.iter(qn("w:sdt")):
        tag = _tag(control)
        if tag in ticks:
            _tick(control)
        elif texts.get(tag):
            _write(control, texts[tag])
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _tag(control: Any) -> str:
    tag = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
    return "" if tag is None else str(tag.get(qn("w:val")))


def _tick(control: Any) -> None:
    checked = control.find(f"{qn('w:sdtPr')}/{_W14}checkbox/{_W14}checked")
    if checked is None:
        return
    checked.set(f"{_W14}val", "1")
    for text in control.iter(qn("w:t")):
        text.text = _TICKED


def _write(control: Any, words: str) -> None:
    """Replace the placeholder by ``words``, a line break for every line."""
    properties = control.find(qn("w:sdtPr"))
    placeholder = properties.find(qn("w:showingPlcHdr"))
    if placeholder is not None:
        properties.remove(placeholder)
    content = control.find(qn("w:sdtContent"))
    for run in list(content):
        content.remove(run)
    run = OxmlElement("w:r")
    for place, line in enumerate(words.split("\n")):
        if place:
            run.append(OxmlElement("w:br"))
        text = OxmlElement("w:t")
        text.text = line
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(text)
    content.append(run)
