"""Deciding at the command line: note a decision, rule on a late form, ask, note, and send the letter about a case."""

from __future__ import annotations

from typing import Annotated

import typer

from intake import clock
from intake.commands.desk import AsOption, ReferenceArgument, at_desk, give_order
from intake.commands.options import DEFAULT_CONFIG, ConfigOption
from intake.commands.terminal import say
from intake.decisions.by_hand import acting
from intake.decisions.case_letter import by_reference, send_case
from intake.round.rulings import RULINGS

app = typer.Typer()

#: Ruling → the action that gives it.
_ACTIONS = {name: name.replace("_", "-") for name in RULINGS} | {"not_select": "not-selected"}


@app.command()
def decide(
    reference: ReferenceArgument,
    ruling: Annotated[str, typer.Argument(help=", ".join(RULINGS))],
    config: ConfigOption = DEFAULT_CONFIG,
    amount: Annotated[str, typer.Option(help="The award, such as £95,000.")] = "",
    reason: Annotated[str, typer.Option(help="Why; stands in the letter to the applicant.")] = "",
    name: AsOption = "",
) -> None:
    """Note what was decided of an application. Nothing is sent: that is done by releasing a batch."""
    if ruling not in RULINGS:
        raise typer.BadParameter(f"{ruling!r} is no ruling; there are {', '.join(RULINGS)}", param_hint="'ruling'")
    text = "\n".join(filter(None, (amount, reason)))
    give_order(config, _ACTIONS[ruling], reference, name=name, role="decide", text=text)


ReasonOption = Annotated[str, typer.Option(help="Why; the applicant is told it.")]


@app.command()
def admit(
    reference: ReferenceArgument, config: ConfigOption = DEFAULT_CONFIG, reason: ReasonOption = "", name: AsOption = ""
) -> None:
    """Admit an application that came after the deadline; the applicant is told."""
    give_order(config, "admit", reference, name=name, role="decide", text=reason)


@app.command()
def refuse(
    reference: ReferenceArgument, config: ConfigOption = DEFAULT_CONFIG, reason: ReasonOption = "", name: AsOption = ""
) -> None:
    """Refuse an application that came after the deadline; the applicant is told."""
    give_order(config, "refuse-late", reference, name=name, role="decide", text=reason)


TextArgument = Annotated[str, typer.Argument(help="The words.")]


@app.command()
def ask(
    reference: ReferenceArgument, text: TextArgument, config: ConfigOption = DEFAULT_CONFIG, name: AsOption = ""
) -> None:
    """Send the contact of an application a question, in your words."""
    if not text.strip():
        raise typer.BadParameter("write the question, in quotes", param_hint="text")
    give_order(config, "ask", reference, name=name, role="decide", text=text)


@app.command()
def note(
    reference: ReferenceArgument, text: TextArgument, config: ConfigOption = DEFAULT_CONFIG, name: AsOption = ""
) -> None:
    """Keep a note with an application; nobody outside is told."""
    if not text.strip():
        raise typer.BadParameter("write the note, in quotes", param_hint="text")
    give_order(config, "note", reference, name=name, role="decide", text=text)


@app.command()
def case(
    reference: ReferenceArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    to: Annotated[str, typer.Option("--to", help="To which member of staff, by name or address.")] = "",
) -> None:
    """Queue the letter about one application, with the links to decide by email, to a member of staff."""
    with at_desk(config) as (book, desk), book.store.begin() as session:
        member = acting(desk, to, role="decide")
        found = by_reference(session, reference)
        at = clock.now()
        send_case(session, desk, found, member, cause=f"case:{reference}:{at.isoformat()}", at=at)
    say(f"The letter about {reference} to {member.name} is queued.")
