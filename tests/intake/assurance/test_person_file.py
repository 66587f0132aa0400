"""A person's copy has what is held on them, and nothing of anybody else."""

from __future__ import annotations

import json
from typing import Any

from intake.assurance.person_file import person_files
from tests.intake.assurance.scene import ADA, ADA_AT, ASKER_AT, OFFICE, PRIYA, PRIYA_AT, TOLD_AT, TOM, eraser
from tests.intake.office import Office


def copy_for(office: Office, address: str) -> dict[str, bytes]:
    with office.store.reading() as session:
        return person_files(session, office.archive, office.programme, address, at=TOLD_AT)


def data_for(office: Office, address: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(copy_for(office, address)["person.json"])
    return data


def test_the_contact_of_an_application_gets_it_with_their_mail_and_letters(played: Office) -> None:
    files, data = copy_for(played, PRIYA_AT.upper()), data_for(played, PRIYA_AT)
    assert sorted(files) == [
        "README.txt",
        "letters/letter-0001.eml",
        "letters/letter-0005.eml",
        "mails/message-0001.eml",
        "person.json",
    ]
    (case,) = data["applications"]
    assert (case["reference"], case["state"], case["contact"]) == (
        "DD-0001",
        "selected",
        {"name": f"Dr {PRIYA}", "address": PRIYA_AT},
    )
    answers = {item["field"]: item["value"] for item in case["forms"][0]["answers"]}
    assert answers["lead_name"] == PRIYA
    assert [(step["what"], step["after"]) for step in case["history"]] == [
        ("opened", "incomplete"),
        ("submission", "1"),
        ("state", "complete"),
        ("state", "selected"),
    ]
    assert [item["reply"] for item in data["interviews"]] == [f"{PRIYA} will come"]


def test_nothing_of_others_and_nothing_internal_is_in_it(played: Office) -> None:
    files = copy_for(played, PRIYA_AT)
    for name, content in files.items():
        assert [word for word in (TOM, ADA, OFFICE, "is clear", "telephoned") if word.encode() in content] == [], name


def test_one_who_only_asked_gets_their_mail_the_answer_and_the_update_list(played: Office) -> None:
    data = data_for(played, ASKER_AT)
    assert [len(data[name]) for name in ("messages", "letters", "applications", "update_list")] == [1, 1, 0, 1]
    assert data["update_list"][0]["address"] == ASKER_AT


def test_an_assessor_gets_what_they_gave(played: Office) -> None:
    data = data_for(played, ADA_AT)
    assert [item["points"] for item in data["scores"]] == [301, 302]
    assert [item["state"] for item in data["assessments"]] == ["sent", "sent"]


def test_a_person_of_whom_nothing_is_held_is_told_so(played: Office) -> None:
    files = copy_for(played, "nobody@elsewhere.example")
    assert sorted(files) == ["README.txt", "person.json"]
    assert b"0 mails\n0 letters\n0 applications\n0 entries on the update list" in files["README.txt"]


def test_after_an_erasure_nothing_is_held(played: Office) -> None:
    eraser(played).person(PRIYA_AT)
    assert sorted(copy_for(played, PRIYA_AT)) == ["README.txt", "person.json"]
