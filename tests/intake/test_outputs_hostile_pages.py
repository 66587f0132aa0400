"""Pages, figures and names of files can't be turned against who opens them: ten thousand hostile values each."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

from lxml import html as markup
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from intake import clock
from intake.assurance.case_page import bundle
from intake.assurance.packing import write, zipped
from intake.daemon.metrics import Figures
from intake.daemon.status import Fault
from intake.letters.mime import AttachedFile
from intake.panel.files import told_apart
from intake.staff.evidence_page import write_page
from intake.tally import Tally
from parsers.mail import Outcome
from parsers.names import safe_name
from parsers.showing import Excerpt, Shown
from tests.intake.assurance.scene import TOLD_AT, plays
from tests.intake.assurance.test_case_file import file_of
from tests.intake.daemon.test_metrics import settings_of
from tests.intake.hostile_values import CONTROLS, batches, hostile_values, plain
from tests.intake.office import DD, IN_TIME, Office, completed, letter_from
from tests.intake.round.mails import attachment
from tests.intake.test_evidence import placed, received

MANY = 10_000
#: What of a case's file our own tables and clocks say: names of files, digests, how a value was read.
_OURS = frozenset({"file", "source", "sha256", "form_sha256", "timezone"})


def _planted(data: Any, plant: Callable[[], str], key: str = "") -> Any:
    """The same data with a value planted wherever a person may have written."""
    if isinstance(data, dict):
        return {name: _planted(item, plant, name) for name, item in data.items()}
    if isinstance(data, list):
        return [_planted(item, plant, key) for item in data]
    return plant() if isinstance(data, str) and key not in _OURS else data


class _Page:
    """A page as another parser sees it."""

    def __init__(self, page: bytes) -> None:
        text = page.decode("utf-8")
        assert not CONTROLS.search(text)
        tree = markup.document_fromstring(page)
        nodes = [node for node in tree.iter() if isinstance(node.tag, str)]
        assert len(nodes) == len(list(tree.iter()))  # neither comments nor instructions
        self.elements = Counter(str(node.tag) for node in nodes)
        self.attributes = {f"{node.tag!s} {name!s}" for node in nodes for name in node.attrib}
        self.styles = ["".join(map(str, node.itertext())) for node in nodes if node.tag == "style"]
        self.leads_to = {value for node in nodes for name in ("href", "src") if (value := node.get(name)) is not None}
        self.words = _letters("".join(map(str, tree.itertext())))


def _letters(text: str) -> str:
    return re.sub(r"\s|\ufeff", "", CONTROLS.sub("", plain(text)))


def test_page_of_a_case_has_only_our_elements_and_says_what_was_written(office: Office) -> None:
    file = file_of(plays(office))
    quiet = _Page(bundle(file, DD)["case.html"])
    values = cycle(hostile_values(MANY, seed=31, longest=20_000))
    used = 0
    while used < MANY:
        planted: list[str] = []

        def plant(planted: list[str] = planted) -> str:
            planted.append(plain(next(values)))
            return planted[-1]

        hostile = type(file)(reference=file.reference, data=_planted(file.data, plant), files=file.files)
        files = bundle(hostile, DD)
        assert files.keys() == {"case.html", "case.json", *file.files}
        page = _Page(files["case.html"])
        _alike(page, quiet, leads_to=set(file.files))
        shown = sum(_letters(value) in page.words for value in planted)
        assert shown > len(planted) * 0.6  # the rest is data for programs only
        used += len(planted)


def _alike(page: _Page, quiet: _Page, *, leads_to: set[str]) -> None:
    """Nothing on a page but what is on the quiet one; of paragraphs and breaks as many as there are lines."""
    assert page.elements.keys() <= quiet.elements.keys() | {"br", "p"}
    assert {tag: page.elements[tag] for tag in _ONCE} == {tag: quiet.elements[tag] for tag in _ONCE}
    assert page.attributes <= quiet.attributes
    assert page.styles == quiet.styles
    assert page.leads_to <= leads_to


_ONCE = ("html", "head", "body", "title", "style", "h1", "h2", "h3", "dl", "img", "blockquote", "mark", "a")


def test_page_of_evidence_has_only_our_elements(office: Office, tmp_path: Path) -> None:
    docket = received(office, placed(completed()))
    shown = {
        proof.field.key: Shown(reason="", excerpt=Excerpt(before="a", text="b", after="c")) for proof in docket.proofs
    }
    quiet = _Page(write_page(docket, shown, tmp_path / "page", zone=DD.zone).read_bytes())
    values = list(map(plain, hostile_values(MANY, seed=32, longest=20_000)))
    for group in batches(values, 8 * len(docket.proofs)):
        given = cycle(group)
        proofs = tuple(
            replace(
                proof,
                answer=replace(proof.answer, paragraphs=(next(given), next(given)), columns=(), rows=()),
                source="person",
                actor=next(given),
                alternatives=(next(given),),
                method=next(given),
            )
            for proof in docket.proofs
        )
        hostile = replace(docket, proofs=proofs, authority=next(given), file=next(given))
        around = {
            key: Shown(reason="", excerpt=Excerpt(before=next(given), text=next(given), after=next(given)))
            for key in shown
        }
        page = _Page(write_page(hostile, around, tmp_path / "page", zone=DD.zone).read_bytes())
        _alike(page, quiet, leads_to=set())
        assert [value for value in group[: len(proofs)] if _letters(value) not in page.words] == []
    assert [path.name for path in (tmp_path / "page").iterdir()] == ["index.html"]


# ---------------------------------------------------------------------- figures


def test_figures_have_no_label_of_a_stranger(office: Office) -> None:
    def told(tally: Tally, faults: list[Fault]) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
        registry = CollectorRegistry(auto_describe=False)
        registry.register(Figures(settings_of(office), office.store, tally, also=lambda: faults))
        families = text_string_to_metric_families(generate_latest(registry).decode("utf-8"))
        return {
            (sample.name, tuple(sorted(sample.labels.items()))): sample.value
            for family in families
            for sample in family.samples
        }

    with clock.travel(IN_TIME + timedelta(hours=1)):
        usual = told(Tally(), [])
        for group in batches(hostile_values(MANY, seed=33), 500):
            office.receives(letter_from(subject=plain(group[0])[:200].replace("\x00", "")))
            tally = Tally()
            for value in group:
                tally.add(value, seconds=0.0)
            hostile = told(tally, [Fault(name=value, what=value, to_do=value) for value in group])
            assert hostile.keys() == usual.keys()
            ends = {labels: value for (name, labels), value in hostile.items() if name == "intake_children_total"}
            assert set(ends.values()) == {0.0}


# ---------------------------------------------------------------------- names of files


def test_files_of_a_case_have_our_names_and_stay_in_their_folder(office: Office, tmp_path: Path) -> None:
    hidden = re.compile("form|pdf|exe|etc|passwd|evil", re.IGNORECASE)
    for number, group in enumerate(batches(hostile_values(MANY, seed=34, longest=2_000), 2_500)):
        leaves = tuple(
            replace(attachment(Outcome.FORM), index=index, name=name[:500].replace("\x00", ""))
            for index, name in enumerate(map(plain, group))
        )
        office.receives(letter_from(attachments=leaves), completed())
        file = file_of(office)
        files = bundle(file, DD)
        assert [name for name in files if hidden.search(name)] == []
        folder = write(files, tmp_path / str(number) / "case", at=TOLD_AT)
        assert {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} == set(files)
        assert {path.name for path in (tmp_path / str(number)).iterdir()} == {"case"}
        with zipfile.ZipFile(io.BytesIO(zipped(files, at=TOLD_AT))) as archive:
            assert archive.namelist() == list(files)
    kept = [path.relative_to(office.folder / "archive") for path in (office.folder / "archive").rglob("*")]
    assert [str(path) for path in kept if not re.fullmatch(r"[A-Za-z0-9./_-]+", str(path))] == []


def test_name_of_a_file_is_one_line_without_a_folder() -> None:
    for value in hostile_values(MANY, seed=35):
        name = safe_name(value, type_="application/pdf")
        assert 0 < len(name) <= 150
        assert not re.search(r"[/\\]", name)
        assert not CONTROLS.search(name)
        assert name == " ".join(name.split())
        assert name not in (".", "..")


def test_files_passed_on_are_told_apart_by_their_names() -> None:
    for group in batches([safe_name(value) for value in hostile_values(MANY, seed=36)], 500):
        twice = [name for value in group for name in (value, value.upper(), f"{value} (2)")]
        files = [AttachedFile(name=name, type="application/pdf", data=b"x") for name in twice]
        names = [file.name.casefold() for file in told_apart(files)]
        assert len(set(names)) == len(names) == len(twice)
