"""Loading a pack: what it becomes, what may be left out, and every problem reported at once with its place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from intake.errors import ProgrammeError
from intake.round.instants import NoSuchTimeError, instant
from intake.round.pack import packaged
from intake.round.pack_file import TABLES, known_keys
from intake.round.programme import FieldRoles, Programme, load
from parsers.form import FieldType

Pack = Callable[..., Path]

_FIELD = '[[form.field]]\nkey = "name"\nlabel = "Name"\n'
_LEAST = f'[programme]\nname = "A Small Fund"\n\n{_FIELD}'


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    """Write a pack and give its folder."""

    def write(text: str, **files: str) -> Path:
        (tmp_path / "programme.toml").write_text(text, encoding="utf-8")
        for name, content in files.items():
            (tmp_path / name.replace("_", ".")).write_text(content, encoding="utf-8")
        return tmp_path

    return write


def _local(*parts: int) -> datetime:
    """A time without a zone, as a pack has it."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 - mypy takes the sixth int for a tzinfo


def _problems(folder: Path) -> tuple[str, ...]:
    with pytest.raises(ProgrammeError) as caught:
        load(folder)
    return caught.value.problems


def _one(pack: Pack, text: str, **files: str) -> str:
    (problem,) = _problems(pack(text, **files))
    return problem


@pytest.fixture(scope="module")
def challenge() -> Programme:
    return load("delivering-differently")


def test_packaged_lists_the_first_programme() -> None:
    assert "delivering-differently" in packaged()
    assert "base" not in packaged()


def test_first_programme_is_as_its_facts_say(challenge: Programme) -> None:
    assert challenge.deadline == datetime(2014, 2, 10, 17, tzinfo=UTC)
    assert challenge.opens == datetime(2014, 1, 7, tzinfo=UTC)
    assert (challenge.reference, challenge.places, challenge.one_per_authority) == ("DD", 10, True)
    assert (challenge.award_cap, challenge.fund) == (10_000_000, 100_000_000)
    assert challenge.eligibility is not None
    assert challenge.eligibility.require == (("country", "England"),)
    assert [question.number for question in challenge.questions] == [1, 2, 3, 4, 5, 6]
    assert [path.name for path in challenge.guidance] == ["guidance.md"]
    assert [folder.name for folder in challenge.folders] == ["delivering-differently", "base"]


def test_first_programme_asks_six_questions_of_500_words(challenge: Programme) -> None:
    assert [field.max_words for field in challenge.form.of_section("questions")] == [500] * 6
    assert challenge.form.by_key["support_amount"].maximum == Decimal(100_000)


def test_is_late_is_inclusive_to_the_second(challenge: Programme) -> None:
    five = datetime(2014, 2, 10, 17, tzinfo=UTC)
    seconds = (timedelta(seconds=-1), timedelta(0), timedelta(microseconds=999_999), timedelta(seconds=1))
    assert [challenge.is_late(five + delta) for delta in seconds] == [False, False, False, True]


def test_is_late_in_the_hour_that_comes_twice(pack: Pack) -> None:
    text = _LEAST.replace("\n\n", "\ndeadline = 2014-10-26T01:30:00\n\n", 1)
    programme = load(pack(text))
    second = datetime(2014, 10, 26, 1, 30, tzinfo=UTC)
    assert programme.deadline is not None
    assert programme.deadline.astimezone(UTC) == second
    assert programme.is_late(second) is False
    assert programme.is_late((second + timedelta(seconds=1)).astimezone(programme.zone)) is True


def test_reference_of_counts_in_four_digits(challenge: Programme) -> None:
    assert challenge.reference_of(7) == "DD-0007"


def test_load_least_pack_fills_in_the_rest(pack: Pack) -> None:
    programme = load(pack(_LEAST))
    assert (programme.reference, programme.zone.key, programme.currency) == ("ASF", "Europe/London", "GBP")
    assert (programme.opens, programme.deadline, programme.places, programme.fund) == (None, None, None, None)
    assert (programme.eligibility, programme.interviews, programme.questions) == (None, None, ())
    assert programme.roles == FieldRoles()
    assert [(field.section, field.type) for field in programme.form.fields] == [("form", FieldType.TEXT)]
    assert programme.is_late(datetime(2999, 1, 1, tzinfo=UTC)) is False


