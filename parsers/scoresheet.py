"""An assessor's scoresheet as it came back: everything as text, nothing judged.

Values and the words by which a sheet of ours is known; they cross from the child to the service. The sheet is written
in `intake.panel.scoresheet`, read in `parsers.formats.sheet_scores`, and its points are typed in `intake.panel`.
"""

from __future__ import annotations

from dataclasses import dataclass

#: What stands in one cell of every sheet of ours, the sheet's code after it.
CODE_MARK = "scoresheet:"
#: What the cell before the reference says.
REFERENCE = "Reference"
#: The headings that a sheet is read by; others may stand between them.
CRITERION, POINTS, COMMENT = "Criterion", "Points", "Comment"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    """One line of a scoresheet.

    ``formula`` and ``comment_formula`` say that the cell holds a formula: its result is not taken, and the text is "".
    """

    criterion: str
    points_text: str
    comment: str
    formula: bool = False
    comment_formula: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSheet:
    """A scoresheet of ours as filled in. ``code`` is what we wrote into it to know it by; ``reference`` is as it stands
    on the sheet and may have been altered. ``attachment`` is the index of the file in the mail. ``truncated``: there
    were more rows than are read.
    """

    code: str
    reference: str
    rows: tuple[ScoreRow, ...]
    attachment: int | None = None
    truncated: bool = False
