"""Audit, erase and the further exports as an operator uses them."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from pathlib import Path
from zipfile import ZipFile

import pytest

from store.audit import head
from store.engine import open_store
from tests.intake.commands.test_commands import Desk, after_a_pass, desk, read

__all__ = ["after_a_pass", "desk", "read"]  # fixtures


def head_of(desk: Desk) -> tuple[int, str]:
    store = open_store(f"sqlite:///{desk.folder / 'data' / 'intake.db'}")
    with store.reading() as session:
        end = head(session)
    store.close()
    return end.position, end.hash


def sql(desk: Desk, statement: str) -> None:
    connection = sqlite3.connect(desk.folder / "data" / "intake.db")
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_audit_of_a_sound_service_says_where_the_history_ends(read: Desk) -> None:
    position, hash_ = head_of(read)
    said = read.run("audit")
    assert (said.status, said.err) == (0, "")
    assert said.out == (
        f"History: {position} events; all as they were written.\n"
        f"It ends at event {position} with {hash_}\n"
        "Archive: 2 mails, 2 lines of the journal; nothing is missing or damaged.\n"
    )


def test_audit_as_json_is_whole(read: Desk) -> None:
    position, hash_ = head_of(read)
    said = read.run("audit", "--json", "--expect", hash_[:16])
    assert said.status == 0
    assert (said.json["sound"], said.json["anchored"]) == (True, True)
    assert said.json["history"]["head"] == {"position": position, "hash": hash_}
    assert said.json["archive"] == {"mails": 2, "erased": 0, "lines": 2, "faults": []}


def test_audit_names_the_first_event_that_was_altered(read: Desk) -> None:
    sql(read, "UPDATE event SET reason = 'something else' WHERE id = 3")
    said = read.run("audit")
    assert said.status == 1
    line = next(line for line in said.out.splitlines() if line.startswith("FAULT"))
    assert line.startswith("FAULT event 3 (16:00:0")
    assert line.endswith("it was altered, or put in the place of another")


def test_audit_names_a_row_in_a_state_its_history_does_not_tell(read: Desk) -> None:
    sql(read, "UPDATE application SET state = 'selected'")
    said = read.run("audit")
    assert said.status == 1
    assert "FAULT application 1 is selected; its history says complete\n" in said.out


def test_audit_with_a_hash_finds_it_or_says_that_the_history_was_rewritten(read: Desk) -> None:
    position, hash_ = head_of(read)
    grouped = " ".join(hash_[start : start + 8].upper() for start in range(0, 64, 8))
    said = read.run("audit", "--expect", grouped)
    assert said.status == 0
    assert f"The hash you gave is event {position}'s, written at " in said.out
    assert "Nothing up to there has changed.\n" in said.out
    said = read.run("audit", "--expect", "f" * 64)
    assert said.status == 1
    assert "FAULT the hash you gave is not in the history: it was rewritten since" in said.out


@pytest.mark.parametrize("hash_", ["abc", "z" * 64, "a" * 65])
def test_audit_refuses_what_is_no_hash(read: Desk, hash_: str) -> None:
    assert read.run("audit", "--expect", hash_).status == 2


def test_audit_names_a_mail_that_is_missing(read: Desk) -> None:
    (first, _) = sorted((read.folder / "data" / "archive").glob("??/??/*.eml"))
    first.unlink()
    said = read.run("audit")
    assert said.status == 1
    assert f"1 fault.\nFAULT {first.name}: is missing\n" in said.out


def test_the_whole_file_of_a_case_is_a_zip_with_a_page(read: Desk) -> None:
    said = read.run("export", "--case", "dd-0001", "--output", str(read.folder / "case.zip"))
    assert (said.status, said.err) == (0, "")
    assert said.out == f"{read.folder / 'case.zip'}: DD-0001, 2 mails. case.html is the page to read.\n"
    with ZipFile(read.folder / "case.zip") as archive:
        names = archive.namelist()
        data = json.loads(archive.read("case.json"))
        page = archive.read("case.html").decode()
    assert names[:2] == ["case.html", "case.json"]
    assert [name.split("/")[0] for name in names[2:]] == ["mails", "letters"]
    assert (data["reference"], len(data["messages"]), len(data["letters"])) == ("DD-0001", 1, 1)
    assert data["messages"][0]["attachments"][0]["name"] in page


def test_a_case_there_is_not_and_no_output_are_said(read: Desk) -> None:
    said = read.run("export", "--case", "DD-0009", "--output", str(read.folder / "x"))
    assert (said.status, said.err) == (1, "there is no application DD-0009; `intake applications` lists them\n")
    assert read.run("export", "--case", "DD-0001").status == 2
    assert read.run("export", "--case", "DD-0001", "--fairness", "--output", "x").status == 2


def test_a_persons_copy_is_a_folder_to_be_read_before_it_is_sent(read: Desk) -> None:
    address = read.run("applications", "--json").json[0]["contact"]["address"]
    folder = read.folder / "copy"
    said = read.run("export", "--person", address, "-o", str(folder))
    assert said.out == f"{folder}: 2 mails. Read it before you send it on.\n"
    assert sorted(path.name for path in folder.iterdir()) == ["README.txt", "letters", "mails", "person.json"]


def test_fairness_is_json_alone_on_standard_output(read: Desk) -> None:
    said = read.run("export", "--fairness")
    assert (said.status, said.err) == (0, "1 application; nothing stands out.\n")
    assert [row["kind"] for row in said.json["notices"]] == ["receipt"]


def test_fairness_as_csv_is_one_row_an_application_and_notice(read: Desk) -> None:
    output = read.folder / "fairness.csv"
    assert read.run("export", "--fairness", "--format", "csv", "-o", str(output)).status == 0
    rows = list(csv.DictReader(io.StringIO(output.read_text("utf-8-sig"))))
    assert [(row["Reference"], row["Notice"]) for row in rows] == [("DD-0001", "receipt")]


def test_erase_wants_one_thing_and_a_reason(read: Desk) -> None:
    assert read.run("erase").status == 2
    assert read.run("erase", "DD-0001", "--due", "--reason", "x").status == 2
    assert read.run("erase", "DD-0001").status == 2


def test_erase_of_an_application_in_the_round_is_refused(read: Desk) -> None:
    said = read.run("erase", "DD-0001", "--reason", "asked")
    assert (said.status, said.out) == (1, "")
    assert said.err == "DD-0001 is complete and still in the round: have it withdrawn first, then erase it\n"


def test_erase_of_a_withdrawn_application_from_the_first_look_to_the_audit(read: Desk) -> None:
    address = read.run("applications", "--json").json[0]["contact"]["address"]
    assert read.run("withdraw", "DD-0001", "--reason", "they wrote").status == 0
    dry = read.run("erase", "DD-0001", "--reason", "asked on 3 March", "--dry-run")
    assert dry.status == 0
    assert "Would be erased" in dry.out
    assert (" 1 attachment," in dry.out, "1 attachments" in dry.out) == (True, False)
    assert read.run("applications", "--json").json[0]["contact"]["address"] == address
    said = read.run("erase", "DD-0001", "--reason", "asked on 3 March")
    assert (said.status, said.err) == (0, "")
    assert "1 file removed from the archive.\n" in said.out
    assert "Not reached: copies of these" in said.out
    assert read.run("audit").status == 0
    (case,) = read.run("applications", "--json").json
    assert (case["reference"], case["state"], case["contact"]) == (
        *("DD-0001", "withdrawn", {"name": "", "address": ""}),
    )
    again = read.run("erase", "DD-0001", "--reason", "asked")
    assert (again.status, again.err) == (1, "DD-0001 was erased on 10 February 2014\n")


def test_erase_of_a_person_as_json(read: Desk) -> None:
    asker = next(item for item in read.run("messages", "--json").json if item["disposition"] == "enquiry")
    store = sqlite3.connect(read.folder / "data" / "intake.db")
    (address,) = store.execute("SELECT from_address FROM inbound_message WHERE id = ?", (asker["id"],)).fetchone()
    store.close()
    said = read.run("erase", "--person", address, "--reason", "asked", "--json")
    assert said.status == 0
    (item,) = said.json["erased"]
    assert (item["what"], item["counts"]["messages"], said.json["files"]) == ("their other mail", 1, 1)
    assert address not in Path(read.folder / "data" / "intake.db").read_bytes().decode("latin-1")


def test_erase_of_what_is_due_when_nothing_is(read: Desk) -> None:
    said = read.run("erase", "--due", "--dry-run")
    assert said.status == 0
    assert said.out.startswith("There is nothing to erase.\n")