def test_load_takes_a_folder_relative_to_another_and_the_file_itself(pack: Pack) -> None:
    folder = pack(_LEAST)
    assert load(folder.name, relative_to=folder.parent).key == folder.name
    assert load(folder / "programme.toml").key == folder.name


def test_load_takes_every_key_of_the_plan_together(pack: Pack) -> None:
    text = """
[programme]
name = "P"
reference = "P"
timezone = "Europe/London"
opens = 2014-01-07
deadline = 2014-02-10
award_cap = 1000.50
fund = 2000

[form]

[[form.section]]
key = "lead"
title = "Lead"

[[form.field]]
key = "lead_authority"
section = "lead"
label = "Name of lead local authority"
aliases = ["Lead authority"]
short_label = "Authority"
type = "authority"
required = true
max_words = 500
max = 100000
options = []
columns = []
rows = []
help = "Help."
"""
    programme = load(pack(text))
    (field,) = programme.form.fields
    assert (field.max_words, field.maximum, field.options) == (None, None, ())
    assert field.wordings == ("Name of lead local authority", "Lead authority", "Authority")
    assert programme.opens is not None
    assert programme.deadline is not None
    assert (programme.opens.hour, programme.deadline.hour, programme.deadline.second) == (0, 23, 59)
    assert programme.award_cap == 100_050


def test_load_prints_fields_in_the_order_of_sections(pack: Pack) -> None:
    sections = "".join(f'[[form.section]]\nkey = "{key}"\ntitle = "{key}"\n' for key in "ab")
    fields = "".join(f'[[form.field]]\nkey = "{key}"\nsection = "{key[0]}"\nlabel = "{key}"\n' for key in ("b1", "a1"))
    programme = load(pack(f'[programme]\nname = "P"\n{sections}{fields}'))
    assert [field.key for field in programme.form.fields] == ["a1", "b1"]


def test_roles_are_found_by_type_and_wording(pack: Pack) -> None:
    fields = (
        ("council", "Name of council", "authority"), ("org", "Name of organisation", "text"),
        ("person", "Main contact", "text"), ("mail", "Email", "email"), ("both", "A joint bid?", "yes_no"),
        ("total", "Total cost", "money"), ("grant", "Grant requested", "money"),
    )  # fmt: skip
    text = "".join(
        f'[[form.field]]\nkey = "{key}"\nlabel = "{label}"\ntype = "{kind}"\n' for key, label, kind in fields
    )
    roles = load(pack(f'[programme]\nname = "P"\n{text}')).roles
    assert roles == FieldRoles(
        authority="council", joint="both", contact_name="person", contact_email="mail", amount="grant"
    )


def test_load_reports_every_problem_of_shape_at_once(pack: Pack) -> None:
    folder = pack(
        """[programme]
name = "P"
dedline = 2014-02-10T17:00:00
places = "ten"
currency = "pounds"

[panell]
size = 3

[reminders]
days = 3

[[form.field]]
key = "lead email"
lable = "Email"
type = "emial"

[[form.field]]
key = "rows"
label = "Rows"
type = "table"
columns = [
    { key = "a", label = "A" },
    { key = "b", labl = "B" },
]
"""
    )
    types = "'text', 'paragraphs', 'number', 'money', 'date', 'email', 'phone', 'address', 'choice', 'choices', "
    types += "'yes_no', 'confirm', 'authority' or 'table'"
    assert _problems(folder) == (
        "programme.toml line 3, [programme]: unknown key 'dedline', did you mean 'deadline'?",
        "programme.toml line 4, [programme] places: must be a whole number, not 'ten'",
        "programme.toml line 5, [programme] currency: must be a code of three capitals such as 'GBP', not 'pounds'",
        "programme.toml line 7: unknown table 'panell', did you mean 'panel'?",
        "programme.toml line 11, [reminders]: unknown key 'days'",
        "programme.toml line 13, [[form.field]] 'lead email': required key 'label' is missing",
        "programme.toml line 14, [[form.field]] 'lead email' key: must be a letter, then letters, digits, '_' or '-', "
        "not 'lead email'",
        "programme.toml line 15, [[form.field]] 'lead email': unknown key 'lable', did you mean 'label'?",
        f"programme.toml line 16, [[form.field]] 'lead email' type: must be one of {types} (did you mean 'email'?), "
        "not 'emial'",
        "programme.toml line 24, [[form.field]] 'rows', column 'b': required key 'label' is missing",
        "programme.toml line 24, [[form.field]] 'rows', column 'b': unknown key 'labl', did you mean 'label'?",
    )


