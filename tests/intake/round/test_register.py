"""The register of the pack that ships: every body found by every name it goes by, nobody found by another's.

The matrix: 433 bodies x (name, each alias, and each way of writing it below); typing slips of one and of two letters;
names that two bodies share, and names of no body at all.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from intake.round.legal_forms import even, take_apart
from intake.round.programme import load
from intake.round.register import Register, read_register


def _register() -> Register:
    eligibility = load("delivering-differently").eligibility
    assert eligibility is not None
    return eligibility.register


REGISTER = _register()


def _code(name: str) -> str | None:
    found = REGISTER.match(name).authority
    return found.code if found else None


def _wrong(written: list[tuple[str, str]]) -> list[tuple[str, str | None]]:
    found = [(name, code, _code(name)) for name, code in written]
    return [(name, other) for name, code, other in found if other != code]


def test_register_lists_every_principal_council_of_the_day() -> None:
    countries = [body.columns["country"] for body in REGISTER.authorities]
    assert {country: countries.count(country) for country in sorted(set(countries))} == {
        "England": 353,
        "Northern Ireland": 26,
        "Scotland": 32,
        "Wales": 22,
    }


def test_every_name_and_alias_finds_its_own_body() -> None:
    assert _wrong([(name, body.code) for body in REGISTER.authorities for name in (body.name, *body.aliases)]) == []


def test_no_name_is_written_for_two_bodies() -> None:
    owners: dict[str, set[str]] = {}
    for body in REGISTER.authorities:
        for name in (body.name, *body.aliases):
            owners.setdefault(even(name), set()).add(body.code)
    assert {name: codes for name, codes in owners.items() if len(codes) > 1} == {}


@pytest.mark.parametrize(
    "write",
    [
        str.upper,
        str.lower,
        lambda name: f"The {name}",
        lambda name: f"  {name}. ",
        lambda name: name.replace(" and ", " & "),
        lambda name: name.replace("-", " "),
        lambda name: name.replace("-", ""),
        lambda name: name.replace(" ", "  "),
        lambda name: re.sub("Council$", "council (lead authority)", name),
        lambda name: f"{name} - Adult Social Care",
        lambda name: f"{name} (on behalf of the partnership)",
        lambda name: f"{name}, Town Hall, High Street",
        lambda name: f"Directorate of Resources, {name}",
        lambda name: name.replace("Metropolitan Borough Council", "MBC"),
        lambda name: name.replace("Metropolitan Borough Council", "Council"),
        lambda name: name.replace("Borough Council", "BC"),
        lambda name: name.replace("Borough Council", "Council"),
        lambda name: name.replace("District Council", "DC"),
        lambda name: re.sub("(?<! and) District Council", " Council", name),
        lambda name: name.replace("County Council", "CC"),
        lambda name: name.replace("City Council", "CC"),
        lambda name: re.sub("(?<!Newcastle) City Council", " Council", name),
        lambda name: re.sub(r"^London Borough of (.*)$", r"LB \1", name),
        lambda name: re.sub(r"^London Borough of (.*)$", r"\1 Council", name),
        lambda name: re.sub(r"^(?:London|Royal) Borough of (.*)$", r"\1", name),
        lambda name: re.sub(r"^Royal Borough of (.*)$", r"RB of \1", name),
        lambda name: re.sub(r"^(.*) City Council$", r"City of \1", name),
        lambda name: re.sub(r"^(.*) Borough Council$", r"Borough of \1", name),
        lambda name: re.sub(r"^(.*) District Council$", r"\1 District", name),
    ],
)
def test_every_way_of_writing_a_name_finds_its_own_body(write: object) -> None:
    assert callable(write)
    assert _wrong([(str(write(body.name)), body.code) for body in REGISTER.authorities]) == []


def _slip(text: str, chance: random.Random) -> str:
    """The text with one letter lost, doubled, changed or swapped with the next."""
    place = chance.randrange(len(text) - 1)
    match chance.randrange(4):
        case 0:
            return text[:place] + text[place + 1 :]
        case 1:
            return text[:place] + text[place] + text[place:]
        case 2:
            return text[:place] + chance.choice("abcdefghijklmnopqrstuvwxyz") + text[place + 1 :]
        case _:
            return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


@pytest.mark.parametrize(("slips", "least_right"), [(1, 0.85), (2, 0.70), (3, 0.50)])
def test_slips_of_typing_never_find_another_body(slips: int, least_right: float) -> None:
    chance = random.Random(2014)
    right, wrong, tried = 0, [], 0
    for body in REGISTER.authorities:
        for _ in range(3):
            name = body.name
            for _ in range(slips):
                name = _slip(name, chance)
            found = _code(name)
            tried += 1
            right += found == body.code
            if found not in {None, body.code}:
                wrong.append((name, body.code, found))
    assert wrong == []
    assert right / tried >= least_right


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Leicester", "LCE"),
        ("Leicestershire", "LEC"),
        ("Leics CC", "LEC"),
        ("Nottingham", "NGM"),
        ("Notts County Council", "NTT"),
        ("Durham", "DUR"),
        ("County Durham", "DUR"),
        ("Derby", "DER"),
        ("Derry City Council", "NIR13"),
        ("Oxford CC", "OXO"),
        ("Oxfordshire CC", "OXF"),
        ("Lincoln City Council", "LIC"),
        ("Herefordshire County Council", "HEF"),
        ("Newcastle-under-Lyme Borough Council", "NEC"),
        ("Newcastle upon Tyne City Council", "NET"),
        ("Hull CC", "KHL"),
        ("Bristol, City of", "BST"),
        ("King’s Lynn & West Norfolk BC", "KIN"),
        ("St. Helens MBC", "SHN"),
        ("Shepway", "SHE"),
        ("Folkestone & Hythe District Council", "SHE"),
        ("Walsal Council", "WLL"),
        ("Cyngor Sir Ynys Mon", "WLS11"),
        ("Corporation of London", "LND"),
    ],
)
def test_match_finds(name: str, code: str) -> None:
    assert _code(name) == code


@pytest.mark.parametrize(
    "name",
    [
        "",
        "N/A",
        "—",
        "London",
        "Council",
        "Borough Council",
        "Newcastle",
        "Newcastle Borough Council",
        "Leicester County Council",
        "Durham City Council",
        "Derbyshire City Council",
        "West Northamptonshire Council",
        "North Northamptonshire Council",
        "Westmorland and Furness Council",
        "Greater London Authority",
        "Greater Manchester Combined Authority",
        "Kent Police",
        "Leeds City Council and Bradford Council",
        "Leeds City Council / Bradford MDC",
        "Adur District Council, Worthing Borough Council",
        "Northborough Parish Council",
        "Wast Dorset District Council",
    ],
)
def test_match_finds_nobody(name: str) -> None:
    assert _code(name) is None


def test_match_shows_the_runner_up_when_no_body_is_meant_clearly() -> None:
    match = REGISTER.match("Leicester County Council")
    assert (match.authority, match.runner_up and match.runner_up.code) == (None, "LCE")


def test_match_score_falls_with_certainty() -> None:
    names = ("Walsall Council", "Walsall MBC", "Walsal Council", "Walsale Counncil Town")
    scores = [REGISTER.match(name).score for name in names]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 1.0


@pytest.mark.parametrize(
    ("address", "codes"),
    [
        ("a.person@walsall.gov.uk", ["WLL"]),
        ("a.person@adults.Walsall.GOV.UK", ["WLL"]),
        ("a.person@walsall.gcsx.gov.uk", ["WLL"]),
        ("a.person@walsall.gsi.gov.uk", ["WLL"]),
        ("walsall.gov.uk", ["WLL"]),
        ("a.person@adur-worthing.gov.uk", ["ADU", "WOT"]),
        ("a.person@gov.uk", []),
        ("a.person@notwalsall.gov.uk", []),
        ("a.person@walsall.gov.uk.example", []),
        ("a.person", []),
        ("", []),
    ],
)
def test_of_domain(address: str, codes: list[str]) -> None:
    assert [body.code for body in REGISTER.of_domain(address)] == codes


def test_by_code_finds_the_body_or_none() -> None:
    assert [getattr(REGISTER.by_code(code), "name", None) for code in ("WLL", "XXX")] == ["Walsall Council", None]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Leicester City Council", ("leicester", "city")),
        ("London Borough of Hackney", ("hackney", "london")),
        ("Council", ("council", "")),
        ("City of London Corporation", ("city of london", "")),
    ],
)
def test_take_apart(name: str, parts: tuple[str, str]) -> None:
    assert take_apart(even(name)) == parts


def _read(folder: Path, text: str) -> tuple[Register, tuple[str, ...]]:
    (folder / "r.csv").write_text(text, encoding="utf-8")
    return read_register(folder / "r.csv")


def test_read_register_takes_bare_names_and_other_headings(tmp_path: Path) -> None:
    register, problems = _read(tmp_path, "\ufeffID,Organisation,Domain\n7,Clwyd Trust Ltd,clwyd.example\n,Môn CIC,\n")
    assert problems == ()
    assert [(body.code, body.name, body.domains) for body in register.authorities] == [
        ("7", "Clwyd Trust Ltd", ("clwyd.example",)),
        ("Môn CIC", "Môn CIC", ()),
    ]
    assert register.match("Clwyd Trust Limited").score == 0.97


def test_read_register_reports_every_problem(tmp_path: Path) -> None:
    _, problems = _read(tmp_path, "code,name\nA,Alpha\n,\nB,\nA,Beta\nC,Gamma,more\n")
    assert problems == (
        "r.csv line 4: the name is blank",
        "r.csv line 5: code 'A' stands on line 2 too",
        "r.csv line 6: 3 cells under 2 headings",
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "r.csv line 1: there is no column 'name' (its columns: none)"),
        ("code,title\nA,Alpha\n", "r.csv line 1: there is no column 'name' (its columns: code, title)"),
        ("code,name\n", "r.csv lists no bodies"),
    ],
)
def test_read_register_of_no_use(tmp_path: Path, text: str, problem: str) -> None:
    assert _read(tmp_path, text)[1] == (problem,)
