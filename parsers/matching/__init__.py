"""The matcher: one document and a form's definition in, the form's answers with their evidence out.

The same for every format and every programme. `match` gives the extraction, `explain` the extraction with the reasons.
The steps are modules of their own, in order: `layout` (the document as pieces and cells), `headings` (which section
each piece stands under), `places` (where each question may be printed), `assignment` (which place each field takes,
over the document as a whole), `gaps` (questions found by elimination), `regions` (where each answer stands), `joining`
and `blanks` (what it says), `parsers.values` (what it means).
"""

from __future__ import annotations

from parsers.document import Document
from parsers.extraction import Extraction
from parsers.form import FormDefinition
from parsers.matching.explain import Evidence, Explanation
from parsers.matching.reading import read

__all__ = ["Evidence", "Explanation", "explain", "match"]


def match(document: Document, form: FormDefinition) -> Extraction:
    """The answers to every question of ``form`` in ``document``, blanks included.

    Never raises for what a document holds: an unlike document gives a low ``likeness`` and no answers.
    """
    return read(document, form, explained=False).extraction


def explain(document: Document, form: FormDefinition) -> Explanation:
    """The same extraction, with the evidence that won each field, its score parts and what it beat."""
    return read(document, form, explained=True)
