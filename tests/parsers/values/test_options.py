"""Yes and no, options and ticks."""

from __future__ import annotations

import pytest

from parsers.extraction import ProblemCode
from parsers.values.options import choice, choices, confirm, yes_no
from parsers.values.ticks import even_ticks

OPTIONS = ("Mutual", "Joint venture", "Social enterprise", "Other")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Y", True),
        ("no", False),
        ("yes please", True),
        ("Not yet", False),
        ("☒ Yes ☐ No", True),
        ("Yes ☒ No ☐", True),
        ("Yes ☐ No ☒", False),
        ("Yes ☒ No ☐ Buckets stand in the hall.", True),
        ("☐ Yes\n☒ No", False),
        ("[x] Yes [ ] No", True),
        ("( ) Yes (x) No", False),
        ("☒", True),
        ("Yes /", True),
        ("/ No", False),
        ("Ydy", True),
    ],
)
def test_yes_no_in_all_its_forms(text: str, value: bool) -> None:
    assert yes_no(text).value is value


@pytest.mark.parametrize("text", ["Yes / No", "Yes/No (delete as appropriate)", "☐ Yes ☐ No", "Yes No"])
def test_yes_no_is_blank_where_nothing_is_chosen(text: str) -> None:
    typed = yes_no(text)
    assert (typed.value, typed.problems) == (None, ())


@pytest.mark.parametrize(("text", "code"), [("maybe", ProblemCode.NOT_TYPED), ("☒ Yes ☒ No", ProblemCode.AMBIGUOUS)])
def test_yes_no_is_a_problem_where_it_is_neither_or_both(text: str, code: ProblemCode) -> None:
    typed = yes_no(text)
    assert (typed.value, [found for found, _ in typed.problems]) == (None, [code])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("☐ Mutual ☒ Joint venture ☐ Social enterprise ☐ Other", "Joint venture"),
        ("Mutual ☐ Joint venture ☐ Social enterprise ☒ Other ☐", "Social enterprise"),
        ("joint venture", "Joint venture"),
        ("Joint ventur", "Joint venture"),
        ("Other: a trust", "Other"),
    ],
)
def test_choice_is_the_option_as_the_form_spells_it(text: str, value: str) -> None:
    assert choice(text, OPTIONS).value == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a co-operative", ProblemCode.NOT_AN_OPTION),
        ("Mutual or joint venture", ProblemCode.AMBIGUOUS),
        ("☒ Mutual ☒ Other", ProblemCode.AMBIGUOUS),
    ],
)
def test_choice_is_a_problem_where_it_is_not_one_option(text: str, code: ProblemCode) -> None:
    typed = choice(text, OPTIONS)
    assert (typed.value, [found for found, _ in typed.problems]) == (None, [code])


def test_choice_is_blank_where_only_the_printed_options_stand() -> None:
    typed = choice("\n".join(OPTIONS), OPTIONS)
    assert (typed.value, typed.problems) == (None, ())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Social enterprise; Mutual", ["Mutual", "Social enterprise"]),
        ("☒ Other ☐ Joint venture ☒ Mutual", ["Mutual", "Other"]),
        ("Mutual, Joint venture, Social enterprise, Other", list(OPTIONS)),
    ],
)
def test_choices_come_in_the_forms_order(text: str, value: list[str]) -> None:
    assert choices(text, OPTIONS).value == value


