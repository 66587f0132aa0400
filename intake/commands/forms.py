"""Forms without a service: read completed ones (extract), write blank ones (form). Neither needs a configuration."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from intake.commands.files import writing
from intake.commands.terminal import print_json, print_table, progress_bar, say, warn
from intake.errors import ReadingFaultError
from intake.letters.readback import shown_answer
from intake.paper.papers import write_blank_forms
from intake.round import programme as packs
from intake.round.programme import Programme
from intake.sandbox import Sandbox
from intake.staff.records import extracted_item
from parsers.extraction import Evidence
from parsers.reading import Reading

app = typer.Typer()

ProgrammeOption = Annotated[str, typer.Option("--programme", "-p", help="A pack's name, or a folder.")]


@app.command()
def extract(
    files: Annotated[list[Path], typer.Argument(help="Mails (.eml) or documents.", exists=True, dir_okay=False)],
    programme: ProgrammeOption,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say for each field which evidence won, and what it beat.")
    ] = False,
) -> None:
    """Read completed forms from mails or documents and print every answer with where it was found."""
    pack = packs.load(programme)
    items: list[dict[str, Any]] = []
    faults = 0
    with Sandbox(pack.form) as sandbox, progress_bar("Reading", len(files)) as bar:
        for file in files:
            try:
                reading = sandbox.read_file(file.name, file.read_bytes(), explained=explain)
            except ReadingFaultError as fault:
                faults += 1
                items.append(_failed(file, str(fault)))
                warn(f"{file}: {fault}")
            else:
                items.append(extracted_item(str(file), reading))
                if not as_json:
                    _print(file, reading, pack)
            bar.advance(bar.task_ids[0])
    if as_json:
        print_json(items)
    if faults:
        raise typer.Exit(1)


def _failed(file: Path, message: str) -> dict[str, Any]:
    problem = {"key": "", "code": "not_read", "message": message}
    return {"file": str(file), "is_form": False, "answers": {}, "missing": [], "problems": [problem], "attachments": []}


def _print(file: Path, reading: Reading, pack: Programme) -> None:
    if reading.form is None:
        say(f"{file}: no completed form of {pack.name}.")
        for leaf in reading.mail.attachments:
            say(f"  {leaf.name or '(unnamed)'}: {leaf.outcome.value}" + (f" ({leaf.reason})" if leaf.reason else ""))
        return
    rows = []
    asked = {field.key: field for field in pack.form.fields}
    for answer in reading.form.answers:
        where = answer.method.value + (f", page {answer.page}" if answer.page else "")
        shown = shown_answer(asked[answer.key], answer, currency=pack.form.currency)
        written = "\n".join((*shown.paragraphs, *(" | ".join(row) for row in shown.rows)))
        rows.append((answer.key, written or "(left blank)", f"{answer.confidence:.2f}", where))
    print_table(("Field", "Answer", "Confidence", "Read from"), rows, title=str(file))
    for problem in reading.form.problems:
        say(f"  {problem.key}: {problem.message}" if problem.key else f"  {problem.message}")
    if reading.evidence:
        _print_reasons(reading.evidence)


def _print_reasons(evidence: Sequence[Evidence]) -> None:
    """Why each answer was read as it was: the label found, its score and the parts of it, and the places it beat."""
    rows = []
    for item in evidence:
        parts = ", ".join(f"{name} {value:+.2f}" for name, value in item.parts)
        place = (item.mode or item.method.value) + (f", page {item.page}" if item.page else "")
        beaten = "\n".join(
            f"{score:.2f} “{label}”" + (f" (page {page})" if page else "") for label, score, page in item.beaten
        )
        rows.append((item.key, item.label or "(not found)", f"{item.score:.2f}", parts, place, beaten))
    print_table(("Field", "Question as printed", "Score", "Made of", "Answer stands", "It beat"), rows, title="Why")


@app.command()
def form(
    programme: ProgrammeOption,
    folder: Annotated[Path, typer.Option("--output", "-o", help="Where to write them.")] = Path(),
) -> None:
    """Write the programme's blank form as a fillable PDF and as Word, and its guidance."""
    pack = packs.load(programme)
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        written = write_blank_forms(pack, folder)
    for path in written:
        say(str(path))
