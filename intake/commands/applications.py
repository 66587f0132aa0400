"""Applications by hand: list them, show one, correct an answer, export them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from intake import clock, wording
from intake.commands import assurance
from intake.commands.evidence import print_evidence, write_evidence
from intake.commands.files import writing
from intake.commands.options import DEFAULT_CONFIG, ConfigOption, JsonOption, books, no_application, person
from intake.commands.terminal import out, print_json, print_table, say
from intake.corrections import correct_answer
from intake.evidence import docket_of
from intake.letters.readback import read_back
from intake.round.checks import Weight
from intake.round.programme import Programme
from intake.staff import export as exports
from intake.staff import records
from store import application_list, applications, history, submissions
from store.application_list import AnswerItem, ApplicationItem
from store.tables import Event

app = typer.Typer()


@app.command("applications")
def list_applications(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """List the applications: reference, authority, state, when the form was received, what to look at."""
    with books(config) as book, book.store.reading() as session:
        items = application_list.listing(session)
    if as_json:
        print_json([records.application_item(item, book.programme) for item in items])
        return
    zone = book.programme.zone
    print_table(
        ("Reference", "Authority", "State", "Received", "To look at"),
        [
            (
                item.reference,
                item.authority_name or "(not named)",
                item.state,
                f"{item.received_at.astimezone(zone):%d %b %H:%M:%S}" if item.received_at else "",
                ", ".join(dict.fromkeys(check.check for check in item.checks if check.weight != Weight.NOTICE)),
            )
            for item in items
        ],
        empty="There is no application yet.",
    )


@app.command()
def show(
    reference: Annotated[str, typer.Argument(help="The application's reference, for example DD-0001.")],
    config: ConfigOption = DEFAULT_CONFIG,
    evidence: Annotated[
        bool, typer.Option("--evidence", help="Show each field's key, and where and how surely it was read.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="With --evidence: a folder for a page with the pictures of the places."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show one application: its answers, its findings, its forms and everything that happened to it."""
    if output is not None and (as_json or not evidence):
        raise typer.BadParameter("the page is of the evidence: give --evidence, without --json", param_hint="--output")
    with books(config) as book, book.store.reading() as session:
        item = next((i for i in application_list.listing(session) if i.reference == reference.strip().upper()), None)
        if item is None:
            raise no_application(reference)
        answers = application_list.answers_by_application(session, only=item.id).get(item.id, {})
        case = applications.by_id(session, item.id)
        forms = submissions.submissions_of(session, case) if case else []
        events = history.events_of(session, subject="application", subject_id=item.id)
        docket = docket_of(session, book.programme, case) if evidence and case else None
        if as_json:
            print_json(records.whole_application(item, answers, forms, events, book.programme))
            return
    _print_head(item, book.programme)
    if docket is not None:
        print_evidence(docket)
        if output is not None:
            write_evidence(book, docket, output)
    else:
        _print_answers(answers, book.programme)
    print_table(
        ("Weight", "Check", "Finding"),
        [(check.weight, check.check, check.message) for check in item.checks],
        title="Findings",
        empty="The checks found nothing.",
    )
    print_table(
        ("Form", "Received", "File", "sha256"),
        [(form.number, _instant(form.received_at, book.programme), form.form_name, form.form_sha256) for form in forms],
        title="Forms",
    )
    print_table(
        ("When", "What", "By", "Why"),
        [
            (_instant(event.at, book.programme), _step(event, book.programme), event.actor, event.reason)
            for event in events
        ],
        title="History",
    )


def _print_head(item: ApplicationItem, programme: Programme) -> None:
    out.print(f"[bold]{item.reference}[/bold]", end=" ")
    say(f"{item.authority_name or '(no authority named)'} · {item.state}")
    if item.received_at is not None:
        say(f"Form {item.submission_number} counts, received at {wording.instant(item.received_at, programme.zone)}")
    if item.contact_address:
        say(f"Contact: {item.contact_name} <{item.contact_address}>".replace(":  <", ": <"))


