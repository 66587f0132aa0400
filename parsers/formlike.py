"""Whether a document that is not the programme's form is some other form, and what it calls itself.

Cautious: a report, a budget or a letter must not be taken for one. Pure, from what a reader saw.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from parsers.document import ControlKind, Document, Line, Table
from parsers.extraction import Answer
from parsers.form import FormDefinition
from parsers.matching.option_lists import offers_same
from parsers.matching.synonyms import STOP_WORDS
from parsers.matching.titles import head_of, names
from parsers.matching.wordings import tokens

#: So many controls to fill in make a form …
_LEAST_CONTROLS = 6
#: … or so many questions with room for an answer, where the document also calls itself one.
_LEAST_QUESTIONS = 8
_LONGEST_QUESTION = 200
#: So much of the programme's form in a document shows that it asks, whatever it calls itself.
_SHARED = 0.3
#: So many words of a title that are neither ours nor the applicant's are another programme's name.
_LEAST_TELLING = 2
_SHORT_ANSWER = 80
_CALLS_ITSELF = re.compile(
    r"\b(?:forms?|application|expression of interest|questionnaire|registration|claim|proforma|pro-forma|"
    r"nomination|survey|ffurflen|cais)\b",
    re.IGNORECASE,
)
_WORD_LIMIT = re.compile(r"\b\d[\d,]*[\s-]*words?\b", re.IGNORECASE)
_BOXES = re.compile("[☒☐]")
_LEADERS = re.compile(r"[._…]{4,}")


def looks_like_form(document: Document, *, likeness: float = 0.0) -> bool:
    """Whether the document asks many things and leaves room for the answers.

    ``likeness`` is how much of the programme's own form was recognised in it: one that shares questions with a form
    need not call itself one.
    """
    if _controls(document) >= _LEAST_CONTROLS:
        return True
    named = likeness >= _SHARED or bool(_CALLS_ITSELF.search(" ".join((document.title, *head_of(document)))))
    return named and _questions(document) >= _LEAST_QUESTIONS


def asks(document: Document) -> bool:
    """Whether the document asks many things, whatever it calls itself."""
    return _controls(document) >= _LEAST_CONTROLS or _questions(document) >= _LEAST_QUESTIONS


def _controls(document: Document) -> int:
    """How many controls there are to fill in."""
    return sum(1 for field in document.fields if field.kind is not ControlKind.SIGNATURE and not field.read_only)


def title_of(document: Document) -> str:
    """What the document calls itself: its title, else the first line that does; "" where nothing does."""
    candidates = (document.title, *head_of(document))
    return next((" ".join(text.split())[:120] for text in candidates if _CALLS_ITSELF.search(text)), "")


def other_title(document: Document, form: FormDefinition, answers: Iterable[Answer]) -> str:
    """What the document calls itself where that names something else than the programme; "" where it does not.

    A council that sets the form again may put its own name at the top, so what stands in the answers is no name of
    another programme; and a document that names ours anywhere, or offers its choices, is not called another.
    """
    title = title_of(document)
    if not title or names(document, form) or offers_same(document, form):
        return ""
    known = _words(f"{form.programme} {form.title}") | STOP_WORDS
    known |= {word for answer in answers if len(answer.text) <= _SHORT_ANSWER for word in _words(answer.text)}
    telling = {word for word in _words(_CALLS_ITSELF.sub(" ", title)) - known if not word.isdigit()}
    return title if len(telling) >= _LEAST_TELLING else ""


def _words(text: str) -> set[str]:
    return set(tokens(text))


def _questions(document: Document) -> int:
    """How many lines or cells ask something."""
    count = 0
    for block in document.blocks:
        if isinstance(block, Table):
            count += _asked_in(block)
        elif _asks(block):
            count += 1
    return count


def _asked_in(table: Table) -> int:
    """Rows of two cells of which the first is a short label, and cells that ask in so many words."""
    rows: dict[int, list[str]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell.text.strip())
    pairs = [cells for cells in rows.values() if len(cells) == 2 and 0 < len(cells[0].split()) <= 25]
    if len(table.cells) == 1:  # a frame around questions
        return sum(1 for line in table.cells[0].lines if _asks(line))
    asking = sum(1 for cell in table.cells if any(_asks(line) for line in cell.lines))
    return max(len(pairs) if _is_filled_in(pairs) else 0, asking)


def _is_filled_in(pairs: Iterable[Sequence[str]]) -> bool:
    """Whether the second cells are answers to words, not a table of figures."""
    answers = [answer for _, answer in pairs]
    figures = sum(1 for answer in answers if re.fullmatch(r"[£€$\d,. %-]+", answer))
    return len(answers) >= 3 and figures * 2 <= len(answers)


def _asks(line: Line) -> bool:
    text = line.text.strip()
    if not 3 <= len(text) <= _LONGEST_QUESTION:
        return False
    return bool(
        text.endswith((":", "?", "*"))
        or _WORD_LIMIT.search(text)
        or _LEADERS.search(text)
        or (_BOXES.search(text) and len(text) > 3)
    )
