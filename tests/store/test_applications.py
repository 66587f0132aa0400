"""Applications: numbered without gaps, found by what people know of them, each with the form that counts."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import event

from store import application_list, applications, history
from store.applications import NewAnswer, NewBody, NewFinding
from store.engine import Session, Store
from store.errors import ConflictError
from store.states import ApplicationState
from store.tables import Application, Submission
from tests.store.conftest import NOW
from tests.store.making import application, filed

HOUR = timedelta(hours=1)


def _submission(session: Session, case: Application, message_id: int, **values: object) -> Submission:
    standard = {"form_sha256": "f" * 64, "received_at": NOW, "at": NOW}
    return applications.add_submission(session, case, message_id=message_id, **standard | values)  # type: ignore[arg-type]  # by name


def test_open_application_numbers_from_one_and_words_the_reference(store: Store) -> None:
    with store.begin() as session:
        cases = [application(session, authority_code=code) for code in ("E1", "E2")]
        assert [(case.number, case.reference, case.state) for case in cases] == [
            (1, "DD-0001", "complete"),
            (2, "DD-0002", "complete"),
        ]
        (opened,) = history.events_of(session, subject="application", subject_id=1)
        assert (opened.what, opened.after) == ("opened", "complete")


def test_a_number_that_was_not_kept_is_given_again(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.begin() as session:
        assert application(session).number // 0
    with store.begin() as session:
        assert application(session).number == 1


def test_numbers_have_no_gap_and_no_double_under_concurrency(store: Store) -> None:
    def work() -> None:
        for _ in range(10):
            with store.begin() as session:
                application(session)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as session:
        assert [case.number for case in applications.all_applications(session)] == list(range(1, 31))


def test_applications_are_found_by_what_people_know(store: Store) -> None:
    with store.begin() as session:
        application(session, authority_code="E1", contact_address="Jane@Walsall.example")
        application(session)
        found = applications.by_reference(session, " dd-0001 ")
        assert found
        assert found.id == 1
        assert applications.by_reference(session, "DD-9999") is None
        assert [case.id for case in applications.by_authority(session, "E1")] == [1]
        assert [case.id for case in applications.by_contact(session, "jane@walsall.EXAMPLE")] == [1]
        assert applications.by_authority(session, "") == []
        assert applications.by_contact(session, "") == []


def test_the_submission_received_last_counts_whatever_the_order_of_reading(store: Store) -> None:
    filed(store, 1, 2, 3)
    with store.begin() as session:
        case = application(session)
        counting = []
        for message_id, received_at in ((1, NOW), (2, NOW - HOUR), (3, NOW)):
            submission = _submission(session, case, message_id, received_at=received_at)
            counting.append((submission.number, case.submission_id))
        assert counting == [(1, 1), (2, 1), (3, 3)]
        assert [item.number for item in applications.submissions_of(session, case)] == [1, 2, 3]


def test_a_late_form_counts_only_alone_or_once_it_is_admitted(store: Store) -> None:
    filed(store, 1, 2, 3)
    with store.begin() as session:
        case = application(session)
        counting = []
        for message_id, late in ((1, True), (2, False), (3, True)):
            _submission(session, case, message_id, received_at=NOW + message_id * HOUR, late=late)
            counting.append(case.submission_id)
        assert counting == [1, 2, 2]
        applications.rule_on_lateness(session, case, "admitted", actor="Ada", reason="server was down", at=NOW)
        assert case.submission_id == 3
        applications.rule_on_lateness(session, case, "refused", actor="Ada", reason="it was not", at=NOW)
        assert case.submission_id == 2


def test_one_message_has_one_submission(store: Store) -> None:
    filed(store, 1)
    with store.begin() as session:
        _submission(session, application(session), 1)
    with pytest.raises(ConflictError), store.begin() as session:
        _submission(session, session.get_one(Application, 1), 1)


def test_answers_keep_value_text_and_where_they_stand(store: Store) -> None:
    filed(store, 1)
    table = [{"body": "Hull", "lead": True}]
    answers = [
        NewAnswer(key="amount", value="100000.00", text="£100K", confidence=0.97, method="cell", position=0, page=2),
        NewAnswer(key="joint", value=True, box=[1.5, 2.0, 3.0, 4.0], alternatives=[{"text": "No"}]),
        NewAnswer(key="partners", value=table),
        NewAnswer(key="blank", value=None),
    ]
    with store.begin() as session:
        submission = _submission(session, application(session), 1, answers=answers)
    with store.reading() as session:
        found = applications.answers_of(session, submission.id or 0)
        assert {key: answer.value for key, answer in found.items()} == {
            "amount": "100000.00",
            "joint": True,
            "partners": table,
            "blank": None,
        }
        assert (found["amount"].text, found["amount"].page, found["joint"].box) == ("£100K", 2, [1.5, 2.0, 3.0, 4.0])
        assert (found["joint"].alternatives, found["amount"].box) == ([{"text": "No"}], None)


def test_a_persons_newest_correction_wins_and_nothing_is_overwritten(store: Store) -> None:
    filed(store, 1)
    with store.begin() as session:
        submission = _submission(session, application(session), 1, answers=[NewAnswer(key="amount", value="1.00")])
        for value in ("2.00", "3.00"):
            applications.correct(
                session, submission, key="amount", value=value, text=value, actor="Ada", reason="by phone", at=NOW
            )
        standing = applications.answers_of(session, 1)["amount"]
        assert (standing.value, standing.source, standing.actor, standing.confidence) == ("3.00", "person", "Ada", 1.0)
        told = history.events_of(session, subject="application", subject_id=1)[-1]
        assert (told.what, told.before, told.after, told.actor, told.reason) == (
            *("answer amount", "2.00", "3.00", "Ada", "by phone"),
        )
        assert applications.answers_by_application(session)[1]["amount"].value == "3.00"
        assert application_list.values_by_application(session, "amount", only=[1]) == {1: "3.00"}


def test_findings_and_bodies_are_those_of_the_submission_that_counts(store: Store) -> None:
    filed(store, 1, 2)
    with store.begin() as session:
        case = application(session)
        lead = NewBody(role="lead", name="Walsall", authority_code="E1")
        earlier = [lead, NewBody(role="partner", name="Hull", authority_code="E2")]
        later = [NewBody(role="partner", name="Leeds", authority_code="E3"), lead]
        _submission(session, case, 1, bodies=earlier, findings=[NewFinding(check="late", weight="person")])
        finding = NewFinding(check="over_cap", weight="notice", key="amount", message="too much")
        _submission(session, case, 2, bodies=later, findings=[finding], received_at=NOW + HOUR)
        assert [(body.role, body.name) for body in applications.bodies_of(session, case)] == [
            ("lead", "Walsall"),
            ("partner", "Leeds"),
        ]
        assert [item.check for item in applications.findings_of(session, 1)] == ["late"]
        naming = [
            [(item.application.id, item.role) for item in applications.applications_naming(session, code)]
            for code in ("E1", "E2", "E3", "")
        ]
        assert naming == [[(1, "lead")], [], [(1, "partner")], []]
        (item,) = applications.listing(session)
        assert [(check.check, check.key, check.message) for check in item.checks] == [
            ("over_cap", "amount", "too much")
        ]
        assert (item.partners, item.submission_number, item.received_at) == (("Leeds",), 2, NOW + HOUR)


def test_a_row_read_in_another_transaction_is_changed_all_the_same(store: Store) -> None:
    filed(store, 1)
    with store.begin() as session:
        case = application(session)
    with store.begin() as session:
        applications.change_facts(session, case, at=NOW, contact_name="Joan")
        _submission(session, case, 1)
    with store.reading() as session:
        (item,) = applications.listing(session)
        assert (item.contact_name, item.submission_id) == ("Joan", 1)
        assert (case.contact_name, case.submission_id) == ("Joan", 1)


def test_change_facts_records_what_is_really_another(store: Store) -> None:
    with store.begin() as session:
        case = application(session, contact_name="Jane", contact_address="jane@walsall.example")
        applications.change_facts(session, case, at=NOW, contact_name="Jane", contact_address="joan@walsall.example")
    with store.begin() as session:
        case = session.get_one(Application, 1)
        assert case.contact_address == "joan@walsall.example"
        events = history.events_of(session, subject="application", subject_id=1)[1:]
        assert [(told.what, told.before, told.after) for told in events] == [
            ("contact_address", "jane@walsall.example", "joan@walsall.example")
        ]
        with pytest.raises(TypeError):
            applications.change_facts(session, case, at=NOW, state="withdrawn")


def test_a_ruling_on_lateness_is_one_of_two(store: Store) -> None:
    with store.begin() as session:
        case = application(session)
        applications.rule_on_lateness(session, case, "admitted", actor="Ada", reason="server was down", at=NOW)
    with store.begin() as session:
        case = session.get_one(Application, 1)
        assert case.late_ruling == "admitted"
    with pytest.raises(ConflictError), store.begin() as session:
        applications.rule_on_lateness(session, case, "perhaps", actor="Ada", reason="", at=NOW)


def test_listing_has_an_application_without_a_form(store: Store) -> None:
    with store.begin() as session:
        application(session)
        application(session, state=ApplicationState.INCOMPLETE)
        items = applications.listing(session)
        assert [(item.reference, item.submission_id, item.submission_number, item.form_sha256) for item in items] == [
            ("DD-0001", None, 0, ""),
            ("DD-0002", None, 0, ""),
        ]
        incomplete = applications.listing(session, state=ApplicationState.INCOMPLETE)
        assert [item.reference for item in incomplete] == ["DD-0002"]


def test_listing_asks_the_database_as_often_for_many_as_for_one(store: Store) -> None:
    statements: list[str] = []
    filed(store, *range(1, 31))
    with store.begin() as session:
        for message_id in range(1, 31):
            bodies = [NewBody(role="partner", name="Hull")]
            findings = [NewFinding(check="late", weight="person")]
            _submission(session, application(session), message_id, bodies=bodies, findings=findings)
        event.listen(session.connection(), "before_cursor_execute", lambda *call: statements.append(call[2]))
        assert len(applications.listing(session)) == 30
        assert len(statements) == 3
