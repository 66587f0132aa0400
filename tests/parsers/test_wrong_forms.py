"""Forms that are not the one of this round: other editions, other programmes, altered questions. All really printed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from intake.paper.blank_pdf import blank_form_pdf
from intake.paper.papers import blank_forms
from intake.round.programme import Programme, load
from parsers.extraction import ProblemCode
from parsers.mail import Outcome
from parsers.read import read_file
from parsers.reading import Reading
from tests.intake.paper.filling import fill_pdf, filled

DD = load("delivering-differently")
TESTS = Path(__file__).parents[1]
PACKS = [
    *(TESTS / "packs" / name for name in ("civic-repair", "green-homes", "rural-broadband", "youth-innovation")),
    TESTS / "intake" / "paper" / "packs" / "heritage-skills",
]


def read(data: bytes, name: str = "form.pdf") -> Reading:
    return read_file(data, name, DD.form)


def what(reading: Reading) -> tuple[Outcome, str]:
    (attachment,) = reading.mail.attachments
    return attachment.outcome, attachment.reason


def filled_in(programme: Programme) -> bytes:
    return fill_pdf(blank_form_pdf(programme), filled(programme.form)[0])


def edition(mark: str, *, without: tuple[str, ...] = ()) -> Programme:
    fields = tuple(field for field in DD.form.fields if field.key not in without)
    return replace(DD, form=replace(DD.form, edition=mark, fields=fields))


MARKED = "It is another edition of our form, marked “January 2013”. The one for this round is marked “January 2014”."


def test_blank_form_of_another_edition_is_that() -> None:
    assert [what(read(paper.data, paper.name)) for paper in blank_forms(edition("January 2013"))] == [
        (Outcome.OLD_EDITION, MARKED),
        (Outcome.OLD_EDITION, MARKED),
    ]


def test_completed_form_of_another_edition_that_lacks_a_required_question_is_not_taken() -> None:
    reading = read(filled_in(edition("January 2013", without=("q5_commitment", "support_amount"))))
    assert (reading.form, what(reading)) == (None, (Outcome.OLD_EDITION, MARKED))


def test_completed_form_of_another_edition_that_asks_all_is_taken_and_said_to_be_one() -> None:
    reading = read(filled_in(edition("January 2013")))
    assert what(reading)[0] is Outcome.FORM
    assert reading.form
    assert [(item.code, item.message) for item in reading.form.problems if item.key == ""] == [
        (
            ProblemCode.OLD_EDITION,
            "The form is another edition of ours, marked “January 2013”; "
            "the one for this round is marked “January 2014”.",
        )
    ]


def test_form_of_this_edition_is_of_no_other() -> None:
    reading = read(filled_in(DD))
    assert reading.form
    assert [item.code for item in reading.form.problems if item.key == ""] == []


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_form_of_another_programme_is_recognised_by_what_it_calls_itself(pack: Path) -> None:
    other = load(pack)
    said = f"It is a form, but not the Delivering Differently Challenge form. It calls itself “{other.name}: "
    found = [what(read(paper.data, paper.name)) for paper in blank_forms(other)]
    assert [(outcome, reason.startswith(said)) for outcome, reason in found] == [(Outcome.OTHER_FORM, True)] * 2


def test_completed_form_of_a_sister_programme_with_many_questions_alike_is_not_taken() -> None:
    reading = read(filled_in(load(TESTS / "packs" / "youth-innovation")))
    assert (reading.form, what(reading)[0]) == (None, Outcome.OTHER_FORM)


def test_council_s_own_copy_under_its_own_name_is_the_form() -> None:
    copy = replace(DD, name="Walsall Council", form=replace(DD.form, title="Expression of interest", edition=""))
    assert what(read(filled_in(copy)))[0] is Outcome.FORM


def test_altered_question_is_told() -> None:
    asked = "Which of your services do you want to close, and whom would it hurt?"
    fields = tuple(replace(item, label=asked) if item.key == "q2_case" else item for item in DD.form.fields)
    altered = replace(DD, form=replace(DD.form, fields=fields))
    reading = read_file(filled_in(altered), "form.pdf", DD.form)
    assert reading.form
    strange = (ProblemCode.ALTERED_QUESTION, ProblemCode.NOT_FOUND)
    assert [(item.key, item.code in strange) for item in reading.form.problems] == [("q2_case", True)]
