"""Sample contexts of the letters to assessors, and of those on the panel's work to staff who decide."""

from __future__ import annotations

from datetime import UTC, datetime

from intake.letters.contexts import (
    AskedCase,
    Assessment,
    Context,
    Declaration,
    LeftOut,
    Outstanding,
    PanelNews,
    PanelReminder,
    RankedLine,
    Ranking,
    ReplyLink,
    ShownCriterion,
)
from intake.letters.kinds import Kind

DUE = datetime(2014, 2, 17, 12, 0, tzinfo=UTC)
WALSALL = "Walsall Metropolitan Borough Council"


def _link(subject: str, label: str) -> ReplyLink:
    full = f"{subject} [code abcd-efgh-jkmn-pqrs-tvwx-yz01-2345-6789]"
    url = f"mailto:deliveringdifferently@cabinet-office.example?subject={full.replace(' ', '%20')}"
    return ReplyLink(label=label, url=url, subject=full, repeatable=True)


ASKED = (
    AskedCase(
        reference="DD-0001",
        authority=WALSALL,
        partners=("Sandwell Metropolitan Borough Council", "Black Country Learning Trust"),
        line=f"DD-0001 {WALSALL}:",
    ),
    AskedCase(reference="DD-0007", authority="Hull City Council", partners=(), line="DD-0007 Hull City Council:"),
)
SCORES = _link("Score DD-0001", "Score DD-0001 by email")

PANEL_LETTERS: dict[Kind, Context] = {
    Kind.DECLARATION: Declaration(
        assessor="Tess Rowan",
        cases=ASKED,
        link=_link("Declare interests", "Declare interests by email"),
        due=DUE,
        anonymous=True,
    ),
    Kind.ASSESSMENT: Assessment(
        assessor="Tess Rowan",
        reference="DD-0001",
        authority=WALSALL,
        criteria=(
            ShownCriterion(
                title="Case for change", weight="60%", scale="0 to 5", guidance="How strong are the reasons to change?"
            ),
            ShownCriterion(title="Benefits and savings", weight="40%", scale="0 to 10"),
        ),
        grid=(
            "1. Case for change (0-5): ",
            "   Comment: ",
            "",
            "2. Benefits and savings (0-10): ",
            "   Comment: ",
            "",
            "[end of scores]",
        ),
        link=SCORES,
        due=DUE,
        left_out=(LeftOut(name="Plans.zip", size=31_400_000, why="there is no room for it in an email"),),
    ),
    Kind.PANEL_REMINDER: PanelReminder(
        assessor="Tess Rowan",
        outstanding=(
            Outstanding(reference="DD-0001", authority=WALSALL, lacking=("Benefits and savings",), link=SCORES),
        ),
        undeclared=ASKED[1:],
        declare=_link("Declare interests", "Declare interests by email"),
        due=DUE,
    ),
    Kind.PANEL_NEWS: PanelNews(
        title="Tess Rowan declared 1 conflict of interest",
        sentences=(
            "Tess Rowan (LGA) does not assess what is listed here. It lacks an assessor until it is given to somebody "
            "else.",
        ),
        lines=(("DD-0007 Hull City Council", "My sister works there."),),
        to_do=("intake assign --evenly gives it to others",),
    ),
    Kind.RANKING: Ranking(
        lines=(
            RankedLine(
                rank="1",
                reference="DD-0007",
                authority="Hull City Council",
                mean="4.25",
                median="4.25",
                spread="0.5",
                scored="2 of 2",
            ),
            RankedLine(
                rank="2 =",
                reference="DD-0001",
                authority=WALSALL,
                mean="3.1",
                median="3.1",
                spread="2.4",
                scored="2 of 2",
                discuss=("The assessors are 2.4 points apart (1.9 to 4.3).",),
            ),
            RankedLine(rank="", reference="DD-0009", authority="", mean="", median="", spread="", scored="0 of 0"),
        ),
        assessors=3,
        scale="0 to 5",
        places=1,
    ),
}