def test_load_reports_every_problem_between_keys_at_once(pack: Pack) -> None:
    folder = pack(
        """[programme]
name = "P"
opens = 2014-02-10T17:00:00
deadline = 2014-02-10T17:00:00
award_cap = 10
fund = 5

[interviews]
from = 2014-02-26
to = 2014-02-19

[form]
guidance = "missing.pdf"

[form.roles]
contact_email = "name"
authority = "nam"

[[form.section]]
key = "a"
title = "A"

[[form.field]]
key = "name"
section = "a"
label = "Your name:"

[[form.field]]
key = "Name"
section = "b"
label = "Colour"
type = "choice"

[[form.field]]
key = "third"
section = "a"
label = "Your NAME"
options = ["x"]
"""
    )
    assert _problems(folder) == (
        "programme.toml line 4, [programme] deadline: the deadline 2014-02-10 17:00 is not after the opening",
        "programme.toml line 5, [programme] award_cap: the cap 10 is more than the whole fund, 5",
        "programme.toml line 10, [interviews] to: the last day 2014-02-19 is before the first, 2014-02-26",
        "programme.toml line 13, [form] guidance: there is no file 'missing.pdf' in the pack",
        "programme.toml line 16, [form.roles] contact_email: field 'name' is 'text'; it must be email",
        "programme.toml line 17, [form.roles] authority: there is no field 'nam', did you mean 'name'?",
        "programme.toml line 28, [[form.field]] 'Name' options: a 'choice' needs options, a list of what may be chosen",
        "programme.toml line 29, [[form.field]] 'Name' key: field 'Name' is there already (no. 1); keys must differ",
        "programme.toml line 30, [[form.field]] 'Name' section: there is no [[form.section]] with key 'b'",
        "programme.toml line 37, [[form.field]] 'third' label: label 'Your NAME' cannot be told from that of 'name' in "
        "the same section",
        "programme.toml line 38, [[form.field]] 'third' options: is only for 'choice' and 'choices'; this is 'text'",
    )


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ('timezone = "Europe/Londn"', "timezone: there is no time zone 'Europe/Londn', did you mean 'Europe/London'?"),
        (
            "deadline = 2014-03-30T01:30:00",
            "deadline: 01:30 does not exist on 2014-03-30 in Europe/London: the clocks go forward over it",
        ),
        ("deadline = 20140210", "deadline: 20140210 is not a date and time such as 2014-02-10T17:00:00"),
        ('deadline = "soon"', "deadline: 'soon' is not a date and time such as 2014-02-10T17:00:00"),
        ('one_per_authority = "maybe"', "one_per_authority: must be true or false, not 'maybe'"),
        ('award_cap = "100,000"', "award_cap: must be a plain number such as 100000, not '100,000'"),
        ("award_cap = 0.005", "award_cap: must have at most 2 decimal places, not 0.005"),
        ("places = 0", "places: must be more than 0, not 0"),
        ('reference = "D D"', "reference: must be letters and digits such as 'DD', not 'D D'"),
        ('name = ""', "name: must not be empty"),
        ('name = ["P"]', "name: must be text in quotes, not a list"),
    ],
)
def test_load_wrong_programme_key(pack: Pack, given: str, problem: str) -> None:
    lines = [given] if given.startswith("name") else ['name = "P"', given]
    text = "\n".join(["[programme]", *lines, "", _FIELD])
    assert _one(pack, text) == f"programme.toml line {1 + len(lines)}, [programme] {problem}"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (_FIELD, "programme.toml: required table 'programme' is missing"),
        ('[programme]\nname = "P"\n', "programme.toml: required table 'form' is missing"),
        (
            '[programme]\nname = "P"\n[form]\n',
            "programme.toml line 3, [form]: the form asks nothing; add a [[form.field]]",
        ),
        ("[programme]\nname = P\n", "programme.toml: Invalid value (at line 2, column 8)"),
    ],
)
def test_load_unfinished_pack(pack: Pack, text: str, problem: str) -> None:
    assert _one(pack, text) == problem


