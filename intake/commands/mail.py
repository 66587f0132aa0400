"""Mail by hand: list what was received or one of it, have it read again, list the letters or read one."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from typing import Annotated

import typer

from intake import clock, wording
from intake.archiving import archive_of
from intake.commands.options import DEFAULT_CONFIG, ConfigOption, JsonOption, books, no_application, person
from intake.commands.terminal import print_json, print_table, say
from intake.errors import IntakeError
from intake.staff import records
from store import applications, letters, message_list, messages
from store.letters import LetterItem
from store.message_list import MessageItem
from store.states import LetterStatus, MessageStatus

app = typer.Typer()


@app.command("messages")
def list_messages(
    message: Annotated[int | None, typer.Argument(help="One message, with its attachments and its file.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
    held: Annotated[bool, typer.Option("--held", help="Only mail that waits for a person.")] = False,
) -> None:
    """List the mail received: what each turned out to be, by which rule, and why it waits if it does."""
    with books(config) as book, book.store.reading() as session:
        items = message_list.listing(session, held=held)
        file = archive_of(book.settings).where
    if message is not None:
        items = [item for item in items if item.id == message]
        if not items:
            raise _no_message(message)
    if as_json:
        print_json([records.message_item(item) for item in items])
        return
    if message is not None:
        received = wording.instant(items[0].received_at, book.programme.zone)
        _print_message(items[0], received=received, file=file(items[0].sha256))
        return
    print_table(
        ("Id", "Received", "From", "Subject", "What it is", "Rule", "Application", "Status", "Why"),
        [
            (
                item.id,
                f"{item.received_at.astimezone(book.programme.zone):%d %b %H:%M:%S}",
                item.from_name or item.from_address,
                item.subject,
                item.disposition,
                item.rule,
                item.application,
                "" if item.status == MessageStatus.PROCESSED else item.status,
                "" if item.status == MessageStatus.PROCESSED else item.reason,
            )
            for item in items
        ],
        empty="Nothing waits for a person." if held else "There is no mail yet.",
    )


def _print_message(item: MessageItem, *, received: str, file: str) -> None:
    print_table(
        ("", " "),
        [
            ("From", f"{item.from_name} <{item.from_address}>" if item.from_address else "(nobody)"),
            ("Subject", item.subject),
            ("Received", received),
            ("Status", item.status),
            ("What it is", f"{item.disposition} (rule {item.rule})" if item.rule else item.disposition),
            ("Why", item.reason),
            ("Application", item.application),
            ("File", file),
        ],
        title=f"Message {item.id}",
    )
    print_table(
        ("Attachment", "Found in", "Type", "Size", "Outcome", "Why"),
        [(a.name, a.found_in, a.type, wording.size(a.size), a.outcome, a.reason) for a in item.attachments],
        title="Attachments",
        empty="It has no attachments.",
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
            raise _no_message(message)
        if row.status not in message_list.WAITING:
            raise IntakeError(f"message {message} is {row.status}; only held or failed mail is read again")
        case = applications.by_reference(session, to) if to else None
        if to and case is None:
            raise no_application(to)
        messages.requeue(
            session, row, actor=person(), reason=reason, at=clock.now(), application_id=case.id if case else None
        )
    say(f"Message {message} will be read again by the next poll" + (f" as mail of {to}." if to else "."))


@app.command("letters")
def list_letters(
    letter: Annotated[int | None, typer.Argument(help="One letter, with its text.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
    drafts: Annotated[bool, typer.Option("--drafts", help="Only letters that wait to be released.")] = False,
) -> None:
    """List the letters: to whom, why, and whether they left."""
    with books(config) as book, book.store.reading() as session:
        items = letters.listing(session, statuses=[LetterStatus.DRAFT] if drafts else ())
        if letter is not None:
            items = [item for item in items if item.id == letter]
            if not items:
                raise IntakeError(f"there is no letter {letter}; `intake letters` lists them")
        raw = letters.body_of(session, letter) if letter is not None else b""
    if as_json:
        print_json([records.letter_item(item) for item in items])
        return
    if letter is not None:
        _print_letter(items[0], raw)
        return
    print_table(
        ("Id", "Kind", "To", "Subject", "Status", "Application", "Attempts", "Why"),
        [
            (
                item.id,
                item.kind,
                item.recipient,
                item.subject.removesuffix(f" – {book.programme.name}"),
                item.status,
                item.application,
                item.attempts if item.attempts > 1 else "",
                item.reason,
            )
            for item in items
        ],
        empty="There is no letter that waits to be released." if drafts else "There is no letter yet.",
    )


def _print_letter(item: LetterItem, raw: bytes) -> None:
    """A letter of ours as a mail program without HTML shows it."""
    mail = message_from_bytes(raw, policy=default)
    say(f"Letter {item.id} ({item.kind}), {item.status}" + (f": {item.reason}" if item.reason else ""))
    for name in ("From", "To", "Subject", "Date", "In-Reply-To"):
        if mail[name]:
            say(f"{name}: {mail[name]}")
    files = [part.get_filename() for part in mail.iter_attachments()]
    if files:
        say(f"Attached: {', '.join(name for name in files if name)}")
    text = mail.get_body(("plain",))
    say("")
    say(str(text.get_content()) if text is not None else "(no text)")


def _no_message(message: int) -> IntakeError:
    return IntakeError(f"there is no message {message}; `intake messages` lists them")
