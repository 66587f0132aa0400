"""The documentation, held to the code: what it names exists, and what exists it names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from intake.letters.kinds import POLICIES, Kind, Reader
from intake.round import checks, manners, triage
from intake.takers import TAKERS
from parsers.formats import FORMATS, read_document
from parsers.sniff import sniff
from store.message_list import SAME_CONTENT
from tests.pages import PAGES, ROOT, commands, named, page, section

SAMPLES = ROOT / "tests" / "samples" / "documents"


def slug(heading: str) -> str:
    return re.sub(r"[^a-z0-9 _-]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_page_links_to_what_is_there(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        if not there.exists():
            broken.append(target)
        elif anchor:
            headings = re.findall(r"^#+ (.+)$", there.read_text(encoding="utf-8"), re.MULTILINE)
            if anchor not in map(slug, headings):
                broken.append(target)
    assert broken == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_page_names_only_commands_and_options_there_are(path: Path) -> None:
    known = commands()
    text = path.read_text(encoding="utf-8")
    code = [
        *re.findall(r"`(intake [a-z-][^`]*)`", text),
        *re.findall(r"^\$ (?:sudo -u intake )?(?:INTAKE_CONFIG=\S+ )?(intake [a-z].*)$", text, re.MULTILINE),
    ]
    wrong = []
    for line in code:
        words = line.split("#")[0].split()
        if words[1].startswith("-"):
            continue
        options = {word for word in words[2:] if word.startswith("--")}
        if words[1] not in known or not options <= known[words[1]]:
            wrong.append(line)
    assert wrong == []


def test_staff_documents_every_triage_rule_in_order() -> None:
    text = section("docs/staff.md", "## What a mail turns out to be")
    assert named(text) == [rule.name for rule in triage.RULES]
    for path, name in (
        ("intake/conclusion.py", "whose-case"),
        ("intake/conclusion.py", "reading-stopped"),
        ("intake/pipeline.py", "fault"),
        ("store/messages.py", "gave-up"),
        ("store/message_list.py", SAME_CONTENT),
    ):
        assert f'"{name}"' in page(path)
        assert f"`{name}`" in text
    assert [taker.name for taker in TAKERS if f"`{taker.name}`" not in text] == []


def test_staff_documents_every_check_in_order() -> None:
    assert named(section("docs/staff.md", "## What is checked")) == [check.name for check in checks.CHECKS]


def test_staff_documents_every_letter_to_applicants() -> None:
    kinds = [kind.value for kind in Kind if POLICIES[kind].reader is Reader.APPLICANT]
    assert named(section("docs/staff.md", "## What applicants receive")) == kinds


def test_staff_documents_every_sign_of_automatic_mail() -> None:
    text = section("docs/staff.md", "## What applicants receive")
    names = [rule.name for rule in (*manners.AUTOMATIC, *manners.SILENCE)]
    assert re.findall(r"`([a-z-]+)`", text.split("Mail counts as automatic", 1)[1]) == names


@pytest.mark.parametrize("kind", Kind)
def test_letter_has_both_templates(kind: Kind) -> None:
    base = ROOT / "templates" / "base"
    assert [(base / f"{kind}{ending}").is_file() for ending in (".txt.j2", ".html.j2")] == [True, True]


def test_format_has_a_sample() -> None:
    read = {}
    for path in sorted(SAMPLES.iterdir()):
        data = path.read_bytes()
        kind = sniff(data, name=path.name)
        document = read_document(data, type=kind)
        assert any(document.lines()) or document.fields, f"nothing was read of {path.name}"
        read[FORMATS[kind]] = path.name
    assert sorted(reader.__name__ for reader in set(FORMATS.values()) - read.keys()) == []


def test_architecture_names_only_what_exists() -> None:
    gone = []
    for name in re.findall(r"`([\w./*<>-]+)`", page("ARCHITECTURE.md")):
        if name.endswith((".py", ".toml", ".md")) and "/" in name and not list(ROOT.glob(name)):
            gone.append(name)
        if name.endswith(".py") and "/" not in name and not list(ROOT.glob(f"*/**/{name}")):
            gone.append(name)
        if re.match(r"(intake|parsers|store|templates|tests)(/[\w/]+)?$", name) and not (ROOT / name).exists():
            gone.append(name)
    assert gone == []


def test_architecture_names_every_room() -> None:
    rooms = {f"intake/{path.parent.name}" for path in (ROOT / "intake").glob("*/__init__.py")}
    assert {name for name in named(page("ARCHITECTURE.md")) if re.fullmatch(r"intake/[a-z]+", name)} == rooms


def test_architecture_names_functions_that_exist() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for room in ("intake", "parsers", "store")
        for path in (ROOT / room).rglob("*.py")
    )
    calls = re.findall(r"`(?:[A-Za-z_]+\.)?([a-z_]+|[A-Z][a-z]+(?:[A-Z][a-z]+)*)`", page("ARCHITECTURE.md"))
    words = {name for name in calls if "_" in name or name[0].isupper()}
    assert {name for name in words if not re.search(rf"\b{name}\b", code)} == set()
