"""Forms read again by a newer reader: what would change, what does, and what a correction keeps."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from intake.corrections import correct_answer
from intake.reread import Reread, apply, plan
from parsers.extraction import Extraction
from parsers.reading import Reading
from store import applications, readings
from store.states import ApplicationState
from tests.intake.office import DD, IN_TIME, Office, completed

LATER = IN_TIME + timedelta(days=1)


def now_reads(office: Office, form: Extraction | None) -> None:
    """Let the reader of the last mail read it otherwise from now on."""
    raw, reading = list(office.reader.readings.items())[-1]
    assert isinstance(reading, Reading)
    office.reader.readings[raw] = replace(reading, form=form)


def planned(office: Office) -> list[Reread]:
    with office.store.reading() as session:
        forms = readings.filed_forms(session)
    return list(plan(office.desk, forms))


def applied(office: Office) -> list[bool]:
    done = []
    for item in planned(office):
        with office.begin() as session:
            done.append(apply(session, office.desk, item, actor="Sam", at=LATER))
    return done


def test_plan_says_what_would_change_and_changes_nothing(office: Office) -> None:
    office.receives(form=completed())
    now_reads(office, completed(sponsor_name="Jo Marsh", lead_phone=None))
    (item,) = planned(office)
    assert [(c.key, c.before.text if c.before else None, c.after.text) for c in item.changes] == [
        ("lead_phone", "lead_phone as written", ""),
        ("sponsor_name", "sponsor_name as written", "Jo Marsh"),
    ]
    assert office.answers()["sponsor_name"].value == "sponsor_name as written"


def test_apply_writes_the_newer_reading_and_the_state_follows(office: Office) -> None:
    office.receives(form=completed())
    now_reads(office, completed(sponsor_name="Jo Marsh", lead_phone=None))
    assert applied(office) == [True]
    answers = office.answers()
    assert (answers["sponsor_name"].value, answers["sponsor_name"].source) == ("Jo Marsh", "machine")
    assert office.cases()[0].state is ApplicationState.INCOMPLETE
    events = [(event.what, event.before, event.after, event.actor) for event in office.events("application", 1)]
    assert events[-3:] == [
        ("reread lead_phone", "lead_phone as written", "", "Sam"),
        ("reread sponsor_name", "sponsor_name as written", "Jo Marsh", "Sam"),
        ("state", "complete", "incomplete", "Sam"),
    ]


def test_apply_a_second_time_finds_nothing_more(office: Office) -> None:
    office.receives(form=completed())
    now_reads(office, completed(sponsor_name="Jo Marsh"))
    assert [applied(office), applied(office)] == [[True], [False]]


def test_correction_goes_on_standing_over_a_newer_reading(office: Office) -> None:
    office.receives(form=completed())
    with office.begin() as session:
        case = applications.by_reference(session, "DD-0001")
        assert case is not None
        correct_answer(session, DD, case, key="sponsor_name", text="Kit Rowe", actor="Sam", reason="", at=IN_TIME)
    now_reads(office, completed(sponsor_name="Jo Marsh"))
    (item,) = planned(office)
    assert [(change.key, change.corrected) for change in item.changes] == [("sponsor_name", True)]
    assert applied(office) == [True]
    answer = office.answers()["sponsor_name"]
    assert (answer.value, answer.source) == ("Kit Rowe", "person")


def test_form_that_is_no_longer_found_is_told_and_left_as_it_is(office: Office) -> None:
    office.receives(form=completed())
    now_reads(office, None)
    (item,) = planned(office)
    assert (item.changes, item.fault) == ((), "the present reader finds no completed form in it")
    assert applied(office) == [False]


def test_filed_forms_are_chosen_by_time_and_by_application(office: Office) -> None:
    office.receives(form=completed())
    office.receives(form=completed(sponsor_name="Jo Marsh"), at=LATER)
    with office.store.reading() as session:
        since = readings.filed_forms(session, since=LATER)
        nobody = readings.filed_forms(session, references=["DD-0002"])
        both = readings.filed_forms(session, references=["DD-0001"])
    assert [(form.number, form.counts) for form in since] == [(2, True)]
    assert nobody == []
    assert [(form.number, form.counts) for form in both] == [(1, False), (2, True)]
