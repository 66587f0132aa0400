"""Declarations of conflicts of interest by reply: read where they are clear, sent back where they are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.panel.declarations import Declared, read_declaration

_ASKED = ("DD-0004", "DD-0007", "DD-0012")
_LETTER = """Dear Jane,

Please tell us for each application whether you have a conflict of interest. Write “no”, or “conflict:” and why,
after the colon. If there is none on any of them, reply “none”.

DD-0004 Walsall Metropolitan Borough Council:
DD-0007 Kingston upon Hull City Council:
DD-0012 Manchester City Council:

Kind regards,
The team
"""
_HEADER = "From: Team\nSent: 10 February 2014\nTo: Jane\nSubject: Conflicts of interest"
_ALL_CLEAR = Declared(clear=_ASKED)
_ONE = Declared(clear=("DD-0004", "DD-0012"), conflicts=(("DD-0007", "my sister works there"),))
_HOW = "Please write “no”, or “conflict:” and why."


def read(text: str) -> Declared:
    return read_declaration(text, _ASKED)


def quoted(text: str = _LETTER) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines())


def filled(first: str, second: str, third: str) -> str:
    answers = iter((first, second, third))
    return "\n".join(f"{line} {next(answers)}" if line.startswith("DD-") else line for line in _LETTER.splitlines())


@pytest.mark.parametrize(
    "text",
    [
        "None", "none.", "Nil", "No conflicts", "No conflict of interest.", "No conflicts of interest to declare",
        "I have no conflicts of interest.", "I have no conflicts on any of these applications", "Nothing to declare",
        "I do not have any conflicts of interest.", "There are no conflicts of interest", "I have none.",
        "No conflicts with any of them.", "Hi Sam, none.", "Dear Sam,\n\nNone from the list.\nNo conflicts at all.",
        f"None.\n\nKind regards,\nJane Smith\nHead of Policy, but not on Fridays\n\n{quoted()}",
        "No conflicts. I look forward to reading them.",
        f"No conflicts of interest to declare.\n\n-----Original Message-----\n{_HEADER}\n\n{_LETTER}",
        f"None.\n\nOn Mon, 10 Feb 2014 at 09:00, The Delivering Differently team\n<t@x.example> wrote:\n\n{quoted()}",
        "DD-0004: no\nDD-0007: no\nDD-0012: no",
        "DD-0004 Walsall: no\nDD-0007 Hull - no conflict\nDD-0012 Manchester: none",
        "dd 4 no\nDD0007 no\n- DD-12: No.",
        "DD-0004, DD-0007 and DD-0012: no conflict",
        "No conflict on DD-0004, DD-0007 or DD-0012.",
        "DD-0004: no. Thanks!\nNone for the others.",
        filled("no", "no", "no"),
        quoted(filled("no", "None.", "no conflict of interest")),
        f"Please see below.\n\n{_HEADER}\n\n{filled('no', 'no', 'no')}",
        "> DD-0004 Walsall:\nno\n> DD-0007 Hull:\nno\n> DD-0012 Manchester:\nno",
        "> DD-0004 The Metropolitan Borough Council of Walsall and its\n> partners: no\nNone on the rest.",
    ],
)  # fmt: skip
def test_no_conflict_on_any(text: str) -> None:
    assert read(text) == _ALL_CLEAR


@pytest.mark.parametrize(
    "text",
    [
        "DD-0004: no\nDD-0007: conflict: my sister works there\nDD-0012: no",
        "DD-0004 Walsall: no\nDD-0007 Hull: Conflict of interest - my sister works there\nDD-0012: no",
        "DD-0007: yes, conflict (my sister works there)\nNone on the others.",
        "No conflicts except DD-0007: my sister works there",
        "No conflicts of interest, apart from DD-0007 (my sister works there).",
        "I have a conflict on DD-0007: my sister works there. No conflict with DD-0004 and DD-0012.",
        quoted(filled("no", "conflict: my sister works there", "no")),
        f"{_HEADER}\n\n{filled('no', 'conflict: my sister works there', 'no')}",
        "> DD-0004 Walsall:\nno\n> DD-0007 Hull:\nconflict: my sister works\nthere\n> DD-0012 Manchester:\nno",
        f"DD-0007: conflict: my sister works there\n\n{quoted(filled('no', '', 'no'))}",
    ],
)  # fmt: skip
def test_conflict_on_one(text: str) -> None:
    assert read(text) == _ONE


def test_conflict_without_a_reason_is_a_conflict() -> None:
    assert read("DD-0004: conflict\nnone for the rest") == Declared(
        clear=("DD-0007", "DD-0012"), conflicts=(("DD-0004", ""),)
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Could I have until Friday?",
        "Thank you, I shall look tomorrow.",
        quoted(),
        _LETTER,
        "Yes",
        "No",
        "OK",
        "Clear",
    ],
)
def test_nothing_is_declared(text: str) -> None:
    assert read(text) in (Declared(missing=_ASKED), read(f"{text}\n\n{quoted()}"))
    assert (read(text).clear, read(text).conflicts) == ((), ())


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ("yes", "yes"), ("not sure", "not sure"), ("no, but I know the chief executive", None),
        ("no - my sister works there", None), ("conflict: no", "conflict: no"), ("maybe", "maybe"),
        ("I used to work there", None), ("my sister works there", None), ("n/a", None), ("no?", None),
        ("not a conflict as such", None), ("no conflict: I left in 2010", None),
    ],
)  # fmt: skip
def test_unclear_answer_is_sent_back_and_not_counted(answer: str, shown: str | None) -> None:
    found = read(f"DD-0004: no\nDD-0007 Hull: {answer}\nDD-0012: no")
    told = f"DD-0007: “{shown or answer}” does not say clearly whether there is a conflict. {_HOW}"
    assert found == Declared(clear=("DD-0004", "DD-0012"), missing=("DD-0007",), problems=(told,))


def test_unclear_answer_in_the_quoted_letter_is_sent_back() -> None:
    assert read(quoted(filled("no", "not sure", "no"))).missing == ("DD-0007",)


def test_both_answers_for_one_application_are_a_problem() -> None:
    found = read("DD-0004: no\nDD-0004: conflict: a cousin\nDD-0007: no\nDD-0012: no")
    told = f"DD-0004: you wrote both that there is a conflict and that there is none. {_HOW}"
    assert found == Declared(clear=("DD-0007", "DD-0012"), missing=("DD-0004",), problems=(told,))


@pytest.mark.parametrize(
    "sentence",
    [
        "I used to work at Hull.",
        "But my sister is on the board of one of the partners.",
        "However, we advised Walsall last year.",
        "I look forward to them, though I know the chief executive of one.",
    ],
)
def test_none_beside_a_sentence_that_may_mean_otherwise_does_not_count(sentence: str) -> None:
    found = read(f"None.\n\n{sentence}")
    told = f"You wrote “None” and also “{sentence.rstrip('.')[:59]}"
    assert (found.clear, found.conflicts, found.missing) == ((), (), _ASKED)
    assert [problem.startswith(told) for problem in found.problems] == [True]


def test_none_for_all_beside_a_conflict_is_asked_about() -> None:
    found = read("No conflicts.\nDD-0007: conflict: my sister works there")
    told = "You wrote “No conflicts” for all, and something else for one: is there none on the others?"
    assert found == Declared(
        conflicts=(("DD-0007", "my sister works there"),), missing=("DD-0004", "DD-0012"), problems=(told,)
    )


def test_reference_that_was_not_asked_about_is_told() -> None:
    found = read("DD-0099: no\nDD-0004: no\nDD-0007: no\nDD-0012: no")
    assert found == Declared(clear=_ASKED, problems=("DD-0099 is not one of the applications you were asked about.",))


def test_conflict_with_no_application_named_is_asked_about() -> None:
    found = read("I have a conflict with the Hull one.")
    told = "We could not tell which application “I have a conflict with the Hull one” is about."
    assert found == Declared(missing=_ASKED, problems=(told,))


@given(st.lists(st.sampled_from(["no", "conflict: a cousin", "not sure", ""]), min_size=3, max_size=3), st.booleans())
def test_every_application_is_in_exactly_one_list(answers: list[str], in_quotes: bool) -> None:
    text = filled(*answers)
    found = read(quoted(text) if in_quotes else "\n".join(line for line in text.splitlines() if line[:2] == "DD"))
    expected = {"no": "clear", "conflict: a cousin": "conflict", "not sure": "missing", "": "missing"}
    placed = {
        **dict.fromkeys(found.clear, "clear"),
        **{reference: "conflict" for reference, _ in found.conflicts},
        **dict.fromkeys(found.missing, "missing"),
    }
    assert placed == {reference: expected[answer] for reference, answer in zip(_ASKED, answers, strict=True)}
    assert len(found.clear) + len(found.conflicts) + len(found.missing) == len(_ASKED)


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    found = read(text)
    assert sorted((*found.clear, *found.missing, *(reference for reference, _ in found.conflicts))) == list(_ASKED)
