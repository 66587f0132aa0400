"""Answers as they are read back, by type, and what changed between two forms."""

from __future__ import annotations

from decimal import Decimal

import pytest

from intake.letters import figures
from intake.letters.advice import ADVICE, file_faults
from intake.letters.contexts import FileFault, ShownAnswer
from intake.letters.layout import wrap
from intake.letters.readback import changes, read_back, shown_answer
from parsers.extraction import Answer, Method, Value
from parsers.form import FieldType, FormField
from parsers.mail import Outcome
from tests.intake.letters.samples import FORM, answers, attachment


def _shown(kind: FieldType, value: Value, text: str = "") -> ShownAnswer:
    field = FormField(key="k", section="s", label="L", type=kind)
    return shown_answer(
        field, Answer(key="k", value=value, text=text, confidence=1.0, method=Method.NATIVE), currency="GBP"
    )


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (FieldType.TEXT, "Jo Marlowe", ("Jo Marlowe",)),
        (FieldType.PARAGRAPHS, "One.\n\nTwo.", ("One.", "Two.")),
        (FieldType.NUMBER, "1234.50", ("1,234.50",)),
        (FieldType.MONEY, "100000.00", ("£100,000",)),
        (FieldType.MONEY, "99999.50", ("£99,999.50",)),
        (FieldType.DATE, "2014-02-10", ("10 February 2014",)),
        (FieldType.YES_NO, False, ("No",)),
        (FieldType.CONFIRM, True, ("Yes",)),
        (FieldType.CHOICES, ["A", "B"], ("A", "B")),
        (FieldType.ADDRESS, "1 High Street\nWalsall", ("1 High Street", "Walsall")),
    ],
)
def test_shown_answer_is_written_by_its_type(kind: FieldType, value: Value, expected: tuple[str, ...]) -> None:
    assert _shown(kind, value).paragraphs == expected


def test_shown_answer_that_could_not_be_typed_is_shown_as_written() -> None:
    assert _shown(FieldType.MONEY, None, "about £100k plus VAT").paragraphs == ("about £100k plus VAT",)
    assert _shown(FieldType.DATE, "spring").paragraphs == ("spring",)


def test_shown_answer_blank_is_known_as_blank() -> None:
    assert _shown(FieldType.TEXT, None).blank
    assert _shown(FieldType.TABLE, []).blank
    assert not _shown(FieldType.YES_NO, False).blank


def test_read_back_shows_every_field_in_printed_order() -> None:
    sections = read_back(FORM, reversed(answers()))
    assert [section.title for section in sections] == [section.title for section in FORM.sections]
    assert [shown.label for section in sections for shown in section.answers] == [field.label for field in FORM.fields]


def test_read_back_table_has_headings_and_only_rows_with_something_in_them() -> None:
    rows: list[dict[str, str | bool | list[str] | None]] = [
        {"body": "Sandwell", "role": "", "share": "500.00"},
        {"body": None, "role": "", "share": None},
    ]
    partners = read_back(FORM, answers(partners=(rows, "")))[1].answers[1]
    assert partners.columns == ("Organisation", "Role in the bid", "Contribution")
    assert partners.rows == (("Sandwell", "", "£500"),)


def test_changes_names_added_changed_and_removed_answers_only() -> None:
    after = answers(phone=(None, ""), amount=("90000.00", "£90k"), sponsor=("Sam Okoro", "Sam Okoro"))
    found = changes(FORM, answers(), after)
    assert [(change.before.label, change.what) for change in found] == [
        ("Telephone", "removed"),
        ("Value of support requested", "changed"),
        ("Senior sponsor’s name", "added"),
    ]


def test_changes_of_wording_alone_are_none() -> None:
    assert changes(FORM, answers(amount=("100000.00", "£100k")), answers(amount=("100000.00", "100,000 pounds"))) == ()


def test_file_faults_say_why_and_what_to_send_instead() -> None:
    mail = (attachment("a.pdf", Outcome.ENCRYPTED), attachment("logo.png", Outcome.PICTURE))
    advice = ADVICE[Outcome.ENCRYPTED]
    assert file_faults(mail) == (FileFault(name="a.pdf", why=advice.why, instead=advice.instead),)


def test_file_faults_prefer_the_readers_own_reason() -> None:
    (fault,) = file_faults((attachment("", Outcome.DAMAGED, reason="It stops at page 2.", found_in="a.zip"),))
    assert (fault.name, fault.why, fault.found_in) == ("A file without a name", "It stops at page 2.", "a.zip")


def test_amount_with_parts_of_a_penny_is_shown_as_given() -> None:
    assert figures.amount(Decimal("0.125"), "GBP") == "0.125 GBP"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b\n", "a b\n"),
        ("\n\na\n\n\n\nb\n\n", "a\n\nb\n"),
        ("- one two three", "- one two\n  three\n"),
        ("    one two three", "    one\n    two\n    three\n"),
        ("averylongaddress x", "averylongaddress\nx\n"),
        ("--", "-- \n"),
    ],
)
def test_wrap_keeps_indents_and_hangs_items(text: str, expected: str) -> None:
    assert wrap(text, 9) == expected
