"""Which edition of our form a document is: the mark that our own blank forms print beside their title.

Pure; a document without such a mark (a council's own layout, a form in a mail) is of no edition. What follows from an
edition is decided in `parsers.choice`.
"""

from __future__ import annotations

import re
from itertools import islice

from parsers.document import Document
from parsers.extraction import Problem, ProblemCode
from parsers.form import FormDefinition
from parsers.values.words import fold

#: The mark stands in the banner of the first page or in the running head.
_FIRST_LINES = 40
_LONGEST_MARK = 40
_DASHES = r"[·•|–—\t-]"


def other_edition(document: Document, form: FormDefinition) -> str:
    """The mark of the edition that is printed on the document where it is another than the form's; else ""."""
    if not form.edition:
        return ""
    lines = [*islice((line.text for line in document.lines()), _FIRST_LINES), *(line.text for line in document.running)]
    marks = [mark for line in lines if (mark := _mark(line, form))]
    if not marks or any(fold(mark) == fold(form.edition) for mark in marks):
        return ""
    # A generic title ("Application form · 2013") may be anybody's.
    ours = fold(form.programme)
    return marks[0] if ours in fold(document.title) or any(ours in fold(line) for line in lines) else ""


def edition_problems(mark: str, form: FormDefinition) -> tuple[Problem, ...]:
    """What is to be said of a completed form that bears the ``mark`` of another edition; nothing for ""."""
    if not mark:
        return ()
    said = f"The form is another edition of ours, marked “{mark}”; the one for this round is marked “{form.edition}”."
    return (Problem(key="", code=ProblemCode.OLD_EDITION, message=said),)


def _mark(line: str, form: FormDefinition) -> str:
    """What follows the form's title on a line of its own, if it can be the mark of an edition."""
    for title in _titles(form):
        found = re.fullmatch(rf"\s*{re.escape(title)}\s*{_DASHES}\s*(?P<mark>\S.*?)\s*", line, re.IGNORECASE)
        if found and len(found["mark"]) <= _LONGEST_MARK and re.search(r"\d", found["mark"]):
            return found["mark"]
    return ""


def _titles(form: FormDefinition) -> tuple[str, ...]:
    """The form's title as it stands alone, with and without the programme's name before it."""
    own = form.title.removeprefix(form.programme).lstrip(" :–—-") or form.title
    return own, f"{form.programme}: {own}"
