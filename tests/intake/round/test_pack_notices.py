"""What a pack says of reminders, other wordings of questions, and the update list."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from intake.errors import ProgrammeError
from intake.round.programme import Programme, load
from intake.round.reminders import Reminders

_HEAD = '[programme]\nname = "A Small Fund"\n'
_FIELD = '[[form.field]]\nkey = "name"\nlabel = "Name"\n'
_DEADLINE = "deadline = 2014-02-10T17:00:00\n"


def pack(folder: Path, text: str, *, head: str = _HEAD + _DEADLINE) -> Programme:
    (folder / "programme.toml").write_text(f"{head}\n{_FIELD}\n{text}", encoding="utf-8")
    return load(folder)


def problems(folder: Path, text: str, *, head: str = _HEAD + _DEADLINE) -> list[str]:
    with pytest.raises(ProgrammeError) as caught:
        pack(folder, text, head=head)
    return [problem.split(": ", 1)[1] for problem in caught.value.problems]


def test_days_of_reminders_and_their_time_are_read(tmp_path: Path) -> None:
    assert pack(tmp_path, '[reminders]\nincomplete_days = [7, 2]\nat = "10:30"').reminders == Reminders(
        incomplete_days=(7, 2), at=time(10, 30)
    )


def test_one_day_may_stand_without_a_list(tmp_path: Path) -> None:
    assert pack(tmp_path, "[reminders]\nincomplete_days = 3").reminders == Reminders(incomplete_days=(3,))


def test_pack_that_says_nothing_reminds_nobody(tmp_path: Path) -> None:
    programme = pack(tmp_path, "")
    assert (programme.reminders, programme.unsubscribe_url) == (Reminders(), "")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("incomplete_days = [7, 7]", "7 is there 2 times"),
        ("incomplete_days = [0]", "must be more than 0, not 0"),
        ('incomplete_days = ["soon"]', "must be a whole number, not 'soon'"),
        ('at = "noon"', "'noon' is not a time of day such as '09:30'"),
        ("incomplete_day = [7]", "unknown key 'incomplete_day', did you mean 'incomplete_days'?"),
    ],
)
def test_what_is_wrong_with_reminders_is_told(tmp_path: Path, text: str, problem: str) -> None:
    assert problems(tmp_path, f"[reminders]\n{text}") == [problem]


def test_reminders_need_a_deadline(tmp_path: Path) -> None:
    assert problems(tmp_path, "[reminders]\nincomplete_days = [7]", head=_HEAD) == [
        "nothing is due without a deadline under [programme] to count from"
    ]


def test_other_wordings_of_a_question_are_read(tmp_path: Path) -> None:
    text = '[[question]]\nquestion = "Who?"\nanswer = "You."\naliases = ["Whom?", "Which of us?"]'
    assert pack(tmp_path, text).questions[0].aliases == ("Whom?", "Which of us?")


@pytest.mark.parametrize("url", ["http://a.example/{code}", "https://a.example/leave", "https://a.example/ {code}"])
def test_web_address_to_leave_at_must_be_one(tmp_path: Path, url: str) -> None:
    assert problems(tmp_path, f'[updates]\nunsubscribe_url = "{url}"') == [
        "must be an address such as 'https://example.gov.uk/leave?code={code}'"
    ]


def test_web_address_to_leave_at_is_read(tmp_path: Path) -> None:
    text = '[updates]\nunsubscribe_url = "https://a.example/leave?code={code}"'
    assert pack(tmp_path, text).unsubscribe_url == "https://a.example/leave?code={code}"
