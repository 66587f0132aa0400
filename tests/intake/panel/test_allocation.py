"""Sharing applications out: even, lawful, the same each time; and assignments read from a file."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.panel.allocation import Allocated, Allocation, Assessor, Case, Short, allocate
from intake.panel.allocation_file import read_allocations
from intake.panel.errors import AllocationFileError

_ANN = Assessor(email="Ann@co.example", name="Ann Ash", body="Cabinet Office")
_BEN = Assessor(email="ben@lga.example", name="Ben Beck", body="LGA")
_CAT = Assessor(email="cat@walsall.example", name="Cat Cole", body="Walsall Council")
_PANEL = (_ANN, _BEN, _CAT)
_CASES = (
    Case(reference="DD-0001", bodies=("Hull City Council",)),
    Case(reference="DD-0002", bodies=("Walsall Metropolitan Borough Council",)),
    Case(reference="DD-0003", bodies=("Dudley MBC", "Walsall")),
)


def cases(count: int) -> list[Case]:
    return [Case(reference=f"DD-{number:04d}") for number in range(1, count + 1)]


def people(count: int) -> list[Assessor]:
    return [Assessor(email=f"a{number}@x.example") for number in range(count)]


def loads(found: Allocated, panel: list[Assessor], *, before: Counter[str] | None = None) -> list[int]:
    counted = Counter(item.assessor for item in found.allocations) + (before or Counter())
    return sorted(counted[person.address] for person in panel)


def test_round_of_the_real_size_is_shared_out_evenly() -> None:
    panel = people(13)
    found = allocate(cases(353), panel, each=2)
    assert found.short == ()
    assert len(found.allocations) == 706
    assert set(loads(found, panel)) == {54, 55}
    assert set(Counter(item.reference for item in found.allocations).values()) == {2}
    assert len(set(found.allocations)) == 706
    assert allocate(cases(353), panel, each=2) == found


def test_every_assessor_reads_beside_every_other() -> None:
    found = allocate(cases(60), people(6), each=2)
    pairs = Counter(
        frozenset(item.assessor for item in group)
        for _, group in itertools.groupby(found.allocations, key=lambda item: item.reference)
    )
    assert len(pairs) == 15


def test_own_body_is_never_given_whatever_its_legal_form() -> None:
    found = allocate(_CASES, _PANEL, each=2)
    assert {item.reference for item in found.allocations if item.assessor == _CAT.address} == {"DD-0001"}
    assert found.short == ()


def test_declared_conflicts_and_standing_assignments_are_kept() -> None:
    found = allocate(
        _CASES, _PANEL, each=1, conflicts={("DD-0002", "ANN@co.example")}, existing={("DD-0001", "ben@lga.example")}
    )
    assert found == Allocated(
        allocations=(
            Allocation(reference="DD-0002", assessor="ben@lga.example"),
            Allocation(reference="DD-0003", assessor="ann@co.example"),
        )
    )


def test_standing_assignment_with_a_conflict_is_given_to_another() -> None:
    pair = ("DD-0001", "ben@lga.example")
    found = allocate(_CASES[:1], (_ANN, _BEN), each=1, conflicts={pair}, existing={pair})
    assert found.allocations == (Allocation(reference="DD-0001", assessor="ann@co.example"),)


def test_what_cannot_be_covered_is_told_with_the_reason() -> None:
    found = allocate(_CASES[1:2], _PANEL, each=3, conflicts={("DD-0002", "ben@lga.example")})
    assert found == Allocated(
        allocations=(Allocation(reference="DD-0002", assessor="ann@co.example"),),
        short=(
            Short(
                reference="DD-0002",
                missing=2,
                why="DD-0002 wants 3 assessors and lacks 2: 3 on the panel, 1 of its own body and 1 with a declared "
                "conflict.",
            ),
        ),
    )


def test_nobody_and_nothing() -> None:
    assert allocate((), _PANEL, each=2) == Allocated(allocations=())
    assert [item.missing for item in allocate(cases(1), (), each=2).short] == [2]


@given(
    st.integers(0, 12), st.integers(1, 6), st.integers(1, 3), st.sets(st.tuples(st.integers(1, 12), st.integers(0, 5)))
)
def test_without_anything_in_the_way_numbers_differ_by_one_at_most(
    count: int, assessors: int, each: int, standing: set[tuple[int, int]]
) -> None:
    panel = people(assessors)
    found = allocate(cases(count), panel, each=each)
    numbers = loads(found, panel)
    assert numbers[-1] - numbers[0] <= 1
    assert sum(numbers) == count * min(each, assessors)


@settings(max_examples=150)
@given(st.data())
def test_no_other_lawful_sharing_is_more_even(data: st.DataObject) -> None:
    panel, given_cases = people(data.draw(st.integers(1, 4))), cases(data.draw(st.integers(1, 4)))
    every = [(case.reference, person.address) for case in given_cases for person in panel]
    conflicts = data.draw(st.sets(st.sampled_from(every), max_size=6))
    standing = data.draw(st.sets(st.sampled_from(every), max_size=3)) - conflicts
    each = data.draw(st.integers(1, 2))
    found = allocate(given_cases, panel, each=each, conflicts=conflicts, existing=standing)
    new = [(item.reference, item.assessor) for item in found.allocations]
    assert not set(new) & (conflicts | standing)
    ways = []
    for case in given_cases:
        held = [pair for pair in standing if pair[0] == case.reference]
        free = [pair for pair in every if pair[0] == case.reference and pair not in conflicts | standing]
        wanted = max(0, min(each - len(held), len(free)))
        assert sum(pair[0] == case.reference for pair in new) == wanted
        ways.append(list(itertools.combinations(free, wanted)))
    before = Counter(address for _, address in standing)

    def unevenness(pairs: list[tuple[str, str]]) -> int:
        counted = before + Counter(address for _, address in pairs)
        return sum(number * number for number in counted.values())

    best = min(unevenness([pair for part in way for pair in part]) for way in itertools.product(*ways))
    assert unevenness(new) == best


@pytest.mark.parametrize(
    "data",
    [
        b"reference,assessor\nDD-0001,ben@lga.example\nDD-0003,Ann Ash\n",
        b"\xef\xbb\xbfAssessor;Note;Reference\r\nBEN@LGA.example;x;dd 1\r\n\r\n ann  ash ;;DD0003\r\n",
        b"ref\tname\nDD-0001\tBen Beck\nDD-0003\tann@co.example\n",
    ],
)
def test_file_of_assignments(data: bytes) -> None:
    assert read_allocations(data, _CASES, _PANEL) == (
        Allocation(reference="DD-0001", assessor="ben@lga.example"),
        Allocation(reference="DD-0003", assessor="ann@co.example"),
    )


def test_file_leaves_out_what_stands() -> None:
    data = b"reference,assessor\nDD-0001,ben@lga.example\nDD-0001,ann@co.example\n"
    found = read_allocations(data, _CASES, _PANEL, existing={("DD-0001", "ben@lga.example")})
    assert found == (Allocation(reference="DD-0001", assessor="ann@co.example"),)


def test_file_tells_every_bad_line_at_once() -> None:
    twin = Assessor(email="ben2@lga.example", name="Ben Beck", body="LGA")
    data = (
        "reference,assessor\nDD-0009,ann@co.example\nDD-0001,anne@co.example\n,\n,ann@co.example\nDD-0001,\n"
        "DD-0002,cat@walsall.example\nDD-0002,ann@co.example\nDD-0002,Ann Ash\nDD-0003,Ben Beck\n\nDD-0001,José Núñez\n"
    ).encode("cp1252")
    with pytest.raises(AllocationFileError) as caught:
        read_allocations(data, _CASES, (*_PANEL, twin), conflicts={("DD-0002", "ann@co.example")}, source="list.csv")
    assert str(caught.value).splitlines() == [
        "list.csv: 9 problems, so nothing was assigned",
        "  line 2: there is no application 'DD-0009' to assess, did you mean 'DD-0003'?",
        "  line 3: there is no assessor 'anne@co.example', did you mean 'Ann@co.example'?",
        "  line 5: the reference is blank",
        "  line 6: the assessor is blank",
        "  line 7: cat@walsall.example is of Walsall Council, whose application DD-0002 is",
        "  line 8: Ann@co.example has declared a conflict of interest on DD-0002",
        "  line 9: DD-0002 is given to Ann@co.example on line 8 already",
        "  line 10: 'Ben Beck' may be ben@lga.example or ben2@lga.example; give the address",
        "  line 12: there is no assessor 'José Núñez'",
    ]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "line 1: there is no column 'reference' (its columns: none)"),
        (b"DD-0001,ann@co.example\n", "line 1: there is no column 'reference' (its columns: dd-0001, ann@co.example)"),
        (b"reference,assessor\n", "it lists no assignments"),
    ],
)
def test_file_that_is_no_list(data: bytes, problem: str) -> None:
    with pytest.raises(AllocationFileError) as caught:
        read_allocations(data, _CASES, _PANEL)
    assert caught.value.problems[0] == problem
