"""What changed files once made go wrong: each is read, and nothing is wrong with what comes of it."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from intake.round import programme as packs
from parsers.limits import DEFAULT
from parsers.tree import read_tree
from tests.fuzz.cases import Cases
from tests.fuzz.mutators import MUTATORS, mutated
from tests.fuzz.page import KEPT
from tests.fuzz.seeds import Seed, kind_of
from tests.fuzz.shrink import shrunk
from tests.fuzz.trial import Case
from tests.fuzz.workers import attempt_one

FORM = packs.load("delivering-differently").form
SAMPLES = KEPT.parent


@pytest.mark.parametrize("path", sorted(KEPT.iterdir()), ids=lambda path: path.name)
def test_finding_is_mended(path: Path) -> None:
    data = path.read_bytes()
    assert attempt_one(Case(kind=kind_of(data, path.name), name=path.name, data=data), FORM) is None


def test_boundary_in_a_charset_that_does_not_decode_still_parts_the_mail() -> None:
    tree = read_tree((KEPT / "boundary-idna.eml").read_bytes(), DEFAULT)
    assert tree.text == "The form is on its way."


@pytest.mark.parametrize("kind", sorted(MUTATORS))
def test_mutators_change_files_and_raise_nothing(kind: str) -> None:
    paths = [path for folder in ("mail", "documents") for path in sorted((SAMPLES / folder).iterdir())]
    known = {kind_of(path.read_bytes(), path.name): path for path in paths}
    data = known[kind].read_bytes() if kind in known else b"\x78\x9f\x3e\x22\x00\x00" + b"\x01\x05\x00\x01\x00\x04" * 20
    random = Random(kind)
    changed = {mutated(kind, data, random) for _ in range(60)}
    assert len(changed - {data}) > 20


def test_case_follows_from_its_number() -> None:
    seeds = [Seed("lines", "a.txt", b"one\ntwo\nthree\n"), Seed("rtf", "b.rtf", b"{\\rtf1 a\\par b}")]
    assert [Cases(seeds, 7).case(number) for number in range(20)] == [Cases(seeds, 7).case(n) for n in range(20)]
    assert Cases(seeds, 7, ["rtf"]).case(3).kind == "rtf"


def test_finding_is_made_small() -> None:
    case = Case(kind="lines", name="a.txt", data=b"a long line\nwith a needle in it\nand another\n" * 20)
    assert shrunk(case, lambda smaller: b"needle" in smaller.data).data == b"needle"


def test_trial_in_a_process_that_dies_is_a_finding() -> None:
    from tests.fuzz import workers  # the process is made to die where it would read

    def die(_number: int) -> Case:
        import os

        os.abort()

    results = list(workers.attempt([0, 1], die, FORM))
    assert [(result.number, result.fault and result.fault.signature) for result in results] == [
        (0, "death: signal 6"),
        (1, "death: signal 6"),
    ]


def test_answer_of_very_many_lines_is_read_in_time() -> None:
    head = "From: a@hull.example\nSubject: form\n\n" + "".join(f"{field.label}: \n" for field in FORM.fields)
    assert attempt_one(Case(kind="mail", name="a.eml", data=head.encode() + b"x\n" * 20_000), FORM) is None


def test_table_of_very_many_rows_is_read_in_time() -> None:
    rows = "<tr><td>Name of lead authority</td><td>x</td></tr>" * 12_000
    page = "".join(f"<p>{field.label}</p>" for field in FORM.fields[:8]) + f"<table>{rows}</table>"
    assert attempt_one(Case(kind="lines", name="a.html", data=f"<html>{page}</html>".encode()), FORM) is None