def test_choices_keep_what_they_can_and_say_what_they_cannot() -> None:
    typed = choices("☒ Mutual ☒ A commune", OPTIONS)
    assert (typed.value, [code for code, _ in typed.problems]) == (["Mutual"], [ProblemCode.NOT_AN_OPTION])


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("X Mutual Joint venture\nCharity\nX Company", ["Mutual", "Company"]),
        ("Mutual X Joint venture\nCharity X\nCompany", ["Mutual", "Charity"]),
        ("Mutual ☒ Joint\nventure\n☒ Charity", ["Joint venture", "Charity"]),
        ("Mutual X Charity", None),
    ],
    ids=["before", "after", "before, by one line", "one of two"],
)
def test_choices_are_told_by_crosses_without_boxes(text: str, chosen: list[str] | None) -> None:
    assert choices(text, ["Mutual", "Joint venture", "Charity", "Company"]).value == chosen


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("☒", True), ("☐", None), ("I confirm", True), ("No", False), ("I do not agree", False)),
        *(("Jo Bloggs", True), ("Signed: Siân ap Rhys (Chair), 3rd June 2014", True), ("Office use only: score", None)),
    ],
)
def test_confirm_is_ticked_agreed_or_signed(text: str, value: bool | None) -> None:
    assert confirm(text).value is value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Yes\nNo X", False),
        ("Yes x\nNo", True),
        ("Yes ✓\nNo", True),
        ("X Yes\nNo", True),
        ("Yes / No X", False),
        ("YES / no", True),
        ("Yes / NO", False),
        ("x Yes / No", True),
        ("Yes\n✔ No", False),
        ("☒ Ydy/Oes / Yes ☐ Nac ydy / No", True),
        ("☐ Ydy / Yes\n☒ Nac ydy / No", False),
        ("Ydy / Yes", True),
    ],
)
def test_yes_no_with_a_cross_beside_it_or_in_two_languages(text: str, value: bool) -> None:
    assert yes_no(text).value is value


@pytest.mark.parametrize("text", ["Yes X No", "Yes ✓ No", "Yes\nX\nNo"])
def test_yes_no_with_a_cross_between_is_not_guessed(text: str) -> None:
    typed = yes_no(text)
    assert (typed.value, [found for found, _ in typed.problems]) == (None, [ProblemCode.AMBIGUOUS])


def test_crosses_typed_beside_a_list_of_options_choose_them() -> None:
    lines = "Mutual\nX Joint venture\nSocial enterprise\nX Other"
    assert choices(lines, OPTIONS).value == ["Joint venture", "Other"]
    assert choice("Mutual\nJoint venture x\nSocial enterprise\nOther", OPTIONS).value == "Joint venture"


def test_an_x_before_everything_or_before_what_is_no_option_is_no_cross() -> None:
    assert choices("X Mutual\nX Other", OPTIONS).value == ["Mutual", "Other"]
    assert choice("Other\nX Factor Ltd", OPTIONS).value == "Other"


def test_filled_square_among_empty_ones_is_a_tick() -> None:
    assert yes_no("□ Yes ■ No").value is False
    assert choices("■ Mutual\n□ Joint venture\n■ Other", OPTIONS).value == ["Mutual", "Other"]
    assert choices("■ Mutual\n■ Other", OPTIONS).value == ["Mutual", "Other"]


def test_confirm_of_one_endless_word_takes_no_time() -> None:
    assert confirm("A" * 20_000 + "!x").value is None


def test_yes_whose_first_letter_a_tick_hides_is_told_by_the_no_beside_it() -> None:
    found = yes_no("☒ es ☐ No")
    assert (found.value, found.certainty) == (True, 0.75)
    assert yes_no("☒ es ☐ o").value is True
    assert yes_no("☒ Unsure ☐ No").value is None


def test_cross_typed_beside_an_empty_box_ticks_it() -> None:
    assert even_ticks("☐ Oak   X\n☐ Ash") == "☒ Oak\n☐ Ash"
    assert even_ticks("☐   X") == "☒"
    assert even_ticks("Yes ☐ No X") == "Yes ☐ No ☒"
    assert even_ticks("☐ Box") == "☐ Box"


def test_option_is_told_by_letters_that_look_alike() -> None:
    listed = ("Grade I", "Grade II*", "Grade II", "Not listed")
    assert choice("☐ Grade I ☒ Grade Il* ☐ Grade II ☐ Not listed", listed).value == "Grade II*"