@pytest.mark.parametrize(
    ("eligibility", "register", "problem"),
    [
        ("", "name\nA\n", "[eligibility]: required key 'register' is missing"),
        ('register = "other.csv"', "name\nA\n", "[eligibility] register: there is no file 'other.csv' in the pack"),
        (
            'register = "r.csv"\n[eligibility.require]\ncounty = "Kent"',
            "name,country\nA,England\n",
            "[eligibility.require] county: the register has no column 'county', did you mean 'country'? "
            "(its columns: name, country)",
        ),
        (
            'register = "r.csv"\n[eligibility.require]\ncountry = "Englnad"',
            "name,country\nA,England\n",
            "[eligibility.require] country: no body in the register has country = 'Englnad', did you mean 'England'?",
        ),
    ],
)
def test_load_wrong_register(pack: Pack, eligibility: str, register: str, problem: str) -> None:
    text = f"{_LEAST}\n[eligibility]\n{eligibility}\n"
    assert _one(pack, text, r_csv=register).partition(", ")[2] == problem


def test_every_key_is_explained_to_programme_designers() -> None:
    guide = (Path(__file__).parents[3] / "docs" / "programmes.md").read_text(encoding="utf-8")
    named = {".".join(table) for table in TABLES}
    keys = {key for table in TABLES for key in known_keys(table) if ".".join((*table, key)) not in named}
    assert sorted(key for key in keys if f"`{key}`" not in guide and f"`[{key}]`" not in guide) == []


def test_load_unknown_pack_suggests_the_nearest() -> None:
    with pytest.raises(ProgrammeError) as caught:
        load("delivering-diferently")
    assert caught.value.problems == ("there is no such pack or folder, did you mean 'delivering-differently'?",)


def test_load_folder_without_a_pack_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ProgrammeError, match=r"has no programme\.toml"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("given", "latest", "expected"),
    [
        (_local(2014, 7, 1, 12), False, datetime(2014, 7, 1, 11, tzinfo=UTC)),
        (date(2014, 7, 1), False, datetime(2014, 6, 30, 23, tzinfo=UTC)),
        (date(2014, 7, 1), True, datetime(2014, 7, 1, 22, 59, 59, tzinfo=UTC)),
        (_local(2014, 10, 26, 1, 30), False, datetime(2014, 10, 26, 0, 30, tzinfo=UTC)),
        (_local(2014, 10, 26, 1, 30), True, datetime(2014, 10, 26, 1, 30, tzinfo=UTC)),
        (datetime(2014, 2, 10, 17, tzinfo=UTC), True, datetime(2014, 2, 10, 17, tzinfo=UTC)),
    ],
)
def test_instant(challenge: Programme, given: datetime | date, latest: bool, expected: datetime) -> None:
    found = instant(given, challenge.zone, latest=latest)
    assert found is not None
    assert found.astimezone(UTC) == expected


def test_instant_in_the_hour_that_never_comes(challenge: Programme) -> None:
    with pytest.raises(NoSuchTimeError):
        instant(_local(2014, 3, 30, 1, 30), challenge.zone, latest=True)
