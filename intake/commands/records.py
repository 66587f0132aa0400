"""Looking at records and changing them by hand: applications, show, correct, messages, requeue, letters, export."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated, Any

import typer

from intake import clock, wording
from intake.commands.options import DEFAULT_CONFIG, ConfigOption, JsonOption, books
from intake.commands.terminal import out, print_json, print_table, say
from intake.corrections import correct_answer
from intake.errors import IntakeError
from intake.letters.readback import read_back
from intake.staff import export as exports
from intake.staff import records
from store import application_list, applications, history, letters, message_list, messages, submissions
from store.states import LetterStatus

app = typer.Typer()


@app.command("applications")
def list_applications(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """List the applications: reference, authority, state, when the form was received."""
    with books(config) as book, book.store.reading() as session:
        items = application_list.listing(session)
    if as_json:
        print_json([records.application_item(item, book.programme) for item in items])
        return
    zone = book.programme.zone
    print_table(
        ("Reference", "Authority", "State", "Received", "Form", "Findings"),
        [
            (
                item.reference,
                item.authority_name or "(not named)",
                item.state,
                f"{item.received_at.astimezone(zone):%d %b %Y %H:%M:%S}" if item.received_at else "",
                item.submission_number,
                ", ".join(dict.fromkeys(check.check for check in item.checks)),
            )
            for item in items
        ],
        empty="There is no application yet.",
    )


@app.command()
def show(
    reference: Annotated[str, typer.Argument(help="The application's reference, for example DD-0001.")],
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Show one application: its answers, its findings, its forms and everything that happened to it."""
    with books(config) as book, book.store.reading() as session:
        item = next((i for i in application_list.listing(session) if i.reference == reference.strip().upper()), None)
        if item is None:
            raise _no_application(reference)
        answers = application_list.answers_by_application(session, only=item.id).get(item.id, {})
        case = applications.by_id(session, item.id)
        forms = submissions.submissions_of(session, case) if case else []
        events = history.events_of(session, subject="application", subject_id=item.id)
    programme = book.programme
    if as_json:
        print_json(
            {
                **records.application_item(item, programme),
                "answers": records.stored_answers(answers, programme),
                "submissions": [
                    {"number": form.number, "received_at": form.received_at, "form_sha256": form.form_sha256}
                    for form in forms
                ],
                "events": [
                    {
                        "at": e.at,
                        "what": e.what,
                        "before": e.before,
                        "after": e.after,
                        "actor": e.actor,
                        "why": e.reason,
                    }
                    for e in events
                ],
            }
        )
        return
    out.print(f"[bold]{item.reference}[/bold]", end=" ")
    say(f"{item.authority_name or '(no authority named)'} · {item.state}")
    for section in read_back(programme.form, [_Shown(key, answer) for key, answer in answers.items()]):
        rows = [
            (shown.label, "\n".join((*shown.paragraphs, *(" | ".join(row) for row in shown.rows))) or "(left blank)")
            for shown in section.answers
        ]
        print_table(("Question", "Answer"), rows, title=section.title)
    print_table(
        ("Weight", "Check", "Finding"),
        [(check.weight, check.check, check.message) for check in item.checks],
        title="Findings",
        empty="The checks found nothing.",
    )
    print_table(
        ("When", "What", "From", "To", "By", "Why"),
        [(f"{e.at:%Y-%m-%d %H:%M:%S}Z", e.what, e.before, e.after, e.actor, e.reason) for e in events],
        title="History",
    )


class _Shown:
    """A stored answer as `read_back` wants it."""

    def __init__(self, key: str, answer: application_list.AnswerItem) -> None:
        self.key = key
        self.value: Any = answer.value
        self.text = answer.text


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
            raise _no_application(reference)
        typed = correct_answer(
            session, book.programme, case, key=field, text=value, actor=_person(), reason=reason, at=clock.now()
        )
    say(f"{case.reference} {field} is now {typed!r}.")


@app.command("messages")
def list_messages(
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
    held: Annotated[bool, typer.Option("--held", help="Only mail that waits for a person.")] = False,
) -> None:
    """List the mail received: what each turned out to be, by which rule, and why it waits if it does."""
    with books(config) as book, book.store.reading() as session:
        items = message_list.listing(session, held=held)
    if as_json:
        print_json([records.message_item(item) for item in items])
        return
    print_table(
        ("Id", "Received", "From", "Subject", "Status", "What it is", "Rule", "Application", "Why"),
        [
            (
                item.id,
                f"{item.received_at.astimezone(book.programme.zone):%d %b %H:%M:%S}",
                item.from_name or item.from_address,
                item.subject,
                item.status,
                item.disposition,
                item.rule,
                item.application,
                item.reason,
            )
            for item in items
        ],
        empty="Nothing waits for a person." if held else "There is no mail yet.",
    )


@app.command()
def requeue(
    message: Annotated[int, typer.Argument(help="The message's id, as in `intake messages --held`.")],
    config: ConfigOption = DEFAULT_CONFIG,
    to: Annotated[str, typer.Option("--to", help="Whose case it is: the reference of an application.")] = "",
    reason: Annotated[str, typer.Option(help="Why, for the history.")] = "a person released it",
) -> None:
    """Have a held or failed message read again, by the next poll; with --to, as mail of that application."""
    with books(config) as book, book.store.begin() as session:
        row = messages.by_id(session, message)
        if row is None:
            raise IntakeError(f"there is no message {message}; `intake messages` lists them")
        case = applications.by_reference(session, to) if to else None
        if to and case is None:
            raise _no_application(to)
        messages.requeue(
            session, row, actor=_person(), reason=reason, at=clock.now(), application_id=case.id if case else None
        )
    say(f"Message {message} will be read again by the next poll" + (f" as mail of {to}." if to else "."))


@app.command("letters")
def list_letters(
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
    drafts: Annotated[bool, typer.Option("--drafts", help="Only letters that wait to be released.")] = False,
) -> None:
    """List the letters: to whom, why, and whether they left."""
    with books(config) as book, book.store.reading() as session:
        items = letters.listing(session, statuses=[LetterStatus.DRAFT] if drafts else ())
    if as_json:
        print_json([records.letter_item(item) for item in items])
        return
    print_table(
        ("Id", "Kind", "To", "Subject", "Status", "Application", "Attempts", "Why"),
        [(i.id, i.kind, i.recipient, i.subject, i.status, i.application, i.attempts, i.reason) for i in items],
        empty="There is no letter that waits to be released." if drafts else "There is no letter yet.",
    )


@app.command()
def export(
    config: ConfigOption = DEFAULT_CONFIG,
    form: Annotated[exports.Format, typer.Option("--format", help="What to write.")] = exports.Format.JSON,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file; standard output if left out.")
    ] = None,
) -> None:
    """Write every application with its answers as JSON, CSV or XLSX."""
    with books(config) as book, book.store.reading() as session:
        items = application_list.listing(session)
        answers = application_list.answers_by_application(session)
    data = exports.written(form, items, answers, book.programme)
    if output is None:
        typer.get_binary_stream("stdout").write(data)
        return
    output.write_bytes(data)
    say(f"{output}: {wording.count(len(items), 'application')}.")


def _no_application(reference: str) -> IntakeError:
    return IntakeError(f"there is no application {reference}; `intake applications` lists them")


def _person() -> str:
    """Who is at the keyboard, for the history."""
    return f"{getpass.getuser()} (command line)"