def _print_answers(answers: Mapping[str, AnswerItem], programme: Programme) -> None:
    given = [_Given(key, answer.value, answer.text) for key, answer in answers.items()]
    for section in read_back(programme.form, given):
        rows = [
            (shown.label, "\n".join((*shown.paragraphs, *(" | ".join(row) for row in shown.rows))) or "(left blank)")
            for shown in section.answers
        ]
        print_table(("Question", "Answer"), rows, title=section.title)


@dataclass(frozen=True, slots=True)
class _Given:
    """A stored answer as `read_back` wants it."""

    key: str
    value: Any
    text: str


def _instant(moment: Any, programme: Programme) -> str:
    return f"{moment.astimezone(programme.zone):%d %b %Y %H:%M:%S}"


def _step(event: Event, programme: Programme) -> str:
    ruling, _, pence = event.after.partition(" ")
    if event.what == "decision" and pence.isdecimal():
        return f"{event.what}: {ruling}, {wording.money(int(pence), programme.currency)}"
    before = f"{event.before} → " if event.before else ""
    return f"{event.what}: {before}{event.after}" if event.after else event.what


@app.command()
def correct(
    reference: Annotated[str, typer.Argument(help="The application's reference.")],
    field: Annotated[str, typer.Argument(help="The field's key, as in the pack.")],
    value: Annotated[str, typer.Argument(help='The right answer as one would write it on the form; "" for none.')],
    config: ConfigOption = DEFAULT_CONFIG,
    reason: Annotated[str, typer.Option(help="Why, for the history.")] = "",
) -> None:
    """Correct one answer. The reading stays beside it, and no later reading overwrites the correction."""
    with books(config) as book, book.store.begin() as session:
        case = applications.by_reference(session, reference)
        if case is None:
            raise no_application(reference)
        typed = correct_answer(
            session, book.programme, case, key=field, text=value, actor=person(), reason=reason, at=clock.now()
        )
    say(f"{case.reference} {field} is now {typed!r}.")


@app.command()
def export(
    config: ConfigOption = DEFAULT_CONFIG,
    form: Annotated[exports.Format, typer.Option("--format", help="What to write.")] = exports.Format.JSON,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file; standard output if left out.")
    ] = None,
    case: Annotated[
        str, typer.Option("--case", help="The whole file of this application, into a folder or FILE.zip.")
    ] = "",
    of_person: Annotated[
        str, typer.Option("--person", help="All that is held on the person with this address, likewise.")
    ] = "",
    fair: Annotated[bool, typer.Option("--fairness", help="How all applicants were treated, side by side.")] = False,
) -> None:
    """Write every application with its answers; or one whole case, a person's data, how all were treated."""
    if sum(map(bool, (case, of_person, fair))) > 1:
        raise typer.BadParameter("give one of --case, --person and --fairness")
    if output is None and (case or of_person):
        raise typer.BadParameter("name a folder, or a file that ends in .zip", param_hint="--output")
    with books(config) as book:
        if case and output is not None:
            assurance.export_case(book, case, output)
            return
        if of_person and output is not None:
            assurance.export_person(book, of_person, output)
            return
        if fair:
            data, found = assurance.export_fairness(book, form)
            _write([data], output)
            assurance.told_fairness(found)
            return
        with book.store.reading() as session:
            items = application_list.listing(session)
            whole = application_list.with_answers(session, items)
            _write(exports.written(form, whole, book.programme), output)
    if output is not None:
        say(f"{output}: {wording.count(len(items), 'application')}.")


def _write(pieces: Iterable[bytes], output: Path | None) -> None:
    """To standard output, or to the file, which is there whole or not at all."""
    if output is None:
        stream = typer.get_binary_stream("stdout")
        for piece in pieces:
            stream.write(piece)
        return
    unfinished = output.with_name(f".{output.name}.part")
    with writing(output):
        try:
            with unfinished.open("wb") as file:
                file.writelines(pieces)
            unfinished.replace(output)
        finally:
            unfinished.unlink(missing_ok=True)
